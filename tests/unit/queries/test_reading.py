"""A query says what it asks, for whom and with what result, or is refused."""

from pathlib import PurePosixPath

import pytest

from dissensus.errors import BadQueryHeader
from dissensus.queries import Type, read_query

PATH = PurePosixPath("queries/competency/tides.rq")
HEADER = "#+ summary: Tides\n#+ question: Who?\n#+ answers: SELECT ?who\n"


def test_the_header_is_read_and_the_text_kept() -> None:
    text = HEADER + "#+ tags: sea, moon\n#+ parameters: ?claim\nSELECT * {}\n"

    query = read_query(PATH, text)

    assert query.name == "competency/tides"
    assert query.kind == "competency"
    assert query.summary == "Tides"
    assert query.tags == ("sea", "moon")
    assert [p.name for p in query.parameters] == ["claim"]
    assert query.text == text


def test_an_explanation_runs_over_lines_and_paragraphs() -> None:
    text = HEADER + (
        "#+ description: The moon\n#+   pulls.\n#+\n#+   So does: the sun.\n"
        "#+ tags:\n#+   - sea\n#+   - moon\nSELECT * {}\n"
    )

    query = read_query(PATH, text)

    assert query.description == "The moon pulls.\n\nSo does: the sun."
    assert query.tags == ("sea", "moon")


def test_parameters_have_types_and_defaults() -> None:
    text = HEADER + (
        "#+ parameters:\n"
        "#+   - who: IRI of ex:Sailor; who sails; or drifts\n"
        "#+   - when: date; the day\n"
        "#+   tide: one of ebb, flood; which tide\n"
        "#+ defaults:\n#+   - when: 1917-01-01\n#+   who: ex:ann\n"
        "#+ pagination: 50\nSELECT * {}\n"
    )

    query = read_query(PATH, text)

    who, when, tide = query.parameters
    assert (who.type, who.members_of, who.default) == (Type.IRI, "ex:Sailor", "ex:ann")
    assert who.description == "who sails; or drifts"
    assert (when.type, when.default) == (Type.DATE, "1917-01-01")
    assert (tide.type, tide.choices) == (Type.CHOICE, ("ebb", "flood"))
    assert tide.default is None
    assert query.pagination == 50


@pytest.mark.parametrize(
    ("lines", "line", "word"),
    [
        ("#+ parameters:\n#+   - who: IRI\n", 5, "'who: IRI' cannot be read"),
        ("#+ parameters:\n#+   - who: person; x\n", 5, "'person' is no type"),
        ("#+ parameters:\n#+   - who: date of x:Y; x\n", 5, "no type of parameter"),
        ("#+ parameters:\n#+   - page: date; x\n", 5, "taken by the address"),
        ("#+ parameters: ?a, ?a\n", 4, "twice"),
        ("#+ defaults:\n#+   - who: ex:ann\n", 5, "belongs to no parameter"),
        ("#+ pagination: all\n", 4, "no number of rows"),
        ("#+ pagination: 0\n", 4, "no number of rows"),
    ],
)
def test_a_bad_parameter_is_refused_at_its_line(
    lines: str, line: int, word: str
) -> None:
    with pytest.raises(BadQueryHeader, match=word) as raised:
        read_query(PATH, HEADER + lines + "SELECT * {}")

    assert str(raised.value.place) == f"{PATH}:{line}"
    assert raised.value.hint


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("SELECT * {}", 1, "'summary'"),
        (HEADER.replace("question", "answer"), 2, "none that is known"),
        (HEADER + "#+ summary: again\n", 4, "twice"),
        (HEADER.replace(" Who?", ""), 2, "empty"),
        (HEADER + "#+ no colon here\n", 4, "no colon here"),
    ],
)
def test_a_bad_header_is_refused_at_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(BadQueryHeader, match=word) as raised:
        read_query(PATH, text)

    assert str(raised.value.place) == f"{PATH}:{line}"

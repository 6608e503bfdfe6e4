"""A query says what it asks, for whom and with what result, or is refused."""

from pathlib import PurePosixPath

import pytest

from dissensus.errors import BadQueryHeader
from dissensus.queries import read_query

PATH = PurePosixPath("queries/competency/tides.rq")
HEADER = "#+ summary: Tides\n#+ question: Who?\n#+ answers: SELECT ?who\n"


def test_the_header_is_read_and_the_text_kept() -> None:
    text = HEADER + "#+ tags: sea, moon\n#+ parameters: ?claim\nSELECT * {}\n"

    query = read_query(PATH, text)

    assert query.name == "competency/tides"
    assert query.kind == "competency"
    assert query.summary == "Tides"
    assert query.tags == ("sea", "moon")
    assert query.parameters == ("claim",)
    assert query.text == text


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

"""A failure says what is wrong, where, and what to do next."""

from pathlib import PurePath

import pytest

from dissensus.errors import Place, UnreadableSource, one_of


def test_a_message_gives_place_summary_details_hint_and_rule_in_this_order() -> None:
    error = UnreadableSource(
        "A prefix is not declared.",
        place=Place(PurePath("data/a.ttl"), 3, 7),
        details=["ex:"],
        hint="Declare it.",
        see="https://www.w3.org/TR/turtle/",
    )

    assert str(error).splitlines() == [
        "data/a.ttl:3:7: A prefix is not declared.",
        "  - ex:",
        "  hint: Declare it.",
        "  see:  https://www.w3.org/TR/turtle/",
    ]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(PurePath("a.ttl")), "a.ttl"),
        (Place(PurePath("a.ttl"), 3), "a.ttl:3"),
        (Place(None, 3, 7), "line 3, column 7"),
    ],
)
def test_a_place_is_written_as_editors_and_readers_expect(
    place: Place, text: str
) -> None:
    assert str(place) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["a"], "'a'"),
        (["a", "b"], "'a' or 'b'"),
        (["a", "b", "c"], "'a', 'b' or 'c'"),
    ],
)
def test_a_choice_is_an_english_list(names: list[str], text: str) -> None:
    assert one_of(names) == text

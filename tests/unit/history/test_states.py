"""Which state held when, and what the project says of each."""

from datetime import timedelta
from typing import Any

from dissensus.history import (
    at,
    mementos_of,
    read_corrections,
    read_notes,
    read_states,
)

BASE = "https://example.org/tides/id/"


def test_states_are_the_releases_newest_first(two: Any) -> None:
    states = read_states(two.folder, two.newer.id)

    assert [s.id for s in states] == [two.newer.id, two.older.id]


def test_what_was_rolled_back_is_no_state(two: Any) -> None:
    assert [s.id for s in read_states(two.folder, two.older.id)] == [two.older.id]


def test_a_time_between_two_releases_belongs_to_the_older(two: Any) -> None:
    states = (two.newer, two.older)
    before = two.older.created - timedelta(days=400)
    after = two.newer.created + timedelta(days=1)

    assert at(states, after) is two.newer
    assert at(states, before) is two.older
    if two.newer.created > two.older.created:
        assert at(states, two.newer.created - timedelta(seconds=1)) is two.older


def test_an_entity_has_mementos_where_it_was_known(two: Any) -> None:
    states = (two.newer, two.older)

    assert mementos_of(states, f"{BASE}claim/moon-pulls-the-sea") == states
    assert mementos_of(states, f"{BASE}claim/wind-moves-the-sea") == (two.newer,)
    assert mementos_of(states, f"{BASE}claim/none") == ()


def test_notes_are_those_of_the_dataset_that_are_new(two: Any) -> None:
    assert read_notes(two.older, None) == ("First version.",)
    assert read_notes(two.newer, two.older) == ("The <em>wording</em> of Kepler.",)


def test_a_correction_takes_something_back_and_may_say_why(two: Any) -> None:
    ((newer, older, found),) = read_corrections((two.newer, two.older))

    told = {
        c.change.iri.removeprefix(BASE): [r.value for r in c.reasons] for c in found
    }
    assert (newer.id, older.id) == (two.newer.id, two.older.id)
    assert told == {
        "claim/moon-pulls-the-sea": ["Kepler wrote of the waters, not of the sea."],
        "passage/dialogue-day-4": [],
        "stance/galileo-moon": [],
    }

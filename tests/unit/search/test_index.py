"""The index of a release: the same for the same statements, and only read."""

import hashlib
import sqlite3
from pathlib import Path

import pytest
from pyoxigraph import Triple

from dissensus.errors import BackendUnavailable, UnknownEntity
from dissensus.search import (
    Index,
    Selection,
    facets,
    gather_briefs,
    list_dated,
    list_members,
    most_linked,
    write_index,
)

ID = "https://example.org/tides/id/"
DIS = "https://w3id.org/dissensus/ontology#"
EVENTS = Selection(f"{DIS}Event")


def _names(entities: object) -> list[str]:
    return [e.iri.removeprefix(ID) for e in entities]  # type: ignore[attr-defined]


def test_the_same_statements_give_the_same_bytes(
    statements: list[Triple], tmp_path: Path
) -> None:
    digests = set()
    for name, some in (("a", statements), ("b", [*reversed(statements), *statements])):
        write_index(tmp_path / name, some, "https://example.org/tides/")
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())

    assert len(digests) == 1


def test_nothing_can_be_written_to_it(index: Index) -> None:
    with pytest.raises(BackendUnavailable, match="readonly"), index.asked() as db:
        db.execute("DELETE FROM entity")


def test_asking_leaves_no_file_open(index: Index) -> None:
    folder = Path("/proc/self/fd")
    for _ in range(3):
        list_members(index, EVENTS)

    held = [f.readlink() for f in folder.iterdir() if f.is_symlink() and f.exists()]

    assert index.file not in held


def test_a_release_without_an_index_says_so(tmp_path: Path) -> None:
    index = Index(tmp_path / "search.sqlite", "https://example.org/tides/")

    with pytest.raises(UnknownEntity, match="no index"):
        list_members(index, EVENTS)


def test_a_damaged_index_is_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "search.sqlite"
    file.write_bytes(b"no database" * 100)

    with pytest.raises(BackendUnavailable, match="cannot be read"):
        list_members(Index(file, "https://example.org/tides/"), EVENTS)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(file).execute("SELECT 1 FROM entity")


def test_members_come_by_label_date_or_links(index: Index) -> None:
    by = {s: _names(list_members(index, EVENTS, s).entities) for s in ("label", "date")}

    assert by["label"] == ["flood-1966", "tide-1902", "spring-tide", "neap-tide"]
    assert by["date"] == ["spring-tide", "tide-1902", "flood-1966", "neap-tide"]
    assert _names(most_linked(index, f"{DIS}Person", 1)) == ["darwin"]
    assert list_members(index, EVENTS).dated == 3


def test_a_value_narrows_the_list_and_the_counts_follow(index: Index) -> None:
    floods = Selection(f"{DIS}Event", ((f"{DIS}eventType", f"{ID}flood"),))

    assert _names(list_members(index, floods).entities) == ["flood-1966", "spring-tide"]
    whole = {facet.property: dict(facet.values) for facet in facets(index, EVENTS)}
    narrowed = {facet.property: dict(facet.values) for facet in facets(index, floods)}
    assert whole == {f"{DIS}eventType": {f"{ID}flood": 2, f"{ID}ebb": 2}}
    assert narrowed == {f"{DIS}eventType": {f"{ID}flood": 2}}


def test_bounds_are_read_from_what_was_written(index: Index) -> None:
    dated = {e.iri.removeprefix(ID): e for e in list_dated(index, EVENTS)}

    assert (dated["spring-tide"].begins, dated["spring-tide"].ends) == (
        "1899-03-01",
        "1899-03-31",
    )
    assert dated["flood-1966"].begins == dated["flood-1966"].ends == "1966-11"


def test_a_life_is_told_in_years(index: Index) -> None:
    people = list_members(index, Selection(f"{DIS}Person")).entities

    written = {person.iri.removeprefix(ID): person.written for person in people}
    assert written == {"galileo": "1564–1642", "darwin": "", "shuleikin": ""}


def test_briefs_say_what_somebody_did_and_what_happened_somewhere(index: Index) -> None:
    briefs = gather_briefs(index, [f"{ID}darwin", f"{ID}venice"])

    assert briefs[f"{ID}darwin"]["roles"] == [(f"{ID}observer", 1)]
    happened = [iri.removeprefix(ID) for iri, _ in briefs[f"{ID}venice"]["events"]]
    assert happened == ["spring-tide", "flood-1966"]

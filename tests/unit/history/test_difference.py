"""What two releases say differently, entity by entity."""

import gzip
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode
from rdflib import Dataset

from dissensus.history import Fate, read_labels, write_lines, write_patch

BASE = "https://example.org/tides/id/"
MOON = f"{BASE}claim/moon-pulls-the-sea"


def change_of(two: Any, name: str) -> Any:
    return next(c for c in two.difference.changes if c.iri == f"{BASE}{name}")


def test_each_entity_has_its_fate(two: Any) -> None:
    fates = {c.iri.removeprefix(BASE): c.fate for c in two.difference.changes}

    assert fates == {
        "claim/moon-pulls-the-sea": Fate.CHANGED,
        "claim/wind-moves-the-sea": Fate.ADDED,
        "stance/galileo-moon": Fate.CHANGED,
        "passage/dialogue-day-4": Fate.CHANGED,
    }
    assert two.difference.counts()["changed"] == 3


def test_looked_at_from_the_other_end_what_came_has_gone(two: Any) -> None:
    from dissensus.history import compare_states  # noqa: PLC0415

    back = compare_states(two.newer, two.older)

    assert {c.iri for c in back.changes if c.fate is Fate.REMOVED} == {
        f"{BASE}claim/wind-moves-the-sea"
    }
    assert (back.added, back.removed) == (two.difference.removed, two.difference.added)


def test_a_change_names_what_stood_there_and_what_stands_there_now(two: Any) -> None:
    said = change_of(two, "claim/moon-pulls-the-sea").asserted

    texts = {(s.added, s.triple.object.value) for s in said if "Label" in str(s.triple)}
    assert (False, "The moon draws the waters of the sea.") in texts
    assert (True, "The moon draws the waters.") in texts


def test_what_follows_is_told_apart_from_what_was_written(two: Any) -> None:
    """Galileo's denial was written; that he and Kepler disagree had followed."""
    written = change_of(two, "stance/galileo-moon")
    (kepler,) = (c for c in two.difference.derived if "kepler" in c.iri)

    predicates = {s.triple.predicate.value for s in written.asserted}
    assert {p.rpartition("#")[2] for p in predicates} == {"affirmsClaim", "deniesClaim"}
    assert not kepler.asserted
    (lost,) = kepler.inferred
    assert not lost.added
    assert lost.triple.predicate.value.endswith("#disagreesWith")


def test_a_part_of_a_description_belongs_to_its_entity(two: Any) -> None:
    """What was a blank node has no page, so its change is told of the whole."""
    said = change_of(two, "passage/dialogue-day-4").asserted

    assert {s.triple.object.value for s in said} == {"10", "12"}
    assert {"#" in s.triple.subject.value for s in said} == {True}


def test_a_statement_that_moves_to_another_file_is_no_change(two: Any) -> None:
    same = {str(t) for t in two.difference.added} & {
        str(t) for t in two.difference.removed
    }

    assert not same


def test_what_is_gone_keeps_the_name_that_it_had(two: Any) -> None:
    new = f"{BASE}claim/wind-moves-the-sea"

    names = read_labels(two.newer, two.older, [new, MOON])

    assert names[new] == "The wind does."
    assert names[MOON] == "The moon draws the waters of the sea."


def dump(state: Any) -> set[bytes]:
    file = state.folder / "dumps" / "dissensus.nt.gz"
    return set(gzip.decompress(file.read_bytes()).splitlines())


def test_the_halves_are_what_comm_finds_between_the_dumps(two: Any) -> None:
    older, newer = dump(two.older), dump(two.newer)

    assert set(write_lines(two.difference.added).splitlines()) == newer - older
    assert set(write_lines(two.difference.removed).splitlines()) == older - newer


@pytest.mark.parametrize("backwards", [False, True])
def test_the_patch_leads_from_one_dump_to_the_other(two: Any, backwards: bool) -> None:
    """RDF Patch, read and applied by rdflib."""
    from dissensus.history import compare_states  # noqa: PLC0415

    older, newer = (two.newer, two.older) if backwards else (two.older, two.newer)
    graph = Dataset()
    lines = b"\n".join(sorted(dump(older))).decode()
    graph.parse(data=lines, format="nquads")
    wanted = Dataset().parse(
        data=b"\n".join(sorted(dump(newer))).decode(), format="nquads"
    )

    graph.parse(data=write_patch(compare_states(older, newer)).decode(), format="patch")

    assert set(graph.default_graph) == set(wanted.default_graph)


def test_terms_are_those_of_the_store(two: Any) -> None:
    change = change_of(two, "claim/wind-moves-the-sea")

    assert change.kind == "https://w3id.org/dissensus/ontology#Claim"
    objects = [s.triple.object for s in change.asserted]
    assert all(isinstance(o, NamedNode | Literal) for o in objects)

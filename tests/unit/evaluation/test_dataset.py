"""The default graph that a query names is a merge, whether or not it was ready."""

import socket
from collections.abc import Sequence
from typing import cast

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store

from dissensus.evaluation.dataset import Dataset
from dissensus.evaluation.loading import load
from dissensus.release import Release

GROUPS = {
    "http://e/said": ["http://e/g1", "http://e/g2"],
    "http://e/thought": ["http://e/g3", "http://e/g4"],
}
# The triple that g1 and g2 share is one of their group.
PLACES = {1: ("g1", "g2"), 2: ("g2",), 3: ("g3",), 4: ("g4",), 5: ("g5",)}


def dataset(places: dict[int, tuple[str, ...]]) -> Dataset:
    """Return the numbered triples, each in the graphs that it stands in."""
    node = NamedNode("http://e/x")
    store = Store()
    for number, graphs in places.items():
        triple = (node, node, NamedNode(f"http://e/{number}"))
        store.add(Quad(*triple))
        store.extend(Quad(*triple, NamedNode(f"http://e/{g}")) for g in graphs)
    found = Dataset(store, GROUPS)
    found.prepare()
    return found


def seen(found: Dataset, default: Sequence[str], named: Sequence[str] = ()) -> str:
    """Return the numbers that a query finds in the default graph, in order."""
    iris = [[f"http://e/{name}" for name in names] for names in (default, named)]
    results = found.query("SELECT ?o { ?s ?p ?o }", *iris)
    assert isinstance(results, QuerySolutions)
    return "".join(sorted(row["o"].value[-1] for row in results))  # type: ignore[union-attr]


@pytest.mark.parametrize("shared", [False, True], ids=["disjoint", "shared"])
@pytest.mark.parametrize(
    ("default", "numbers"),
    [
        (["said"], "12"),
        (["said", "said"], "12"),
        (["said", "thought"], "1234"),
        (["said", "g5"], "125"),
        (["g1", "g2"], "12"),
        (["said", "g1"], "12"),
        (["thought", "g2"], "1234"),
    ],
)
def test_a_triple_of_two_graphs_is_found_once(
    *, shared: bool, default: list[str], numbers: str
) -> None:
    places = PLACES | ({3: ("g2", "g3")} if shared else {})
    found = dataset(places)
    wanted = "".join(sorted({*numbers, "3"} if shared else {*numbers}))

    assert found.disjoint is not shared
    assert seen(found, default) == wanted
    assert seen(found, default, ["g5"]) == wanted


def test_a_default_graph_that_was_ready_names_no_graphs() -> None:
    asked = ["http://e/said"]

    rows = dataset(PLACES).query("SELECT ?g { GRAPH ?g { ?s ?p ?o } }", asked)

    assert [*rows] == []  # type: ignore[misc]


def test_the_parts_of_the_default_graph_are_all_of_it() -> None:
    found = dataset(PLACES)
    found.divide()

    counts = [
        int(row["n"].value)  # type: ignore[union-attr]
        for part in found.parts
        for row in cast("QuerySolutions", found.store.query(part))
    ]

    default = found.store.quads_for_pattern(None, None, None, DefaultGraph())
    assert sum(counts) == len(list(default))


def test_parts_are_read_while_nobody_asks() -> None:
    found = dataset(PLACES)
    found.divide()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(b"a query")
        assert not found.read_ahead(ours)
        waiting = len(found.parts)
        ours.recv(64)
        assert found.read_ahead(ours)

    assert waiting > 0
    assert found.parts == []


@pytest.mark.parametrize(
    ("text", "looks_in"),
    [
        ("SELECT ?o { ?s ?p ?o }", "plain"),
        ("SELECT ?o { ?s ?p ?o OPTIONAL { GRAPH ?g { ?s ?p ?x } } }", "whole"),
        ("select ?o { ?s ?p ?o optional { graph ?g { ?s ?p ?x } } }", "whole"),
        ("SELECT ?o FROM <http://e/g1> { ?s ?p ?o }", "whole"),
    ],
)
def test_only_a_query_of_the_default_graph_looks_in_it_alone(
    text: str, looks_in: str
) -> None:
    node = NamedNode("http://e/x")
    found = dataset({1: ("g1",)})
    found.plain = Store()
    found.plain.add(Quad(node, node, NamedNode("http://e/2")))

    results = found.query(text)

    assert isinstance(results, QuerySolutions)
    [number] = {row["o"].value[-1] for row in results}  # type: ignore[union-attr]
    assert {"2": "plain", "1": "whole"}[number] == looks_in


def test_the_default_graph_alone_is_that_of_the_release(release: Release) -> None:
    found = load(release.folder, 1_000_000)

    assert found is not None
    assert found.plain is not None
    default = found.store.quads_for_pattern(None, None, None, DefaultGraph())
    assert set(found.plain) == set(default)
    assert len(found.plain) == release.manifest.counts["triples"]

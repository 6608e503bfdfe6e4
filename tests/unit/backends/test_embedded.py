"""The embedded store answers patterns and queries, and blames malformed text."""

from pathlib import Path

import pytest
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    Variable,
)

from dissensus.backends import in_memory, open_backend
from dissensus.errors import BackendUnavailable, MalformedQuery
from dissensus.release import Release

A, P, G = (NamedNode(f"https://example.org/{name}") for name in "apg")
QUADS = [Quad(A, P, Literal("x"), DefaultGraph()), Quad(A, P, Literal("x"), G)]


def test_a_pattern_without_graph_looks_in_every_graph() -> None:
    backend = in_memory(QUADS)

    assert set(backend.quads(A, None, None)) == set(QUADS)
    assert list(backend.quads(A, None, None, G)) == [QUADS[1]]
    assert list(backend.named_graphs()) == [G]


def test_parameters_are_bound_as_values() -> None:
    text = "SELECT ?s ?o WHERE { ?s ?p ?o }"

    answer = in_memory(QUADS).query(text, substitutions={Variable("o"): Literal("y")})

    assert isinstance(answer, QuerySolutions)
    assert not list(answer)


def test_a_named_graph_can_be_the_default() -> None:
    backend = in_memory(QUADS[1:])

    found = [backend.query("ASK { ?s ?p ?o }", default_graph=d) for d in (None, [G])]

    assert [isinstance(f, QueryBoolean) and bool(f) for f in found] == [False, True]


def test_malformed_text_is_told_with_its_place() -> None:
    with pytest.raises(MalformedQuery) as raised:
        in_memory(QUADS).query("SELECT *\nWHERE { ?s foo:p ?o }")

    assert str(raised.value.place) == "line 2, column 12"


def test_a_release_opens_from_disk(release: Release) -> None:
    backend = open_backend(release.folder / "store")

    assert next(backend.quads(None, None, None, DefaultGraph()))


def test_a_folder_without_a_store_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(BackendUnavailable, match="does not open"):
        open_backend(tmp_path / "none")

"""A small world to describe: two graphs, and one of what follows."""

from collections.abc import Callable

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from dissensus.backends import in_memory
from dissensus.description import Holdings
from dissensus.namespaces import prefixes

BASE = "https://example.org/tides/"
HEADER = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in prefixes(BASE).items())


@pytest.fixture
def holdings() -> Callable[..., Holdings]:
    """Hold Turtle by graph name, the default graph being the merge of all."""

    def hold(**graphs: str) -> Holdings:
        quads = set()
        for name, turtle in graphs.items():
            graph = NamedNode(f"{BASE}graph/{name}")
            for quad in parse(HEADER + turtle, format=RdfFormat.TURTLE):
                triple = Triple(quad.subject, quad.predicate, quad.object)
                quads |= {Quad(*triple, graph), Quad(*triple, DefaultGraph())}
        return Holdings(in_memory(quads), BASE)

    return hold

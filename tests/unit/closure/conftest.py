"""Graphs to close, and the reasoner that is right by definition."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import pyoxigraph
import pytest
from owlrl import OWLRL_Semantics
from pyoxigraph import NamedNode, RdfFormat, Triple

from dissensus.closure.axioms import DECLARATIONS, is_axiom, split
from dissensus.closure.closing import says_nothing
from dissensus.closure.terminology import _own
from dissensus.namespaces import DISSENSUS, prefixes
from dissensus.terms import as_rdflib

Turtle: TypeAlias = Callable[[str], list[Triple]]
Oracle: TypeAlias = Callable[[Iterable[Triple], Iterable[Triple]], set[Triple] | None]

EXAMPLE = "https://example.org/"


def read(text: str) -> list[Triple]:
    """Return the triples of Turtle that takes the house prefixes as given."""
    names = {"": EXAMPLE, **prefixes(DISSENSUS)}
    header = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in names.items())
    parsed = pyoxigraph.parse(header + text, format=RdfFormat.TURTLE)
    return [quad.triple for quad in parsed]


@pytest.fixture(scope="session")
def turtle() -> Turtle:
    """Parse Turtle that takes the house prefixes as given."""
    return read


@pytest.fixture(scope="session")
def owlrl_finds() -> Oracle:
    """What owlrl infers from everything at once; None for a contradiction."""

    def infer(ontology: Iterable[Triple], data: Iterable[Triple]) -> set[Triple] | None:
        given = {*ontology, *data}
        graph = as_rdflib(given, plain=False)
        reasoner = OWLRL_Semantics(graph, axioms=False, daxioms=False)
        reasoner.closure()
        if reasoner.error_messages:
            return None
        terms = split(ontology).terms
        found = {_own(*triple) for triple in graph}
        return {
            t
            for t in found - given
            if t is not None
            and t.subject not in terms
            and isinstance(t.predicate, NamedNode)
            and not says_nothing(t)
            # What follows about terms only, declared in the ontology or not.
            and not is_axiom(t)
            and t.object not in DECLARATIONS
        }

    return infer

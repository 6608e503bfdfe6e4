"""The statements that are judged, at hand by property, subject and object.

Two readers: ``screening`` looks values up by the million, and pySHACL, for the
few nodes that screening leaves, sees the same statements as an rdflib graph.
Nothing is copied for it: an rdflib graph of a million triples takes 20 CPU s
and 2 GB to fill.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from pyoxigraph import Triple
from rdflib import Graph
from rdflib.store import Store

from dissensus.namespaces import RDF, RDFS
from dissensus.terms import (
    Term,
    as_rdflib,
    own,
    translated,
    translator,
)

__all__ = ["Facts", "Index", "Term", "as_rdflib", "own", "translated"]

Index: TypeAlias = dict[Term, list[Term]]
_NONE: Final[Mapping[Term, list[Term]]] = {}


class Facts:
    """Distinct triples by property; 3 CPU s and 400 MB for a million.

    Attributes:
        count: How many there are.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: defaultdict[Term, Index] = defaultdict(dict)
        self._subjects: dict[Term, Index] = {}
        self._below: dict[Term, frozenset[Term]] = {}
        self.count = 0
        terms: dict[Term, Term] = {}
        one = terms.setdefault
        for triple in triples:
            s, p, o = triple
            self.count += 1
            s, o = one(s, s), one(o, o)
            values = self._objects[p]
            if s in values:
                values[s].append(o)
            else:
                values[s] = [o]

    def properties(self) -> Iterable[Term]:
        """Return the properties that occur."""
        return self._objects.keys()

    def objects(self, property_: Term) -> Mapping[Term, list[Term]]:
        """Return the objects of each subject that has ``property_``."""
        return self._objects.get(property_, _NONE)

    def subjects(self, property_: Term) -> Mapping[Term, list[Term]]:
        """Return the subjects of each object of ``property_``."""
        found = self._subjects.get(property_)
        if found is None:
            found = self._subjects[property_] = {}
            for subject, objects in self.objects(property_).items():
                for object_ in objects:
                    found.setdefault(object_, []).append(subject)
        return found

    def below(self, class_: Term) -> frozenset[Term]:
        """Return ``class_`` and its subclasses, as rdfs:subClassOf says (SHACL 2)."""
        found = self._below.get(class_)
        if found is None:
            narrower, reached, ahead = (
                self.subjects(RDFS.subClassOf),
                {class_},
                [class_],
            )
            while ahead:
                fresh = set(narrower.get(ahead.pop(), ())) - reached
                reached |= fresh
                ahead += fresh
            found = self._below[class_] = frozenset(reached)
        return found

    def instances(self, class_: Term) -> Iterator[Term]:
        """Yield the SHACL instances of ``class_``; some more than once."""
        members = self.subjects(RDF.type)
        for narrower in self.below(class_):
            yield from members.get(narrower, ())

    def as_graph(self) -> Graph:
        """Return the same triples as an rdflib graph that cannot be written to."""
        return Graph(store=_View(self), bind_namespaces="none")

    def match(
        self, s: Term | None, p: Term | None, o: Term | None
    ) -> Iterator[tuple[Term, Term, Term]]:
        """Yield each triple with this subject, property and object; None is any."""
        for property_ in self.properties() if p is None else (p,):
            if s is not None:
                for value in self.objects(property_).get(s, ()):
                    if o is None or o == value:
                        yield s, property_, value
            elif o is not None:
                for subject in self.subjects(property_).get(o, ()):
                    yield subject, property_, o
            else:
                for subject, values in self.objects(property_).items():
                    yield from ((subject, property_, value) for value in values)


class _View(Store):
    """Facts, in the terms and by the protocol of rdflib."""

    # There is one context only, but pySHACL takes no store that knows of none.
    context_aware = graph_aware = True

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self._facts = facts
        self._foreign = translator()

    def triples(self, pattern: Any, context: Any = None) -> Iterator[Any]:  # noqa: ARG002
        """Yield the triples that match, each with its contexts, of which none is."""
        s, p, o = (None if term is None else own(term) for term in pattern)
        foreign = self._foreign
        for found in self._facts.match(s, p, o):
            yield tuple(map(foreign, found)), iter(())

    def __len__(self, context: Any = None) -> int:
        return self._facts.count

    def namespaces(self) -> Iterator[Any]:
        """Yield nothing: the statements have no prefixes."""
        return iter(())

    def namespace(self, prefix: str) -> None:
        """Return nothing, likewise."""

    def prefix(self, namespace: str) -> None:
        """Return nothing, likewise."""

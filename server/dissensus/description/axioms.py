"""Know what an ontology lets follow from what, one step at a time.

Not a reasoner: the release was closed when it was built (``closure``). Pages
only look up which axiom can have given a triple, and whether its premises
stand, so that a reader can retrace the step.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, NamedNode

from dissensus.backends import Backend
from dissensus.namespaces import OWL, RDF, RDFS

Table = Mapping[NamedNode, tuple[NamedNode, ...]]


@dataclass(frozen=True)
class Axioms:
    """The axioms that give statements about individuals.

    Attributes:
        inverses: Per property those that say the same the other way round.
        narrower: Per property its sub-properties and equals.
        subclasses: Per class its subclasses and equals.
        domains: Per class the properties whose subjects are of it.
        ranges: Per class the properties whose objects are of it.
        chains: Per property the chains of properties that give it.
        symmetric: Properties that hold both ways.
        transitive: Properties that carry over.
    """

    inverses: Table = field(default_factory=dict)
    narrower: Table = field(default_factory=dict)
    subclasses: Table = field(default_factory=dict)
    domains: Table = field(default_factory=dict)
    ranges: Table = field(default_factory=dict)
    chains: Mapping[NamedNode, tuple[tuple[NamedNode, ...], ...]] = field(
        default_factory=dict
    )
    symmetric: frozenset[NamedNode] = frozenset()
    transitive: frozenset[NamedNode] = frozenset()


def read_axioms(backend: Backend) -> Axioms:
    """Return the axioms of the ontology that ``backend`` holds."""
    return Axioms(
        inverses=_table(_pairs(backend, OWL.inverseOf), both=True),
        narrower=_table(
            [
                *_swapped(backend, RDFS.subPropertyOf),
                *_pairs(backend, OWL.equivalentProperty),
                *_swapped(backend, OWL.equivalentProperty),
            ]
        ),
        subclasses=_table(
            [
                *_swapped(backend, RDFS.subClassOf),
                *_pairs(backend, OWL.equivalentClass),
                *_swapped(backend, OWL.equivalentClass),
            ]
        ),
        domains=_table(_swapped(backend, RDFS.domain)),
        ranges=_table(_swapped(backend, RDFS.range)),
        chains=_chains(backend),
        symmetric=_of_kind(backend, OWL.SymmetricProperty),
        transitive=_of_kind(backend, OWL.TransitiveProperty),
    )


def _pairs(
    backend: Backend, property_: NamedNode
) -> Iterator[tuple[NamedNode, NamedNode]]:
    for quad in backend.quads(None, property_, None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            yield quad.subject, quad.object


def _swapped(
    backend: Backend, property_: NamedNode
) -> Iterator[tuple[NamedNode, NamedNode]]:
    return ((b, a) for a, b in _pairs(backend, property_))


def _table(pairs: Iterable[tuple[NamedNode, NamedNode]], both: bool = False) -> Table:
    found: dict[NamedNode, set[NamedNode]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        if both:
            found.setdefault(other, set()).add(one)
    return {one: tuple(sorted(others, key=str)) for one, others in found.items()}


def _chains(
    backend: Backend,
) -> dict[NamedNode, tuple[tuple[NamedNode, ...], ...]]:
    found: dict[NamedNode, set[tuple[NamedNode, ...]]] = {}
    for quad in backend.quads(None, OWL.propertyChainAxiom, None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(
            quad.object, NamedNode | BlankNode
        ):
            chain = tuple(_members(backend, quad.object))
            found.setdefault(quad.subject, set()).add(chain)
    return {p: tuple(sorted(chains, key=str)) for p, chains in found.items()}


def _members(backend: Backend, node: NamedNode | BlankNode) -> Iterator[NamedNode]:
    """Walk an RDF list of properties; one that bites its tail ends there."""
    walked: set[object] = set()
    while node != RDF.nil and node not in walked:
        walked.add(node)
        first = next(iter(backend.quads(node, RDF.first, None, None)), None)
        rest = next(iter(backend.quads(node, RDF.rest, None, None)), None)
        if first is None or rest is None:
            return
        if isinstance(first.object, NamedNode):
            yield first.object
        if not isinstance(rest.object, NamedNode | BlankNode):
            return
        node = rest.object


def _of_kind(backend: Backend, kind: NamedNode) -> frozenset[NamedNode]:
    quads = backend.quads(None, RDF.type, kind, None)
    return frozenset(q.subject for q in quads if isinstance(q.subject, NamedNode))

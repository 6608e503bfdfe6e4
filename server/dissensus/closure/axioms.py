"""Tell an ontology's axioms from its annotations and individuals.

An ontology file holds four sorts of triples: axioms, declarations, what is
said about terms (labels, definitions), and individuals such as the concepts
of a vocabulary. Only the first make rules; the last are data like any other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dissensus.namespaces import DISSENSUS, OWL, RDF, RDFS, prefixes
from dissensus.sources.skolem import owner_of

Node: TypeAlias = NamedNode | BlankNode | Literal | Triple

DECLARATIONS: Final = frozenset(
    {
        OWL.AnnotationProperty,
        OWL.Class,
        OWL.DatatypeProperty,
        OWL.NamedIndividual,
        OWL.ObjectProperty,
        OWL.Ontology,
        RDF.Property,
        RDFS.Class,
        RDFS.Datatype,
    }
)
_OF_TERMS: Final = DECLARATIONS - {OWL.NamedIndividual}
CHARACTERISTICS: Final = frozenset(
    {
        OWL.AllDisjointClasses,
        OWL.AllDisjointProperties,
        OWL.AsymmetricProperty,
        OWL.IrreflexiveProperty,
        OWL.Restriction,
        OWL.SymmetricProperty,
        OWL.TransitiveProperty,
    }
)
AXIOMS: Final = frozenset(
    {
        OWL.allValuesFrom,
        OWL.complementOf,
        OWL.disjointWith,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        OWL.hasValue,
        OWL.intersectionOf,
        OWL.inverseOf,
        OWL.maxCardinality,
        OWL.maxQualifiedCardinality,
        OWL.onClass,
        OWL.onProperty,
        OWL.oneOf,
        OWL.propertyChainAxiom,
        OWL.propertyDisjointWith,
        OWL.someValuesFrom,
        OWL.unionOf,
        RDFS.domain,
        RDFS.range,
        RDFS.subClassOf,
        RDFS.subPropertyOf,
    }
)
# These may stand in an ontology or in data: they are about individuals.
ASSERTIONS: Final = frozenset(
    {
        OWL.assertionProperty,
        OWL.differentFrom,
        OWL.distinctMembers,
        OWL.members,
        OWL.sameAs,
        OWL.sourceIndividual,
        OWL.targetIndividual,
        OWL.targetValue,
    }
)
ASSERTION_TYPES: Final = frozenset({OWL.AllDifferent, OWL.NegativePropertyAssertion})
ANNOTATIONS: Final = frozenset(
    {
        OWL.backwardCompatibleWith,
        OWL.deprecated,
        OWL.incompatibleWith,
        OWL.priorVersion,
        OWL.versionInfo,
        OWL.versionIRI,
    }
)
LISTS: Final = frozenset({RDF.first, RDF.rest})


@dataclass(frozen=True)
class Axioms:
    """The logical part of an ontology.

    Attributes:
        triples: Axioms with the lists and expressions that they speak of.
        terms: Classes, properties, ontologies, and the nodes of axioms.
        others: Annotations and individuals, in the order given.
    """

    triples: tuple[Triple, ...]
    terms: frozenset[Node]
    others: tuple[Triple, ...]

    def values(self, predicate: NamedNode) -> list[tuple[Node, Node]]:
        """Return (subject, object) of each axiom with ``predicate``."""
        return [(t.subject, t.object) for t in self.triples if t.predicate == predicate]


def split(ontology: Iterable[Triple]) -> Axioms:
    """Return the axioms of ``ontology`` apart from all else in it."""
    triples = tuple(ontology)
    axioms, others, terms = [], [], set[Node]()
    for triple in triples:
        if is_axiom(triple) or triple.predicate in LISTS | {OWL.members}:
            axioms.append(triple)
            terms.add(triple.subject)
        else:
            others.append(triple)
            if triple.predicate == RDF.type and triple.object in _OF_TERMS:
                terms.add(triple.subject)
    return Axioms(tuple(axioms), frozenset(terms), tuple(others))


def is_axiom(triple: Triple) -> bool:
    """Return whether ``triple`` says something of terms, not of individuals."""
    return triple.predicate in AXIOMS or (
        triple.predicate == RDF.type and triple.object in CHARACTERISTICS
    )


class Lists:
    """The RDF lists of a graph, read whole."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._first: dict[Node, Node] = {}
        self._rest: dict[Node, Node] = {}
        for triple in triples:
            if triple.predicate == RDF.first:
                self._first[triple.subject] = triple.object
            elif triple.predicate == RDF.rest:
                self._rest[triple.subject] = triple.object

    def members(self, head: Node) -> tuple[Node, ...]:
        """Return the members of the list at ``head``, in order; () if none."""
        found: list[Node] = []
        seen: set[Node] = set()
        while head in self._first and head not in seen:
            seen.add(head)
            found.append(self._first[head])
            head = self._rest.get(head, RDF.nil)
        return tuple(found)


def by_subject(triples: Iterable[Triple]) -> Mapping[Node, Sequence[Triple]]:
    """Return ``triples`` grouped by their subject."""
    grouped = defaultdict[Node, list[Triple]](list)
    for triple in triples:
        grouped[triple.subject].append(triple)
    return grouped


def is_anonymous(node: Node) -> bool:
    """Return whether ``node`` is a blank node, or stands for one in a release."""
    if isinstance(node, NamedNode):
        # The cheap test first: every skolem name ends in a number.
        return node.value[-1:].isdigit() and owner_of(node.value) != node.value
    return isinstance(node, BlankNode)


def is_owl(node: Node) -> bool:
    """Return whether ``node`` belongs to the OWL vocabulary."""
    return isinstance(node, NamedNode) and node.value in OWL


_PREFIXES: Final = sorted(prefixes(DISSENSUS).items(), key=lambda pair: -len(pair[1]))


def name_of(node: Node) -> str:
    """Return a node as Turtle would write it, with a house prefix if one fits."""
    if is_anonymous(node):
        return "[]"
    if isinstance(node, NamedNode):
        for prefix, iri in _PREFIXES:
            local = node.value.removeprefix(iri)
            if local != node.value and not set(local) & set("/#"):
                return f"{prefix}:{local}"
    return str(node)

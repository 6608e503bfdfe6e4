"""Refuse what OWL 2 RL does not allow, or what no rule here compiles.

A reasoner that skips an axiom which it does not know publishes a closure that
is wrong without a sign. So every triple of the OWL vocabulary must be known,
and every class expression must stand where OWL 2 RL lets it stand (§4.2.3 of
the Profiles: a subclass may be an existential, a superclass may not).

owl:FunctionalProperty, owl:InverseFunctionalProperty, owl:hasKey and
cardinality 1 are lawful in OWL 2 RL and refused all the same: they answer a
mistake in the data by declaring two individuals one. Cardinality and identity
are the shapes' business.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from dissensus.closure.axioms import (
    ANNOTATIONS,
    ASSERTION_TYPES,
    ASSERTIONS,
    AXIOMS,
    CHARACTERISTICS,
    DECLARATIONS,
    Lists,
    Node,
    by_subject,
    is_anonymous,
    is_axiom,
    is_owl,
    name_of,
)
from dissensus.errors import BadOntology
from dissensus.namespaces import OWL, RDF, RDFS

SEE: Final = "https://www.w3.org/TR/owl2-profiles/#OWL_2_RL"
_MERGING: Final = frozenset(
    {OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.hasKey}
)
_KNOWN: Final = AXIOMS | ASSERTIONS | ANNOTATIONS
_KNOWN_TYPES: Final = DECLARATIONS | CHARACTERISTICS | ASSERTION_TYPES
_EXPRESSIONS: Final = (
    OWL.allValuesFrom,
    OWL.complementOf,
    OWL.hasValue,
    OWL.intersectionOf,
    OWL.maxCardinality,
    OWL.maxQualifiedCardinality,
    OWL.oneOf,
    OWL.someValuesFrom,
    OWL.unionOf,
)
_LEFT: Final = frozenset(
    {OWL.hasValue, OWL.intersectionOf, OWL.oneOf, OWL.someValuesFrom, OWL.unionOf}
)
_RIGHT: Final = frozenset(
    {
        OWL.allValuesFrom,
        OWL.complementOf,
        OWL.hasValue,
        OWL.intersectionOf,
        OWL.maxCardinality,
        OWL.maxQualifiedCardinality,
    }
)
_BOTH: Final = _LEFT & _RIGHT
_SIDES: Final = {
    _LEFT: "as a subclass",
    _RIGHT: "as a superclass",
    _BOTH: "as an equal",
}
_ZERO: Final = "0"


def refuse_unlawful(ontology: Iterable[Triple]) -> None:
    """Raise BadOntology, naming every axiom at fault, unless all are lawful."""
    found = faults(ontology)
    if found:
        raise BadOntology(
            f"The ontology has {len(found)} "
            f"axiom{'s' * (len(found) > 1)} that cannot be reasoned with.",
            details=found,
            hint="Say it in OWL 2 RL, or say it in shapes/ if it is a constraint.",
            see=SEE,
        )


def refuse_axioms_in(data: Iterable[Triple]) -> None:
    """Raise BadOntology if ``data`` says anything about classes or properties."""
    found = [triple for triple in data if is_axiom(triple) or _merges(triple)]
    if found:
        raise BadOntology(
            f"The data hold {len(found)} axiom{'s' * (len(found) > 1)}, "
            "which rules compiled from the ontology would miss.",
            details=[_sentence(triple) for triple in found],
            hint="Move them to a file under ontology/.",
            see=SEE,
        )


def faults(ontology: Iterable[Triple]) -> tuple[str, ...]:
    """Return one sentence per axiom outside the rules, sorted; () if none."""
    triples = tuple(ontology)
    found = {fault for triple in triples if (fault := _unknown(triple))}
    found |= set(_Expressions(triples).faults())
    return tuple(sorted(found))


def _merges(triple: Triple) -> bool:
    return triple.predicate in _MERGING or (
        triple.predicate == RDF.type and triple.object in _MERGING
    )


def _unknown(triple: Triple) -> str:
    if _merges(triple):
        return (
            f"{_sentence(triple)} would merge two individuals without a word: "
            "use sh:maxCount or a uniqueness shape."
        )
    if triple.predicate == OWL.inverseOf and is_anonymous(triple.subject):
        return f"{_sentence(triple)} has no name: declare the inverse property."
    if triple.predicate == OWL.imports:
        return f"{_sentence(triple)} is not followed: copy the terms that you use."
    if triple.predicate == RDF.type:
        known = not is_owl(triple.object) or triple.object in _KNOWN_TYPES
    else:
        known = not is_owl(triple.predicate) or triple.predicate in _KNOWN
    return "" if known else f"{_sentence(triple)} is no axiom that is compiled here."


def _sentence(triple: Triple) -> str:
    verb = "a" if triple.predicate == RDF.type else name_of(triple.predicate)
    return f"{name_of(triple.subject)} {verb} {name_of(triple.object)}"


class _Expressions:
    """The class expressions of an ontology, and where they may stand."""

    def __init__(self, triples: Sequence[Triple]) -> None:
        self._triples = triples
        self._about: Mapping[Node, Sequence[Triple]] = by_subject(triples)
        self._lists = Lists(triples)

    def faults(self) -> Iterator[str]:
        for triple in self._triples:
            for node, side in self._positions(triple):
                for fault in self._judge(node, side):
                    yield f"{_sentence(triple)}: {fault}."

    def _positions(self, triple: Triple) -> list[tuple[Node, frozenset[NamedNode]]]:
        subject, object_ = triple.subject, triple.object
        if triple.predicate == RDFS.subClassOf:
            return [(subject, _LEFT), (object_, _RIGHT)]
        if triple.predicate == OWL.equivalentClass:
            return [(subject, _BOTH), (object_, _BOTH)]
        if triple.predicate == OWL.disjointWith:
            return [(subject, _LEFT), (object_, _LEFT)]
        if triple.predicate in (RDFS.domain, RDFS.range):
            return [(object_, _RIGHT)]
        # A named class that is an expression is equivalent to it.
        if triple.predicate in _EXPRESSIONS and self._is_named_class(subject):
            return [(subject, _BOTH)]
        return []

    def _is_named_class(self, node: Node) -> bool:
        return not is_anonymous(node) and any(
            triple.predicate == RDF.type and triple.object in (OWL.Class, RDFS.Class)
            for triple in self._about.get(node, ())
        )

    def _judge(
        self,
        node: Node,
        side: frozenset[NamedNode],
        around: frozenset[Node] = frozenset(),
    ) -> Iterator[str]:
        if node in around:
            yield "the class expression contains itself"
            return
        for triple in self._about.get(node, ()):
            if triple.predicate not in _EXPRESSIONS:
                continue
            if triple.predicate not in side:
                yield f"{name_of(triple.predicate)} cannot stand here {_SIDES[side]}"
            for part, where in self._parts(triple, side):
                yield from self._judge(part, where, around | {node})
            if triple.predicate in (OWL.maxCardinality, OWL.maxQualifiedCardinality):
                yield from _cardinality(triple.object)

    def _parts(
        self, triple: Triple, side: frozenset[NamedNode]
    ) -> list[tuple[Node, frozenset[NamedNode]]]:
        if triple.predicate in (OWL.intersectionOf, OWL.unionOf):
            return [(part, side) for part in self._lists.members(triple.object)]
        if triple.predicate in (OWL.someValuesFrom, OWL.complementOf):
            return [(triple.object, _LEFT)]
        if triple.predicate == OWL.allValuesFrom:
            return [(triple.object, _RIGHT)]
        return []


def _cardinality(limit: Node) -> Iterator[str]:
    if not isinstance(limit, Literal) or limit.value != _ZERO:
        yield "a greatest number other than 0 would merge individuals"

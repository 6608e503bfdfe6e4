"""Turn closed axioms into instance rules and into what must never hold.

One function per table of the standard. The axioms have passed the profile's
check, so whatever is not read here gives no rule at the level of instances.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from pyoxigraph import NamedNode, Triple

from dissensus.closure.axioms import Lists, Node, name_of
from dissensus.closure.rules import (
    AllValues,
    Chain,
    Conjunction,
    Copy,
    Enumeration,
    Flip,
    GiveValue,
    Rule,
    SomeValues,
    SubClass,
    TypeByValue,
    TypeObject,
    TypeSubject,
)
from dissensus.namespaces import OWL, RDF, RDFS

Pair = frozenset[Node]


@dataclass(frozen=True)
class Compiled:
    """What an ontology means for individuals.

    Attributes:
        rules: What follows, sorted by name.
        disjoint: Pairs of classes that share no individual.
        exclusive: Pairs of properties that share no pair of individuals.
        irreflexive: Properties that relate nothing to itself.
        asymmetric: Properties that never hold both ways.
        barred: (class, property, filler): its individuals have no value of
            the property in the filler, which is None for any value at all.
    """

    rules: tuple[Rule, ...]
    disjoint: frozenset[Pair]
    exclusive: frozenset[Pair]
    irreflexive: frozenset[Node]
    asymmetric: frozenset[Node]
    barred: frozenset[tuple[Node, Node, Node | None]]


def compile_axioms(closed: Iterable[Triple]) -> Compiled:
    """Return the rules and constraints of axioms closed among themselves."""
    axioms = _Closed(closed)
    rules = {*_property_rules(axioms), *_class_rules(axioms)}
    disjoint = {frozenset(pair) for pair in axioms.pairs(OWL.disjointWith)}
    disjoint |= {frozenset(pair) for pair in axioms.pairs(OWL.complementOf)}
    disjoint |= axioms.members_of(OWL.AllDisjointClasses)
    exclusive = {frozenset(pair) for pair in axioms.pairs(OWL.propertyDisjointWith)}
    exclusive |= axioms.members_of(OWL.AllDisjointProperties)
    return Compiled(
        rules=tuple(sorted(rules, key=lambda rule: (rule.name, str(rule)))),
        disjoint=frozenset(disjoint),
        exclusive=frozenset(exclusive),
        irreflexive=axioms.instances(OWL.IrreflexiveProperty),
        asymmetric=axioms.instances(OWL.AsymmetricProperty),
        barred=frozenset(_barred(axioms)),
    )


class _Closed:
    """Axioms by predicate, and the lists among them."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._pairs: dict[NamedNode, list[tuple[Node, Node]]] = defaultdict(list)
        kept = tuple(triples)
        for triple in kept:
            self._pairs[triple.predicate].append((triple.subject, triple.object))
        self.lists = Lists(kept)

    def pairs(self, predicate: NamedNode) -> list[tuple[Node, Node]]:
        """Return (subject, object) of each triple with ``predicate``."""
        return self._pairs[predicate]

    def proper(self, predicate: NamedNode) -> Iterator[tuple[Node, Node]]:
        """Yield the pairs that do not relate a term to itself."""
        return ((s, o) for s, o in self._pairs[predicate] if s != o)

    def instances(self, class_: NamedNode) -> frozenset[Node]:
        """Return what is declared an instance of ``class_``."""
        return frozenset(s for s, o in self._pairs[RDF.type] if o == class_)

    def members_of(self, class_: NamedNode) -> set[Pair]:
        """Return each pair of members of each axiom that is a ``class_``."""
        axioms = self.instances(class_)
        return {
            frozenset(pair)
            for node, head in self._pairs[OWL.members]
            if node in axioms
            for pair in combinations(self.lists.members(head), 2)
        }

    def restrictions(self, kind: NamedNode) -> Iterator[tuple[Node, Node, Node]]:
        """Yield (expression, property, value) of each restriction of a kind."""
        along = dict(self._pairs[OWL.onProperty])
        for node, value in self._pairs[kind]:
            if node in along:
                yield node, along[node], value


def _property_rules(axioms: _Closed) -> Iterator[Rule]:
    """Table 5, the semantics of axioms about properties."""
    for p, q in axioms.proper(RDFS.subPropertyOf):
        yield Copy(_named("prp-spo1", p), p, q)
    for p, q in axioms.pairs(OWL.inverseOf):
        yield Flip(_named("prp-inv1", p), p, q)
        yield Flip(_named("prp-inv2", p), q, p)
    for p in axioms.instances(OWL.SymmetricProperty):
        yield Flip(_named("prp-symp", p), p, p)
    for p in axioms.instances(OWL.TransitiveProperty):
        yield Chain(_named("prp-trp", p), (p, p), p)
    for p, head in axioms.pairs(OWL.propertyChainAxiom):
        yield Chain(_named("prp-spo2", p), axioms.lists.members(head), p)
    for p, class_ in axioms.pairs(RDFS.domain):
        yield TypeSubject(_named("prp-dom", p), p, class_)
    for p, class_ in axioms.pairs(RDFS.range):
        yield TypeObject(_named("prp-rng", p), p, class_)


def _class_rules(axioms: _Closed) -> Iterator[Rule]:
    """Tables 6 and 7, the semantics of classes and class axioms."""
    for c, d in axioms.proper(RDFS.subClassOf):
        yield SubClass(_named("cax-sco", c), c, d)
    yield from _boolean_rules(axioms)
    for c, p, filler in axioms.restrictions(OWL.someValuesFrom):
        if filler == OWL.Thing:
            yield TypeSubject(_named("cls-svf2", p), p, c)
        else:
            yield SomeValues(_named("cls-svf1", p), p, filler, c)
    for c, p, filler in axioms.restrictions(OWL.allValuesFrom):
        yield AllValues(_named("cls-avf", p), c, p, filler)
    for c, p, value in axioms.restrictions(OWL.hasValue):
        yield GiveValue(_named("cls-hv1", p), c, p, value)
        yield TypeByValue(_named("cls-hv2", p), p, value, c)


def _boolean_rules(axioms: _Closed) -> Iterator[Rule]:
    """The rules of table 6 on intersections, unions and enumerations."""
    for c, head in axioms.pairs(OWL.intersectionOf):
        parts = axioms.lists.members(head)
        yield Conjunction(_named("cls-int1", c), parts, c)
        yield from (SubClass(_named("cls-int2", c), c, part) for part in parts)
    for c, head in axioms.pairs(OWL.unionOf):
        for part in axioms.lists.members(head):
            yield SubClass(_named("cls-uni", c), part, c)
    for c, head in axioms.pairs(OWL.oneOf):
        for member in axioms.lists.members(head):
            yield Enumeration(_named("cls-oo", c), member, c)


def _barred(axioms: _Closed) -> Iterator[tuple[Node, Node, Node | None]]:
    """Rules cls-maxc1, cls-maxqc1 and cls-maxqc2: a greatest number of 0."""
    for c, p, _ in axioms.restrictions(OWL.maxCardinality):
        yield c, p, None
    fillers = dict(axioms.pairs(OWL.onClass))
    for c, p, _ in axioms.restrictions(OWL.maxQualifiedCardinality):
        filler = fillers.get(c)
        yield c, p, None if filler == OWL.Thing else filler


def _named(rule: str, term: Node) -> str:
    return f"{rule} {name_of(term)}"

"""Retrace a statement that nobody wrote down: by which axiom, from what.

The closure keeps no proofs. A page looks up one: the first axiom, in a fixed
order, whose premises stand in the release, and so on for premises that follow
themselves. There may be others; this one holds, since every premise of it is
looked up. Where somebody attests the things that it begins from (a stance, a
participation), that tells on whose word it rests.

Source: OWL 2 Web Ontology Language Profiles (2nd ed.), section 4.3.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from dissensus.description.reading import Holdings, Term
from dissensus.namespaces import RDF

_DEPTH: Final = 6


@dataclass(frozen=True)
class Ground:
    """Why a statement follows.

    Attributes:
        rule: ``inverse``, ``narrower``, ``symmetric``, ``transitive``,
            ``chain``, ``subclass``, ``subject`` or ``object``.
        premises: The statements that it follows from, in the axiom's order.
        leaves: Those among the premises, and the premises' own, that
            somebody wrote down.
        told_of: The subjects of the leaves: whoever attests one of them says
            so. None for the class or a name of a thing.
    """

    rule: str
    premises: tuple[Triple, ...]
    leaves: tuple[Triple, ...]
    told_of: tuple[NamedNode, ...]

    def mentions(self) -> Iterator[str]:
        """Return every IRI that has to be named."""
        for triple in self.premises:
            yield from (t.value for t in triple if isinstance(t, NamedNode))


@dataclass
class Derivations:
    """Looks up grounds for the statements of one page."""

    holdings: Holdings
    _grounds: dict[Triple, Ground] = field(default_factory=dict)
    _objects: dict[tuple[Term, NamedNode], dict[Term, None]] = field(
        default_factory=dict
    )
    _subjects: dict[tuple[NamedNode, Term], dict[Term, None]] = field(
        default_factory=dict
    )

    def ground(
        self, triple: Triple, above: frozenset[Triple] = frozenset()
    ) -> Ground | None:
        """Return why ``triple`` follows; None when no way back was found."""
        if triple in self._grounds:
            return self._grounds[triple]
        if len(above) >= _DEPTH:
            return None
        above |= {triple}
        for rule, premises in self._steps(triple):
            if above.isdisjoint(premises):
                leaves = [self._leaves(premise, above) for premise in premises]
                if all(leaves):
                    found = dict.fromkeys(leaf for some in leaves for leaf in some)
                    ground = Ground(
                        rule, premises, tuple(found), _told_of(triple, found)
                    )
                    self._grounds[triple] = ground
                    return ground
        return None

    def _leaves(self, triple: Triple, above: frozenset[Triple]) -> tuple[Triple, ...]:
        if self._asserted(triple):
            return (triple,)
        ground = self.ground(triple, above)
        return ground.leaves if ground else ()

    def _asserted(self, triple: Triple) -> bool:
        return any(
            quad.graph_name not in {DefaultGraph(), self.holdings.inferred}
            for quad in self.holdings.backend.quads(
                triple.subject, triple.predicate, triple.object
            )
        )

    def _steps(self, triple: Triple) -> Iterator[tuple[str, tuple[Triple, ...]]]:
        s, p, o = triple.subject, triple.predicate, triple.object
        axioms = self.holdings.axioms
        if p == RDF.type and isinstance(o, NamedNode):
            yield from self._of_type(s, o)
        for other in axioms.narrower.get(p, ()):
            if self._holds(s, other, o):
                yield "narrower", (Triple(s, other, o),)
        yield from self._along_chains(triple)
        for other in axioms.inverses.get(p, ()):
            if self._holds(o, other, s):
                yield "inverse", (Triple(o, other, s),)  # type: ignore[arg-type]
        if p in axioms.symmetric and self._holds(o, p, s):
            yield "symmetric", (Triple(o, p, s),)  # type: ignore[arg-type]
        if p in axioms.transitive:
            yield from self._through(triple)

    def _along_chains(self, triple: Triple) -> Iterator[tuple[str, tuple[Triple, ...]]]:
        for chain in self.holdings.axioms.chains.get(triple.predicate, ()):
            nodes = self._way(triple.subject, chain, triple.object)
            if nodes is not None:
                yield "chain", _links(nodes, chain)

    def _through(self, triple: Triple) -> Iterator[tuple[str, tuple[Triple, ...]]]:
        s, p, o = triple.subject, triple.predicate, triple.object
        between = self._from(s, p).keys() & self._to(p, o).keys() - {s, o}
        for node in sorted(between, key=str):
            yield "transitive", _links([s, node, o], (p, p))

    def _of_type(
        self, s: Term, class_: NamedNode
    ) -> Iterator[tuple[str, tuple[Triple, ...]]]:
        axioms = self.holdings.axioms
        for other in axioms.subclasses.get(class_, ()):
            if self._holds(s, RDF.type, other):
                yield "subclass", _links([s, other], (RDF.type,))
        for property_ in axioms.domains.get(class_, ()):
            for value in sorted(self._from(s, property_), key=str)[:1]:
                yield "subject", _links([s, value], (property_,))
        for property_ in axioms.ranges.get(class_, ()):
            for subject in sorted(self._to(property_, s), key=str)[:1]:
                yield "object", _links([subject, s], (property_,))

    def _way(
        self, start: Term, chain: tuple[NamedNode, ...], end: Term
    ) -> list[Term] | None:
        """Return the first way from ``start`` to ``end`` along ``chain``."""
        if len(chain) == 1:
            return [start, end] if end in self._from(start, chain[0]) else None
        # From the end back: what points at one thing by one property is few.
        for node in sorted(self._to(chain[-1], end), key=str):
            if (way := self._way(start, chain[:-1], node)) is not None:
                return [*way, end]
        return None

    def _holds(self, s: Term, p: NamedNode, o: Term) -> bool:
        return not isinstance(s, Literal) and o in self._from(s, p)

    def _from(self, s: Term, p: NamedNode) -> dict[Term, None]:
        found = self._objects.get((s, p))
        if found is None:
            quads = self.holdings.backend.quads(s, p, None, None)  # type: ignore[arg-type]
            found = self._objects[s, p] = dict.fromkeys(q.object for q in quads)
        return found

    def _to(self, p: NamedNode, o: Term) -> dict[Term, None]:
        found = self._subjects.get((p, o))
        if found is None:
            quads = self.holdings.backend.quads(None, p, o, None)
            found = self._subjects[p, o] = dict.fromkeys(q.subject for q in quads)
        return found


def _links(nodes: list[Term], properties: tuple[NamedNode, ...]) -> tuple[Triple, ...]:
    return tuple(
        Triple(one, property_, other)  # type: ignore[arg-type]
        for one, property_, other in zip(nodes[:-1], properties, nodes[1:], strict=True)
    )


def _told_of(triple: Triple, leaves: Iterable[Triple]) -> tuple[NamedNode, ...]:
    if triple.predicate == RDF.type or isinstance(triple.object, Literal):
        return ()
    subjects = (leaf.subject for leaf in leaves)
    return tuple(dict.fromkeys(s for s in subjects if isinstance(s, NamedNode)))

"""Statements about an entity as a page tells them: grouped, ordered, with origin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dissensus.description.derivation import Ground
from dissensus.description.gathering import Gathering, Raw
from dissensus.description.incoming import Incoming
from dissensus.description.labels import Names
from dissensus.description.order import group_of, rank
from dissensus.description.paths import Step
from dissensus.description.profile import Kind, preferred, tongue
from dissensus.description.reading import Node, Term, is_part
from dissensus.namespaces import RDF

BEHIND: Final = "Behind it"


@dataclass(frozen=True)
class Value:
    """One object of a statement, or one subject when the statement points here.

    Attributes:
        term: As it stands in the store.
        graphs: Numbers into ``Description.graphs``, from 1.
        inferred: Nobody wrote it down: it follows.
        parts: What is said of a node that has no page of its own.
        items: The members, when the object is a list.
        ground: Why it follows, where that could be retraced.
    """

    term: Term
    graphs: tuple[int, ...]
    inferred: bool
    parts: tuple["Group", ...] = ()
    items: tuple["Value", ...] = ()
    ground: Ground | None = None


@dataclass(frozen=True)
class Statement:
    """All values of one property.

    Attributes:
        property: Its IRI.
        values: In order: written down before inferred, then by label.
        inverse: The values are the subjects, the entity is the object.
        label: What the project calls it; empty for the property's own label.
        count: How many values there are; more than are here on a hub.
    """

    property: str
    values: tuple[Value, ...]
    inverse: bool = False
    label: str = ""
    count: int = 0


@dataclass(frozen=True)
class Group:
    """Statements under one heading; folded when nobody looks for them first."""

    heading: str
    statements: tuple[Statement, ...]
    folded: bool = False
    language: str = "en"


@dataclass(frozen=True)
class Arriving:
    """What points at an entity with one property, each with its graphs."""

    entry: Incoming
    subjects: Mapping[Term, set[str]]


@dataclass(frozen=True)
class Ordering:
    """Puts what was gathered in the order of a page."""

    gathering: Gathering
    numbering: list[str]
    names: Names
    grounds: Mapping[Triple, Ground] = field(default_factory=dict)
    language: str = "en"

    def types(self, node: NamedNode) -> tuple[str, ...]:
        """Return the classes that somebody stated; all, when nobody did."""
        found = self.gathering.raw[node].get(RDF.type, {})
        named = sorted(t.value for t in found if isinstance(t, NamedNode))
        stated = [t for t in named if not self._follows(found[NamedNode(t)])]
        return tuple(stated or named)

    def told(self, kind: Kind, arriving: Mapping[str, Arriving]) -> tuple[Group, ...]:
        """Return the groups of the root: those of its kind, then all the rest."""
        root = self.gathering.root
        rest = dict(self.gathering.raw[root])
        groups = []
        for section in kind.sections:
            rows = [
                row
                for step in section.steps
                for row in self._step(root, step, rest, arriving)
            ]
            if rows:
                heading = preferred(section.heading, self.language) or ""
                language = tongue(section.heading, self.language)
                groups.append(Group(heading, tuple(rows), language=language))
        behind = {p: rest.pop(p) for p in list(rest) if p.value in kind.last}
        groups += self._headed(root, rest, frozenset())
        if behind:
            rows = list(self._rows(root, behind, frozenset()))
            groups.append(Group(BEHIND, tuple(rows), folded=True))
        return tuple(groups)

    def groups(
        self, node: Node, seen: frozenset[Node] = frozenset()
    ) -> tuple[Group, ...]:
        """Return the groups of any gathered node, in the order of ``order.py``."""
        return tuple(self._headed(node, self.gathering.raw.get(node, {}), seen))

    def _headed(self, node: Node, raw: Raw, seen: frozenset[Node]) -> list[Group]:
        headed: dict[str, list[Statement]] = {}
        for row in self._rows(node, raw, seen):
            headed.setdefault(group_of(row.property), []).append(row)
        return [Group(heading, tuple(rows)) for heading, rows in headed.items()]

    def _rows(self, node: Node, raw: Raw, seen: frozenset[Node]) -> Iterator[Statement]:
        for property_ in sorted(raw, key=lambda p: rank(p.value)):
            yield self._row(node, property_, raw[property_], seen)

    def _row(
        self,
        node: Node,
        property_: NamedNode,
        found: dict[Term, set[str]],
        seen: frozenset[Node],
    ) -> Statement:
        step = Step(property_.value)
        return Statement(
            property=property_.value,
            values=tuple(self._values(node, property_, found, seen | {node})),
            label=self.gathering.holdings.profile.label(step, self.language),
            count=self.gathering.counts.get((node, property_), len(found)),
        )

    def _step(
        self, root: NamedNode, step: Step, rest: Raw, arriving: Mapping[str, Arriving]
    ) -> Iterator[Statement]:
        property_ = NamedNode(step.property)
        if not step.inverse:
            if property_ in rest:
                yield self._row(root, property_, rest.pop(property_), frozenset())
        elif step.property in arriving:
            told = arriving[step.property]
            yield Statement(
                property=step.property,
                values=tuple(self._arrived(told, property_)),
                inverse=True,
                label=self.gathering.holdings.profile.label(step, self.language),
                count=told.entry.count,
            )

    def _arrived(self, told: Arriving, property_: NamedNode) -> Iterator[Value]:
        for subject, graphs in told.subjects.items():
            triple = Triple(subject, property_, self.gathering.root)  # type: ignore[arg-type]
            yield self._value(subject, graphs, triple)

    def _values(
        self,
        node: Node,
        property_: NamedNode,
        found: dict[Term, set[str]],
        seen: frozenset[Node],
    ) -> Iterator[Value]:
        def key(term: Term) -> tuple[bool, tuple[int, str, str]]:
            return self._follows(found[term]), self._key(term)

        for term in sorted(found, key=key):
            parts: tuple[Group, ...] = ()
            items: tuple[Value, ...] = ()
            if term not in seen and is_part(term, self.gathering.root):
                items = tuple(self._items(term, seen))
                parts = () if items else self.groups(term, seen)
            triple = Triple(node, property_, term)
            yield self._value(term, found[term], triple, parts, items)

    def _value(
        self,
        term: Term,
        graphs: set[str],
        triple: Triple,
        parts: tuple[Group, ...] = (),
        items: tuple[Value, ...] = (),
    ) -> Value:
        return Value(
            term=term,
            graphs=tuple(self.numbering.index(g) + 1 for g in sorted(graphs)),
            inferred=self._follows(graphs),
            parts=parts,
            items=items,
            ground=self.grounds.get(triple),
        )

    def _items(self, node: Term, seen: frozenset[Node]) -> Iterator[Value]:
        """Walk an RDF list; one that bites its tail ends there."""
        walked: set[Term] = set()
        while isinstance(node, NamedNode | BlankNode) and node not in walked:
            walked.add(node)
            raw = self.gathering.raw.get(node, {})
            first = raw.get(RDF.first, {})
            yield from self._values(node, RDF.first, first, seen | {node})
            node = next(iter(raw.get(RDF.rest, {})), RDF.nil)

    def _follows(self, graphs: set[str]) -> bool:
        return graphs == {self.gathering.holdings.inferred.value}

    def _key(self, term: Term) -> tuple[int, str, str]:
        if isinstance(term, Literal):
            tag = term.language or ""
            order = {"en": "-", self.language: ""}.get(tag, tag or "~")
            return (0, order, term.value)
        if isinstance(term, NamedNode):
            return (1, self.names[term.value].casefold(), term.value)
        return (2, "", str(term))

"""Gather the statements about an entity and its parts, with their graphs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from dissensus.description.reading import Holdings, Node, Term, is_part, select

# A list of some hundred members is walked link by link; no page shows more.
_DEPTH: Final = 400
# On a hub a property has thousands of values; a page shows the first of them.
LIMIT: Final = 100
# A value may stand in several graphs, and then comes as often.
_ENOUGH: Final = LIMIT * 4
Raw = dict[NamedNode, dict[Term, set[str]]]


@dataclass
class Gathering:
    """What is said of ``root`` and of the nodes that are told of with it.

    Attributes:
        raw: Per node and property the values, each with its graphs.
        counts: How many values there are, where not all were gathered.
    """

    holdings: Holdings
    root: NamedNode
    raw: dict[Node, Raw] = field(default_factory=dict)
    counts: dict[tuple[Node, NamedNode], int] = field(default_factory=dict)

    def gather(self, node: Node, depth: int = 0) -> None:
        """Read the statements about ``node`` and, below it, about its parts."""
        if node in self.raw or depth > _DEPTH:
            return
        found = self.raw[node] = self._read(node)
        for values in found.values():
            for value in values:
                if is_part(value, self.root):
                    self.gather(value, depth + 1)

    def _read(self, node: Node) -> Raw:
        """Return the values of each property, at most ``LIMIT`` of each."""
        found: Raw = {}
        quads = self.holdings.told_of(node)
        first = list(islice(quads, LIMIT + 1))
        if len(first) > LIMIT and isinstance(node, NamedNode):
            first, quads = [], self._some(node)
        for quad in chain(first, quads):
            values = found.setdefault(quad.predicate, {})
            if len(values) < LIMIT:
                values.setdefault(quad.object, set())
        for property_, values in found.items():
            for value in values:
                values[value] = self.holdings.origins(node, property_, value)
        return found

    def _some(self, hub: NamedNode) -> Iterator[Quad]:
        """Count the values of each property; yield enough of them to show."""
        for row in select(self.holdings, "outgoing", entity=[hub]):
            property_, count = row["property"], row["count"]
            if isinstance(property_, NamedNode) and isinstance(count, Literal):
                if (values := int(count.value)) > LIMIT:
                    self.counts[hub, property_] = values
                yield from islice(self.holdings.told_of(hub, property_), _ENOUGH)

    def mentioned(self) -> set[str]:
        """Return every IRI that has to be named."""
        terms: set[Term] = set()
        for raw in self.raw.values():
            terms |= raw.keys()
            terms |= {value for values in raw.values() for value in values}
        return {term.value for term in terms if isinstance(term, NamedNode)}

    def graphs(self) -> set[str]:
        """Return the graphs in which any of the statements stands."""
        return {graph for _, graphs in self.statements() for graph in graphs}

    def statements(self) -> Iterator[tuple[Triple, set[str]]]:
        """Return each statement with its graphs."""
        for node, raw in self.raw.items():
            for property_, values in raw.items():
                for value, graphs in values.items():
                    yield Triple(node, property_, value), graphs

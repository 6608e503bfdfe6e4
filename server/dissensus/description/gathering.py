"""Gather the statements about an entity and its parts, with their graphs."""

from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad

from dissensus.description.reading import Holdings, Node, Term, is_part

# A list of some hundred members is walked link by link; no page shows more.
_DEPTH: Final = 400
Raw = dict[NamedNode, dict[Term, set[str]]]


@dataclass
class Gathering:
    """What is said of ``root`` and of the nodes that are told of with it."""

    holdings: Holdings
    root: NamedNode
    raw: dict[Node, Raw] = field(default_factory=dict)

    def gather(self, node: Node, depth: int = 0) -> None:
        """Read the statements about ``node`` and, below it, about its parts."""
        if node in self.raw or depth > _DEPTH:
            return
        found: Raw = {}
        for quad in self.holdings.about(node):
            graph = "" if isinstance(quad.graph_name, DefaultGraph) else _name(quad)
            graphs = found.setdefault(quad.predicate, {}).setdefault(quad.object, set())
            graphs |= {graph} if graph else set()
        self.raw[node] = found
        for values in found.values():
            for value in values:
                if is_part(value, self.root):
                    self.gather(value, depth + 1)

    def mentioned(self) -> set[str]:
        """Return every IRI that has to be named."""
        terms: set[Term] = set()
        for raw in self.raw.values():
            terms |= raw.keys()
            terms |= {value for values in raw.values() for value in values}
        return {term.value for term in terms if isinstance(term, NamedNode)}

    def graphs(self) -> list[str]:
        """Return the graphs in which any of the statements stands, sorted."""
        return sorted(
            {
                graph
                for raw in self.raw.values()
                for values in raw.values()
                for graphs in values.values()
                for graph in graphs
            }
        )


def _name(quad: Quad) -> str:
    name = quad.graph_name
    return name.value if isinstance(name, NamedNode) else str(name)

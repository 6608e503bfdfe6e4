"""Choose the graphs of a store that make up the dataset of a query.

Stores differ in what a default graph of several graphs is: some repeat a
triple that stands in two of them, where SPARQL wants the merge. So triples
that several graphs share are kept once more, in a *part* for each set of
graphs that shares some, and what a graph shares with none in its *rest*: parts
and rests have nothing in common, whichever of them a default graph is made of.

Source: SPARQL 1.1 Query, section 13.2 (specifying RDF datasets).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from pyoxigraph import NamedNode, Store, Triple

from dissensus.errors import WrongCall
from dissensus.remote.naming import NOWHERE, Naming

Part = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Layout:
    """The graphs of one release, and where the store has them.

    Attributes:
        naming: What they are called there.
        graphs: Their IRIs in the release.
        groups: Per IRI of a group, the graphs that it stands for.
        parts: Graphs of the store with shared triples, and who shares them.
    """

    naming: Naming
    graphs: frozenset[str]
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Self:
        """Return the layout, without parts, of the release that ``manifest`` tells.

        Raises:
            WrongCall: It has a graph that is not named like those of a project.
        """
        naming = Naming(manifest["base"], manifest["id"])
        if foreign := [g for g in manifest["graphs"] if not g.startswith(naming.here)]:
            raise WrongCall(
                f"The graph {foreign[0]} cannot be kept in a store of somebody else.",
                hint=f"Its name has to begin with {naming.here}",
            )
        groups = manifest["graph_groups"]
        return cls(naming, frozenset(manifest["graphs"]), groups)

    def dataset(
        self, default: Sequence[str] = (), named: Sequence[str] = ()
    ) -> tuple[list[str], list[str]]:
        """Return the default graphs and the named graphs, as the store calls them.

        Args:
            default: IRIs of graphs and groups whose merge is the default graph.
            named: IRIs of graphs and groups that GRAPH may find. With both
                empty the dataset is that of the release.
        """
        if not default and not named:
            return [self.naming.merge], self._there(self.graphs)
        return self._merged(self._members(default)), self._there(self._members(named))

    def all(self) -> list[str]:
        """Return what the store calls each graph of the release."""
        sharing = {graph for _, sharers in self.parts for graph in sharers}
        rests = [self.rest(graph) for graph in sharing]
        parts = [iri for iri, _ in self.parts]
        return [self.naming.merge, *self._there(self.graphs), *sorted(rests), *parts]

    def _members(self, iris: Iterable[str]) -> set[str]:
        wanted = {m for iri in iris for m in self.groups.get(iri, (iri,))}
        return wanted & self.graphs

    def _there(self, graphs: Iterable[str]) -> list[str]:
        return [self.naming.outward(graph) for graph in sorted(graphs)] or [NOWHERE]

    def _merged(self, graphs: set[str]) -> list[str]:
        if all(len(sharers & graphs) <= 1 for _, sharers in self.parts):
            return self._there(graphs)
        shared = [(iri, sharers) for iri, sharers in self.parts if sharers & graphs]
        split = graphs & {graph for _, sharers in shared for graph in sharers}
        rests = sorted(map(self.rest, split))
        whole = sorted(map(self.naming.outward, graphs - split))
        return [*whole, *rests, *(iri for iri, _ in shared)]

    def rest(self, graph: str) -> str:
        """Return where the store has what ``graph`` shares with no other."""
        return f"{self.naming.iri}/rest/{graph.removeprefix(self.naming.here)}"


def shared_triples(store: Store, graphs: Iterable[str]) -> dict[Triple, frozenset[str]]:
    """Return the triples that stand in several of ``graphs``, and in which."""
    found: dict[Triple, frozenset[str]] = {}
    for graph in graphs:
        for quad in store.quads_for_pattern(None, None, None, NamedNode(graph)):
            found[quad.triple] = found.get(quad.triple, frozenset()) | {graph}
    return {triple: where for triple, where in found.items() if len(where) > 1}


def divide(
    layout: Layout, store: Store, shared: Mapping[Triple, frozenset[str]]
) -> tuple[Layout, dict[str, list[Triple]]]:
    """Return ``layout`` with its parts, and the triples of each part and rest."""
    naming, found = layout.naming, dict[frozenset[str], list[Triple]]()
    for triple, sharers in shared.items():
        found.setdefault(sharers, []).append(triple)
    ordered = sorted(found, key=sorted)
    parts = tuple((f"{naming.iri}/part/{n}", s) for n, s in enumerate(ordered, 1))
    divided = Layout(naming, layout.graphs, layout.groups, parts)
    content = {iri: found[sharers] for iri, sharers in parts}
    for graph in sorted(frozenset().union(*ordered)):
        quads = store.quads_for_pattern(None, None, None, NamedNode(graph))
        content[divided.rest(graph)] = [
            quad.triple for quad in quads if quad.triple not in shared
        ]
    return divided, content

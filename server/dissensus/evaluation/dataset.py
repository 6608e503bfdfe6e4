"""Choose what a query sees: the release's dataset, or the one it names.

The engine repeats a triple that stands in two graphs of FROM, where SPARQL
wants the merge. So a default graph of several graphs is copied together first:
the release's groups (``graph/asserted`` and the like) once, in the zygote, for
all queries that name one of them, or several that share no triple; others for
the one query that names them.

Source: SPARQL 1.1 Query, section 13.2 (specifying RDF datasets).
"""

import re
import select
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, cast

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
)

from dissensus.errors import MalformedQuery
from dissensus.sparql import dataset_of

Results = QueryBoolean | QuerySolutions | QueryTriples

_SHARED: Final = """ASK {
  GRAPH ?one { ?s ?p ?o } GRAPH ?other { ?s ?p ?o } FILTER(?one != ?other)
}"""
_PROPERTIES: Final = "SELECT DISTINCT ?p { ?s ?p ?o }"
# What may look into a named graph; also where it only seems so.
_OTHERS: Final = re.compile("graph|describe", re.IGNORECASE)
_FROM: Final = re.compile("from", re.IGNORECASE)


@dataclass
class Dataset:
    """The store of one release, and the graphs that only FROM can name.

    Attributes:
        store: Default graph and named graphs, as published.
        groups: Per IRI of a group, the graphs that it stands for.
        merges: Each group's merge, as a graph that is named like the group.
        disjoint: No triple stands in two of those.
        modern: It holds, or may hold, terms that RDF 1.1 does not have.
        plain: The default graph alone, for queries that name no other: half as
            much to go through, for the engine looks for a property in all graphs
            and then sorts out.
        parts: Queries that together read the default graph, of those still to
            be asked by this process.
        usable: Another query can be asked: always.
    """

    store: Store
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    merges: Store | None = None
    disjoint: bool = False
    modern: bool = True
    plain: Store | None = None
    parts: list[str] = field(default_factory=list)

    usable: ClassVar[bool] = True

    def attend(self, _: socket.socket) -> bool:
        """Return that nothing happens to it while it waits for a query."""
        return True

    def read_ahead(self, channel: socket.socket) -> bool:
        """Read part after part, until ``channel`` has something; return if it is all.

        The engine counts who holds a quad in the quad itself. So a process that
        was forked copies each page that it reads, once; better before somebody
        waits for it. Joins over what nobody had read took three times as long.
        """
        while self.parts and not select.select([channel], [], [], 0)[0]:
            for _ in cast("QuerySolutions", self._default.query(self.parts.pop())):
                pass
        return not self.parts

    def query(
        self,
        text: str,
        default: Sequence[str] = (),
        named: Sequence[str] = (),
        base: str | None = None,
    ) -> Results:
        """Return the engine's answer to ``text``, not yet computed.

        Args:
            text: SPARQL 1.1 Query.
            default: IRIs of graphs and groups whose merge is the default graph.
            named: IRIs of graphs and groups that GRAPH may find. With both
                empty the dataset is that of FROM and FROM NAMED in ``text``,
                and without those that of the release.
            base: What relative IRIs are resolved against, where the text has no
                BASE: the address of the endpoint.

        Raises:
            SyntaxError: The engine cannot read ``text``.
            MalformedQuery: Its FROM cannot be read.
        """
        if not default and not named and _FROM.search(text):
            default, named = dataset_of(text, base or "")
        if not default and not named:
            store = self.store if _OTHERS.search(text) else self._default
            return store.query(text, base_iri=base)
        if self.merges is not None and not named and self._is_ready(default):
            ready: list[NamedNode | BlankNode | DefaultGraph] = [
                *map(_node, {*default})
            ]
            return self.merges.query(
                text, base_iri=base, default_graph=ready, named_graphs=[]
            )
        merged = self._members(default)
        seen = sorted(self._members(named))
        graphs: list[NamedNode | BlankNode] = [*map(_node, seen)]
        if len(merged) <= 1:
            one: list[NamedNode | BlankNode | DefaultGraph] = [*map(_node, merged)]
            return self.store.query(
                text, base_iri=base, default_graph=one, named_graphs=graphs
            )
        return self.merge(merged, seen).query(
            text, base_iri=base, default_graph=DefaultGraph(), named_graphs=graphs
        )

    def merge(self, default: Iterable[str], named: Iterable[str] = ()) -> Store:
        """Return a new store: the merge as default graph, and ``named``.

        Takes about 3.5 us per triple.
        """
        store = Store()
        for iri in default:
            for quad in self.store.quads_for_pattern(None, None, None, _node(iri)):
                store.add(Quad(quad.subject, quad.predicate, quad.object))
        for iri in named:
            store.extend(self.store.quads_for_pattern(None, None, None, _node(iri)))
        return store

    def prepare(self) -> None:
        """Merge each group once; for all queries from now on.

        One statement after the other: what ``Store.extend`` frees lies in small
        pieces all over memory, and whatever a query allocates is put there. Over
        a million triples that made scans a third slower.
        """
        self.merges = Store()
        for name, group in self.groups.items():
            graph = _node(name)
            for iri in group:
                found = self.store.quads_for_pattern(None, None, None, _node(iri))
                for quad in found:
                    self.merges.add(
                        Quad(quad.subject, quad.predicate, quad.object, graph)
                    )
        self.disjoint = not self.merges.query(_SHARED)

    def divide(self) -> None:
        """Make the default graph ready to be read in parts: by property."""
        found = cast("QuerySolutions", self._default.query(_PROPERTIES))
        self.parts = [
            f"SELECT (COUNT(*) AS ?n) {{ ?s {row['p']} ?o }}" for row in found
        ]

    @property
    def _default(self) -> Store:
        return self.plain or self.store

    def _is_ready(self, default: Sequence[str]) -> bool:
        known = all(iri in self.groups for iri in default)
        return known and (self.disjoint or len({*default}) == 1)

    def _members(self, iris: Sequence[str]) -> frozenset[str]:
        return frozenset(m for iri in iris for m in self.groups.get(iri, (iri,)))


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise MalformedQuery(
            f"A graph cannot be named {iri[:100]!r}: that is no absolute IRI.",
            hint="The graphs that can be named are listed at /graph/.",
            see="https://www.w3.org/TR/sparql11-query/#rdfDataset",
        ) from error

"""A store that somebody else runs, asked by SPARQL over HTTP.

A page asks for dozens of patterns, many of them again and again, and a release
never changes: short answers are remembered, connections are kept.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from threading import Lock
from typing import Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
    Variable,
)

from dissensus.backends.protocol import Graph, Subject, Term
from dissensus.remote import Engine, Layout, Line, read_layout, tell
from dissensus.remote.line import TABLE
from dissensus.remote.naming import NOWHERE
from dissensus.sparql import bind, for_elsewhere

_PATIENCE: Final = 30.0
_LINES: Final = 8
_REMEMBERED: Final = 200_000
_SHORT: Final = 1_000
_Pattern = tuple[Subject | None, NamedNode | None, Term | None, Graph | None]
_SPO: Final = ("s", "p", "o")
_ANYWHERE: Final = "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }"
_IN_ONE: Final = "SELECT * WHERE { ?s ?p ?o }"
_ASK: Final = "ASK { ?s ?p ?o }"


class Sparql:
    """A release in the store ``engine``; see ``Backend``.

    Args:
        engine: Where the store is.
        layout: Of the release; its parts are looked up when first needed.
    """

    def __init__(self, engine: Engine, layout: Layout) -> None:
        self._engine = engine
        self._layout = layout
        self._checked = False
        self._idle: list[Line] = []
        self._known: OrderedDict[_Pattern, tuple[Quad, ...]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def quads(
        self,
        subject: Subject | None,
        predicate: NamedNode | None,
        object_: Term | None,
        graph: Graph | None = None,
    ) -> Iterator[Quad]:
        """Return the quads that fit; None fits anything.

        Raises:
            BackendUnavailable: The store does not answer, or does not hold
                this release.
        """
        pattern = (subject, predicate, object_, graph)
        if any(isinstance(term, BlankNode | Triple) for term in pattern):
            return iter(())  # a release that is kept elsewhere has none
        with self._lock:
            known = self._known.get(pattern)
            if known is not None:
                self._known.move_to_end(pattern)
                return iter(known)
        return self._remembered(pattern, self._look_up(pattern))

    def query(
        self,
        text: str,
        substitutions: Mapping[Variable, Term] | None = None,
        default_graph: Sequence[Graph] | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Return the answer to the SELECT or ASK ``text``, which must be trusted.

        Raises:
            BackendUnavailable: The store does not answer, or does not hold
                this release.
        """
        naming = self._layout.naming
        named = [g.value for g in default_graph or () if isinstance(g, NamedNode)]
        sent = for_elsewhere(text, f"{naming.base}sparql", naming.outward)
        # As the engine here does: variables that are projected, and stay so.
        for variable, term in (substitutions or {}).items():
            sent += f"\nVALUES {variable} {{ {naming.outward(str(term))} }}"
        dataset = self._layout.dataset(
            named, sorted(self._layout.graphs) if named else ()
        )
        with self._line() as line:
            reply = line.ask(sent, *dataset, TABLE)
            rows = tell(reply, naming, whole=True).rows
        if not isinstance(rows, QuerySolutions | QueryBoolean):
            raise TypeError(text)
        return rows

    def named_graphs(self) -> Iterator[NamedNode | BlankNode]:
        """Return the names of the graphs, in order."""
        return map(NamedNode, sorted(self._layout.graphs))

    def _look_up(self, pattern: _Pattern) -> Iterator[Quad]:
        naming, graph = self._layout.naming, pattern[3]
        dataset = self._layout.dataset()
        if graph is None:
            # The merge is a graph among others there.
            dataset = ([NOWHERE], [naming.merge, *dataset[1]])
        elif isinstance(graph, NamedNode):
            dataset = self._layout.dataset([graph.value])
        terms = dict(zip(_SPO, pattern, strict=False))
        ground = all(terms.values()) and graph is not None
        text = _ASK if ground else _ANYWHERE if graph is None else _IN_ONE
        bound = {name: term for name, term in terms.items() if term is not None}
        with self._line() as line:
            sent = naming.outward(bind(text, bound))  # type: ignore[arg-type]
            reply = line.ask(sent, *dataset, TABLE)
            rows = tell(reply, naming).rows
            if isinstance(rows, QuerySolutions):
                for row in rows:
                    found = [terms[name] or row[name] for name in _SPO]
                    where = graph if graph is not None else self._graph(row["g"])
                    yield Quad(*found, where)  # type: ignore[arg-type,call-arg]
            elif rows:
                yield Quad(*terms.values(), graph)  # type: ignore[arg-type,call-arg]
            reply.finish()

    def _graph(self, name: object) -> Graph:
        value = getattr(name, "value", "")
        merge = value == self._layout.naming.merge
        return DefaultGraph() if merge else NamedNode(value)

    def _remembered(self, pattern: _Pattern, found: Iterator[Quad]) -> Iterator[Quad]:
        """Return ``found``, and remember it if it is short."""
        first = tuple(islice(found, _SHORT))
        if len(first) == _SHORT:
            return chain(first, found)
        with self._lock:
            if pattern not in self._known:
                self._known[pattern] = first
                self._size += 1 + len(first)
            while self._size > _REMEMBERED:
                self._size -= 1 + len(self._known.popitem(last=False)[1])
        return iter(first)

    @contextmanager
    def _line(self) -> Iterator[Line]:
        """Hold a connection that nobody else uses, to a store that has the release."""
        with self._lock:
            line = self._idle.pop() if self._idle else Line(self._engine, _PATIENCE)
        try:
            if not self._checked:
                self._layout = read_layout(line, self._layout)
                self._checked = True
            yield line
        finally:
            with self._lock:
                keep = line.usable and len(self._idle) < _LINES
                if keep:
                    self._idle.append(line)
            if not keep:
                line.close()

"""What the rooms above may ask of a store, whichever it is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
    Variable,
)

Subject = NamedNode | BlankNode | Triple
Term = NamedNode | BlankNode | Literal | Triple
Graph = NamedNode | BlankNode | DefaultGraph


class Backend(Protocol):
    """A read-only dataset: one default graph and any number of named ones."""

    def quads(
        self,
        subject: Subject | None,
        predicate: NamedNode | None,
        object_: Term | None,
        graph: Graph | None = None,
    ) -> Iterator[Quad]:
        """Return the quads that fit; None fits anything.

        ``graph=None`` looks in every graph, so that a triple which stands in
        the default graph and in two named ones comes three times.
        """
        ...

    def query(
        self,
        text: str,
        substitutions: Mapping[Variable, Term] | None = None,
        default_graph: Sequence[Graph] | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Return the answer to the query ``text``, which must be trusted.

        Nothing bounds its time or memory: text from outside goes through
        ``evaluation``.

        Raises:
            MalformedQuery: The text is no SPARQL query.
        """
        ...

    def named_graphs(self) -> Iterator[NamedNode | BlankNode]:
        """Return the names of the graphs, in no order."""
        ...

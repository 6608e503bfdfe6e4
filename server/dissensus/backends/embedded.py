"""The store of this process: Oxigraph, read from a release's folder or in memory.

Source: pyoxigraph 0.5, class Store.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Variable,
)

from dissensus.backends.protocol import Graph, Subject, Term
from dissensus.errors import BackendUnavailable
from dissensus.sparql import explain


class Embedded:
    """An Oxigraph store in this process; see ``Backend``."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def quads(
        self,
        subject: Subject | None,
        predicate: NamedNode | None,
        object_: Term | None,
        graph: Graph | None = None,
    ) -> Iterator[Quad]:
        """Return the quads that fit; None fits anything."""
        return self.store.quads_for_pattern(subject, predicate, object_, graph)

    def query(
        self,
        text: str,
        substitutions: Mapping[Variable, Term] | None = None,
        default_graph: Sequence[Graph] | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Return the answer to the query ``text``, which must be trusted.

        A default graph of several graphs counts a triple once for each of
        them (Oxigraph's way): name one, or none for the merge.

        Raises:
            MalformedQuery: The text is no SPARQL query.
        """
        try:
            return self.store.query(
                text,
                substitutions=dict(substitutions) if substitutions else None,
                default_graph=list(default_graph) if default_graph else None,
            )
        except SyntaxError as error:
            raise explain(error, text) from error

    def named_graphs(self) -> Iterator[NamedNode | BlankNode]:
        """Return the names of the graphs, in no order."""
        return self.store.named_graphs()


def open_backend(location: Path) -> Embedded:
    """Return the store in the folder ``location``, opened for reading.

    Raises:
        BackendUnavailable: There is none, or it cannot be read.
    """
    try:
        return Embedded(Store.read_only(str(location)))
    except OSError as error:
        raise BackendUnavailable(
            f"The store in {location} does not open: {error}.",
            hint="Run `dissensus verify`; roll back or publish anew.",
        ) from error


def in_memory(quads: Iterable[Quad]) -> Embedded:
    """Return a new store in memory that holds ``quads``."""
    store = Store()
    store.bulk_extend(quads)
    return Embedded(store)

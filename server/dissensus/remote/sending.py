"""Send graphs to a store in pieces, and see that they arrived.

Each graph is counted there, and some of its triples, drawn by lot, are looked
for: a store may take a literal for another, or an answer for an error.
"""

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import IO, Final, Self, cast

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from dissensus.errors import EndpointUnavailable
from dissensus.remote.layout import Layout
from dissensus.remote.line import TABLE, Line
from dissensus.remote.naming import NOWHERE, Naming
from dissensus.remote.telling import tell
from dissensus.remote.writing import Writer

_COUNT: Final = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_SAMPLE: Final = 12


class Sent:
    """A graph that is written to as N-Triples: sends them on in pieces, keeps a few.

    Attributes:
        iri: Of the graph, in the store.
        triples: How many there were.
        sample: Some of them, drawn by lot.
    """

    def __init__(self, writer: Writer, naming: Naming, iri: str) -> None:
        self.iri = iri
        self.triples = 0
        self.sample: list[str] = []
        self._writer = writer
        self._naming = naming
        self._buffer = bytearray()
        self._lot = Random(iri)  # noqa: S311 - no secret

    def write(self, data: bytes) -> int:
        """Take ``data``; send what fills a piece."""
        self._buffer += data
        if len(self._buffer) >= self._writer.most:
            end = self._buffer.rfind(b"\n") + 1
            self._send(bytes(self._buffer[:end]))
            del self._buffer[:end]
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are sent when they are full."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None and self._buffer:
            self._send(bytes(self._buffer))

    def _send(self, data: bytes) -> None:
        text = self._naming.outward(data.decode())
        self._writer.append(self.iri, text.encode())
        # Literals hold what ends a line for Python, U+2028 and the like, as it is.
        lines = text.split("\n")[:-1]
        self.triples += len(lines)
        drawn = self.sample + self._lot.sample(lines, min(_SAMPLE, len(lines)))
        self.sample = self._lot.sample(drawn, min(_SAMPLE, len(drawn)))


def send(
    writer: Writer, layout: Layout, store: Store, extra: Mapping[str, Iterable[Triple]]
) -> Iterator[Sent]:
    """Write all graphs of a release; yield what was sent of each, once it is.

    Args:
        writer: Where to.
        layout: Of the release.
        store: What it holds.
        extra: The triples of its parts and rests.
    """
    naming = layout.naming
    wanted: dict[str, NamedNode | DefaultGraph] = {naming.merge: DefaultGraph()}
    wanted |= {naming.outward(g): NamedNode(g) for g in sorted(layout.graphs)}
    for iri, graph in wanted.items():
        with Sent(writer, naming, iri) as sent:
            sink = cast("IO[bytes]", sent)
            store.dump(sink, RdfFormat.N_TRIPLES, from_graph=graph)
        yield sent
    for iri, triples in extra.items():
        with Sent(writer, naming, iri) as sent:
            serialize(triples, cast("IO[bytes]", sent), RdfFormat.N_TRIPLES)
        yield sent


def check(sent: Sent, line: Line) -> int:
    """Count a graph in the store, and look for a sample; return how many triples.

    Raises:
        EndpointUnavailable: Something is missing, or there is too much.
        BackendError: The store does not answer.
    """
    found = _ask(line, _COUNT, sent.iri)
    if found != sent.triples:
        raise _unfit(
            f"{sent.iri} has {found} triples there, and {sent.triples:,} here",
            "Two literals that differ here may be one to this store.",
        )
    looked_for = " ".join(sent.sample)
    if looked_for and not _ask(line, f"ASK {{ {looked_for} }}", sent.iri):
        raise _unfit(
            f"of {len(sent.sample)} triples of {sent.iri}, drawn by lot, not all are "
            "found there",
            "The store may change literals as it takes them.",
        )
    return sent.triples


def _ask(line: Line, query: str, graph: str) -> int | bool:
    reply = line.ask(query, [graph], [NOWHERE], TABLE)
    said = tell(reply, Naming("urn:none/", "0")).rows
    if isinstance(said, QuerySolutions):
        found: int | bool = int(next(said)[0].value)
    else:
        found = isinstance(said, QueryBoolean) and bool(said)
    reply.finish()
    return found


def _unfit(what: str, why: str) -> EndpointUnavailable:
    return EndpointUnavailable(
        f"The store does not hold what was written: {what}.",
        hint=f"{why} What is served stays as it was.",
    )

"""Read what a store said, and tell it as if it came from the release itself.

Tables and graphs are parsed as they come and written anew, so that every form
of answer is the same whichever store is behind: names of graphs are put back
in the bytes, before anybody parses them.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any, Final, cast

from pyoxigraph import (
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from dissensus.errors import BackendUnavailable
from dissensus.remote.line import Reply
from dissensus.remote.naming import Naming

_BLOCK: Final = 64 * 1024
# Virtuoso writes truth values as numbers, in JSON only.
_BOOLEAN: Final = b'XMLSchema#boolean", "value": "'
_TRUTHS: Final = {
    _BOOLEAN + number + b'"': _BOOLEAN + word + b'"'
    for number, word in ((b"1", b"true"), (b"0", b"false"))
}
_ASKED: Final = "__ASK_RETVAL"
_TRUE: Final = '{"head":{},"boolean":true}'
_FALSE: Final = '{"head":{},"boolean":false}'


class Told:
    """An answer that can be written once.

    Attributes:
        is_graph: It holds triples, not a table or a truth value.
        rows: Of a table, one by one; else the triples, or the truth value.
    """

    def __init__(
        self, rows: QuerySolutions | QueryBoolean | Iterator[Triple], reply: Reply
    ) -> None:
        self.rows = rows
        self.is_graph = not isinstance(rows, QuerySolutions | QueryBoolean)
        self._reply = reply

    def serialize(self, sink: Any, format_: RdfFormat | QueryResultsFormat) -> None:
        """Write all of it into ``sink``.

        Raises:
            BackendUnavailable: The store sent what cannot be read.
        """
        try:
            if isinstance(self.rows, QuerySolutions | QueryBoolean):
                self.rows.serialize(sink, cast("QueryResultsFormat", format_))
            else:
                serialize(self.rows, sink, cast("RdfFormat", format_))
        except SyntaxError as error:
            raise unreadable(error) from error
        self._reply.finish()


def tell(reply: Reply, naming: Naming, *, whole: bool = False) -> Told:
    """Return what ``reply`` tells, in the names of the release.

    Args:
        reply: Of the store.
        naming: Of the release.
        whole: Read all of it first, so that the connection is free.

    Raises:
        BackendUnavailable: It is none of the forms that were asked for.
    """
    renamed = _Renamed(reply, naming)
    stream = cast("IO[bytes]", BytesIO(renamed.all()) if whole else renamed)
    table = QueryResultsFormat.from_media_type(reply.media_type)
    graph = RdfFormat.from_media_type(reply.media_type)
    try:
        if table is not None:
            return Told(_truth(parse_query_results(stream, table)), reply)
        if graph is not None:
            quads: Iterator[Quad] = parse(stream, graph, lenient=True)
            return Told((quad.triple for quad in quads), reply)
    except SyntaxError as error:
        raise unreadable(error) from error
    raise unreadable(f"it is of type {reply.media_type}")


def _truth(said: QuerySolutions | QueryBoolean) -> QuerySolutions | QueryBoolean:
    """Return ``said``; as a truth value, if Virtuoso made a table of one.

    So it does of ASK { GRAPH <g> { ... } }: one row for true, none for false.
    """
    if isinstance(said, QueryBoolean) or [v.value for v in said.variables] != [_ASKED]:
        return said
    true = any(row[0] is not None and row[0].value != "0" for row in said)
    document = _TRUE if true else _FALSE
    return parse_query_results(document, QueryResultsFormat.JSON)


def unreadable(why: object) -> BackendUnavailable:
    """Return the fault of a store whose answer cannot be read."""
    return BackendUnavailable(
        f"What the store behind this site answered cannot be read: {why}.",
        hint="Try again; if it happens again, tell the operator.",
    )


class _Renamed:
    """The bytes of a reply, with the graphs called as they are called here."""

    def __init__(self, reply: Reply, naming: Naming) -> None:
        mark = naming.mark
        # Some writers of JSON put a backslash before each slash.
        names = (mark, mark.replace("/", "\\/"))
        self._instead = {name.encode(): b"" for name in names} | _TRUTHS
        self._kept = max(map(len, self._instead)) - 1
        self._reply = reply
        self._buffer = b""
        self._ended = False

    def all(self) -> bytes:
        """Return all that is left."""
        return b"".join(iter(lambda: self.read(_BLOCK), b""))

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes; none at the end."""
        while not self._ended and len(self._buffer) <= self._kept:
            data = self._reply.read(_BLOCK)
            self._ended = not data
            self._buffer += data
            for said, meant in self._instead.items():
                self._buffer = self._buffer.replace(said, meant)
        ready = len(self._buffer) - (0 if self._ended else self._kept)
        cut = min(ready, size)
        data, self._buffer = self._buffer[:cut], self._buffer[cut:]
        return data

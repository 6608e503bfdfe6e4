"""Ask a store, over one connection that is kept.

SPARQLWrapper opens a connection for each query, which takes longer than most
look-ups of a page; and a worker that has left the network must do with the
connection that it has. So reading speaks HTTP itself, by the standard library.

Source: SPARQL 1.1 Protocol, section 2.1.2 (query via POST with URL-encoded
parameters) and 2.1.4 (specifying an RDF dataset).
"""

import http.client
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from urllib.parse import SplitResult, urlencode, urlsplit

from dissensus.errors import BackendUnavailable, DissensusError
from dissensus.remote.engine import Credentials, Engine
from dissensus.remote.faults import away, fault_of

TABLE: Final = "application/sparql-results+json"
GRAPH: Final = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
AGENT: Final = "Dissensus"
_SOME: Final = 4096
_LITTLE: Final = 4

# Virtuoso repeats each graph of the dataset in a header; a release has hundreds.
http.client._MAXHEADERS = 10_000  # type: ignore[attr-defined]  # noqa: SLF001


class Reply:
    """What the store says to one query, as it comes.

    Attributes:
        media_type: Of what it says.
    """

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self._response = response
        self.media_type = response.headers.get_content_type()

    @property
    def whole(self) -> bool:
        """Whether it was read to its end, so that its connection is free."""
        return self._response.isclosed()

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes; none at the end.

        Raises:
            BackendUnavailable: The store broke off.
        """
        try:
            data = self._response.read(size)
        except (OSError, http.client.HTTPException) as error:
            raise _broke_off() from error
        if not data and self._response.length:
            raise _broke_off()
        return data

    def finish(self) -> None:
        """Read what little may be left, so that the connection can be used again."""
        with suppress(BackendUnavailable):
            for _ in range(_LITTLE):
                if not self.read(_SOME):
                    return


class Line:
    """A connection to the query service of ``engine``.

    Args:
        engine: Whom to ask.
        patience: Seconds to wait for the next byte.
        fixed: Never connect again: what `open` opened is all there is.
    """

    def __init__(self, engine: Engine, patience: float, *, fixed: bool = False) -> None:
        self._url = urlsplit(engine.query_url)
        self._fixed = fixed
        self._connection = _connection(self._url, patience)
        self._reply: Reply | None = None
        self._headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": AGENT,
        }
        if said := Credentials.read().header:
            self._headers["Authorization"] = said

    def open(self) -> None:
        """Connect now.

        Raises:
            BackendUnavailable: The store cannot be reached.
        """
        try:
            self._connection.connect()
        except OSError as error:
            raise unreachable(error) from error
        if self._fixed:
            self._connection.auto_open = 0

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def __del__(self) -> None:
        self.close()

    @property
    def usable(self) -> bool:
        """Whether another query can be asked over the same connection."""
        return self._connection.sock is not None and (
            self._reply is None or self._reply.whole
        )

    def fileno(self) -> int:
        """Return what to watch: readable before anything was asked, it is dead."""
        sock: socket.socket | None = self._connection.sock
        return -1 if sock is None else sock.fileno()

    def ask(
        self, query: str, default: Sequence[str], named: Sequence[str], accept: str
    ) -> Reply:
        """Return the store's reply to ``query``; it must be read to its end.

        Args:
            query: SPARQL 1.1 Query, without FROM.
            default: IRIs of the default graph, as the store calls them.
            named: IRIs of the named graphs.
            accept: Media types that we can read.

        Raises:
            BackendUnavailable: It cannot be reached, or does not let us in.
            RefusedQuery: It does not run this query.
            QueryTimeout, QueryTooCostly: It gave up.
        """
        fields = [("query", query)]
        fields += [("default-graph-uri", iri) for iri in default]
        fields += [("named-graph-uri", iri) for iri in named]
        if not self.usable and not self._fixed:
            self._connection.close()
        try:
            response = self._send(urlencode(fields).encode(), accept)
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise unreachable(error) from error
        self._reply = Reply(response)
        if fault := self._fault(response):
            raise fault
        return self._reply

    def _send(self, body: bytes, accept: str) -> http.client.HTTPResponse:
        target = self._url._replace(scheme="", netloc="").geturl() or "/"
        fresh = self._connection.sock is None
        headers = {**self._headers, "Accept": accept}
        try:
            self._connection.request("POST", target, body, headers)
            return self._connection.getresponse()
        except (ConnectionError, http.client.BadStatusLine):
            # It had closed the connection while nobody used it.
            if fresh or self._fixed:
                raise
            self._connection.close()
            self._connection.request("POST", target, body, headers)
            return self._connection.getresponse()

    def _fault(self, response: http.client.HTTPResponse) -> DissensusError | None:
        fault = fault_of(response.status, dict(response.headers))
        if fault is None:
            return None
        said = b""
        with suppress(OSError, http.client.HTTPException):
            said = response.read(_SOME)
            response.read()
        return fault(said.decode("utf-8", "replace"))


def _connection(url: SplitResult, patience: float) -> http.client.HTTPConnection:
    host, port = url.hostname or "", url.port
    if url.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(
            host, port, timeout=patience, context=context
        )
    return http.client.HTTPConnection(host, port, timeout=patience)


def unreachable(error: Exception) -> BackendUnavailable:
    """Return the fault of a store that cannot be reached."""
    if isinstance(error, TimeoutError):
        why = "it took too long"
    else:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return away(why)


def _broke_off() -> BackendUnavailable:
    return BackendUnavailable(
        "The store behind this site broke off its answer.",
        hint="Try again; if it happens again, ask for less at once.",
    )

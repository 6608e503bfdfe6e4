"""Write triples into a store: by the Graph Store protocol, or by SPARQL Update.

The Graph Store protocol is preferred, since it sends data as data; stores that
parse an update as one statement limit its length.

Source: SPARQL 1.1 Graph Store HTTP Protocol, section 5; SPARQL 1.1 Protocol,
section 2.2; SPARQL 1.1 Update, section 3.
"""

import http.client
import time
import urllib.error
import urllib.request
from typing import Final, Protocol
from urllib.parse import quote

from dissensus.errors import EndpointUnavailable, WrongCall
from dissensus.remote.engine import Credentials, Engine
from dissensus.remote.line import AGENT

_PATIENCE: Final = 300
_ATTEMPTS: Final = 4
_AGAIN: Final = (408, 429, 500, 502, 503, 504)
_GONE: Final = (404, 410)
_UNAUTHORIZED: Final = 401
_LOCKED: Final = (_UNAUTHORIZED, 403)
_SHOWN: Final = 300


class Writer(Protocol):
    """A way to write into a store.

    Attributes:
        most: Bytes that one ``append`` may have.
    """

    most: int

    def append(self, graph: str, triples: bytes) -> None:
        """Add ``triples``, N-Triples, to ``graph``; the same ones twice do no harm."""
        ...

    def replace(self, graph: str, triples: bytes) -> None:
        """Make ``triples`` all that ``graph`` holds, in one step."""
        ...

    def drop(self, graph: str) -> None:
        """Remove ``graph``, if it is there."""
        ...


def open_writer(engine: Engine) -> Writer:
    """Return the way to write that ``engine`` has.

    Raises:
        WrongCall: It has none.
    """
    if engine.gsp_url:
        return GraphStore(engine.gsp_url)
    if engine.update_url:
        return Updates(engine.update_url)
    raise WrongCall(
        "There is no way to write into the store.",
        hint="Give --update-url or --gsp-url, or bring the release in from a machine "
        "that has one of them.",
    )


class _Client:
    """Sends to ``url``, and remembers how we are let in there."""

    def __init__(self, url: str) -> None:
        self._url = url
        told = Credentials.read()
        self._said = told.header
        self._passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if told.user:
            self._passwords.add_password(None, url, told.user, told.password)

    def _send(self, url: str, method: str, body: bytes | None, type_: str) -> None:
        """Send; again after a while if the store is busy: writing twice is harmless.

        Raises:
            EndpointUnavailable: The store does not take it.
        """
        headers = {"Content-Type": type_, "User-Agent": AGENT}
        request = urllib.request.Request(  # noqa: S310 - http or https, see engine
            url, body, headers, method=method
        )
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._open(request)
            except urllib.error.HTTPError as error:
                said = error.read(_SHOWN).decode("utf-8", "replace").strip()
                if method == "DELETE" and error.code in _GONE:
                    return
                fault = _refused(f"HTTP {error.code}. {said}", error.code)
                again = error.code in _AGAIN
            except (OSError, http.client.HTTPException) as error:
                fault, again = _refused(str(getattr(error, "reason", error)), 0), True
            except ValueError as error:
                # Thus urllib, of who wants neither Basic nor Digest.
                fault, again = _refused(str(error), _UNAUTHORIZED), False
            else:
                return
            if not again or attempt == _ATTEMPTS:
                raise fault
            time.sleep(2**attempt / 2)

    def _open(self, request: urllib.request.Request) -> None:
        if self._said:
            # At once: who asks for it has read megabytes in vain.
            request.add_unredirected_header("Authorization", self._said)
        # A new one each time: it counts failures, and gives up for good.
        digest = urllib.request.HTTPDigestAuthHandler(self._passwords)
        opener = urllib.request.build_opener(digest)
        try:
            with opener.open(request, timeout=_PATIENCE) as response:
                response.read()
        except urllib.error.HTTPError as error:
            if error.code != _UNAUTHORIZED or not self._said.startswith("Basic"):
                raise
            # Virtuoso asks for Digest only who has said nothing.
            self._said = ""
            request.remove_header("Authorization")
            self._open(request)


class GraphStore(_Client):
    """The Graph Store protocol at ``url``."""

    most = 4 * 1024 * 1024

    def append(self, graph: str, triples: bytes) -> None:
        """Add ``triples`` to ``graph``."""
        self._to("POST", graph, triples)

    def replace(self, graph: str, triples: bytes) -> None:
        """Make ``triples`` all that ``graph`` holds."""
        self._to("PUT", graph, triples)

    def drop(self, graph: str) -> None:
        """Remove ``graph``, if it is there."""
        self._to("DELETE", graph)

    def _to(self, method: str, graph: str, body: bytes | None = None) -> None:
        joint = "&" if "?" in self._url else "?"
        url = f"{self._url}{joint}graph={quote(graph, safe='')}"
        # N-Triples are Turtle, and every store reads that.
        self._send(url, method, body, "text/turtle; charset=utf-8")


class Updates(_Client):
    """SPARQL Update at ``url``."""

    # Virtuoso takes 10,000 lines, and compiles what it takes.
    most = 256 * 1024

    def append(self, graph: str, triples: bytes) -> None:
        """Add ``triples`` to ``graph``."""
        self._update(_insert(graph, triples))

    def replace(self, graph: str, triples: bytes) -> None:
        """Make ``triples`` all that ``graph`` holds."""
        self._update(f"DROP SILENT GRAPH <{graph}> ;\n{_insert(graph, triples)}")

    def drop(self, graph: str) -> None:
        """Remove ``graph``, if it is there."""
        self._update(f"DROP SILENT GRAPH <{graph}>")

    def _update(self, text: str) -> None:
        self._send(self._url, "POST", text.encode(), "application/sparql-update")


def _insert(graph: str, triples: bytes) -> str:
    return f"INSERT DATA {{ GRAPH <{graph}> {{\n{triples.decode()}}} }}"


def _refused(why: str, status: int) -> EndpointUnavailable:
    locked = status in _LOCKED
    return EndpointUnavailable(
        f"The store does not take what is written: {why}",
        hint="Set DISSENSUS_STORE_USER and DISSENSUS_STORE_PASSWORD, or "
        "DISSENSUS_STORE_TOKEN, for an account that may write."
        if locked
        else "What was written so far is seen by nobody, and is removed when you "
        "publish again.",
    )

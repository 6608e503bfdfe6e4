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
from collections.abc import Callable
from typing import Final, Protocol
from urllib.parse import quote

from SPARQLWrapper import BASIC, DIGEST, INSERT, POST, POSTDIRECTLY, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException, Unauthorized

from dissensus.errors import EndpointUnavailable, WrongCall
from dissensus.remote.engine import Credentials, Engine

_PATIENCE: Final = 300
_ATTEMPTS: Final = 4
_AGAIN: Final = (408, 429, 500, 502, 503, 504)
_GONE: Final = (404, 410)
_LOCKED: Final = (401, 403)
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


class GraphStore:
    """The Graph Store protocol at ``url``."""

    most = 4 * 1024 * 1024

    def __init__(self, url: str) -> None:
        self._url = url
        told = Credentials.read()
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if told.user:
            passwords.add_password(None, url, told.user, told.password)
        self._token = told.header if told.token else ""
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPBasicAuthHandler(passwords),
            urllib.request.HTTPDigestAuthHandler(passwords),
        )

    def append(self, graph: str, triples: bytes) -> None:
        """Add ``triples`` to ``graph``."""
        self._send("POST", graph, triples)

    def replace(self, graph: str, triples: bytes) -> None:
        """Make ``triples`` all that ``graph`` holds."""
        self._send("PUT", graph, triples)

    def drop(self, graph: str) -> None:
        """Remove ``graph``, if it is there."""
        self._send("DELETE", graph)

    def _send(self, method: str, graph: str, body: bytes | None = None) -> None:
        joint = "&" if "?" in self._url else "?"
        request = urllib.request.Request(  # noqa: S310 - http or https, see engine
            f"{self._url}{joint}graph={quote(graph, safe='')}", body, method=method
        )
        # N-Triples are Turtle, and every store reads that.
        request.add_header("Content-Type", "text/turtle; charset=utf-8")
        if self._token:
            request.add_unredirected_header("Authorization", self._token)

        def send() -> None:
            with self._opener.open(request, timeout=_PATIENCE) as response:
                response.read()

        _insist(send, missing_is_fine=method == "DELETE")


class Updates:
    """SPARQL Update at ``url``, by SPARQLWrapper."""

    # Virtuoso takes 10,000 lines, and compiles what it takes.
    most = 256 * 1024

    def __init__(self, url: str) -> None:
        self._url = url
        self._scheme = BASIC

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
        def send() -> None:
            try:
                self._wrapper(text).query().response.read()
            except Unauthorized:
                if self._scheme == DIGEST:
                    raise
                self._scheme = DIGEST
                self._wrapper(text).query().response.read()

        _insist(send)

    def _wrapper(self, text: str) -> SPARQLWrapper:
        wrapper = SPARQLWrapper(self._url, agent="Dissensus")
        told = Credentials.read()
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(POSTDIRECTLY)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(_PATIENCE)
        if told.token:
            wrapper.addCustomHttpHeader("Authorization", told.header)
        elif told.user:
            wrapper.setHTTPAuth(self._scheme)
            wrapper.setCredentials(told.user, told.password)
        wrapper.setQuery(text)
        # It looks for such words itself, and finds them in literals too.
        wrapper.queryType = INSERT
        return wrapper


def _insert(graph: str, triples: bytes) -> str:
    return f"INSERT DATA {{ GRAPH <{graph}> {{\n{triples.decode()}}} }}"


def _insist(send: Callable[[], None], *, missing_is_fine: bool = False) -> None:
    """Send; again after a while if the store is busy, for writing twice is harmless.

    Raises:
        EndpointUnavailable: The store does not take it.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            send()
        except urllib.error.HTTPError as error:
            said = error.read(_SHOWN).decode("utf-8", "replace").strip()
            if missing_is_fine and error.code in _GONE:
                return
            fault = _refused(f"HTTP {error.code}. {said}", error.code)
            again = error.code in _AGAIN
        except SPARQLWrapperException as error:
            said = str(error).partition("Response:")[2].strip() or str(error)
            locked = isinstance(error, Unauthorized)
            fault, again = _refused(said[:_SHOWN], _LOCKED[0] if locked else 0), False
        except (OSError, http.client.HTTPException) as error:
            fault, again = _refused(str(getattr(error, "reason", error)), 0), True
        else:
            return
        if not again or attempt == _ATTEMPTS:
            raise fault from None
        time.sleep(2**attempt / 2)


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

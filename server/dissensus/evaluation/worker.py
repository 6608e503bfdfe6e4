"""Evaluate queries, one after the other, in a process that may die of one.

A worker is forked from a zygote, gives up what it does not need, and then
waits on its one socket: a request, and with it the connection to whom it
answers. It writes there itself. To the broker it only says, in one byte each,
that it has begun to write (more than a little) and that it is done.
"""

import json
import os
import re
import socket
import time
from collections.abc import Callable
from typing import Any, Final

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat

from dissensus.errors import (
    DissensusError,
    NotAcceptable,
    QueryCrashed,
    QueryTooCostly,
)
from dissensus.evaluation.dataset import Dataset
from dissensus.evaluation.messages import (
    DATA,
    END,
    FRAME,
    LENGTH,
    frame,
    pack_fault,
)
from dissensus.sparql import explain

STARTED: Final = b"S"
DONE: Final = b"D"
# The kernel queues so much in one piece, or not at all (af_unix.c: 32 KiB). Whoever
# reads it has the end too, and looks at nothing that the broker may add.
ATOMIC: Final = 16 * 1024
PANIC: Final = 70  # sysexits.h: EX_SOFTWARE

# XML 1.0, section 2.2: no character reference can stand for these either.
_NOT_XML: Final = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# How the engine writes a predicate that is no namespace and name.
_NOT_A_NAME: Final = b"<oxprefix: "


def work(channel: socket.socket, dataset: Dataset, patience: float) -> None:
    """Evaluate what comes through ``channel`` until the broker closes it.

    Args:
        channel: To the broker.
        dataset: What queries may see.
        patience: Seconds to wait for a client that does not read.
    """
    while (request := _receive(channel)) is not None:
        with request.client:
            request.client.settimeout(patience)
            _answer(request, dataset, channel)
        # Let go of the text and the connection before waiting for the next.
        del request
        channel.sendall(DONE)


class _Request:
    def __init__(self, body: dict[str, Any], client: socket.socket) -> None:
        self.body = body
        self.client = client


class _ClientGoneError(Exception):
    """Whoever asked does not read any more."""


class Sink:
    """Where the engine writes: a file that sends what it gets in frames.

    The first frame is held until it is full or the answer ends, so that most
    faults come in its place.
    """

    def __init__(
        self,
        send: Callable[[bytes], None],
        begin: Callable[[], None],
        *,
        xml: bool,
    ) -> None:
        self._send = send
        self._begin = begin
        self._xml = xml
        self._held = bytearray()
        self.started = False

    def write(self, data: bytes) -> int:
        """Take ``data``; send what fills a frame."""
        self._held += data
        while len(self._held) >= FRAME:
            self._flush(FRAME)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the engine flushes at will, frames are sent when full."""

    def finish(self) -> None:
        """Send what is held, and the end."""
        data = self._checked(bytes(self._held))
        if self.started or len(data) > ATOMIC:
            self._start()
        self._send((frame(DATA, data) if data else b"") + frame(END))

    def _flush(self, size: int) -> None:
        # Two bytes more are looked at: a character may lie across the frames.
        if self._xml:
            self._checked(bytes(self._held[: size + 2]))
        data = self._checked(bytes(self._held[:size]))
        del self._held[:size]
        self._start()
        self._send(frame(DATA, data))

    def _start(self) -> None:
        if not self.started:
            self.started = True
            self._begin()

    def _checked(self, data: bytes) -> bytes:
        if not self._xml:
            return data
        if _NOT_XML.search(data):
            raise NotAcceptable(
                "The answer holds a control character, which XML cannot say.",
                hint="Ask for JSON: Accept: application/sparql-results+json, or "
                "for Turtle: Accept: text/turtle.",
                see="https://www.w3.org/TR/xml/#charsets",
            )
        if _NOT_A_NAME in data:
            raise NotAcceptable(
                "The answer holds a property whose IRI does not end in an XML name.",
                hint="Ask for Turtle: Accept: text/turtle.",
                see="https://www.w3.org/TR/rdf-syntax-grammar/#section-Serialising",
            )
        # Left bare, a reader of XML would take it for a line feed.
        return data.replace(b"\r", b"&#xD;")


def _receive(channel: socket.socket) -> _Request | None:
    data, descriptors, _, _ = socket.recv_fds(channel, FRAME, 1)
    if not data:
        return None
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=descriptors[0])
    received = bytearray(data)
    while len(received) < LENGTH.size:
        received += channel.recv(FRAME)
    (length,) = LENGTH.unpack_from(received)
    while len(received) < LENGTH.size + length:
        received += channel.recv(FRAME)
    return _Request(json.loads(received[LENGTH.size :]), client)


def _answer(request: _Request, dataset: Dataset, channel: socket.socket) -> None:
    """Write the answer, or the fault; whoever is gone by then gets nothing."""

    def send(data: bytes) -> None:
        try:
            request.client.sendall(data)
        except OSError as error:
            raise _ClientGoneError from error

    media_type = request.body["media_type"]
    sink = Sink(send, lambda: channel.sendall(STARTED), xml="xml" in media_type)
    try:
        try:
            _evaluate(request.body, dataset, sink)
        except DissensusError as fault:
            send(pack_fault(fault))
    except _ClientGoneError:
        return


def _evaluate(body: dict[str, Any], dataset: Dataset, sink: Sink) -> None:
    """Evaluate into ``sink``; every failure of the engine gets its name."""
    begun = time.monotonic()
    try:
        results = dataset.query(
            body["text"], body["default_graphs"] or (), body["named_graphs"] or ()
        )
        _write(results, body["media_type"], sink)
    except (DissensusError, _ClientGoneError):
        raise
    except SyntaxError as error:
        raise explain(error, body["text"]) from error
    except MemoryError as error:
        raise too_costly() from error
    except Exception as error:
        raise QueryCrashed(
            f"The engine gave up after {time.monotonic() - begun:.1f} s: {error}.",
            hint="Simplify the query.",
        ) from error
    except BaseException as error:
        # A panic of the engine: its state cannot be trusted any more.
        if type(error).__name__ == "PanicException":
            os._exit(PANIC)
        raise
    sink.finish()


def _write(results: Any, media_type: str, sink: Sink) -> None:
    known: RdfFormat | QueryResultsFormat | None
    if isinstance(results, QueryTriples):
        known = RdfFormat.from_media_type(media_type)
    else:
        known = QueryResultsFormat.from_media_type(media_type)
    if known is None:
        raise NotAcceptable(
            f"This form of query has no answer in {media_type}.",
            hint="SELECT and ASK answer in JSON, XML, CSV or TSV; CONSTRUCT and "
            "DESCRIBE in Turtle, N-Triples, JSON-LD, RDF/XML or TriG.",
        )
    results.serialize(sink, known)


def too_costly() -> QueryTooCostly:
    """Return the fault of a query that ran out of memory."""
    return QueryTooCostly(
        "The query needed more memory than one query may use.",
        hint="Join more narrowly, ORDER or GROUP fewer rows, or add a LIMIT inside "
        "a sub-SELECT; the whole graph is a download away, at /dumps/.",
    )

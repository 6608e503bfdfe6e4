"""Evaluate queries, one after the other, in a process that may die of one.

A worker is forked from a zygote, gives up what it does not need, and then
waits on its one socket: a request, and with it the connection to whom it
answers. It writes there itself. To the broker it only says, in one byte each,
that it has begun to write (more than a little), that it met a limit after
that, that it is done, and how far it has read the store ahead.
"""

import json
import os
import socket
import time
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

from dissensus.errors import (
    AnswerTooLong,
    DissensusError,
    MalformedQuery,
    NotAcceptable,
    QueryCrashed,
)
from dissensus.evaluation.bounds import Bounds, too_costly
from dissensus.evaluation.dataset import Dataset
from dissensus.evaluation.elsewhere import Elsewhere
from dissensus.evaluation.messages import LENGTH, pack_fault
from dissensus.evaluation.sink import Sink
from dissensus.evaluation.updates import read_update
from dissensus.evaluation.versions import Versions
from dissensus.formats import no_triple_terms, write_csv
from dissensus.remote import Told
from dissensus.sparql import explain

STARTED: Final = b"S"
DONE: Final = b"D"
ROWS: Final = b"R"
BYTES: Final = b"B"
READ: Final = b"A"
LEFT: Final = b"L"
PANIC: Final = 70  # sysexits.h: EX_SOFTWARE


def work(
    channel: socket.socket,
    dataset: Dataset | Elsewhere,
    bounds: Bounds,
    patience: float,
) -> None:
    """Evaluate what comes through ``channel`` until the broker closes it.

    Args:
        channel: To the broker.
        dataset: What queries may see.
        bounds: How long an answer may be.
        patience: Seconds to wait for a client that does not read.
    """
    while dataset.usable and dataset.attend(channel):
        if (request := _receive(channel)) is None:
            return
        if request.client is None:
            channel.sendall(READ if dataset.read_ahead(channel) else LEFT)
            continue
        with request.client as client:
            client.settimeout(patience)
            _answer(request.body, client, dataset, bounds, channel)
        # Let go of the text and the connection before waiting for the next.
        del request, client
        channel.sendall(DONE)


@dataclass(frozen=True)
class _Request:
    """What the broker wants; without a client, that the store be read ahead."""

    body: dict[str, Any]
    client: socket.socket | None


class _ClientGoneError(Exception):
    """Whoever asked does not read any more."""


def _receive(channel: socket.socket) -> _Request | None:
    # No more than that: the next message may have come too, with its descriptor.
    head, descriptors, _, _ = socket.recv_fds(channel, LENGTH.size, 1)
    if not head:
        return None
    while len(head) < LENGTH.size:
        head += channel.recv(LENGTH.size - len(head))
    (length,) = LENGTH.unpack(head)
    if not length:
        return _Request({}, None)
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=descriptors[0])
    received = bytearray()
    while len(received) < length:
        received += channel.recv(length - len(received))
    return _Request(json.loads(received), client)


def _answer(
    body: dict[str, Any],
    client: socket.socket,
    dataset: Dataset | Elsewhere,
    bounds: Bounds,
    channel: socket.socket,
) -> None:
    """Write the answer, or the fault; whoever is gone by then gets nothing."""

    def send(data: bytes) -> None:
        try:
            client.sendall(data)
        except OSError as error:
            raise _ClientGoneError from error

    media_type = body["media_type"]
    versions = Versions(
        media_type, body["text"], body["version"], modern=dataset.modern
    )
    sink = Sink(send, lambda: channel.sendall(STARTED), media_type, bounds, versions)
    try:
        try:
            _evaluate(body, dataset, sink, plain=not versions.possible)
        except DissensusError as fault:
            if sink.started and isinstance(fault, AnswerTooLong) and fault.limit:
                # The broker remembers it, for whoever asks the same again.
                channel.sendall(ROWS if fault.limit.unit == "rows" else BYTES)
            send(pack_fault(fault))
    except _ClientGoneError:
        return


def _evaluate(
    body: dict[str, Any], dataset: Dataset | Elsewhere, sink: Sink, *, plain: bool
) -> None:
    """Evaluate into ``sink``; every failure of the engine gets its name."""
    begun = time.monotonic()
    if body["form"] == "UPDATE":
        raise read_update(body["text"], body["base"])
    try:
        results = dataset.query(
            body["joined"] or body["text"],
            body["default_graphs"] or (),
            body["named_graphs"] or (),
            f"{body['base']}sparql" if body["base"] else None,
        )
        _write(results, body["media_type"], sink, plain=plain)
    except (DissensusError, _ClientGoneError):
        raise
    except SyntaxError as error:
        raise explain(error, body["text"], base=body["base"]) from error
    except MemoryError as error:
        raise too_costly(sink.bounds) from error
    except Exception as error:
        raise _gave_up(error, time.monotonic() - begun) from error
    except BaseException as error:
        # A panic of the engine: its state cannot be trusted any more.
        if type(error).__name__ == "PanicException":
            os._exit(PANIC)
        raise
    sink.finish()


def _write(results: Any, media_type: str, sink: Sink, *, plain: bool) -> None:
    """Write ``results``; ``plain`` if no term is one that RDF 1.1 does not have."""
    known: RdfFormat | QueryResultsFormat | None
    if isinstance(results, QueryTriples) or (
        isinstance(results, Told) and results.is_graph
    ):
        known = RdfFormat.from_media_type(media_type)
    else:
        known = QueryResultsFormat.from_media_type(media_type)
    if known is None:
        raise NotAcceptable(
            f"This form of query has no answer in {media_type}.",
            hint="SELECT and ASK answer in JSON, XML, CSV or TSV; CONSTRUCT and "
            "DESCRIBE in Turtle, N-Triples, JSON-LD, RDF/XML or TriG.",
        )
    table = isinstance(results, QuerySolutions)
    if table and known == QueryResultsFormat.CSV and not plain:
        write_csv(results, sink)
    else:
        results.serialize(sink, known)


def _gave_up(error: Exception, seconds: float) -> DissensusError:
    """Return what to say of a failure that is none of memory or syntax."""
    if "JSON-LD does not support RDF 1.2" in str(error):
        return no_triple_terms()
    if "custom" not in str(error):
        return QueryCrashed(
            f"The engine gave up after {seconds:.1f} s: {error}.",
            hint="Simplify the query.",
        )
    return MalformedQuery(
        f"{str(error).removesuffix('.')}.",
        hint="Use the functions of SPARQL itself, or the casts of XML Schema: "
        "xsd:integer(?x).",
        see="https://www.w3.org/TR/sparql11-query/#SparqlOps",
    )

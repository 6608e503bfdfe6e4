"""What a store says of itself is told as it is: busy is not gone, nor broken."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from dissensus.errors import (
    BackendUnavailable,
    DissensusError,
    QueryTimeout,
    RefusedQuery,
)
from dissensus.remote import Engine, Line
from dissensus.remote.line import TABLE


@contextmanager
def store(status: int, said: str) -> Iterator[Engine]:
    """Yield a store that says the same to every query."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Engine(f"http://127.0.0.1:{server.server_port}/query")
        server.shutdown()
        thread.join()


def fault(status: int, said: str) -> DissensusError:
    """What is told of a store that says so."""
    with store(status, said) as engine, pytest.raises(DissensusError) as raised:
        Line(engine, 10).ask("ASK {}", [], [], TABLE)
    return raised.value


@pytest.mark.parametrize("status", [429, 503])
def test_a_store_that_is_busy_is_asked_again_later(status: int) -> None:
    told = fault(status, "Too many requests")

    assert type(told) is BackendUnavailable
    assert "has too much to do" in told.summary
    assert told.retry


@pytest.mark.parametrize(
    "said",
    [
        "The query timed out (restricted to 10000 ms)",
        "Query evaluation took too long",
        "Query timeout",
    ],
)
def test_a_query_that_took_too_long_is_not_a_busy_store(said: str) -> None:
    """Fuseki and RDF4J say 503 of it."""
    assert type(fault(503, said)) is QueryTimeout


@pytest.mark.parametrize("status", [400, 413, 414, 501])
def test_a_query_that_the_store_does_not_take_is_refused(status: int) -> None:
    told = fault(status, "No such function")

    assert type(told) is RefusedQuery
    assert told.summary.endswith("does not run this query: No such function")

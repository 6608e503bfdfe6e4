"""Clients that keep a server waiting."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from uvicorn.config import Config
from uvicorn.server import Server

from dissensus.web import connections
from dissensus.web.connections import Connection
from dissensus.web.served import Receive, Scope, Send


class Greeting:
    """An application that has one answer, a second later, and holds nothing."""

    def again(self, _: bytes) -> None:
        """Hold nothing."""

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        await asyncio.sleep(1)
        headers = [(b"content-length", b"2")]
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": b"hi", "more_body": False})


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """Where a server listens that waits half a second for a head."""
    monkeypatch.setattr(connections, "_HEAD_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = Config(
            Greeting(),
            http=Connection,
            interface="asgi3",
            lifespan="off",
            proxy_headers=False,
            ws="none",
            log_config=None,
        )
        server = Server(config)
        thread = threading.Thread(
            target=lambda: asyncio.run(server.serve([listening])), daemon=True
        )
        thread.start()
        yield listening.getsockname()
        server.should_exit = True
        thread.join(10)


def test_a_client_that_says_nothing_is_sent_away(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=5) as client:
        assert client.recv(100).startswith(b"HTTP/1.1 408 Request Timeout\r\n")


def test_a_client_that_never_comes_to_an_end_is_sent_away(
    address: tuple[str, int],
) -> None:
    """However often it says a little more (Slowloris)."""
    with socket.create_connection(address, timeout=0.05) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        said = b""
        for number in range(100):
            try:
                said = client.recv(100)
                break
            except TimeoutError:
                client.sendall(f"X-{number}: more\r\n".encode())

    assert said.startswith(b"HTTP/1.1 408 ")


def test_a_client_that_is_answered_may_wait_before_it_asks_again(
    address: tuple[str, int],
) -> None:
    with socket.create_connection(address, timeout=5) as client:
        for _ in range(2):
            client.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            time.sleep(1.8)
            assert client.recv(1_000).endswith(b"\r\n\r\nhi")


def test_who_is_sent_away_gets_what_was_asked_before(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\nGET /never HTTP/1.1\r\n")
        said = b"".join(iter(lambda: client.recv(1_000), b""))

    assert said.startswith(b"HTTP/1.1 200 OK\r\n")
    assert said.endswith(b"\r\n\r\nhi")

"""What is written goes out once, comes again if the store is busy, and is counted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from dissensus.errors import EndpointUnavailable
from dissensus.remote import Naming
from dissensus.remote.sending import Sent
from dissensus.remote.writing import GraphStore, Updates, Writer

WAYS = pytest.mark.parametrize("way", [GraphStore, Updates])
Asked = list[tuple[str, str]]
TRIPLE = b"<http://e/s> <http://e/p> <http://e/o> .\n"


@contextmanager
def store(
    asked: Asked, answers: Sequence[int] = (), key: str = "", challenge: str = ""
) -> Iterator[str]:
    """Yield the address of a store that gives ``answers``, and then takes all.

    It notes the type of each request and by what right it comes, which has to
    begin with ``key``. Like Virtuoso, it has no ``challenge`` for a wrong password.
    """
    left = list(answers)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            right = self.headers.get("Authorization", "")
            asked.append((self.headers["Content-Type"], right))
            if not right.startswith(key):
                self.send_response(401)
                if not right.startswith("Basic"):
                    self.send_header("WWW-Authenticate", challenge)
            else:
                self.send_response(left.pop(0) if left else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@WAYS
def test_a_piece_is_sent_once_to_a_store_that_wants_a_password(
    way: type[GraphStore | Updates], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISSENSUS_STORE_USER", "me")
    monkeypatch.setenv("DISSENSUS_STORE_PASSWORD", "secret")
    asked: Asked = []

    with store(asked, key="Basic", challenge='Basic realm="store"') as url:
        way(url).append("http://e/g", TRIPLE)

    ((media_type, right),) = asked
    wanted = {GraphStore: "text/turtle", Updates: "application/sparql-update"}
    assert media_type.partition(";")[0] == wanted[way]
    assert right == "Basic bWU6c2VjcmV0"


@WAYS
def test_a_store_that_wants_digest_is_told_a_password_no_other_way_again(
    way: type[GraphStore | Updates], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISSENSUS_STORE_USER", "me")
    monkeypatch.setenv("DISSENSUS_STORE_PASSWORD", "secret")
    asked: Asked = []

    with store(asked, key="Digest", challenge='Digest realm="s", nonce="1"') as url:
        writer = way(url)
        for _ in range(2):
            writer.append("http://e/g", TRIPLE)

    ways = [right.partition(" ")[0] for _, right in asked]
    assert ways == ["Basic", "", "Digest", "", "Digest"]


@WAYS
def test_what_a_store_fails_at_is_sent_again(way: type[GraphStore | Updates]) -> None:
    asked: Asked = []

    with store(asked, answers=[500]) as url:
        way(url).append("http://e/g", TRIPLE)

    assert len(asked) == 2


@WAYS
def test_a_store_that_wants_a_token_is_told_of(
    way: type[GraphStore | Updates], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISSENSUS_STORE_TOKEN", "of yesterday")
    asked: Asked = []

    with (
        store(asked, key="Bearer of today", challenge='Bearer realm="store"') as url,
        pytest.raises(EndpointUnavailable, match="does not take") as raised,
    ):
        way(url).append("http://e/g", TRIPLE)

    assert "DISSENSUS_STORE_TOKEN" in raised.value.hint
    assert [right for _, right in asked] == ["Bearer of yesterday"]


class Shelf:
    """A way to write to nowhere, in pieces of a few triples."""

    most = 20 * len(TRIPLE)

    def append(self, graph: str, triples: bytes) -> None:
        """Let them go."""

    replace = append

    def drop(self, graph: str) -> None:
        """Let it go."""


def test_the_sample_is_no_smaller_for_a_small_last_piece() -> None:
    shelf: Writer = Shelf()
    with Sent(shelf, Naming("http://e/", "1-a"), "http://e/g") as sent:
        for _ in range(21):
            sent.write(TRIPLE)

    assert sent.triples == 21
    assert len(sent.sample) == 12

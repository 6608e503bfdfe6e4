"""What goes over one connection: requests in the same bytes, and none at all."""

import contextlib
import json
import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissensus.catalog import Catalog
from web.conftest import Server, Serving

CLAIM = "/doc/claim/moon-pulls-the-sea"
QUERY = "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%203"


class Wire:
    """A connection on which one says what one likes."""

    def __init__(self, url: str) -> None:
        host = urlsplit(url)
        self.socket = socket.create_connection((host.hostname, host.port), timeout=20)
        self._file = self.socket.makefile("rb")

    def say(self, *pieces: bytes) -> None:
        """Send ``pieces``, each on its own."""
        for piece in pieces:
            self.socket.sendall(piece)
            time.sleep(0.05)

    def hear(self) -> tuple[int, bytes, bytes]:
        """Return status, head without the date, and body of the next answer."""
        head = self.head()
        length = re.search(rb"content-length: (\d+)", head)
        assert length, head
        lines = (x for x in head.splitlines() if not x.startswith(b"date: "))
        return int(head.split()[1]), b"\n".join(lines), self._file.read(int(length[1]))

    def head(self) -> bytes:
        """Return the next head."""
        return b"".join(iter(self._file.readline, b"\r\n"))

    def ended(self) -> bool:
        """Return whether the server has nothing more to say."""
        return self._file.read() == b""

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self.socket.close()


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    """A connection to the sample."""
    with closing(Wire(server.url)) as wire:
        yield wire


def get(path: str, *lines: str, version: str = "1.1") -> bytes:
    """Return the bytes of a request."""
    head = [f"GET {path} HTTP/{version}", "Host: 127.0.0.1", *lines]
    return ("\r\n".join(head) + "\r\n\r\n").encode()


@pytest.mark.parametrize(
    "path", [f"{CLAIM}.html", f"{CLAIM}.ttl", "/search?q=tide", QUERY]
)
def test_the_same_bytes_get_the_same_answer(wire: Wire, path: str) -> None:
    answers = set()
    for number in range(5):
        for request in (get(path), get(path, f"X-Number: {number}")):
            wire.say(request)
            answers.add(wire.hear())

    assert len(answers) == 1
    assert answers.pop()[0] == 200


def test_who_wants_the_head_only_gets_no_body_however_often_he_asks(
    wire: Wire,
) -> None:
    """RFC 9110, section 9.3.2: what follows would be taken for the next answer."""
    for _ in range(4):
        wire.say(get(f"{CLAIM}.html").replace(b"GET", b"HEAD"), get(f"{CLAIM}.nt"))

        assert b"content-type: text/html" in wire.head()
        assert b"content-type: application/n-triples" in wire.hear()[1]


ASKED = {
    "page": get(f"{CLAIM}.html"),
    "triples": get(f"{CLAIM}.nt"),
    "head": get(f"{CLAIM}.nt").replace(b"GET", b"HEAD"),
    "query": get(QUERY),
    "posted": get("/sparql", "Content-Type: application/sparql-query")
    .replace(b"GET", b"POST")
    .replace(b"\r\n\r\n", b"\r\nContent-Length: 6\r\n\r\nASK {}"),
    "body": get(f"{CLAIM}.ttl", "Content-Length: 18") + b"GET / HTTP/1.1\r\n\r\n",
    "nowhere": get("/nowhere"),
}


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_however_requests_are_cut_into_pieces_each_gets_its_answer(
    server: Server, data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(ASKED)), min_size=1, max_size=9))
    said = b"".join(ASKED[name] for name in names)
    # Many are cut where heads end: these are known by their bytes.
    ends = [found.end() for found in re.finditer(b"\r\n\r\n", said)]
    cuts = data.draw(st.sets(st.sampled_from(ends) | st.integers(0, len(said))))
    with closing(Wire(server.url)) as wire:
        for start, end in pairwise(sorted({0, *cuts, len(said)})):
            wire.socket.sendall(said[start:end])
            time.sleep(0.002)
        answers = [wire.head() if name == "head" else wire.hear() for name in names]

    assert [_kind(answer) for answer in answers] == [KINDS[name] for name in names]


KINDS = {
    "page": (200, b"text/html; charset=utf-8"),
    "triples": (200, b"application/n-triples"),
    "head": (200, b"application/n-triples"),
    "query": (200, b"application/sparql-results+json"),
    "posted": (200, b"application/sparql-results+json"),
    "body": (200, b"text/turtle; charset=utf-8"),
    "nowhere": (404, b"application/problem+json"),
}


def _kind(answer: bytes | tuple[int, bytes, bytes]) -> tuple[int, bytes]:
    head = answer if isinstance(answer, bytes) else answer[1]
    found = re.search(rb"content-type: ([^\r\n]+)", head)
    assert found
    return int(head.split()[1]), found[1]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{CLAIM}.html", 200),
        (QUERY, 200),
        ("/dumps/latest.ttl", 200),
        ("/status.json", 200),
        (CLAIM.replace("doc", "id"), 303),
        ("/nowhere", 404),
        ("/" + "a" * 70_000, 414),
    ],
)
def test_every_answer_says_once_when_it_was_sent(
    server: Server, path: str, status: int
) -> None:
    """RFC 9110, section 6.6.1."""
    for _ in range(3):
        with closing(Wire(server.url)) as wire:
            wire.say(get(path))
            lines = wire.head().lower().splitlines()

        assert lines[0].startswith(f"http/1.1 {status} ".encode())
        assert sum(line.startswith(b"date: ") for line in lines) == 1


def test_requests_that_come_at_once_are_answered_in_their_order(wire: Wire) -> None:
    known, other = get(f"{CLAIM}.ttl"), get(f"{CLAIM}.nt", "X-Number: 1")
    for _ in range(3):
        wire.say(known)
        wire.hear()
    wire.say(known + other + known, known, other)

    kinds = [re.search(rb"content-type: ([^;\n]+)", wire.hear()[1]) for _ in range(5)]

    turtle, triples = b"text/turtle", b"application/n-triples"
    found = [kind[1] for kind in kinds if kind]
    assert found == [turtle, triples, turtle, turtle, triples]


def test_a_body_that_comes_later_is_never_taken_for_a_request(wire: Wire) -> None:
    """RFC 9112, section 11.2: or one client could answer for another."""
    inner = get("/status.json")
    head = get(f"{CLAIM}.ttl", f"Content-Length: {len(inner)}")
    for _ in range(4):
        wire.say(head, inner)
        assert b"content-type: text/turtle" in wire.hear()[1]
    wire.say(get(f"{CLAIM}.nt"))

    assert b"content-type: application/n-triples" in wire.hear()[1]


@pytest.mark.parametrize(
    "request_",
    [get(f"{CLAIM}.html", "Connection: close"), get(f"{CLAIM}.html", version="1.0")],
)
def test_who_wants_the_connection_ended_has_it_ended(
    server: Server, request_: bytes
) -> None:
    for _ in range(4):
        with closing(Wire(server.url)) as wire:
            wire.say(request_)

            assert wire.hear()[0] == 200
            assert wire.ended()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 9, 400),
        (b"GET / HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n", 400),
        (b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (get("/" + "a" * 70_000), 414),
        (b"GET / HTTP/1.1\r\n" + b"X-Line: more of it\r\n" * 40_000, 431),
    ],
)
def test_what_cannot_be_read_as_a_request_is_said_to_be_that(
    wire: Wire, said: bytes, status: int
) -> None:
    wire.say(said)
    found, head, body = wire.hear()

    assert found == status
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status
    assert wire.ended()


def test_the_same_bytes_get_the_new_release_once_there_is_one(
    serving: Serving, published: tuple[Path, Catalog]
) -> None:
    root, catalog = published
    with serving(catalog.folder) as server, closing(Wire(server.url)) as wire:

        def ask() -> bytes:
            wire.say(get(f"{CLAIM}.html"))
            return wire.hear()[2]

        before = {ask() for _ in range(4)}
        claims = root / "data" / "tides" / "debate.ttl"
        text = claims.read_text(encoding="utf-8")
        claims.write_text(text.replace("draws the waters", "lifts the waters"))
        catalog.publish(root)
        end = time.monotonic() + 10
        while (after := ask()) in before and time.monotonic() < end:
            pass

    assert len(before) == 1
    assert b"draws the waters" in before.pop()
    assert b"lifts the waters" in after


def test_who_asks_on_and_on_and_never_reads_fills_no_memory(
    serving: Serving, published: tuple[Path, Catalog]
) -> None:
    request = get(f"{CLAIM}.html")
    with serving(published[1].folder) as server, closing(Wire(server.url)) as wire:
        for _ in range(3):
            wire.say(request)
            wire.hear()
        before = _resident(server)
        wire.socket.settimeout(2)
        with contextlib.suppress(TimeoutError):
            for _ in range(200):
                wire.socket.sendall(request * 1_000)

        assert httpx.get(f"{server.url}{CLAIM}.html").status_code == 200
        assert _resident(server) - before < 20_000


def _resident(server: Server) -> int:
    """Return the KiB that the web workers hold."""
    told = (Path(f"/proc/{p}/status").read_text() for p in _web_workers(server))
    return sum(int(lines.split("VmRSS:")[1].split()[0]) for lines in told)


def _web_workers(server: Server) -> set[int]:
    """Return the processes that the server forked to answer."""
    main = server.process.pid
    children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    line = Path(f"/proc/{main}/cmdline").read_bytes()
    return {int(p) for p in children if Path(f"/proc/{p}/cmdline").read_bytes() == line}


def test_who_comes_while_no_web_worker_lives_is_answered_by_the_next(
    serving: Serving, published: tuple[Path, Catalog]
) -> None:
    with serving(published[1].folder) as server:
        httpx.get(f"{server.url}{CLAIM}.html")
        gone = _web_workers(server)
        for pid in gone:
            os.kill(pid, signal.SIGKILL)
        page = f"{server.url}{CLAIM}.html"
        answers = [httpx.get(page, timeout=20).status_code for _ in range(8)]
        present = _web_workers(server)

    assert answers == [200] * 8
    assert len(gone) == len(present) == 2
    assert not gone & present

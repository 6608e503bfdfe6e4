"""What answering costs: time above the engine's own, memory below the answer's size."""

import io
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, Store

from dissensus.release import Release

pytestmark = pytest.mark.slow
TROTSKY = "https://w3id.org/dissensus/id/person/leon-trotsky"
LIGHT = f"SELECT ?p ?o {{ <{TROTSKY}> ?p ?o }}"
FORM = "application/x-www-form-urlencoded"
SIDE = 320
TEXT = "All that is said at length is said of every pair alike. " * 11
EX = "http://example.com/"
PAIRS = f"""{{ ?a <{EX}left> ?m . ?b <{EX}right> ?n VALUES ?text {{ "{TEXT}" }} }}"""
ROWS = f"SELECT ?a ?b ?text WHERE {PAIRS}"
TRIPLES = f"CONSTRUCT {{ ?a ?b ?text }} WHERE {PAIRS}"


def serving(*arguments: str) -> "subprocess.Popen[str]":
    """Start ``dissensus`` and return when it serves."""
    command = [sys.executable, "-m", "dissensus", *arguments, "--port", "0"]
    environ = {**os.environ, "DISSENSUS_DEADLINE": "120"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)


def started(process: "subprocess.Popen[str]") -> str:
    """Return the address that ``process`` serves at."""
    assert process.stdout is not None
    return process.stdout.readline().split()[-1].rstrip("/")


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A server of 640 triples, from which 102,400 pairs can be made."""
    file = tmp_path_factory.mktemp("pairs") / "pairs.nt"
    file.write_text(
        "".join(
            f'<{EX}{side}{n}> <{EX}{side}> "{n}" .\n'
            for side in ("left", "right")
            for n in range(SIDE)
        )
    )
    with serving("open", str(file)) as process:
        address = started(process)
        settle(process.pid)
        yield address, process.pid
        process.terminate()


def family(root: int) -> list[int]:
    """Return ``root`` and the processes below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def memory(root: int, *, workers: bool) -> int:
    """Return the bytes that ``root`` and its family hold, shared ones once."""
    total = 0
    for process in family(root):
        try:
            command = Path(f"/proc/{process}/cmdline").read_bytes()
            if b"zygote" in command and not workers:
                continue
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(x.split()[1]) for x in lines if x.startswith("Pss:"))
    return total * 1024


def settle(root: int) -> None:
    """Wait until the server has read what it reads in advance."""
    sizes: list[int] = []
    for _ in range(60):
        time.sleep(1)
        sizes.append(memory(root, workers=True))
        if len(sizes) > 3 and max(sizes[-4:]) - min(sizes[-4:]) < 1 << 20:
            return


@pytest.mark.parametrize("pause", [0.0, 0.05], ids=["fast", "slow"])
@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (ROWS, "application/sparql-results+json"),
        (ROWS, "application/sparql-results+xml"),
        (ROWS, "text/csv"),
        (ROWS, "text/tab-separated-values"),
        (TRIPLES, "application/n-triples"),
    ],
)
def test_a_hundred_thousand_rows_are_streamed_not_held(
    pairs: tuple[str, int], query: str, accept: str, pause: float
) -> None:
    """Server, broker and workers grow by 3 MB while 66 to 100 MB go out.

    Of a graph, the engine remembers each triple so as to say none twice: there
    the worker grows, up to its limit, and only the others are looked at.
    """
    url, pid = pairs
    workers = query is ROWS
    headers = {"Accept": accept, "Accept-Encoding": "identity"}
    httpx.get(f"{url}/sparql", params={"query": "ASK {}"})
    before = peak = memory(pid, workers=workers)
    size = lines = 0

    with httpx.stream(
        "GET", f"{url}/sparql", params={"query": query}, headers=headers, timeout=120
    ) as answer:
        for number, data in enumerate(answer.iter_raw(1 << 20)):
            size, lines = size + len(data), lines + data.count(TEXT[:30].encode())
            if number % 5 == 0:
                time.sleep(pause)
                peak = max(peak, memory(pid, workers=workers))

    assert size > 60_000_000
    assert lines > 100_000
    assert peak - before < size / 8


@pytest.fixture(scope="module")
def real(real_release: Release) -> Iterator[str]:
    """A server of the real graph."""
    releases = str(real_release.folder.parent)
    with serving("serve", "--no-publish", "--releases", releases) as process:
        yield started(process)
        process.terminate()


def engine_alone(release: Release) -> Callable[[], bytes]:
    """Return what answers the light query in this process."""
    import gzip  # noqa: PLC0415

    store = Store()
    with gzip.open(release.folder / "dumps" / "dissensus.nt.gz") as stream:
        store.bulk_load(stream.read(), format=RdfFormat.N_TRIPLES)

    def ask() -> bytes:
        written = io.BytesIO()
        store.query(LIGHT).serialize(written, QueryResultsFormat.JSON)  # type: ignore[union-attr]
        return written.getvalue()

    return ask


class Asker:
    """One client with one connection that it keeps."""

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self._connection = socket.create_connection((host, int(port)))
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, path: str, query: str = "") -> bytes:
        """Return the body at ``path``, or what it answers to ``query``.

        By POST, to which no answer is held.
        """
        accept = "application/sparql-results+json, text/turtle"
        told = f"{path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n"
        body = f"query={quote(query)}" if query else ""
        form = f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n"
        asked = f"POST {told}{form}\r\n{body}" if query else f"GET {told}\r\n"
        self._connection.sendall(asked.encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._connection.recv(1 << 16)
        lines, _, body = received.partition(b"\r\n\r\n")
        length = int(lines.lower().partition(b"content-length: ")[2].split()[0])
        while len(body) < length:
            body += self._connection.recv(1 << 16)
        return body

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()


def median(run: Callable[[], object], times: int = 300) -> float:
    """Return the seconds that ``run`` takes in half of the cases."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def test_a_light_query_costs_little_more_than_a_page_that_is_held(
    real: str, real_release: Release, record_property: Callable[[str, object], None]
) -> None:
    """The issue's bound is 1.5 ms above the engine; measured: docs/performance.md.

    Held to bytes that go the same way without any query, so that a slow or busy
    machine slows both: 5 to 9 times as long when it was asked before, 10 to 14
    times when it is new.
    """
    alone, asker = engine_alone(real_release), Asker(real)
    assert len(asker.ask("/sparql", LIGHT)) == len(alone())

    held = min(median(lambda: asker.ask("/sparql")) for _ in range(3))
    asked = min(median(lambda: asker.ask("/sparql", LIGHT)) for _ in range(3))
    engine = min(median(alone) for _ in range(3))
    fresh = min(
        median(lambda: asker.ask("/sparql", f"{LIGHT} #{time.perf_counter_ns()}"))
        for _ in range(3)
    )
    asker.close()

    for name, seconds in (("held", held), ("again", asked), ("new", fresh)):
        record_property(name, f"{(seconds - engine) * 1000:.2f} ms over the engine")
        print(f"{name}: {seconds * 1000:.2f} ms, engine {engine * 1000:.2f} ms")  # noqa: T201
    assert asked - engine < 15 * held
    assert fresh - engine < 25 * held
    assert fresh - engine < 4 * (asked - engine)

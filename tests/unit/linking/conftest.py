"""A real SPARQL server with a little Wikidata, and a bad line in front of it."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ITEMS = Path(__file__).parents[2] / "data" / "wikidata" / "items.ttl"
Fault = Callable[["Line"], None]
HEAD = """@prefix dis: <https://w3id.org/dissensus/ontology#> .
@prefix per: <https://example.org/tides/id/person/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
"""


@dataclass
class Front:
    """The bad line: what came over it, and what goes wrong next."""

    url: str = ""
    target: str = ""
    faults: list[Fault] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    busy: int = 0
    most_at_once: int = 0


class Line(BaseHTTPRequestHandler):
    """Hands requests on to the server behind, or fails as told."""

    front: Front

    def do_POST(self) -> None:
        """Take one request."""
        front = self.front
        self.waits = True
        front.busy += 1
        front.most_at_once = max(front.busy, front.most_at_once)
        try:
            self.body = self.rfile.read(int(self.headers["Content-Length"]))
            front.times.append(time.monotonic())
            front.headers.append(dict(self.headers))
            front.bodies.append(self.body)
            (front.faults.pop(0) if front.faults else Line.relay)(self)
        finally:
            self.leave()

    def leave(self) -> None:
        """Count this request no more: once, and before its client can know of it."""
        self.front.busy -= self.waits
        self.waits = False

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        """Send an answer; ``_`` in the name of a header stands for ``-``."""
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.leave()
        self.wfile.write(body)

    def behind(self) -> tuple[int, bytes, str]:
        """Ask the server behind; return status, body and type."""
        connection = http.client.HTTPConnection(self.front.target, timeout=30)
        names = ("Accept", "Content-Type", "User-Agent")
        headers = {name: self.headers[name] for name in names}
        connection.request("POST", "/sparql", self.body, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body, answer.headers["Content-Type"]

    def relay(self) -> None:
        """Let the server behind answer."""
        status, body, kind = self.behind()
        self.reply(status, body, Content_Type=kind)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def wikidata() -> Iterator[str]:
    """Host and port of ``dissensus open`` over the little Wikidata."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dissensus", "open", str(ITEMS), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    assert process.stdout
    words = process.stdout.readline().split()
    assert words[:1] == ["Serving"], words
    yield urlsplit(words[3]).netloc
    process.send_signal(signal.SIGTERM)
    process.wait(15)
    process.stdout.close()


@pytest.fixture
def front(wikidata: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    """The way to that server, which may be made to fail."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    state = Front(target=wikidata)
    handler = type("ThisLine", (Line,), {"front": state})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        state.url = f"http://127.0.0.1:{server.server_port}/sparql"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield state
        server.shutdown()
        thread.join()


@pytest.fixture
def add_person(minimal_project: Path) -> Callable[..., None]:
    """Add a person to the project and a row to its table of links."""

    def add(slug: str, labels: str, item: str, said: str = "", **cells: str) -> None:
        persons = minimal_project / "data/tides/more-persons.ttl"
        text = persons.read_text("utf-8") if persons.exists() else HEAD
        text += f"per:{slug} a dis:Person ; skos:prefLabel {labels} {said} .\n"
        persons.write_text(text, "utf-8")
        table = minimal_project / "data/links/wikidata.sssom.tsv"
        row = [
            f"per:{slug}",
            "",
            cells.get("predicate", "schema:sameAs"),
            item,
            "semapv:ManualMappingCuration",
            "",
            "2026-01-02",
            cells.get("comment", ""),
        ]
        table.write_text(table.read_text("utf-8") + "\t".join(row) + "\n", "utf-8")

    return add

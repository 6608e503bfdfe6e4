"""What every room's tests may start from: projects, and releases of them."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, Store

from dissensus.catalog import Catalog
from dissensus.release import Release

_ROOT = Path(__file__).parents[1]
# Two test processes that write hypothesis' first files at once trip each other.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(_ROOT / ".hypothesis" / _WORKER)
_MINIMAL = _ROOT / "tests" / "data" / "minimal"


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the scenarios of ``make chaos`` are, and where they report."""
    parser.addoption("--long", action="store_true", help="try everything, for hours")
    parser.addoption("--soak", type=float, help="minutes that the soak lasts")
    parser.addoption("--report", help="the page that scenarios write their table to")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder of the real project."""
    return _ROOT


@pytest.fixture
def minimal_project(tmp_path: Path) -> Path:
    """A tiny project about the tides, to be changed or broken at will."""
    return Path(shutil.copytree(_MINIMAL, tmp_path / "tides"))


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the minimal project; read-only, so safe to share."""
    catalog = Catalog(tmp_path_factory.mktemp("minimal-releases"))
    return catalog.publish(_MINIMAL).release


@pytest.fixture(scope="session")
def real_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the real project; read-only, so safe to share.

    Published once for all test processes: whoever comes later finds it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base if _WORKER == "alone" else base.parent
    with (shared / "publishing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return Catalog(shared / "real-releases").publish(_ROOT).release


@dataclass
class Neighbour:
    """Somebody else's endpoint on a loopback port: it says what it is told to.

    Attributes:
        url: Where it listens, without a path.
        replies: Per path, what to say to a query: status, headers, body.
        asked: The queries that came, and the headers of the requests.
    """

    url: str
    replies: dict[str, Callable[[str], tuple[int, dict[str, str], bytes]]]
    asked: list[tuple[str, dict[str, str]]]

    def holds(self, path: str, turtle: str) -> str:
        """Answer queries at ``path`` over ``turtle``; return the endpoint's IRI."""
        store = Store()
        store.load(turtle.encode(), format=RdfFormat.TURTLE)

        def answer(query: str) -> tuple[int, dict[str, str], bytes]:
            found = store.query(query).serialize(format=QueryResultsFormat.JSON)
            return (
                200,
                {"Content-Type": "application/sparql-results+json"},
                found or b"",
            )

        self.replies[path] = answer
        return f"{self.url}{path}"

    def says(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        """Say the same at ``path`` whatever is asked; return the endpoint's IRI."""
        told = {"Content-Type": "application/sparql-results+json"}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.replies[path] = lambda _: (status, told, body)
        return f"{self.url}{path}"


@pytest.fixture(scope="module")
def neighbour() -> Iterator[Neighbour]:
    """An endpoint of somebody else, which answers for real over HTTP."""
    here = Neighbour("", {}, [])

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            direct = self.headers["Content-Type"] == "application/sparql-query"
            query = body if direct else parse_qs(body)["query"][0]
            here.asked.append((query, dict(self.headers)))
            reply = here.replies.get(self.path, lambda _: (404, {}, b""))
            status, headers, said = reply(query)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # whoever has enough hangs up
                self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        here.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield here
        server.shutdown()
        thread.join()

"""What every room's tests may start from: projects, and releases of them."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partialmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, Store

import stores
from dissensus.catalog import Catalog
from dissensus.release import Release
from dissensus.remote import Engine
from dissensus.settings import Settings, read_settings

_ROOT = Path(__file__).parents[1]
# Two test processes that write hypothesis' first files at once trip each other.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(_ROOT / ".hypothesis" / _WORKER)
_MINIMAL = _ROOT / "tests" / "data" / "minimal"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say which store is behind all that is served, and how long `make chaos` is."""
    parser.addoption("--backend", choices=["embedded", *stores.NAMES])
    parser.addoption("--long", action="store_true", help="try everything, for hours")
    parser.addoption("--soak", type=float, help="minutes that the soak lasts")
    parser.addoption("--report", help="the page that scenarios write their table to")


def pytest_configure(config: pytest.Config) -> None:
    """Run the store that was chosen, and have it used where none is named."""
    name = config.getoption("--backend")
    alone = not getattr(config.option, "numprocesses", None)
    if name in stores.NAMES and (alone or hasattr(config, "workerinput")):
        stack = ExitStack()
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ |= stack.enter_context(stores.running(name, Path(folder)))
        chosen = read_settings()
        told = {n: getattr(chosen, n) for n in ("backend", "query_url", "gsp_url")}
        Settings.__init__ = partialmethod(Settings.__init__, **told)
        Catalog.__init__ = partialmethod(Catalog.__init__, engine=Engine.of(chosen))
        config.add_cleanup(stack.close)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Expect of a store what is known not to work with it."""
    known = stores.DEVIATIONS.get(config.getoption("--backend") or "", {})
    for item in items:
        name = item.nodeid.removeprefix("tests/").partition("[")[0]
        for wanted in (name, item.nodeid.removeprefix("tests/")):
            if reason := known.get(wanted):
                # Which of two limits is met first depends on the machine.
                strict = reason != stores.MEMORY
                item.add_marker(pytest.mark.xfail(reason=reason, strict=strict))


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


@pytest.fixture(scope="session")
def frozen(
    release: Release, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """A frozen copy of the minimal release, and what the command said."""
    folder = tmp_path_factory.mktemp("frozen") / "copy"
    run = [sys.executable, "-m", "dissensus", "freeze", str(folder), "--processes", "1"]
    options = ["--releases", str(release.folder.parent), "--path", "/copy/"]
    done = subprocess.run([*run, *options], capture_output=True, text=True, check=True)
    return folder, done.stdout


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

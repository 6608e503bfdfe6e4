"""Real servers on loopback ports, and a browser at the door of Flask alone."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

import stores
from dissensus.catalog import Catalog
from dissensus.release import Release
from dissensus.release.manifest import write_manifest
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

Serving = Callable[..., AbstractContextManager["Server"]]
MINIMAL = Path(__file__).parents[1] / "data" / "minimal"
# What the tides said from when on: each time, what was edited.
_HISTORY = {
    "2025-03-01T12:00:00Z": [],
    "2025-06-01T12:00:00Z": [("Kepler on the moon and the sea", "Kepler on the moon")],
    "2025-09-01T12:00:00Z": [
        (
            'waters of the sea."@en .',
            'waters."@en ; skos:changeNote "He said no more."@en .',
        ),
        (
            "clm:motion-shakes-the-sea a",
            'clm:wind a dis:Claim ; skos:prefLabel "Wind <b>and</b> sea"@en .\n'
            "clm:motion-shakes-the-sea a",
        ),
    ],
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@dataclass(frozen=True)
class Server:
    """A server process, and what it said first."""

    process: "subprocess.Popen[str]"
    release: str
    url: str


@pytest.fixture(autouse=True, scope="module")
def quiet_store() -> Iterator[None]:
    """Have a store of somebody else do nothing more when a module is done."""
    yield
    stores.end_queries()


@contextmanager
def _running(*arguments: str, **environ: str) -> Iterator[Server]:
    """Run ``dissensus`` with ``arguments`` until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dissensus", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environ},
    )
    assert process.stdout is not None
    try:
        words = process.stdout.readline().split()
        assert words[0::2] == ["Serving", "at"], words
        yield Server(process, words[1], words[3].rstrip("/"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)
        process.stdout.close()


def _serving(releases: Path, **environ: str) -> AbstractContextManager[Server]:
    """Serve what is published in ``releases``, as it is."""
    return _running(
        "serve", "--no-publish", "--port", "0", "--releases", str(releases), **environ
    )


@pytest.fixture(scope="session")
def running() -> Serving:
    """Run a command that serves, until the block ends."""
    return _running


@pytest.fixture(scope="session")
def serving() -> Serving:
    """Serve a folder of releases as it is, until the block ends."""
    return _serving


@pytest.fixture(scope="session")
def browser() -> str:
    """What a browser says that it accepts."""
    return BROWSER


@pytest.fixture(scope="session")
def server(release: Release) -> Iterator[Server]:
    """The minimal project, served; nobody publishes to it."""
    with _serving(release.folder.parent) as server:
        yield server


@pytest.fixture(scope="session")
def real_site(real_release: Release) -> Iterator[str]:
    """The address of a server of the real graph."""
    with _serving(real_release.folder.parent) as server:
        yield server.url


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    """A client of that server that follows no redirect by itself."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


@pytest.fixture
def client(release: Release) -> FlaskClient:
    """A browser at the door of the minimal release, without the front."""
    return create_app(Site.of(release, Settings())).test_client()


@pytest.fixture
def published(tmp_path: Path) -> tuple[Path, Catalog]:
    """A project of one's own, published once, and its releases."""
    root = Path(shutil.copytree(MINIMAL, tmp_path / "tides"))
    catalog = Catalog(root / "releases")
    catalog.publish(root)
    return root, catalog


@dataclass(frozen=True)
class Kept:
    """A server of three releases: its address, which is the base, and their names.

    The first was published and then removed to make room, the others are kept.
    """

    url: str
    root: Path
    gone: str
    old: str
    new: str


def _publish_as_of(catalog: Catalog, root: Path, moment: str) -> str:
    """Publish as if it were ``moment``: tests do not wait for days to pass."""
    release = catalog.publish(root).release
    write_manifest(release.folder, replace(release.manifest, created=moment))
    return release.id


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """The tides, with the server's own address as base, so that links lead there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    root = Path(shutil.copytree(MINIMAL, tmp_path_factory.mktemp("kept") / "tides"))
    for file in (f for f in root.rglob("*") if f.is_file()):
        text = file.read_text().replace("https://example.org/tides", url)
        file.write_text(text)
    (root / "CHANGELOG.md").write_text("# Log\n## 0.1.0\n- Begun.\n")
    catalog = Catalog(root / "releases", keep=1)
    debate = root / "data/tides/debate.ttl"
    names = []
    for moment, edits in _HISTORY.items():
        for edit in edits:
            debate.write_text(debate.read_text().replace(*edit))
        names.append(_publish_as_of(catalog, root, moment))
    releases = str(root / "releases")
    with _running("serve", "--no-publish", "--port", str(port), "--releases", releases):
        yield Kept(url, root, *names)

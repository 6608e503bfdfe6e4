"""Real servers on loopback ports, and a browser at the door of Flask alone."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

from dissensus.catalog import Catalog
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

Serving = Callable[..., AbstractContextManager["Server"]]
MINIMAL = Path(__file__).parents[1] / "data" / "minimal"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@dataclass(frozen=True)
class Server:
    """A server process, and what it said first."""

    process: "subprocess.Popen[str]"
    release: str
    url: str


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


@pytest.fixture
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

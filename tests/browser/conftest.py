"""A real browser before a real server, on the real debate."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dissensus.release import Release

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Axe needs a second a page: each page is looked at in the widest difference of
# screen and scheme, and in all the others by `make check-all`.
_LOOKED_AT = re.compile(r"\[phone\]|phone-dark-scripts\]")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave most of what axe looks at to the exhaustive run."""
    for item in items:
        if "_axe_" in item.name and not _LOOKED_AT.search(item.name):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="module")
def site(real_release: Release) -> Iterator[str]:
    """The address of a server of the real release."""
    command = [sys.executable, "-m", "dissensus", "serve", "--no-publish"]
    options = ["--port", "0", "--releases", str(real_release.folder.parent)]
    with subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1].rstrip("/")
        process.terminate()


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """Debian's chromium, driven by playwright.

    One per module, not per session: playwright's event loop runs as long as
    it lives, and tests of other rooms run loops of their own.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()

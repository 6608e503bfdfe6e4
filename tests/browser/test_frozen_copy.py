"""A frozen copy in a real browser: served by a plain server, and from the disk."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

import pytest

from dissensus.release import Release

pytestmark = pytest.mark.xdist_group("frozen")

AXE = Path(__file__).parents[2] / "editor" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = {"phone": (360, 740, "dark"), "desktop": (1280, 900, "light")}
FIELD = "header input[type=search]"
PATHS = [
    "index.html",
    "copy.html",
    "search.html",
    "search.html?q=trotskii",
    "search.html?q=stalim",
    "browse.html",
    "browse/Event~sort=date.html",
    "browse/Event~view=timeline.html",
    "browse/Place.html",
    "doc/person/leon-trotsky.html",
    "queries/competency/against-deutscher.html",
    "ontology.html",
    "debate.html",
    "learn.html",
    "dumps.html",
]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def served(copy: Path) -> Iterator[str]:
    """Hand ``copy`` out in a folder of a server that knows nothing but files."""
    door = partial(_Quiet, directory=str(copy.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), door) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{copy.name}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def site(frozen: tuple[Path, str]) -> Iterator[str]:
    """The address of the copy of the minimal release."""
    with served(frozen[0]) as url:
        yield url


@pytest.fixture(scope="module")
def real_copy(real_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real release: some minutes of work."""
    folder = tmp_path_factory.mktemp("frozen") / "debate"
    run = [sys.executable, "-m", "dissensus", "freeze", str(folder)]
    releases = str(real_release.folder.parent)
    subprocess.run([*run, "--releases", releases], check=True)
    return folder


@pytest.fixture(scope="module")
def real(real_copy: Path) -> Iterator[str]:
    """The address of the copy of the real release."""
    with served(real_copy) as url:
        yield url


def test_a_reader_searches_without_a_server(chromium: Any, site: str) -> None:
    window = chromium.new_page()
    asked, faults = [], []
    window.on("request", lambda request: asked.append(request.url))
    window.on("pageerror", lambda error: faults.append(str(error)))
    window.goto(f"{site}/doc/person/johannes-kepler.html")
    window.fill(FIELD, "galil")
    window.wait_for_selector("[role=option]")

    with window.expect_navigation():
        window.keyboard.press("Enter")
    window.locator(".hit").first.wait_for()
    with window.expect_navigation():
        window.locator(".hit").first.click()

    assert window.url == f"{site}/doc/person/galileo-galilei.html"
    assert "Galilei" in window.locator("h1").inner_text()
    assert all(url.startswith(site) for url in asked)
    assert not faults
    window.close()


def test_a_suggestion_leads_to_its_page(chromium: Any, site: str) -> None:
    window = chromium.new_page()
    window.goto(f"{site}/browse/Person.html")
    window.fill(FIELD, "Кеплер")
    window.wait_for_selector("[role=option]")

    window.keyboard.press("ArrowDown")
    with window.expect_navigation():
        window.keyboard.press("Enter")

    assert window.url == f"{site}/doc/person/johannes-kepler.html"
    window.close()


def test_a_copy_on_the_disk_can_be_read_and_searched(
    chromium: Any, frozen: tuple[Path, str]
) -> None:
    """Browsers load no modules and fetch nothing there; a script they run."""
    window = chromium.new_page()
    window.goto(f"{frozen[0].as_uri()}/index.html")
    window.fill("main input[type=search]", "kepler")

    with window.expect_navigation():
        window.click("main form.search button")
    with window.expect_navigation():
        window.locator(".hit").first.click()

    assert window.url.endswith("/doc/person/johannes-kepler.html")
    assert window.locator("h1").evaluate("e => getComputedStyle(e).fontSize") != "32px"
    window.close()


@pytest.mark.slow
@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_wrong_in_the_copy(
    chromium: Any, real: str, screen: str
) -> None:
    width, height, scheme = SCREENS[screen]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme
    )
    window = context.new_page()
    found: dict[str, object] = {}
    for path in PATHS:
        response = window.goto(f"{real}/{path}")
        window.evaluate(AXE.read_text(encoding="utf-8"))
        wrong = window.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
        )
        overflow = window.evaluate(
            "document.documentElement.scrollWidth"
            " - document.documentElement.clientWidth"
        )
        if wrong or overflow > 0 or response.status != 200:
            found[path] = (wrong, overflow, response.status)
    context.close()
    assert not found


@pytest.mark.slow
def test_the_copy_of_the_debate_is_searched_in_every_spelling(
    chromium: Any, real: str
) -> None:
    window = chromium.new_page()
    for text in ("trotskii", "Троцкий", "Trotzki", "leon trotsky"):
        window.goto(f"{real}/search.html?q={text}")
        first = window.locator(".hit").first
        first.wait_for()
        assert first.get_attribute("href") == "doc/person/leon-trotsky.html", text
    window.goto(f"{real}/search.html?q=kronstadt")
    window.locator(".hit").first.wait_for()
    assert window.locator(".hits li").count() > 5
    with window.expect_navigation():
        window.locator(".kindfacets a").nth(1).click()
    window.locator(".kindfacets a[aria-current]").wait_for()
    window.close()


@pytest.mark.slow
def test_every_link_of_the_copy_of_the_debate_works(real_copy: Path) -> None:
    link = re.compile(r' (?:href|src|action|data-passages)="([^"]*)"')
    there = {str(p.relative_to(real_copy)) for p in real_copy.rglob("*")}
    broken = set()
    for page in real_copy.rglob("*.html"):
        if page.name == "404.html":
            continue
        folder = page.parent.relative_to(real_copy)
        for found in set(link.findall(page.read_text(encoding="utf-8"))):
            path = unquote(unescape(found).partition("#")[0].partition("?")[0])
            if path and not re.match(r"[a-z]+:", path):
                parts: list[str] = list(folder.parts)
                for part in path.split("/"):
                    parts = parts[:-1] if part == ".." else [*parts, part]
                if "/".join(parts) not in there:
                    broken.add((str(page), found))

    assert not broken

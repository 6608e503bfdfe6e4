"""Pages in a real browser: whole, quiet, and readable on any screen."""

from pathlib import Path
from typing import Any

import pytest

# One browser for them all, whichever process runs them.
pytestmark = pytest.mark.xdist_group("browser")

# Each scheme once: layout does not depend on it, and colours not on the screen.
SCREENS = {"phone": (360, 740, "dark"), "desktop": (1280, 900, "light")}
PATHS = {
    "home": "/",
    "person": "/doc/person/leon-trotsky",
    "claim": "/doc/claim/continuity-thesis",
    "passage": "/doc/passage/molyneux-2017-p007",
    "concept": "/doc/vocab/position/affirmation",
    "class": "/browse/Claim",
    "ontology": "/ontology",
    "schema": "/schema",
    "sparql": "/sparql",
    "answer": "/sparql?query=SELECT+*+WHERE+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+50",
    "lessons": "/learn",
    "lesson": "/learn/who-disagrees-on-whose-word",
    "dumps": "/dumps",
    "status": "/status",
    "missing": "/doc/person/nobody",
}
# What the eye needs to tell text from ground (WCAG 2.2, 1.4.3).
CONTRAST = """() => {
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => {
    v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 });
    return .2126 * r + .7152 * g + .0722 * b };
  const ground = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll('main *')]
    .filter(e => e.children.length === 0 && e.textContent.trim())
    .filter(e => e.tagName !== 'BUTTON')
    .map(e => { const ink = light(getComputedStyle(e).color);
      const [a, b] = [ink, ground].sort((x, y) => y - x);
      return [(a + .05) / (b + .05), e.tagName + ' ' + e.className] })
    .sort((x, y) => x[0] - y[0])[0] }"""


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PATHS)
def test_a_page_is_whole_on_any_screen(
    chromium: Any, site: str, tmp_path: Path, name: str, screen: str
) -> None:
    """Nothing overflows, nothing complains, text stands out from its ground."""
    width, height, scheme = SCREENS[screen]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type == "error" else None
        ),
    )

    response = page.goto(site + PATHS[name])

    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    contrast, where = page.evaluate(CONTRAST)
    page.screenshot(path=tmp_path / f"{name}-{screen}.png")
    context.close()
    missing = name == "missing"
    assert response.status == (404 if missing else 200)
    assert overflow <= 0
    # The browser itself reports the 404 that is being tested.
    assert len(complaints) == (1 if missing else 0), complaints
    assert contrast >= 4.5, where


def test_a_reader_walks_from_the_door_to_a_passage(chromium: Any, site: str) -> None:
    """From any claim to the sentence that bears it, by links alone."""
    page = chromium.new_page()
    page.goto(site)

    for link in (
        ".figures a[href='/browse/Claim']",
        ".many a >> nth=0",
        ".voices a[href*='/passage/'] >> nth=0",
    ):
        with page.expect_navigation():
            page.click(link)

    assert "/doc/passage/" in page.url
    assert page.locator(".iri code").inner_text().startswith("https://w3id.org/")
    page.close()


def test_a_query_can_be_asked_without_scripts(chromium: Any, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/sparql")

    with page.expect_navigation():
        page.click("button:text-is('Run')")

    assert page.locator(".answer tbody tr").count() > 5
    context.close()

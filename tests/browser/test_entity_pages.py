"""The page of each kind of entity in a real browser, and what axe says of it."""

from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
AXE = ROOT / "editor" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = {"phone": (360, 740, "dark"), "desktop": (1280, 900, "light")}
ENTITIES = (
    "person/leon-trotsky",
    "organisation/socialist-revolutionary-party",
    "collective/continuity-advocates",
    "event/october-revolution",
    "work/the-revolution-betrayed",
    "edition/molyneux-2017",
    "claim/continuity-thesis",
    "stance/john-molyneux-continuity-thesis",
    "argument/from-negation-to-break",
    "attestation/p067-argument-from-negation-to-break",
    "passage/molyneux-2017-p007",
    "place/spain",
    "observation/time-to-catch-up",
    "table/molyneux-2017-table-1",
    "citation/iq02-the-revolution-betrayed",
    "note/molyneux-2017-fn47",
    "editorial-note/note-27-and-38-subtitle",
    "debate/leninism-to-stalinism",
    "vocab/position/affirmation?lang=de",
    "../bibliography?q=trotsky",
)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_wrong_with_any_kind(
    chromium: Any, site: str, tmp_path: Path, screen: str
) -> None:
    """WCAG 2.2 AA and axe's best practices; every fold open."""
    width, height, scheme = SCREENS[screen]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme
    )
    page = context.new_page()
    found: dict[str, object] = {}
    for name in ENTITIES:
        page.goto(f"{site}/doc/{name}")
        page.screenshot(path=tmp_path / f"{name.replace('/', '-')}.png")
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => d.open = true)"
        )
        page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = page.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
        )
        overflow = page.evaluate(OVERFLOW)
        if violations or overflow > 0:
            found[name] = (violations, overflow)
    context.close()
    assert not found


def test_a_page_says_all_without_scripts(chromium: Any, site: str) -> None:
    """Why a statement follows is unfolded by the browser itself."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/doc/collective/continuity-advocates")

    page.locator(".why summary").first.click()

    assert page.locator(".why[open] span").first.is_visible()
    assert page.locator(".iri button.copy").is_hidden()
    assert page.locator("svg.surroundings:visible a").count() >= 4
    context.close()


def test_one_press_copies_the_address_of_an_entity(chromium: Any, site: str) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/doc/place/spain")

    page.click("button.copy")

    page.wait_for_selector("button.copy:text-is('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "https://w3id.org/dissensus/id/place/spain"
    context.close()

"""The page of a debate in a real browser: quiet, readable, and without scripts."""

from pathlib import Path
from typing import Any

import pytest

# One browser for them all, whichever process runs them.
pytestmark = pytest.mark.xdist_group("browser")

ROOT = Path(__file__).parents[2]
AXE = ROOT / "editor" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = {"phone": (360, 740), "desktop": (1280, 900)}
DEBATE = "/debate/leninism-to-stalinism"
CARD = "#own~person/john-molyneux~claim/continuity-thesis"
PAGES = ("", "?claims=shared&side=discontinuity", "?claim=nothing+like+it", CARD)
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_wrong_with_a_debate(
    chromium: Any, site: str, screen: str, scheme: str
) -> None:
    """WCAG 2.2 AA and axe's best practices; nothing sticks out of the screen."""
    width, height = SCREENS[screen]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme
    )
    found = {}
    for address in PAGES:
        page = context.new_page()
        page.goto(site + DEBATE + address)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = page.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
        )
        if violations or page.evaluate(OVERFLOW):
            found[address] = violations
        page.close()
    context.close()

    assert not found


def test_a_cell_opens_its_card_and_leads_to_the_passage(
    chromium: Any, site: str
) -> None:
    """By links and style alone: the browser runs no script."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(site + DEBATE)
    cell = page.locator(f"td a[href='{CARD}']")
    card = page.locator("li.entry:target")

    cell.click()
    assert "John Molyneux" in card.inner_text()
    assert card.bounding_box()["y"] + card.bounding_box()["height"] <= 900
    assert cell.is_visible()
    card.locator(".back").click()
    assert card.count() == 0
    cell.click()
    with page.expect_navigation():
        card.locator("a[href*='/passage/'] >> nth=0").click()

    assert "/doc/passage/" in page.url
    context.close()


def test_headers_stay_in_sight_while_a_large_matrix_is_scrolled(
    chromium: Any, site: str
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{site}{DEBATE}?claims=all")
    box = page.locator(".matrix[aria-labelledby=reported]")
    box.scroll_into_view_if_needed()

    box.evaluate("box => box.scrollTo(900, 400)")

    frame = box.bounding_box()
    head = box.locator("thead").bounding_box()
    corner = box.locator(".corner").bounding_box()
    assert abs(head["y"] - frame["y"]) < 3
    assert abs(corner["x"] - frame["x"]) < 3
    page.close()


def test_a_phone_shows_lists_in_place_of_the_matrix(chromium: Any, site: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.goto(site + DEBATE)

    assert not page.locator(".matrix").first.is_visible()
    assert page.locator("li.entry").first.is_visible()
    page.close()


def test_the_form_makes_an_address_that_can_be_kept(chromium: Any, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + DEBATE)
    before = page.locator("li.entry").count()

    page.click(".filters summary")
    page.select_option("select[name=sign]", "denies")
    with page.expect_navigation():
        page.click("button:text-is('Show')")

    assert "sign=denies" in page.url
    assert 0 < page.locator("li.entry").count() < before
    assert page.locator("select[name=sign]").input_value() == "denies"
    context.close()

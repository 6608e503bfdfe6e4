"""Search and lists in a real browser: by keyboard, on any screen, without scripts."""

from pathlib import Path
from typing import Any

import pytest

# One browser for them all, whichever process runs them.
pytestmark = pytest.mark.xdist_group("browser")

AXE = Path(__file__).parents[2] / "editor" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = {"phone": (360, 740, "dark"), "desktop": (1280, 900, "light")}
PATHS = {
    "home": "/",
    "hits": "/search?q=trotskii",
    "nothing": "/search?q=stalim",
    "hints": "/search",
    "classes": "/browse",
    "list": "/browse/Event?sort=date",
    "people": "/browse/Person?view=index",
    "timeline": "/browse/Event?view=timeline",
    "places": "/browse/Place",
}
FIELD = "header input[type=search]"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_wrong(
    chromium: Any, site: str, tmp_path: Path, screen: str
) -> None:
    """WCAG 2.2 AA and axe's best practices, with the suggestions open too."""
    width, height, scheme = SCREENS[screen]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme
    )
    window = context.new_page()
    found: dict[str, object] = {}
    for name, path in PATHS.items():
        window.goto(site + path)
        if name == "classes":
            window.fill(FIELD, "trot")
            window.wait_for_selector("[role=option]")
            window.keyboard.press("ArrowDown")
        window.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        window.evaluate(AXE.read_text(encoding="utf-8"))
        wrong = window.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
        )
        overflow = window.evaluate(
            "document.documentElement.scrollWidth"
            " - document.documentElement.clientWidth"
        )
        if wrong or overflow > 0:
            found[name] = (wrong, overflow)
    context.close()
    assert not found


def test_a_suggestion_is_chosen_by_keyboard(chromium: Any, site: str) -> None:
    window = chromium.new_page()
    window.goto(f"{site}/browse")
    window.focus(FIELD)

    window.keyboard.type("trot")
    window.wait_for_selector("[role=option]")
    window.keyboard.press("ArrowDown")

    field = window.locator(FIELD)
    active = field.get_attribute("aria-activedescendant")
    assert field.get_attribute("aria-expanded") == "true"
    assert window.locator(f"#{active}").get_attribute("aria-selected") == "true"
    window.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "trot"
    window.keyboard.press("ArrowDown")
    window.wait_for_selector("[role=option]")
    window.keyboard.press("ArrowDown")
    window.keyboard.press("Enter")
    window.wait_for_url("**/person/leon-trotsky")
    window.close()


def test_enter_without_a_choice_searches(chromium: Any, site: str) -> None:
    window = chromium.new_page()
    window.goto(f"{site}/browse")
    window.fill(FIELD, "kronstadt")

    window.keyboard.press("Enter")

    window.wait_for_url("**/search?q=kronstadt")
    assert window.locator(".hits li").count() > 5
    window.close()


def test_without_scripts_the_field_is_a_plain_form(chromium: Any, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(site)

    window.fill("main input[type=search]", "Троцкий")
    for control in (
        "main form.search button",
        ".kindfacets a:has-text('person')",
        ".hit >> nth=0",
    ):
        with window.expect_navigation():
            window.click(control)

    assert window.url.endswith("/person/leon-trotsky")
    context.close()


def test_a_reader_narrows_a_list_and_widens_it_again(chromium: Any, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(f"{site}/browse/Event")
    whole = window.locator("h1 .count").inner_text()

    with window.expect_navigation():
        window.click(".facet[open] a >> nth=-1")
    narrowed = window.locator("h1 .count").inner_text()
    with window.expect_navigation():
        window.click(".chosen")

    assert int(narrowed) < int(whole)
    assert window.locator("h1 .count").inner_text() == whole
    context.close()

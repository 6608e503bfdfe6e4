"""Ontology, shapes, vocabularies and report in a real browser."""

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("browser")

AXE = Path(__file__).parents[2] / "editor" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = {"phone": (360, 740), "desktop": (1280, 900)}
PATHS = {
    "ontology": "/ontology",
    "shapes": "/shapes",
    "vocabularies": "/vocab",
    "vocabulary": "/doc/vocab/mode",
    "validation": "/validation?code=ARG55",
}
# On a phone in the dark, and on a desk by day: layout does not hang on colour.
LOOKS = (("phone", "dark"), ("desktop", "light"))


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize(("screen", "scheme"), LOOKS)
@pytest.mark.parametrize("name", PATHS)
def test_axe_finds_nothing_wrong(
    chromium: Any, site: str, name: str, screen: str, scheme: str
) -> None:
    """WCAG 2.2 AA and axe's best practices; nothing sticks out of the screen."""
    width, height = SCREENS[screen]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(site + PATHS[name])

    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
    )

    context.close()
    assert not violations
    assert overflow <= 0


def test_a_term_is_found_by_typing_what_it_means(chromium: Any, site: str) -> None:
    """The box searches labels in every language, and definitions."""
    page = chromium.new_page()
    page.goto(f"{site}/ontology")

    page.fill("main input[type=search]", "standpunkt")

    first = page.locator("section.term:visible h3").first
    # Not inner_text: it is empty for what lies off the screen (content-visibility).
    assert str(first.text_content()).strip().startswith("Stance")
    assert page.locator(".contents li:visible").count() < 10
    page.fill("main input[type=search]", "")
    assert page.locator(".contents li:visible").count() > 150
    page.close()


def test_without_scripts_everything_is_there(chromium: Any, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/validation")

    page.select_option("select[name=severity]", "Warning")
    with page.expect_navigation():
        page.click("button:text-is('Show')")

    assert "severity=Warning" in page.url
    assert page.locator(".findings > li").count() >= 1
    page.goto(f"{site}/ontology")
    assert page.locator("main input[type=search]").count() == 0
    assert page.locator("section.term").count() > 150
    context.close()

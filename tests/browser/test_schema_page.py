"""The schema page in a real browser: for everybody, on any screen."""

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("browser")

AXE = Path(__file__).parents[2] / "editor" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = {"phone": (360, 740), "desktop": (1280, 900)}


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_wrong(
    chromium: Any, site: str, tmp_path: Path, screen: str, scheme: str
) -> None:
    """WCAG 2.2 AA and axe's best practices, with the table of the diagram open."""
    width, height = SCREENS[screen]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(f"{site}/schema")
    page.click("summary")
    page.screenshot(path=tmp_path / f"schema-{screen}-{scheme}.png")

    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
    )

    context.close()
    assert not violations


def test_a_reader_comes_from_a_box_to_its_members(chromium: Any, site: str) -> None:
    page = chromium.new_page()
    page.goto(f"{site}/schema")

    with page.expect_navigation():
        page.click(".diagram a:has-text('stance')")

    assert page.url.endswith("/browse/Stance")
    page.close()

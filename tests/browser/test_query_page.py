"""The query page in a real browser: editor, keys, views, and without scripts."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).parents[2]
AXE = ROOT / "editor" / "node_modules" / "axe-core" / "axe.min.js"
EDITOR = ROOT / "server" / "dissensus" / "web" / "static" / "query" / "editor.js"
SCREENS = {"phone": (360, 740), "desktop": (1280, 900)}
SCHEMES = ("light", "dark")
PREFIXES = """PREFIX dis: <https://w3id.org/dissensus/ontology#>
PREFIX schema: <https://schema.org/>
"""
CLASSES = "SELECT ?class (COUNT(?e) AS ?n) { ?e a ?class } GROUP BY ?class LIMIT 20"
LIVES = (
    PREFIXES
    + "SELECT ?who ?born ?died { ?who schema:birthDate ?born ; schema:deathDate ?died }"
)
RIVALS = PREFIXES + "SELECT ?a ?b { ?a dis:disagreesWith ?b }"
LONG = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 300"
PAGES = {
    "form": {},
    "table": {"query": LONG},
    "chart": {"query": CLASSES, "view": "chart"},
    "timeline": {"query": LIVES, "view": "timeline"},
    "network": {"query": RIVALS, "view": "network"},
    "raw": {"query": RIVALS, "view": "raw"},
    "truth": {"query": "ASK { ?s ?p ?o }"},
    "graph": {"query": "DESCRIBE ?s { ?s a ?c } LIMIT 2"},
    "fault": {"query": "SELECT *\nWHERE { ?s skos:prefLabel ?o }"},
}
built = pytest.mark.skipif(not EDITOR.exists(), reason="the editor is not built")


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A window that fails its test when a script or the policy complains."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    window = context.new_page()
    complaints: list[str] = []
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" else None,
    )
    yield window
    context.close()
    assert not complaints


def address(site: str, **values: str) -> str:
    """Return the address of the page with ``values``."""
    return f"{site}/sparql?{urlencode(values)}" if values else f"{site}/sparql"


def typed(page: Any, text: str) -> None:
    """Write ``text`` into the editor in the place of what it holds."""
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_wrong(
    chromium: Any, site: str, tmp_path: Path, screen: str, scheme: str, scripts: bool
) -> None:
    """WCAG 2.2 AA and axe's best practices, on every view of every answer."""
    width, height = SCREENS[screen]
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        java_script_enabled=scripts,
    )
    window = context.new_page()
    found: dict[str, object] = {}
    for name, values in PAGES.items():
        window.goto(address(site, **values), wait_until="networkidle")
        window.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        shown = window.content() if not scripts else ""
        if not scripts:
            # axe is a script itself: give it what such a reader has before him.
            reading = chromium.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            other = reading.new_page()
            other.route(re.compile(r"/assets/.*\.js"), lambda route: route.abort())
            other.goto(address(site, **values))
            assert "cm-editor" not in shown
        else:
            other = window
        other.evaluate(AXE.read_text(encoding="utf-8"))
        violations = other.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
        )
        overflow = other.evaluate(
            "document.documentElement.scrollWidth"
            " - document.documentElement.clientWidth"
        )
        if violations or overflow > 0:
            found[name] = (violations, overflow)
        if other is not window:
            other.context.close()
    context.close()
    assert not found


@built
def test_a_query_is_written_and_run_by_keys_alone(page: Any, site: str) -> None:
    page.goto(address(site))
    page.wait_for_selector(".cm-editor")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className").startswith("cm-content"):
            break
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("SELECT ?n { VALUES ?n { 4 2 } }")

    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    cells = page.locator("#answer-table td").all_inner_texts()
    assert cells == ["4", "2"]


@built
def test_escape_then_tab_leaves_the_editor(page: Any, site: str) -> None:
    """WCAG 2.2, 2.1.2 (no keyboard trap)."""
    page.goto(address(site))
    page.click(".cm-content")
    before = page.evaluate("document.querySelector('textarea').value")

    page.keyboard.press("Escape")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.type") == "checkbox"
    assert page.evaluate("document.querySelector('textarea').value") == before


@built
def test_the_editor_completes_terms_and_declares_their_prefix(
    page: Any, site: str
) -> None:
    page.goto(address(site))
    typed(page, "SELECT * WHERE { ?s ")

    page.keyboard.type("onClai")
    page.wait_for_selector(".cm-tooltip-autocomplete li[aria-selected]")
    page.wait_for_selector(".cm-completionInfo")
    said = page.inner_text(".cm-completionInfo")
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")

    text = page.evaluate("document.querySelector('textarea').value")
    assert text.startswith("PREFIX dis: <https://w3id.org/dissensus/ontology#>\n")
    assert "?s dis:onClaim" in text
    assert "triples" in said
    assert len(said) > 40


@built
@pytest.mark.parametrize(
    ("query", "kind", "marked", "words"),
    [
        ("ASK { ?s skos:note ?o }", "error", "skos:note", "'skos:' is not declared"),
        ("SELECT ?nmae { ?s ?p ?name }", "warning", "?nmae", "Did you mean ?name?"),
    ],
)
def test_the_editor_marks_what_is_wrong(
    page: Any, site: str, query: str, kind: str, marked: str, words: str
) -> None:
    page.goto(address(site))
    typed(page, query)

    mark = page.locator(f".cm-lintRange-{kind}")
    mark.hover()

    assert mark.inner_text() == marked
    assert "wavy" in mark.evaluate("e => getComputedStyle(e).textDecoration")
    page.wait_for_selector(".cm-tooltip-lint")
    assert words in page.inner_text(".cm-tooltip-lint")


@built
def test_keywords_names_and_variables_have_colours_of_their_own(
    page: Any, site: str
) -> None:
    page.goto(address(site, query=RIVALS))
    page.wait_for_selector(".cm-line span")

    colours = page.evaluate(
        """() => new Set([...document.querySelectorAll('.cm-line span')]
        .map(e => getComputedStyle(e).color)).size"""
    )

    assert colours >= 3


def test_views_are_tabs_that_arrows_move_between(page: Any, site: str) -> None:
    page.goto(address(site, query=CLASSES))
    page.focus("[role=tab][aria-selected=true]")

    page.keyboard.press("ArrowRight")

    assert page.inner_text("[role=tab][aria-selected=true]") == "Chart"
    page.locator(".canvas rect >> nth=19").wait_for()
    assert "view=chart" in page.url
    page.keyboard.press("Home")
    assert page.is_visible("#answer-table")
    assert "view=" not in page.url


@pytest.mark.parametrize(
    ("view", "query", "marks"),
    [
        ("chart", CLASSES, "rect"),
        ("timeline", LIVES, "rect"),
        ("network", RIVALS, "circle"),
    ],
)
def test_each_picture_has_a_table_that_says_the_same(
    page: Any, site: str, view: str, query: str, marks: str
) -> None:
    page.goto(address(site, query=query, view=view))
    picture = page.locator(f"#view-{view} svg[role=img]")

    picture.wait_for()
    drawn = picture.locator(marks).count()
    page.click(f"#view-{view} .twin summary")
    rows = page.locator(f"#view-{view} .twin tbody tr").count()

    assert picture.get_attribute("aria-label")
    assert drawn > 2
    ties = picture.locator("line.tie").count()
    assert rows == (ties if view == "network" else drawn)
    assert page.locator(f"#view-{view} .twin a").first.get_attribute("href")


def test_a_chart_can_be_a_line(page: Any, site: str) -> None:
    page.goto(address(site, query=CLASSES, view="chart"))

    page.select_option("#view-chart select >> nth=0", "line")

    page.locator("#view-chart path.line").wait_for()


def test_raw_is_what_a_program_gets(page: Any, site: str) -> None:
    page.goto(address(site, query=RIVALS, view="raw"))

    page.select_option("#view-raw select", label="CSV")
    page.locator(".raw").filter(has_text=re.compile("^a,b")).wait_for()

    assert "/person/" in page.inner_text(".raw")


def test_a_permalink_brings_query_view_and_release_back(page: Any, site: str) -> None:
    page.goto(address(site, query=CLASSES))
    page.click("text=Chart")

    with page.expect_navigation():
        page.click("text=Permalink")

    assert page.inner_text("[role=tab][aria-selected=true]") == "Chart"
    assert CLASSES in page.input_value("textarea[name=query]")
    page.locator("#view-chart svg").wait_for()


def test_the_code_asks_the_server_that_the_reader_is_at(page: Any, site: str) -> None:
    page.goto(address(site, query=CLASSES))

    page.click("summary:has-text('curl')")

    assert f"{site}/sparql" in page.inner_text("pre.snippet >> nth=0")


def test_a_query_too_long_for_an_address_is_posted(page: Any, site: str) -> None:
    page.goto(address(site))
    filler = "# a remark\n" * 1_500
    text = f"{filler}SELECT ?n {{ VALUES ?n {{ 7 }} }}"
    page.evaluate("t => { document.querySelector('textarea').value = t }", text)

    with page.expect_navigation():
        page.click("button:text-is('Run')")

    assert "query=" not in page.url
    assert page.inner_text("#answer-table td") == "7"


def test_all_of_it_works_without_scripts(chromium: Any, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(site))
    page.fill("textarea", LONG)
    page.check("text=inferred")

    for control in (
        "button:text-is('Run')",
        "#answer-table th a >> nth=2",
        "text=Later",
    ):
        with page.expect_navigation():
            page.click(control)

    assert page.is_checked("text=inferred")
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("o")
    assert "Rows 101 to 200" in page.inner_text(".pager")
    with page.expect_download() as download:
        page.click("text=CSV")
    assert download.value.suggested_filename == "answer.csv"
    context.close()

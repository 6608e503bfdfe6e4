"""A reader opens a text of his own: it is marked, checked, and goes nowhere."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TEXT = ROOT / "tests" / "data" / "reading" / "tides.txt"
ESSAY = ROOT.parent / "shared" / "source" / "essay.txt"
AXE = ROOT / "editor" / "node_modules" / "axe-core" / "axe.min.js"
BASE = "https://example.org/quay/id"
PREFIXES = f"""
@prefix dis: <https://w3id.org/dissensus/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <{BASE}/> .
"""
# Passages overlap and nest, and stand before and behind what UTF-16 counts double.
WORDS = {
    "whole": "Some say that the moon draws the water; others say that it is the wind,",
    "moon": "the moon draws the water; others say",
    "others": "others say that it is the wind, and that the moon only watches.",
    "cafe": "The café at the quay 🌊 floods twice a day.",
}

pytestmark = pytest.mark.xdist_group("browser")


def turtle(text: str) -> str:
    """Return an edition of ``text`` and its passages; one digest is another's."""
    lines = [
        PREFIXES,
        ":edition a dis:Edition ; skos:prefLabel 'A note on tides'@en ;",
        f"  dis:textDigest '{digest(text)}' ; dis:textLength {len(text)} .",
        ":claim a dis:Claim ; skos:prefLabel 'The moon draws the <water>.'@en .",
        ":ada skos:prefLabel 'Ada Ebb'@en .",
        ":said a dis:Attestation ; dis:attests :claim ; dis:byAuthor :ada ;",
        "  dis:inPassage :moon .",
    ]
    for name, words in {**WORDS, "wrong": "Nobody there asks why."}.items():
        start = text.index(words)
        stated = digest(words if name != "wrong" else "Somebody asks.")
        lines += [
            f":{name} a dis:Passage ; skos:prefLabel 'Passage {name}'@en ;",
            f"  oa:hasSource :edition ; dis:digest '{stated}' ;",
            f"  oa:hasSelector [ oa:start {start} ; oa:end {start + len(words)} ] .",
        ]
    return "\n".join(lines)


def digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site about the note, whose words it does not have."""
    file = tmp_path_factory.mktemp("quay") / "quay.ttl"
    file.write_text(turtle(TEXT.read_text(encoding="utf-8")), encoding="utf-8")
    command = [sys.executable, "-m", "dissensus", "open", str(file), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1].rstrip("/")
        process.terminate()


@pytest.fixture
def page(chromium: Any, quay: str) -> Iterator[Any]:
    """A browser at the page of the edition, its list of passages fetched."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{quay}/resource?iri={BASE}/edition")
    with page.expect_response(lambda r: "/passages.json" in r.url):
        page.hover("section.reading .own")
    yield page
    context.close()


def open_file(page: Any, content: bytes | Path) -> str:
    """Open a file as a reader does; return what the page says of it."""
    named = {"name": "mine.txt", "mimeType": "text/plain"}
    file = content if isinstance(content, Path) else {**named, "buffer": content}
    page.set_input_files("section.reading input", file)
    verdict = page.locator("section.reading .verdict:not(:text-is('Reading …'))")
    verdict.wait_for()
    return str(verdict.inner_text())


def test_nothing_is_sent_once_the_file_is_open(page: Any) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    verdict = open_file(page, TEXT)
    page.click("section.reading .next")
    page.wait_for_load_state("networkidle")

    assert verdict.startswith("4 of 5 digests verify. This is the text")
    assert sent == []
    stored = page.evaluate("[localStorage.length, sessionStorage.length]")
    assert stored == [0, 0]


def test_passages_are_marked_by_code_points_though_they_overlap(page: Any) -> None:
    open_file(page, TEXT)

    assert page.text_content(".words") == TEXT.read_text(encoding="utf-8")
    for name, words in WORDS.items():
        page.select_option("section.reading select", label=f"Passage {name}")
        chosen = page.locator(".words .chosen").all_text_contents()
        assert "".join(chosen) == words


def test_a_place_lists_what_is_attested_there_and_on_whose_word(page: Any) -> None:
    open_file(page, TEXT)

    page.locator(".words mark", has_text="the moon draws the water; ").click()

    there = page.inner_text(".there")
    assert there.startswith("Passage moon")
    assert "digest verified" in there
    assert "The moon draws the <water>., according to Ada Ebb" in there
    assert "Passage whole" in there
    assert page.locator(".there li a").get_attribute("href").endswith("claim")


def test_a_digest_that_does_not_verify_is_shown_as_such(page: Any) -> None:
    open_file(page, TEXT)

    page.select_option("section.reading select", label="Passage wrong")

    assert "digest does not verify" in page.inner_text(".there")
    assert page.locator(".words .broken").inner_text() == "Nobody there asks why."


@pytest.mark.parametrize("form", ["windows", "decomposed"])
def test_a_copy_that_went_through_other_hands_is_brought_back(
    page: Any, form: str
) -> None:
    text = TEXT.read_text(encoding="utf-8")
    copies = {
        "windows": "\ufeff" + text.replace("\n", "\r\n"),
        "decomposed": text.replace("é", "e\u0301"),
    }

    verdict = open_file(page, copies[form].encode())

    assert "4 of 5 digests verify. This is the text" in verdict
    assert "was brought to the form" in verdict


def test_another_text_is_told_apart(page: Any) -> None:
    text = TEXT.read_text(encoding="utf-8").replace("twice", "often")

    verdict = open_file(page, text.encode())

    assert verdict.startswith("3 of 5 digests verify. This is not the text")


def test_a_file_that_is_no_text_is_refused_with_what_to_do(page: Any) -> None:
    verdict = open_file(page, "Ebbe und Höhe".encode("latin-1"))

    assert "is not UTF-8 text" in verdict
    assert page.locator("section.reading .beside").is_hidden()


def test_the_keyboard_goes_from_passage_to_passage(page: Any) -> None:
    open_file(page, TEXT)
    first = page.inner_text(".there h3 >> nth=0")

    page.focus(".words")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")

    names = [first, page.inner_text(".there h3 >> nth=0")]
    assert names == ["Passage cafe", "Passage wrong"]


def test_without_scripts_a_sentence_says_what_they_would_do(
    chromium: Any, quay: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{quay}/resource?iri={BASE}/moon")

    assert "check each digest" in page.inner_text("section.reading")
    assert page.locator("section.reading input").is_hidden()
    context.close()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
def test_axe_finds_nothing_wrong_with_a_text_that_is_open(page: Any) -> None:
    open_file(page, TEXT)
    page.evaluate(AXE.read_text(encoding="utf-8"))

    violations = page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
    )

    assert violations == []


@pytest.mark.skipif(not ESSAY.exists(), reason=f"{ESSAY} is not here: it is not ours")
def test_every_passage_of_the_real_text_verifies(chromium: Any, site: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}/doc/passage/molyneux-2017-p007.1")

    verdict = open_file(page, ESSAY)

    count, of, total = verdict.split()[:3]
    assert of == "of"
    assert count == total
    assert int(total) > 700
    assert "digests verify. This is the text" in verdict
    assert page.inner_text(".there h3 >> nth=0") == "Paragraph p007, part 1"
    context.close()

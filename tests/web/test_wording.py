"""The interface speaks English and German, and each says all of it."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup

from dissensus.citing.record import Kind
from dissensus.description import facts, matrix, order, terms
from dissensus.schema import terms as schema_terms
from dissensus.web import query_page, wording
from dissensus.web.findings import SEVERITIES
from dissensus.web.views.bibliography import _SORTS

WEB = Path(wording.__file__).parent
METHODS = [
    ("**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("static/query/editor.js", "ignore"),
    ("static/**.js", "javascript"),
]
OPTIONS = {"static/**.js": {"parse_template_string": "true"}}
KEYWORDS = {"_": None, "gettext": None, "mark": None, "say": None, "ngettext": (1, 2)}
PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")


def headings() -> Iterator[str]:
    """Yield what other rooms hand to the templates, which translate it."""
    yield from (*order._GROUPS, order.OTHER, *terms._HEADINGS, *matrix.BANDS)
    for table in (facts._NOTES, facts._AXIOMS, facts._SEEN_FROM, schema_terms._TRAITS):
        yield from filter(None, table.values())
    yield from (*SEVERITIES, *query_page._LAYERS, *_SORTS)
    yield from (kind.name.lower() for kind in Kind)


def said() -> Catalog:
    """Return every message that pages and scripts can show, with its places."""
    catalog = Catalog()
    for file, line, message, _, _ in extract_from_dir(WEB, METHODS, OPTIONS, KEYWORDS):
        catalog.add(message, locations=[(file, line)])
    for heading in headings():
        catalog.add(heading)
    return catalog


@pytest.fixture(scope="module")
def english() -> Catalog:
    return said()


@pytest.fixture(scope="module", params=wording.INTERFACES[1:])
def translated(request: pytest.FixtureRequest) -> Catalog:
    file = wording.CATALOGUES / f"{request.param}.po"
    return read_po(io.BytesIO(file.read_bytes()), locale=request.param)


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_german_is_among_the_languages() -> None:
    assert {"en", "de"} <= {*wording.INTERFACES}


def test_every_message_is_translated_and_no_translation_is_stale(
    english: Catalog, translated: Catalog
) -> None:
    assert {m.id for m in translated} == {m.id for m in english}
    assert not translated.obsolete
    assert not [
        m.id for m in translated if m.id and (m.fuzzy or not all(forms(m.string)))
    ]


def test_translations_have_the_places_of_what_they_translate(
    translated: Catalog,
) -> None:
    for message in translated:
        if message.id:
            wanted = set(PLACES.findall(forms(message.id)[-1]))
            for form in forms(message.string):
                assert set(PLACES.findall(form)) == wanted, message.id


def test_messages_of_scripts_are_known_by_their_place(
    english: Catalog, translated: Catalog
) -> None:
    wanted = {m.id for m in english if any(f.endswith(".js") for f, _ in m.locations)}
    assert set(wording.script_words(str(translated.locale))) == wanted


# What is no text: marks, tags, and addresses that macros put together.
JINJA = re.compile(
    r"\{% trans.*?endtrans %\}|\{% set \w+ %\}.*?endset %\}|\{#.*?#\}|\{%.*?%\}"
    r"|\{\{.*?\}\}",
    re.DOTALL,
)
ADDRESS = re.compile(r"[/#?&]\S+|\b(page|view|lang)=\S*")
SAID_ALOUD = ("aria-label", "title", "placeholder", "data-done", "data-filter-label")
# Names of formats and standards, which are the same in every language.
NAMES = {*("API", "CSV", "IRI", "JSON", "SHACL", "SPARQL", "Turtle", "UTC", "VoID")}
NAMES |= {"Atom", "CSVW", "DCAT", "Gone", "Markdown", "Patch", "RDF", "SHA"}
NAMES |= {"Triples", "unAPI"}


@pytest.mark.parametrize(
    "template", sorted(WEB.glob("templates/*.html")), ids=lambda file: file.stem
)
def test_no_template_says_anything_outside_a_mark(template: Path) -> None:
    plain = JINJA.sub(" ", template.read_text(encoding="utf-8"))
    page = BeautifulSoup(plain, "html.parser")
    for code in page(["code", "script", "style", "pre", "kbd"]):
        code.decompose()
    texts = [page.get_text(" ")]
    for name in SAID_ALOUD:
        texts += [str(tag[name]) for tag in page.find_all(attrs={name: True})]
    words = re.findall(r"[^\W\d_]{3,}", ADDRESS.sub(" ", " ".join(texts)))
    assert not set(words) - NAMES

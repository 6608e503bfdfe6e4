"""What is written of a record, other people's programs read back."""

import json
from collections.abc import Callable
from typing import Any

import bibtexparser
import jsonschema
import pytest
import rispy
from bibtexparser.bparser import BibTexParser
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from dissensus.citing import (
    Kind,
    Name,
    Record,
    read_issued,
    write_bibtex,
    write_csl,
    write_ris,
)

TIDES = Record(
    "https://example.org/id/edition/on-the-tides",
    Kind.CHAPTER,
    "On {Tides} & 100% of the_Sea: $5, #1 ~ ^ \\ and a lone }",
    authors=(Name("Ada Ebb", "Ebb", "Ada"), Name("Sea and Shore", personal=False)),
    editors=(Name("Moon, Lu", "Moon", "Lu"),),
    translators=(Name("Šárka Žižková"),),
    container="Waters of the World",
    volume="II",
    issue="3",
    first_page="12",
    last_page="34",
    publisher="Flood & Sons",
    place="Łódź",
    issued=read_issued("1901-05~"),
    original=read_issued("1610/1616"),
    language="en",
    url="https://example.org/{tides}?a=1%202&b=#c",
    doi="10.1000/ebb_flow",
    source="A small debate",
    note="Two\nlines",
)
# What the fields of CSL-JSON that are written may hold; its own schema allows
# more fields, and no others (checked against csl-data.json of 2024).
TEXT = {"type": "string", "minLength": 1}
NAME = {
    "anyOf": [
        {"required": ["literal"], "properties": {"literal": TEXT}, "maxProperties": 1},
        {
            "required": ["family"],
            "properties": {"family": TEXT, "given": TEXT},
            "additionalProperties": False,
        },
    ]
}
PART = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}
DATE = {
    "properties": {
        "date-parts": {"type": "array", "items": PART, "minItems": 1, "maxItems": 2},
        "season": {"enum": [1, 2, 3, 4]},
        "circa": {"type": "boolean"},
        "literal": TEXT,
    },
    "additionalProperties": False,
    "minProperties": 1,
}
PEOPLE = {"type": "array", "items": NAME, "minItems": 1}
TEXTS = "id title container-title volume issue page edition version publisher \
publisher-place language DOI ISBN ISSN URL source note"
CSL = {
    "type": "array",
    "items": {
        "required": ["type", "id"],
        "properties": {
            "type": {"enum": [kind.csl for kind in Kind]},
            **dict.fromkeys(TEXTS.split(), TEXT),
            **dict.fromkeys(("author", "editor", "translator"), PEOPLE),
            **dict.fromkeys(("issued", "original-date"), DATE),
            "custom": {"type": "object"},
        },
        "additionalProperties": False,
    },
}
words = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="-'`\"<>,?!~")
    | st.just(" "),
    min_size=1,
).filter(lambda text: text.strip() and text == " ".join(text.split()))


def bibtex(text: str) -> dict[str, Any]:
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    (entry,) = bibtexparser.loads(text, parser).entries
    plain = {"ID", "ENTRYTYPE", "url", "doi", "author"}
    return {k: v if k in plain else decoded(v) for k, v in entry.items()}


def decoded(text: str) -> str:
    """Return what TeX would print; pylatexenc does not know the names of braces."""
    for name, brace in (("left", "{"), ("right", "}")):
        text = text.replace(f"\\textbrace{name}{{}}", f"\\{brace}")
    # It takes the circumflex for the letter that modifies another.
    return str(LatexNodes2Text().latex_to_text(text)).replace("ˆ", "^")


def test_bibtex_says_what_the_record_says() -> None:
    entry = bibtex(write_bibtex([TIDES]))

    assert entry == {
        "ENTRYTYPE": "incollection",
        "ID": "edition:on-the-tides",
        "title": TIDES.title,
        "author": "Ebb, Ada and {Sea and Shore}",
        "editor": "Moon, Lu",
        "translator": "Šárka Žižková",
        "booktitle": TIDES.container,
        "volume": "II",
        "number": "3",
        "pages": "12–34",  # decoded from two hyphens
        "publisher": "Flood & Sons",
        "address": "Łódź",
        "year": "[ca. 1901]",
        "month": "May",
        "origdate": "1610/1616",
        "language": "en",
        "doi": "10.1000/ebb_flow",
        "url": "https://example.org/%7Btides%7D?a=1%202&b=#c",
        "note": "Two lines",
    }


def test_ris_says_what_the_record_says() -> None:
    text = write_ris([TIDES])
    (entry,) = rispy.loads(text)

    assert entry["type_of_reference"] == "CHAP"
    assert entry["title"] == TIDES.title
    assert entry["authors"] == ["Ebb, Ada", "Sea and Shore"]
    assert entry["secondary_authors"] == ["Moon, Lu"]
    assert entry["subsidiary_authors"] == ["Šárka Žižková"]
    assert entry["secondary_title"] == TIDES.container
    assert (entry["start_page"], entry["end_page"]) == ("12", "34")
    assert (entry["year"], entry["date"]) == ("1901", "1901/05//circa")
    assert (entry["volume"], entry["number"]) == ("II", "3")
    assert entry["urls"] == [TIDES.url]
    assert entry["notes"] == ["Two lines"]
    assert all(line.endswith("\r\n") for line in text.splitlines(keepends=True))


def test_csl_json_keeps_to_its_schema() -> None:
    (entry,) = read = json.loads(write_csl([TIDES]))

    jsonschema.validate(read, CSL)
    assert entry["issued"] == {"date-parts": [[1901, 5]], "circa": True}
    assert entry["original-date"] == {"date-parts": [[1610], [1616]]}
    assert entry["author"] == [
        {"family": "Ebb", "given": "Ada"},
        {"literal": "Sea and Shore"},
    ]
    assert entry["page"] == "12-34"


@settings(deadline=None, max_examples=60)
@given(words)
def test_no_title_breaks_a_form(title: str) -> None:
    record = Record("https://example.org/id/work/x", Kind.BOOK, title)

    assert bibtex(write_bibtex([record]))["title"] == title
    assert rispy.loads(write_ris([record]))[0]["title"] == title
    assert json.loads(write_csl([record]))[0]["title"] == title


@pytest.mark.parametrize("write", [write_bibtex, write_ris])
def test_a_line_break_ends_no_field(write: Callable[[list[Record]], str]) -> None:
    """Otherwise a title could add fields, or end the record."""
    record = Record("urn:x", Kind.BOOK, "A\r\nER  - \r\n}\nB")

    lines = write([record]).splitlines()

    assert len(lines) == {write_bibtex: 3, write_ris: 5}[write]
    assert sum(line.startswith(("ER", "}")) for line in lines) == 1


def test_a_key_stays_and_is_nobody_elses() -> None:
    iris = [
        "https://example.org/id/work/a-b",
        "https://example.org/id/work-a/b",
        "https://example.org/doc/work/a-b",
        "https://example.org/id/work/ä",
        "https://elsewhere.org/a?b={c}",
    ]

    keys = [Record(iri, Kind.BOOK, "").key for iri in iris]

    assert keys[:3] == ["work:a-b", "work-a:b", "page:work:a-b"]
    assert len(set(keys)) == len(keys)
    assert all(key.isascii() and not set(key) & set(" ,{}%#\\") for key in keys)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1917", ((1917,),)),
        ("1917-11-07", ((1917, 11, 7),)),
        ("1963-21", ((1963,),)),
        ("../1921", ()),
        ("193X", ()),
        ("spring of 1921", ()),
    ],
)
def test_a_date_is_read_as_far_as_it_goes(text: str, parts: object) -> None:
    record = Record("urn:x", Kind.BOOK, "X", issued=read_issued(text))

    assert read_issued(text).parts == parts
    (entry,) = json.loads(write_csl([record]))
    jsonschema.validate([entry], CSL)
    assert ("literal" in entry["issued"]) == (not parts)

"""Whoever owns the text can verify every anchor; a wrong one is found."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple, parse

from dissensus.passages import (
    Mismatch,
    SegmentTable,
    verify_passages,
    write_passages,
)

EDITION = "https://example.org/id/edition/ada-1900"
Verified = Callable[[str], tuple[Mismatch, ...]]


def _edition(text: str, digest: str = "") -> str:
    digest = digest or f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    return (
        "@prefix dis: <https://w3id.org/dissensus/ontology#> .\n"
        f'<{EDITION}> dis:textDigest "{digest}" ; dis:textLength {len(text)} .\n'
    )


def _triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)]


@pytest.fixture
def published(project: Path, table: SegmentTable, text: str) -> str:
    """The passages file of the small project, with its edition."""
    path = write_passages(project, text, table).path
    return path.read_text(encoding="utf-8") + _edition(text)


def test_what_was_written_holds(published: str, text: str) -> None:
    assert verify_passages(_triples(published), text) == ()


def test_a_changed_digest_is_found_at_its_passage(published: str, text: str) -> None:
    digest = hashlib.sha256(b"On moths").hexdigest()

    found = verify_passages(
        _triples(published.replace(digest, "0" * 64)),
        text,
    )

    assert [fault.subject[-3:] for fault in found] == ["h01"]
    assert digest in found[0].summary
    assert "0" * 64 in found[0].summary


def test_shifted_offsets_are_found(published: str, text: str) -> None:
    shifted = published.replace("oa:start 37 ; oa:end 69", "oa:start 38 ; oa:end 70")

    found = verify_passages(_triples(shifted), text)

    subjects = [fault.subject.rpartition("-")[2] for fault in found]
    assert subjects == ["fn01"]


def test_a_passage_outside_the_one_it_is_within_is_found(
    published: str, text: str
) -> None:
    moved = published.replace("oa:start 52 ; oa:end 67", "oa:start 71 ; oa:end 86")

    found = verify_passages(_triples(moved), text)

    assert {fault.subject.rpartition("-")[2] for fault in found} == {"iq01"}
    assert any("not inside" in fault.summary for fault in found)


@pytest.mark.parametrize(
    "offsets", ["oa:start 90 ; oa:end 800", "oa:start 8 ; oa:end 8", "oa:start 0"]
)
def test_offsets_that_cannot_be_are_found(
    published: str, text: str, offsets: str
) -> None:
    broken = published.replace("oa:start 0 ; oa:end 8", offsets)

    found = verify_passages(_triples(broken), text)

    assert [fault.subject.rpartition("-")[2] for fault in found] == ["h01"]


def test_a_passage_without_offsets_is_found_unless_parts_are_within_it(
    published: str, text: str
) -> None:
    orphans = re.sub(r"dis:withinPassage psg:ada-1900-p001\b", "dis:x psg:y", published)

    found = verify_passages(_triples(orphans), text)

    assert [fault.subject.rpartition("-")[2] for fault in found] == ["p001"]


def test_another_text_is_told_from_the_edition(published: str, text: str) -> None:
    other = text.replace("Moths", "Midge")

    found = verify_passages(_triples(published), other)

    assert [fault.subject.rpartition("/")[2] for fault in found] == [
        "ada-1900",
        "ada-1900-p001.1",
    ]


def test_the_length_is_compared_too(published: str, text: str) -> None:
    wrong = published.replace(f"dis:textLength {len(text)}", "dis:textLength 7")

    found = verify_passages(_triples(wrong), text)

    assert [fault.subject for fault in found] == [EDITION]


def test_an_edition_without_passages_is_no_success(text: str) -> None:
    found = verify_passages(_triples(_edition(text)), text)

    assert [fault.summary for fault in found] == [
        "No passage points into this edition."
    ]


def test_nothing_to_verify_is_no_success(text: str) -> None:
    assert len(verify_passages([], text)) == 1


def test_of_several_editions_the_one_with_this_text_is_verified(
    published: str, text: str
) -> None:
    other = _edition("Other", "sha256:" + "1" * 64).replace("ada-1900", "bob-1901")

    assert verify_passages(_triples(published + other), text) == ()
    assert {
        fault.subject.rpartition("/")[2]
        for fault in verify_passages(_triples(published + other), text + "x")
    } == {"ada-1900", "bob-1901"}


def test_a_text_that_is_not_normalised_is_told(text: str) -> None:
    crlf = text.replace("\n", "\r\n")

    found = verify_passages(_triples(_edition(crlf)), crlf)

    assert any("NFC" in fault.summary for fault in found)


@given(st.text(min_size=1), st.data())
def test_any_slice_of_any_text_verifies_and_another_does_not(
    text: str, data: st.DataObject
) -> None:
    """Offsets count code points, whatever their bytes."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    digest = hashlib.sha256(text[start:end].encode()).hexdigest()
    turtle = _edition("") + (
        "@prefix oa: <http://www.w3.org/ns/oa#> .\n"
        f"<https://example.org/p> oa:hasSource <{EDITION}> ;\n"
        f"oa:hasSelector [ oa:start {start} ; oa:end {end} ] ;\n"
        f'dis:digest "sha256:{digest}" .'
    )

    faults = verify_passages(_triples(turtle), text)
    other = "/" if text[start] == "|" else "|"
    moved = verify_passages(_triples(turtle), text[:start] + other + text[start:])

    assert not [f for f in faults if f.subject == "https://example.org/p"]
    assert [f for f in moved if f.subject == "https://example.org/p"]

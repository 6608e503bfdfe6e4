"""A permalink holds its query itself, and cannot be half a query."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissensus.errors import MalformedRequest
from dissensus.web.permalinks import LONGEST, read_permalink, write_permalink

RELEASE = "3-5c0f4e1d2a3b"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


def packed(path: str) -> str:
    return path.removeprefix(f"/q/{RELEASE}/")


@given(TEXTS, TEXTS)
def test_what_was_asked_comes_out_as_it_went_in(query: str, graph: str) -> None:
    values = [("query", query), ("default-graph-uri", graph)]

    path = write_permalink(RELEASE, values)

    assert read_permalink(packed(path)) == values


def test_it_needs_no_escaping_in_an_address() -> None:
    path = write_permalink(RELEASE, [("query", "SELECT * { ?s ?p '<>&?#%/+= ü' }")])

    assert packed(path).replace("-", "").replace("_", "").isalnum()


def test_a_query_too_long_for_an_address_has_none() -> None:
    noise = base64.b64encode(bytes(n * n % 251 for n in range(20_000))).decode()
    many = "".join(f"# {n * 7919 % 104729}\n" for n in range(9_000))

    assert write_permalink(RELEASE, [("query", many)]) == ""
    assert len(write_permalink(RELEASE, [("query", noise[:500])])) < LONGEST


@pytest.mark.parametrize("damage", ["half", "changed", "empty", "alien", "bomb"])
def test_a_damaged_one_is_refused(damage: str) -> None:
    whole = packed(write_permalink(RELEASE, [("query", "SELECT * { ?s ?p ?o }")]))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(b"query=" + b"a" * 50_000_000) + packer.flush()
    texts = {
        "half": whole[: len(whole) // 2],
        "changed": "AAAA" + whole[4:],
        "empty": "",
        "alien": "näh",
        "bomb": base64.urlsafe_b64encode(bomb).decode(),
    }

    with pytest.raises(MalformedRequest):
        read_permalink(texts[damage])

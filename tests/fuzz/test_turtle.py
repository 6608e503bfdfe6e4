"""A file is read whole or refused with its place, whatever happened to it."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse, serialize

from dissensus.errors import UnreadableSource
from dissensus.sources import Parsed, SourceFile, parse_file

MINIMAL = Path(__file__).parents[1] / "data" / "minimal"
FILES = sorted((*MINIMAL.rglob("debate.ttl"), *MINIMAL.rglob("tides.ttl")))
SUFFIXES = {
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
BAD = [
    *(b"\xff", b"\x00", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\r"),
    *(b'"""', b"'", b"<", b"> ", b"[", b"(", b";", b".", b"^^", b"@prefix", b"\\u12"),
    *(b"<<", b"{|", b"1e", b"_:", b"%zz", b" <http://[x> ", b"\\", b"#", b"&x;", b"{"),
]


@st.composite
def broken(draw: st.DrawFn, whole: bytes) -> bytes:
    """Break ``whole`` in one to three places."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(whole)))
        length = draw(st.integers(0, 30))
        put = draw(st.sampled_from(BAD) | st.binary(max_size=4) | st.just(b""))
        again = whole[at : at + length] if draw(st.booleans()) else b""
        whole = (
            whole[:at] + put + again + whole[at + length * draw(st.integers(0, 1)) :]
        )
    return whole[: draw(st.integers(0, len(whole)))] if draw(st.booleans()) else whole


def read(data: bytes, suffix: str) -> Parsed | UnreadableSource:
    """Return what is read of ``data``, or why nothing is."""
    name = PurePosixPath(f"data/broken{suffix}")
    try:
        return parse_file(SourceFile(name, data, sha256(data).hexdigest()))
    except UnreadableSource as fault:
        return fault


def check(data: bytes, suffix: str) -> None:
    found = read(data, suffix)
    if isinstance(found, UnreadableSource):
        assert found.place is not None
        assert found.place.path == PurePosixPath(f"data/broken{suffix}")
        # A carriage return alone ends a line too: so count the engine, and XML.
        lines = len(re.split(r"\r\n?|\n", data.decode("utf-8", "replace")))
        assert 0 <= found.place.line <= lines + 1
        assert found.place.line or suffix != ".ttl", str(found)
        assert found.summary.endswith(".")
        assert "Traceback (most recent" not in str(found)
        return
    # Whole: another reading, without any of our own code, finds as much.
    formats = {".ttl": RdfFormat.TURTLE} | SUFFIXES
    again = list(parse(data.decode("utf-8-sig"), formats[suffix]))
    assert len(again) == len(found.quads)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_broken_turtle_has_a_place_or_is_read_whole(
    fuzz: Callable[..., None], file: Path
) -> None:
    whole = file.read_bytes()

    fuzz(lambda data: check(data, ".ttl"), broken(whole), examples=100)

    assert isinstance(read(whole, ".ttl"), Parsed)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_other_broken_files_are_named_or_read_whole(
    fuzz: Callable[..., None], suffix: str
) -> None:
    triples = [q.triple for q in parse(FILES[0].read_bytes(), RdfFormat.TURTLE)]
    whole = serialize(triples, format=SUFFIXES[suffix])
    assert whole is not None

    fuzz(lambda data: check(data, suffix), broken(whole), examples=50)

    assert isinstance(read(whole, suffix), Parsed)


def test_bytes_that_never_were_a_file_are_refused_in_one_sentence(
    fuzz: Callable[..., None],
) -> None:
    fuzz(
        check,
        st.binary(max_size=200) | st.lists(st.sampled_from(BAD)).map(b"".join),
        st.sampled_from([".ttl", *SUFFIXES]),
        examples=100,
    )

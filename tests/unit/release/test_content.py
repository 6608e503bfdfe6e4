"""What a release holds, as quads, as lines and as a store: the same."""

import hashlib

import pytest
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from dissensus.release.content import Content, Graph

EX = "https://example.org/"
NAME = NamedNode(f"{EX}name")
# What would end a line, or look like the end of one.
WORDS = ("one", "two .", "a\nb .\n", "c\r\nd", 'said "so"', "\u2028 .")


def graph(name: str, *numbers: int) -> Graph:
    triples = (
        Triple(NamedNode(f"{EX}{n}"), NAME, Literal(WORDS[n % len(WORDS)]))
        for n in numbers
    )
    return Graph(NamedNode(f"{EX}graph/{name}"), "asserted", tuple(triples))


CONTENT = Content((graph("a", *range(9, 0, -1)), graph("b", 3, 4, 20), graph("c")), EX)


def test_lines_say_what_quads_say() -> None:
    lines = b"".join(graph.lines() for graph in CONTENT.graphs)

    assert list(parse(lines, RdfFormat.N_QUADS)) == list(CONTENT.quads)
    assert len(CONTENT.quads) == 12


def test_the_digest_is_that_of_the_sorted_lines() -> None:
    """Releases are named after it, so it must never come out otherwise."""
    written = serialize(CONTENT.quads, format=RdfFormat.N_QUADS) or b""
    lines = sorted(written.splitlines())

    wanted = hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
    assert CONTENT.digest == wanted


@pytest.mark.parametrize("block", [1, 4, 1000])
def test_a_store_holds_the_merge_and_each_graph(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many statements are loaded at a time."""
    monkeypatch.setattr("dissensus.release.content._BLOCK", block)
    store = Store()

    CONTENT.load_into(store)

    merge = {Quad(s, p, o, DefaultGraph()) for s, p, o in CONTENT.merge}
    assert set(store) == merge | set(CONTENT.quads)

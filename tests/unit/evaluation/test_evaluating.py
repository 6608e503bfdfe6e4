"""What comes back is what the engine says, whole, in the format asked for."""

import asyncio
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, Store, parse

from dissensus.errors import (
    BackendUnavailable,
    MalformedQuery,
    NotAcceptable,
)
from dissensus.evaluation.client import evaluate
from dissensus.evaluation.loading import load
from dissensus.release import Release

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
LIGHT = "SELECT ?o { <http://e/s1> <http://e/p1> ?o } LIMIT 1"

House = Any


@pytest.fixture(scope="module")
def engine(numbered: Callable[..., bytes]) -> Store:
    """The same quads in this process."""
    store = Store()
    store.bulk_load(BytesIO(numbered()), format=RdfFormat.N_QUADS)
    return store


@pytest.mark.parametrize(
    "media_type",
    [JSON, XML, "text/csv; charset=utf-8", "text/tab-separated-values"],
)
def test_bindings_are_those_of_the_engine(
    house: House, engine: Store, media_type: str
) -> None:
    text = "SELECT ?s ?o { ?s <http://e/p3> ?o } ORDER BY ?o"

    answer = asyncio.run(house.ask(text, media_type))

    known = QueryResultsFormat.from_media_type(media_type)
    assert answer == engine.query(text).serialize(format=known)


@pytest.mark.parametrize(
    "media_type",
    [
        "text/turtle; charset=utf-8",
        "application/n-triples",
        "application/ld+json",
        "application/rdf+xml",
        "application/trig; charset=utf-8",
    ],
)
def test_graphs_are_those_of_the_engine(
    house: House, engine: Store, media_type: str
) -> None:
    text = "CONSTRUCT WHERE { ?s <http://e/p3> ?o }"

    answer = asyncio.run(house.ask(text, media_type))

    known = RdfFormat.from_media_type(media_type)
    found = {quad.triple for quad in parse(answer, format=known)}
    assert found == set(engine.query(text))
    assert found


def test_an_answer_of_many_frames_arrives_whole(house: House) -> None:
    text = "SELECT * { ?a ?b ?c . ?d <http://e/p1> ?f } LIMIT 40000"

    async def sizes() -> list[int]:
        async with await evaluate(
            house.broker.socket, house.evaluation(text)
        ) as answer:
            assert answer.whole is None
            frames = [frame async for frame in answer.frames]
        assert len(json.loads(b"".join(frames))["results"]["bindings"]) == 40000
        return [len(frame) for frame in frames]

    assert max(asyncio.run(sizes())) == 64 * 1024


def test_a_small_answer_comes_in_one_piece(house: House) -> None:
    """So that whoever sends it on can say its length."""

    async def whole() -> bytes | None:
        async with await evaluate(
            house.broker.socket, house.evaluation(LIGHT)
        ) as answer:
            return answer.whole

    assert json.loads(asyncio.run(whole()) or b"")["head"]["vars"] == ["o"]


def test_ask_is_answered_in_every_format_of_results(house: House) -> None:
    for media_type in (JSON, XML, "text/csv", "text/tab-separated-values"):
        assert b"true" in asyncio.run(house.ask("ASK {}", media_type))


def test_what_cannot_be_read_is_explained_with_its_place(house: House) -> None:
    with pytest.raises(MalformedQuery) as caught:
        asyncio.run(house.ask("SELECT *\nWHERE { ?s foo:bar ?o }"))

    assert "'foo:'" in caught.value.summary
    assert (caught.value.place.line, caught.value.place.column) == (2, 12)  # type: ignore[union-attr]
    assert caught.value.details == ("WHERE { ?s foo:bar ?o }", " " * 11 + "^")


@pytest.mark.parametrize("character", ["\\u0001", "\\u001F", "\\uFFFF", "\\uFFFE"])
def test_xml_is_refused_where_it_cannot_say_a_character(
    house: House, character: str
) -> None:
    """XML 1.0, section 2.2. The engine would write it all the same."""
    text = f'SELECT ("a{character}b" AS ?x) {{}}'

    with pytest.raises(NotAcceptable) as caught:
        asyncio.run(house.ask(text, XML))

    assert "json" in caught.value.hint
    assert house.rows(text)


def test_a_character_that_xml_cannot_say_is_seen_across_frames(house: House) -> None:
    """U+FFFF is three bytes, and a frame may end after the first or second."""
    for length in range(65250, 65400):
        text = f'SELECT ("{"x" * length}\\uFFFF" AS ?x) {{}}'

        with pytest.raises(NotAcceptable):
            asyncio.run(house.ask(text, XML))


def test_a_carriage_return_survives_xml(house: House) -> None:
    """XML 1.0, section 2.11: a bare one is read as a line feed."""
    answer = asyncio.run(house.ask('SELECT ("a\\rb" AS ?x) {}', XML))

    [literal] = ET.fromstring(answer).iter(  # noqa: S314 - our own answer
        "{http://www.w3.org/2005/sparql-results#}literal"
    )
    assert literal.text == "a\rb"


def test_rdf_xml_is_refused_where_a_property_has_no_xml_name(house: House) -> None:
    text = "CONSTRUCT { <http://e/a> <http://e/1> 1 } {}"

    with pytest.raises(NotAcceptable, match="XML name"):
        asyncio.run(house.ask(text, "application/rdf+xml"))

    assert b"<http://e/1>" in asyncio.run(house.ask(text, "text/turtle"))


def test_a_graph_cannot_be_had_as_a_table(house: House) -> None:
    with pytest.raises(NotAcceptable, match="text/csv"):
        asyncio.run(house.ask("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"))


def test_the_default_graph_is_the_one_of_the_release(house: House) -> None:
    assert house.count() == house.triples


def test_a_triple_in_two_graphs_of_from_counts_once(house: House) -> None:
    """SPARQL 1.1 Query, section 13.2: the default graph is the merge."""
    one, other = "http://e/g0", "http://e/g1"
    expected = 2 * house.triples // 5

    assert house.count(default_graphs=(one,)) == house.triples // 5
    assert house.count(default_graphs=(other,)) == house.triples // 5 + 1
    assert house.count(default_graphs=(one, other)) == expected
    text = "SELECT (COUNT(*) AS ?n) FROM <http://e/g0> FROM <http://e/g1> { ?s ?p ?o }"
    assert house.rows(text) == [{"n": str(expected)}]


def test_a_group_of_graphs_is_named_as_one(house: House) -> None:
    expected = 2 * house.triples // 5

    assert house.count(default_graphs=(house.group,)) == expected
    more = (house.group, "http://e/g2", "http://e/g0")
    assert house.count(default_graphs=more) == 3 * house.triples // 5
    text = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert house.rows(text, named_graphs=(house.group,)) == [{"n": "2"}]
    merged = ("http://e/g2", "http://e/g3")
    seen = house.rows(text, named_graphs=(house.group,), default_graphs=merged)
    assert seen == [{"n": "2"}]


def test_the_protocol_wins_over_from(house: House) -> None:
    """SPARQL 1.1 Protocol, section 2.1.4."""
    text = "SELECT (COUNT(*) AS ?n) FROM <http://e/g0> { ?s ?p ?o }"

    found = house.rows(text, default_graphs=("http://e/g0", "http://e/g1"))

    assert found == [{"n": str(2 * house.triples // 5)}]


def test_a_graph_that_is_not_there_is_empty_and_fetched_from_nowhere(
    house: House,
) -> None:
    assert house.count(default_graphs=("file:///etc/passwd",)) == 0
    assert house.count(named_graphs=("http://e/g0",)) == 0


def test_a_graph_whose_name_is_no_iri_is_refused(house: House) -> None:
    for name in ("relative", "http://e/a b", ""):
        with pytest.raises(MalformedQuery, match="absolute IRI"):
            asyncio.run(house.ask(LIGHT, default_graphs=(name,)))


def test_only_folders_below_the_releases_are_opened(
    house: House, tmp_path: Path
) -> None:
    for folder in (tmp_path, house.release.parent / "2-none", Path("/")):
        with pytest.raises(BackendUnavailable, match="no release"):
            asyncio.run(house.ask(LIGHT, folder=folder))


def test_without_a_broker_the_fault_says_so(tmp_path: Path, house: House) -> None:
    with pytest.raises(BackendUnavailable, match="broker does not answer"):
        asyncio.run(evaluate(tmp_path / "none", house.evaluation(LIGHT)))


def test_the_dumps_and_the_store_of_a_release_hold_the_same(release: Release) -> None:
    """What is parsed at the start is what the store on disk would have given."""
    dataset = load(release.folder, most=1_000_000)

    assert dataset
    assert set(dataset.store) == set(release.store)

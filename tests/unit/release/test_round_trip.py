"""Whatever Turtle says comes out of a release as it went in."""

import gzip
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from dissensus.catalog import Catalog
from dissensus.namespaces import XSD

GRAPH = "https://example.org/tides/graph/data/generated"
EXAMPLE = "https://example.net/"

names = st.text(
    st.characters(
        min_codepoint=0x30, max_codepoint=0x17F, whitelist_categories=("Ll", "Lu", "Nd")
    ),
    min_size=1,
    max_size=6,
)
texts = st.text(
    st.one_of(
        st.characters(
            min_codepoint=32, max_codepoint=0xD7FF, blacklist_characters="\x7f"
        ),
        st.sampled_from("\n\t\"'\\\U0001f30a"),
    ),
    max_size=10,
)
literals = st.one_of(
    texts.map(Literal),
    texts.map(lambda text: Literal(text, language="ru-Latn")),
    st.integers(-(10**20), 10**20).map(
        lambda n: Literal(f"{n:+}", datatype=XSD.integer)
    ),
    st.decimals(-(10**9), 10**9, places=3).map(
        lambda n: Literal(str(n), datatype=XSD.decimal)
    ),
    st.dates(date(1000, 1, 1)).map(lambda d: Literal(d.isoformat(), datatype=XSD.date)),
    st.booleans().map(Literal),
)
subjects = st.one_of(
    names.map(lambda n: NamedNode(EXAMPLE + n)),
    st.integers(0, 3).map(lambda n: BlankNode(f"b{n}")),
)
properties = names.map(lambda n: NamedNode(f"{EXAMPLE}terms#p{n}"))
graphs = st.lists(
    st.builds(Triple, subjects, properties, st.one_of(subjects, literals)),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def project(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The minimal project, with one permissive shape, to be added to."""
    target = tmp_path_factory.mktemp("round-trip") / "tides"
    return Path(shutil.copytree(project_root / "tests/data/minimal", target))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(graph=graphs)
def test_generated_turtle_round_trips(project: Path, graph: list[Triple]) -> None:
    """Isomorphic to the merge, up to the lexical forms that the store settles."""
    turtle = serialize(graph, format=RdfFormat.TURTLE) or b""
    (project / "data/generated.ttl").write_bytes(turtle)

    release = Catalog(project / "releases", keep=1).publish(project).release

    dump = gzip.decompress((release.folder / "dumps/dissensus.trig.gz").read_bytes())
    quads = parse(dump, RdfFormat.TRIG)
    published = {q.triple for q in quads if q.graph_name == NamedNode(GRAPH)}
    merge = {
        quad.triple
        for quad in parse(
            (release.folder / "dumps/dissensus.ttl").read_bytes(), RdfFormat.TURTLE
        )
    }
    assert published <= merge
    assert canonical(map(blank_again, published)) == canonical(as_stored(graph))


def as_stored(graph: list[Triple]) -> list[Triple]:
    """Return ``graph`` with the lexical forms that Oxigraph gives it."""
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in graph)
    return [quad.triple for quad in store]


def blank_again(triple: Triple) -> Triple:
    """Return ``triple`` with its skolem IRIs as blank nodes."""

    def blank(term: object) -> object:
        known = isinstance(term, NamedNode) and "#" in term.value
        return BlankNode(f"n{abs(hash(term))}") if known else term

    return Triple(blank(triple.subject), triple.predicate, blank(triple.object))  # type: ignore[arg-type]


def canonical(graph: object) -> Dataset:
    """Return ``graph`` so that isomorphic ones are equal (RDFC-1.0)."""
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in graph)  # type: ignore[attr-defined]
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset

"""What is written reads back as the same triples, and is the same every time."""

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple, parse

from dissensus.errors import NotAcceptable
from dissensus.formats import Format, Kind, by_suffix, formats_for, write_graph
from dissensus.iris import Base
from dissensus.namespaces import DIS, RDF, SKOS, XSD

BASE = Base("https://example.org/tides/")
GRAPH_FORMATS = formats_for(Kind.GRAPH)
DATASET_FORMATS = formats_for(Kind.DATASET)

_names = st.text(
    st.characters(
        min_codepoint=33,
        max_codepoint=0xD7FF,
        blacklist_categories=("Cs", "Cc", "Cn", "Zs", "Zl", "Zp", "Co"),
        blacklist_characters='<>"{}|\\^`%[]#',
    ),
    max_size=8,
)
iris = st.one_of(
    _names.map(lambda n: NamedNode(f"{BASE.iri}id/person/{n}")),
    _names.map(lambda n: NamedNode(f"https://example.net/{n}")),
    st.sampled_from([DIS.Stance, DIS.Claim, NamedNode("urn:x:y"), NamedNode("dis:x")]),
)
predicates = st.one_of(
    st.sampled_from([RDF.type, SKOS.prefLabel, DIS.holder]),
    _names.map(lambda n: NamedNode(f"https://example.net/{n}/Ab1")),
)
texts = st.text(
    st.one_of(
        st.characters(
            min_codepoint=32,
            blacklist_categories=("Cs", "Cn"),
            blacklist_characters="\x7f",
        ),
        st.sampled_from("\n\t\"'\\"),
    ),
    max_size=12,
)
literals = st.one_of(
    texts.map(Literal),
    texts.map(lambda t: Literal(t, language="ru-latn")),
    st.integers().map(lambda n: Literal(str(n), datatype=XSD.integer)),
)
triples = st.builds(Triple, iris, predicates, st.one_of(iris, literals))


def read(data: bytes, format_: Format) -> set[Quad]:
    return set(parse(data, format_.oxigraph))  # type: ignore[arg-type]


@settings(max_examples=150)
@given(st.lists(triples, max_size=6), st.sampled_from(GRAPH_FORMATS))
def test_a_graph_reads_back_as_it_was(graph: list[Triple], format_: Format) -> None:
    written = write_graph(graph, format_, BASE)

    assert {q.triple for q in read(written, format_)} == set(graph)


@settings(max_examples=100)
@given(st.lists(triples, max_size=6), st.sampled_from(DATASET_FORMATS))
def test_a_dataset_keeps_its_graphs(graph: list[Triple], format_: Format) -> None:
    names = [DefaultGraph(), NamedNode(f"{BASE.iri}graph/data/a")]
    quads = {Quad(t.subject, t.predicate, t.object, g) for t in graph for g in names}

    assert read(write_graph(quads, format_, BASE), format_) == quads


@pytest.mark.parametrize(
    "format_", dict.fromkeys([*GRAPH_FORMATS, *DATASET_FORMATS]), ids=lambda f: f.name
)
def test_the_same_triples_give_the_same_bytes_in_another_process(
    format_: Format,
) -> None:
    """pyoxigraph orders prefixes anew in each process: ours are sorted."""
    script = (
        "import sys; from pyoxigraph import *; from dissensus.formats import *\n"
        "from dissensus.iris import Base\n"
        "n = lambda x: NamedNode('https://w3id.org/dissensus/' + x)\n"
        "p = [n('ontology#holder'), n('ontology#about'),"
        " NamedNode('http://www.w3.org/2004/02/skos/core#note')]\n"
        "t = [Triple(n(f'id/{k}/x'), q, n(f'id/claim/{k}')) for q in p"
        " for k in ('stance', 'person', 'event', 'passage')]\n"
        f"f = by_suffix({format_.suffix!r})\n"
        "sys.stdout.buffer.write(write_graph(t, f, Base('https://w3id.org/dissensus/')))"
    )

    runs = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, check=True
        ).stdout
        for _ in range(3)
    }

    assert len(runs) == 1
    assert b"claim" in runs.pop()


def test_only_the_prefixes_that_are_used_are_declared() -> None:
    triple = Triple(NamedNode(f"{BASE.iri}id/stance/a"), DIS.holder, Literal("per:x"))

    text = write_graph([triple], by_suffix("ttl"), BASE).decode()

    assert "@prefix stn:" in text
    assert "@prefix dis:" in text
    assert "@prefix skos:" not in text
    assert text.endswith('stn:a dis:holder "per:x" .\n')


@pytest.mark.parametrize(
    "triple",
    [
        Triple(DIS.a, NamedNode("https://example.net/42"), Literal("x")),
        Triple(DIS.a, DIS.note, Literal("bell \x07")),
    ],
    ids=["a property that ends in no name", "a control character"],
)
def test_what_no_xml_can_say_is_refused_in_rdf_xml_only(triple: Triple) -> None:
    for format_ in GRAPH_FORMATS:
        if format_.suffix == "rdf":
            with pytest.raises(NotAcceptable):
                write_graph([triple], format_, BASE)
        else:
            assert read(write_graph([triple], format_, BASE), format_)


@pytest.mark.parametrize("kind", Kind)
def test_no_two_formats_of_a_kind_share_a_name(kind: Kind) -> None:
    formats = formats_for(kind)

    for field in ("name", "media_type", "iri", "suffix", "rank"):
        values = [getattr(format_, field) for format_ in formats]
        assert len(values) == len(set(values)), (kind, field, values)


@given(st.lists(triples, max_size=30))
def test_jsonld_is_the_same_in_one_block_and_in_many(statements: list[Triple]) -> None:
    """A million triples are written a block of subjects at a time."""
    whole = write_graph(statements, by_suffix("jsonld"), BASE)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dissensus.formats.compacting._BLOCK", 2)
        parted = write_graph(statements, by_suffix("jsonld"), BASE)

    assert parted == whole


@given(st.lists(triples, max_size=30))
def test_jsonld_is_laid_out_as_python_would(statements: list[Triple]) -> None:
    written = write_graph(statements, by_suffix("jsonld"), BASE).decode()

    if written.startswith("{"):  # expanded, it is the engine's
        laid_out = json.dumps(json.loads(written), ensure_ascii=False, indent=1)
        assert written == laid_out + "\n"

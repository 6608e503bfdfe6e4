"""A query over a store of other names sees the dataset of its release, and no other.

The store is Oxigraph in this process, which repeats a triple that stands in
two graphs of a default graph: what the parts are for.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
)

from dissensus.errors import WrongCall
from dissensus.evaluation.dataset import Dataset
from dissensus.remote import Layout, Naming
from dissensus.remote.layout import divide, shared_triples
from dissensus.sparql import dataset_of, for_elsewhere

BASE = "http://e/"
A, B, C = (f"{BASE}graph/{name}" for name in "abc")
GROUPS: Mapping[str, Sequence[str]] = {f"{BASE}graph/asserted": [A, B]}
NAMING = Naming(BASE, "7-0123456789ab")


def quad(subject: str, value: str, graph: str) -> Quad:
    return Quad(
        NamedNode(BASE + subject),
        NamedNode(BASE + "p"),
        Literal(value),
        NamedNode(graph),
    )


@pytest.fixture(scope="module")
def here() -> Dataset:
    """A release: one triple stands in two graphs, one in three."""
    quads = [quad("s", "a", A), quad("s", "b", B), quad("s", "c", C)]
    quads += [quad("two", "ab", graph) for graph in (A, B)]
    quads += [quad("three", "abc", graph) for graph in (A, B, C)]
    quads.append(
        Quad(NamedNode(A), NamedNode(BASE + "title"), Literal(A), NamedNode(C))
    )
    store = Store()
    store.extend([*quads, *(Quad(*q.triple) for q in quads)])
    dataset = Dataset(store, GROUPS)
    dataset.prepare()
    return dataset


class There:
    """The same release in a store that holds another one besides."""

    def __init__(self, here: Dataset) -> None:
        plain = Layout(NAMING, frozenset({A, B, C}), GROUPS)
        shared = shared_triples(here.store, plain.graphs)
        self.layout, extra = divide(plain, here.store, shared)
        self.store = Store()
        self.store.add(quad("other", "release", f"{BASE}graph/release-6-0/a"))
        for found in here.store:
            merge = isinstance(found.graph_name, DefaultGraph)
            graph = NAMING.merge if merge else NAMING.outward(found.graph_name.value)
            self._add([found], graph)
        for graph, triples in extra.items():
            self._add([Quad(*triple) for triple in triples], graph)

    def query(self, text: str) -> object:
        default, named = self.layout.dataset(*dataset_of(text, f"{BASE}sparql"))
        graphs: list[NamedNode | BlankNode | DefaultGraph] = [*map(NamedNode, default)]
        return self.store.query(
            for_elsewhere(text, f"{BASE}sparql", NAMING.outward),
            default_graph=graphs,
            named_graphs=[*map(NamedNode, named)],
        )

    def _add(self, quads: Sequence[Quad], graph: str) -> None:
        triples = "\n".join(f"{q.triple} ." for q in quads)
        renamed = NAMING.outward(triples).encode()
        self.store.load(renamed, RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))


@pytest.fixture(scope="module")
def there(here: Dataset) -> There:
    return There(here)


def said(answer: object) -> list[str]:
    """What an answer says, in the names of the release, sorted."""
    if isinstance(answer, QueryTriples):
        return sorted({NAMING.inward(str(triple)) for triple in answer})
    text = answer.serialize(format=QueryResultsFormat.TSV).decode()  # type: ignore[attr-defined]
    return sorted(NAMING.inward(text).splitlines())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
        "SELECT * { GRAPH <graph/a> { ?s ?p ?o } }",
        "BASE <http://e/graph/> SELECT * { GRAPH <a> { ?s ?p ?o } }",
        "PREFIX g: <http://e/graph/> SELECT * { GRAPH g:b { ?s ?p ?o } }",
        r"PREFIX e: <http://e/> SELECT * { GRAPH e:graph\/b { ?s ?p ?o } }",
        "SELECT * FROM <graph/a> { ?s ?p ?o }",
        "SELECT * FROM <graph/a> FROM <graph/b> { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) FROM <graph/a> FROM <graph/b> FROM <graph/c> "
        "{ ?s ?p ?o }",
        "SELECT * FROM <graph/a> FROM <graph/c> { ?s ?p ?o }",
        "SELECT * FROM <http://e/graph/asserted> { ?s ?p ?o }",
        "SELECT * FROM NAMED <graph/a> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM NAMED <graph/a> { ?s ?p ?o }",
        "SELECT * FROM <graph/a> FROM NAMED <graph/b> "
        "{ ?s ?p ?o . GRAPH ?g { ?t ?p ?v } }",
        "SELECT * FROM <http://e/graph/release-6-0/a> { ?s ?p ?o }",
        "SELECT * { GRAPH <http://e/graph/release-6-0/a> { ?s ?p ?o } }",
        # What is known of a graph joins with its name.
        "SELECT * { GRAPH ?g { ?s <http://e/p> 'a' } ?g <http://e/title> ?t }",
        'SELECT * { GRAPH ?g { ?s ?p "b" } FILTER(STR(?g) = "http://e/graph/b") }',
        "SELECT * { GRAPH ?g {} FILTER(!STRSTARTS(STR(?g), 'http://e/graph/a')) }",
        "SELECT * { GRAPH ?g {} FILTER(REGEX(STR(?g), '^http://e/gr')) } ORDER BY ?g",
        "SELECT * { GRAPH ?g {} FILTER(STRENDS(STR(?g), '/b')) }",
        'SELECT ?n { GRAPH ?g { ?s ?p "b" } BIND(STRAFTER(STR(?g), "/graph/") AS ?n) }',
        "ASK FROM <graph/a> { ?s ?p 'b' }",
        "CONSTRUCT { ?s ?p ?g } { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT FROM <graph/c> WHERE { ?s ?p ?o }",
        "DESCRIBE <s> <two>",
        "DESCRIBE ?s FROM <graph/a> { ?s ?p 'a' }",
        "DESCRIBE ?s { ?s ?p ?o } ORDER BY ?o LIMIT 1",
        "DESCRIBE * { ?s <http://e/title> ?o }",
        "# FROM <http://e/graph/a>\nSELECT ?s{?s ?p'b'^^<x:y>.?s ?p ?o FILTER(?o<'c')}",
        "SELECT(1+2*-3AS?n)(!true||1<=2&&1!=2 AS?b)(-1-1 AS ?m){}",
    ],
)
def test_what_a_query_says_does_not_tell_where_the_triples_are(
    query: str, here: Dataset, there: There
) -> None:
    expected = said(here.query(query, base=f"{BASE}sparql"))

    assert said(there.query(query)) == expected


def test_two_marks_that_lexers_may_cut_differently_are_written_apart() -> None:
    """``1SERVICE`` is a number and a word: whoever reads it later agrees."""
    sent = for_elsewhere("SELECT * { ?s ?p 1SERVICE <x:y> {} }", "", str)

    assert "1 SERVICE" in sent


@pytest.mark.parametrize(
    "file", sorted((Path(__file__).parents[3] / "queries").rglob("*.rq")), ids=str
)
def test_every_query_of_the_project_can_be_read_elsewhere(file: Path) -> None:
    text = file.read_text("utf-8")

    Store().query(for_elsewhere(text, f"{BASE}sparql", NAMING.outward))


def test_a_graph_named_otherwise_is_refused_before_anything_is_written() -> None:
    manifest = {"base": BASE, "id": "1-a", "graphs": ["http://x/g"], "graph_groups": {}}

    with pytest.raises(WrongCall, match="http://x/g"):
        Layout.of(manifest)

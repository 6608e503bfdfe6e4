"""A query that cannot be asked is refused before anybody meets it."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store

from dissensus.catalog import Catalog
from dissensus.errors import BadQueryHeader, UnreadableSource
from dissensus.release import Release

HEADER = "#+ summary: Tides\n#+ question: Who?\n#+ answers: SELECT ?who\n"
PREFIX = "PREFIX dis: <https://w3id.org/dissensus/ontology#>\n"
EDITOR = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?query ?comment ?text WHERE {
  ?query a sh:SPARQLExecutable ; rdfs:comment ?comment ;
         sh:select|sh:ask|sh:construct ?text .
}
"""


def _ship(root: Path, text: str) -> Release:
    (root / "queries" / "api").mkdir(exist_ok=True)
    (root / "queries" / "api" / "tides.rq").write_text(text, encoding="utf-8")
    return Catalog(root / "releases").publish(root).release


def _parameter(type_: str, default: str = "") -> str:
    defaults = f"#+ defaults:\n#+   - who: {default}\n" if default else ""
    return f"#+ parameters:\n#+   - who: {type_}; whom\n{defaults}{PREFIX}"


@pytest.mark.parametrize(
    ("rest", "word"),
    [
        (_parameter("IRI") + "SELECT * { ?s ?p ?o }", "not in the query"),
        (_parameter("date", "soon") + "ASK { ?s ?p ?who }", "default or class"),
        (_parameter("IRI of nobody:X") + "ASK { ?who ?p ?o }", "no members"),
        (_parameter("IRI of dis:Tide") + "ASK { ?who ?p ?o }", "no members"),
        (_parameter("IRI of dis:Person", "dis:me") + "ASK { ?who ?p ?o }", "is none"),
        ("#+ pagination: 5\nSELECT * { ?s ?p ?o }", "ORDER BY"),
        ("#+ pagination: 5\nSELECT * {} ORDER BY ?s LIMIT 9", "LIMIT"),
        ("#+ pagination: 5\nASK {}", "only SELECT"),
    ],
)
def test_header_and_text_must_agree(
    minimal_project: Path, rest: str, word: str
) -> None:
    with pytest.raises(BadQueryHeader, match=word) as raised:
        _ship(minimal_project, HEADER + rest)

    assert str(raised.value.place).startswith("queries/api/tides.rq:")
    assert raised.value.hint


@pytest.mark.parametrize(
    "text",
    [
        _parameter("string") + "SELECT ?who { ?s ?p ?who }",
        "SELECT * { ?s ?p }",
        "SELECT * { ?s no:such ?o }",
    ],
)
def test_a_query_must_be_one_once_its_parameters_are_bound(
    minimal_project: Path, text: str
) -> None:
    with pytest.raises(UnreadableSource) as raised:
        _ship(minimal_project, HEADER + text)

    place = raised.value.place
    assert place
    assert place.line == (HEADER + text).count("\n") + 1


def test_an_editor_finds_the_queries_and_can_run_them(minimal_project: Path) -> None:
    """The query with which SPARQL editors look for examples, at the endpoint."""
    person = "<https://example.org/tides/id/person/galileo-galilei>"
    text = (
        HEADER
        + _parameter("IRI of dis:Person", person[1:-1])
        + "SELECT ?p { ?who ?p ?o }"
    )

    release = _ship(minimal_project, text)

    store = Store.read_only(str(release.folder / "store"))
    found = store.query(EDITOR)
    assert isinstance(found, QuerySolutions)
    texts = {row["query"].value: row["text"].value for row in found}
    assert len(texts) == 2
    bound = texts["https://example.org/tides/queries/api/tides"]
    assert person in bound
    assert "#+" not in bound
    assert next(iter(store.query(bound)), None)


def test_the_queries_are_a_graph_of_their_own(release: Release) -> None:
    store = Store.read_only(str(release.folder / "store"))
    graph = NamedNode("https://example.org/tides/graph/queries")

    assert any(store.quads_for_pattern(None, None, None, graph))
    assert release.manifest.graphs[graph.value]["layer"] == "queries"

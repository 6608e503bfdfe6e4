"""SPARQL of a language model meets the limits and the errors of the endpoint."""

from pathlib import Path
from typing import Any

import pytest

from dissensus.catalog import Catalog

pytestmark = pytest.mark.xdist_group("machines")
DIS = "PREFIX dis: <https://w3id.org/dissensus/ontology#>\n"
ALL = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"


def test_a_table_is_rows_of_terms(client: Any) -> None:
    """SPARQL 1.1 TSV results, section 4: terms as SPARQL writes them."""
    table = client.told(
        "sparql", query='SELECT ?a ?b ?c { VALUES (?a ?b) { ("x\\ty"@en 5) } }'
    )

    assert table["columns"] == ["a", "b", "c"]
    assert table["rows"] == [['"x\\ty"@en', "5", ""]]
    assert table["complete"] is True
    assert table["hints"] == [
        "line 1, column 14: Nothing here binds ?c, so it never has a value. "
        "Use it in a pattern, or leave it out."
    ]


def test_what_a_literal_holds_is_no_entity(client: Any) -> None:
    values = '"a <b> \\" <c>" "5"^^<x:y> dis:Stance'
    query = f"{DIS}SELECT ?t {{ VALUES ?t {{ {values} }} }}"

    table = client.told("sparql", query=query)

    assert len(table["rows"]) == 3
    assert list(table["labels"]) == ["https://w3id.org/dissensus/ontology#Stance"]


def test_an_answer_is_cut_at_the_rows_wanted_and_says_so(client: Any) -> None:
    short = client.told("sparql", query=ALL, rows=2)
    longer = client.told("sparql", query=ALL, rows=500)

    assert short["rows"] == longer["rows"][:2]
    assert short["complete"] is False
    assert "There is more" in short["left_out"]


def test_as_many_rows_as_wanted_are_the_whole_answer(client: Any) -> None:
    table = client.told("sparql", query="SELECT ?n { VALUES ?n { 1 2 3 } }", rows=3)

    assert len(table["rows"]) == 3
    assert table["complete"] is True


def test_rows_that_bind_nothing_are_rows(client: Any) -> None:
    query = "SELECT ?n { { BIND(1 AS ?m) } UNION { BIND(2 AS ?m) } }"

    assert client.told("sparql", query=query)["rows"] == [[""], [""]]


def test_a_long_answer_is_cut_before_it_fills_a_context(client: Any) -> None:
    query = 'SELECT ?t { VALUES ?n { 1 2 3 4 } BIND("' + "x" * 20_000 + '" AS ?t) }'

    table = client.told("sparql", query=query)

    assert 0 < len(table["rows"]) < 4
    assert table["complete"] is False


@pytest.mark.parametrize(
    ("query", "truth"), [("ASK {}", "true"), ("ASK { FILTER(false) }", "false")]
)
def test_a_question_is_answered(client: Any, query: str, truth: str) -> None:
    assert client.told("sparql", query=query)["rows"] == [[truth]]


def test_a_graph_is_told_triple_by_triple(client: Any) -> None:
    query = DIS + "CONSTRUCT WHERE { ?s dis:holder ?h }"

    table = client.told("sparql", query=query, rows=2)

    assert table["columns"] == ["triple"]
    assert len(table["rows"]) == 2
    assert table["complete"] is False


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ?s { ?s ?p ", "line 1, column 11: "),
        ("SELECT ?s { ?s dis:holder ?o }", "hint: Begin the query with PREFIX dis:"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT is an update"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { } }", "asks no other"),
        ("ASK { " + "{" * 5_000 + "}" * 5_000 + " }", "hint: "),
    ],
    ids=["syntax", "prefix", "update", "service", "depth"],
)
def test_what_the_endpoint_refuses_is_refused_with_place_and_hint(
    client: Any, query: str, words: str
) -> None:
    assert words in client.refused("sparql", query=query)


def test_a_runaway_query_is_ended_and_the_next_one_answered(client: Any) -> None:
    words = client.refused(
        "sparql",
        query="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    )

    assert "deadline of 1 s" in words
    assert client.told("sparql", query="ASK {}")["complete"]


def test_arguments_of_the_wrong_kind_are_refused_by_name(client: Any) -> None:
    words = client.refused("sparql", query="ASK {}", rows=0)

    assert "rows" in words
    assert "greater than or equal to 1" in words


def test_resources_and_the_prompt_carry_the_release_and_the_rule(
    client: Any, tides: tuple[Path, Catalog]
) -> None:
    def read(name: str) -> str:
        told = client.portal.call(client.session.read_resource, f"dissensus://{name}")
        text: str = told.contents[0].text
        return text

    asked = client.portal.call(
        client.session.get_prompt, "answer", {"question": "Why are there tides?"}
    )

    assert tides[1].current_name() in read("release")
    assert "- `dis:Stance` 3" in read("schema")
    assert "Why are there tides?" in asked.messages[0].content.text
    assert "never asserts" in asked.messages[0].content.text


def test_a_new_release_is_taken_up_at_the_next_call(
    client: Any, tides: tuple[Path, Catalog]
) -> None:
    """The session goes on; nobody has to start the process anew."""
    root, catalog = tides
    before = client.told("sparql", query="ASK {}")["release"]
    file = root / "data" / "tides" / "persons.ttl"
    file.write_text(
        file.read_text()
        + '\nper:johannes-kepler <https://schema.org/jobTitle> "astronomer"@en .\n'
    )

    published = catalog.publish(root).release.id

    table = client.told(
        "sparql", query='ASK { ?s <https://schema.org/jobTitle> "astronomer"@en }'
    )
    assert before != published
    assert table["release"] == published
    assert table["rows"] == [["true"]]

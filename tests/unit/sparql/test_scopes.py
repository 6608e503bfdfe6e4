"""A variable that nothing binds is found wherever it stands; no other is."""

import pytest
from pyoxigraph import Store

from dissensus.sparql import unbound

P = "PREFIX : <http://example.com/>\n"


@pytest.mark.parametrize(
    ("query", "names", "guess"),
    [
        ("SELECT ?nmae { ?s :label ?name }", ["?nmae"], "?name"),
        ("SELECT ?Name { ?s :label ?name }", ["?Name"], "?name"),
        ("SELECT ?x { ?s :label ?name }", ["?x"], ""),
        ("SELECT ?s { ?s :label ?name FILTER(?nam = 1) }", ["?nam"], "?name"),
        (
            "SELECT ?s { FILTER CONTAINS(?lable, 'x') ?s :p ?label }",
            ["?lable"],
            "?label",
        ),
        ("SELECT ?s { ?s :p ?date } ORDER BY DESC(?dates)", ["?dates"], "?date"),
        ("SELECT ?s { BIND(STR(?name) AS ?n) ?s :p ?name }", ["?name"], ""),
        ("SELECT ?n (COUNT(?y) AS ?c) { ?n :p ?z } GROUP BY ?n", ["?y"], ""),
        (
            "SELECT ?n { ?n :p ?year } GROUP BY ?n HAVING(COUNT(?yaer) > 1)",
            ["?yaer"],
            "?year",
        ),
        ("SELECT ?o { { SELECT ?s { ?s :p ?o } } }", ["?o"], ""),
        ("SELECT ?o { ?s :p 1 MINUS { ?s :q ?o } }", ["?o"], ""),
        ("SELECT ?s { ?s :p 1 MINUS { ?t :q 1 FILTER(?s = ?t) } }", ["?s"], ""),
        ("SELECT ?o { ?s :p 1 FILTER NOT EXISTS { ?s :q ?o } }", ["?o"], ""),
        (
            "SELECT ?s { ?s :p ?o FILTER EXISTS { ?s :q ?r FILTER(?or > 1) } }",
            ["?or"],
            "",
        ),
        ("SELECT ?s { ?s :p ?o { ?s :q ?r FILTER(?o > 1) } }", ["?o"], ""),
        ("CONSTRUCT { ?s :p ?labl } WHERE { ?s :p ?label }", ["?labl"], "?label"),
        ("DESCRIBE ?x { ?s :p ?o }", ["?x"], ""),
        ("SELECT ?a { VALUES ?b { 1 2 } }", ["?a"], ""),
        ("SELECT ?x ?y { ?s :p ?o }", ["?x", "?y"], ""),
    ],
)
def test_a_variable_without_a_value_is_named_with_a_guess(
    query: str, names: list[str], guess: str
) -> None:
    Store().query(P + query)  # It is legal.

    found = unbound(P + query)

    assert [one.name for one in found] == names
    assert found[0].guess == guess


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT DISTINCT ?s $p { ?s ?p ?o } ORDER BY ?o LIMIT 1",
        "SELECT ?s { ?s :p ?o OPTIONAL { ?s :q ?r FILTER(?r > ?o) } }",
        "SELECT ?s { ?s :p ?o FILTER EXISTS { ?t :q ?r FILTER(?r > ?o) } }",
        "SELECT ?s ?r { { ?s :p 1 } UNION { ?r :p 2 } FILTER(?r != ?s) }",
        "SELECT ?s ?g ?e { GRAPH ?g { ?s ?p ?o } { SERVICE SILENT ?e { ?s :q 1 } } }",
        "SELECT ?n (SUM(?o) AS ?c) { ?n :p ?o } GROUP BY ?n HAVING(?c > 1) ORDER BY ?c",
        "SELECT ?y (SUM(?o) AS ?t) { ?s :p ?o ; :d ?d } GROUP BY (YEAR(?d) AS ?y)",
        "SELECT (?o AS ?a) (STR(?a) AS ?b) { ?s :p ?o }",
        "SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) } }",
        "SELECT ?a ?s { ?s :p ?o } VALUES ?a { 1 }",
        "SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?s :p ?o } } FILTER(?n > 1) }",
        "SELECT ?o { { SELECT * { ?s :p ?o } } }",
        "SELECT ?x { ?s :p/:q* [ :r ?x ; :t ( 1 ?y ) ] FILTER(?y IN (1, 2)) }",
        "SELECT ?x { BIND(1 AS ?y) BIND(?y + 1 AS ?x) }",
        "SELECT ?x { BIND(EXISTS { ?s :p 1 } AS ?x) }",
        "SELECT (EXISTS { ?s :p ?z FILTER(?z > 1) } AS ?x) { ?s :q 1 }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s :p [ :q ?o ] } FROM :g WHERE { ?s :p ?o } LIMIT 3",
        "DESCRIBE :x",
        "DESCRIBE * { ?s :p ?o }",
        "ASK { ?s :p '?lable' }  # ?nothing",
        "ASK { ?s :p ?o FILTER(?o = <http://example.com/?x>) }",
        "SELECT ?t { ?s :p <<( ?t :q ?u )>> FILTER(isLITERAL(?u)) }",
    ],
)
def test_a_variable_with_a_value_is_let_be(query: str) -> None:
    if "SERVICE" not in query:
        Store().query(P + query)

    assert unbound(P + query) == ()


def test_the_place_is_that_of_the_first_use() -> None:
    query = "SELECT ?s\n  ?nmae\n{ ?s ?p ?name }\nORDER BY ?nmae"

    (found,) = unbound(query)

    assert (found.place.line, found.place.column) == (2, 3)
    assert found.hint == "Did you mean ?name?"


@pytest.mark.parametrize(
    "text", ["", "SELECT", "SELECT ?x {", "} SELECT {", "ASK { FILTER"]
)
def test_what_is_no_query_does_no_harm(text: str) -> None:
    assert isinstance(unbound(text), tuple)

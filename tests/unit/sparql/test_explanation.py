"""Whoever sends a query that cannot be read is told where and why."""

import pytest
from pyoxigraph import Store

from dissensus.errors import MalformedQuery
from dissensus.sparql import explain


def explained(text: str) -> MalformedQuery:
    """Return what is said of ``text``, which the engine refuses."""
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    return explain(caught.value, text)


@pytest.mark.parametrize(
    ("text", "summary", "place"),
    [
        ("ASK {\n ?s foo:bar ?o }", "'foo:' is not declared", "line 2, column 5"),
        ("SELECT *\nWHERE { FILTR(?o) }", "keyword 'FILTR'", "line 2, column 9"),
        ("ASK { ?s ?p ?o", "'{' too many", "line 1, column 5"),
        ("ASK { ?s ?p (1 ] }", "']' too many", "line 1, column 16"),
        ("ASK { ?s ?p ?o } }", "'}' too many", "line 1, column 18"),
        ("ASK { ?s ?p 'o }", "not closed", "line 1, column 13"),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", "unbound", "line 1, column 35"),
        ("SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999", "limit", "line 1"),
        ("ASK { ?s ?p ?o ?x }", "ends too early", "line 1, column 20"),
        ("ASK { <rel> ?p ?o ; . 5 }", "Cannot read", "line 1"),
    ],
)
def test_what_is_wrong_is_named_and_placed(text: str, summary: str, place: str) -> None:
    fault = explained(text)

    assert summary in fault.summary
    assert str(fault.place).startswith(place)
    assert fault.hint


def test_a_caret_stands_below_the_fault() -> None:
    fault = explained("SELECT *\nWHERE {\n  ?s skos:prefLabel ?o }")

    line, caret = fault.details
    assert line[caret.index("^") :].startswith("skos:prefLabel")


def test_a_caret_stands_below_the_fault_in_a_long_line() -> None:
    text = "ASK { ?s ?p " + "'a', " * 100 + "foo:bar" + ", 'a'" * 100 + " }"

    line, caret = explained(text).details

    assert line[caret.index("^") :].startswith("foo:bar")
    assert len(line) <= 100


def test_a_prefix_of_the_house_is_given() -> None:
    hint = explained("ASK { ?s dis:onClaim ?o }").hint

    assert "PREFIX dis: <https://w3id.org/dissensus/ontology#>" in hint

"""A value is a term: whatever it holds, the rest of the query stays as it was."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Store, Variable

from dissensus.namespaces import XSD
from dissensus.sparql import bind, count_rows, is_cut, is_ordered, one_page, variables
from dissensus.sparql.tokens import tokens

NASTY = (
    *("}", '"', "'", "\\", "\n", "\r", '"""', "'''", "> . ?s ?p ?o }", "#", "?x"),
    *('" } INSERT DATA { <a:a> <a:b> "', "\\u0022", '"@en', "\\", "\x00", "\U0010ffff"),
)
EX = "https://example.org/"


def _answer(text: str) -> object:
    solutions = Store().query(text)
    assert isinstance(solutions, QuerySolutions)
    return next(iter(solutions))[0]


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("}")
@example('" } # ')
@example("\"\"\"\n''' \\")
@example("\\u0022 } ?s ?p ?o")
def test_any_text_comes_through_as_itself(value: str) -> None:
    """SPARQL 1.1 Query, section 19.8: STRING_LITERAL and its escapes."""
    term = Literal(value)

    text = bind("SELECT (?x AS ?out) WHERE { }  # ?x", {"x": term})

    assert _answer(text) == term


@pytest.mark.parametrize("value", NASTY)
def test_no_other_token_changes(value: str) -> None:
    before = "SELECT ?o { ?s ?p ?o FILTER(?o != ?x) BIND('?x' AS ?y) } # ?x"
    harmless = bind(before, {"x": Literal("harmless")})

    after = bind(before, {"x": Literal(value)})

    pairs = [*zip(tokens(harmless), tokens(after), strict=True)]
    changed = [(a.text, b.kind) for a, b in pairs if a.text != b.text]
    assert changed == [('"harmless"', "string")]


PATTERNS = (
    "SELECT ?o { ?x ex:p ?o }",
    "SELECT ?o { ?s ex:p ?o FILTER(?s = ?x) }",
    "SELECT ?o { ?s ex:p ?o OPTIONAL { ?s ex:q ?b FILTER(?s = ?x) } FILTER(?b > 0) }",
    "SELECT ?o { GRAPH ex:g { ?x ex:p ?o } }",
    "SELECT ?o { BIND(?x AS ?s) ?s ex:p ?o }",
    "SELECT ?o { { SELECT ?o { ?s ex:p ?o FILTER(?s = ?x) } } }",
    "SELECT ?o { { SELECT (MAX(?b) AS ?o) { ?x ex:p ?b } } }",
    "SELECT ?o { VALUES ?s { ex:a ex:b } ?s ex:p ?o FILTER EXISTS { ?x ex:p ?o } }",
    "SELECT ?o { ?s ex:p ?o MINUS { ?s ex:p ?o FILTER(?s != ?x) } }",
    "SELECT (IF(BOUND(?s), ?o, ?x) AS ?o2) { ?s ex:p ?o FILTER(?s IN (?x)) }",
    "SELECT ?o { ?s ex:p ?o } GROUP BY ?o HAVING (MIN(STR(?s)) = STR(?x))",
    "SELECT ?o { ?s ex:p ?o FILTER(?x=?s&&?s>=?x) }",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_term_reaches_every_part_of_a_query(pattern: str) -> None:
    """SEP-0007: as if the term had been written in place of the variable."""
    store = Store()
    store.update(
        f"PREFIX ex: <{EX}> INSERT DATA {{ ex:a ex:p 1 ; ex:q 2 . ex:b ex:p 3 ; "
        "ex:q 4 . GRAPH ex:g { ex:a ex:p 1 . ex:b ex:p 3 } }"
    )

    solutions = store.query(
        bind(f"PREFIX ex: <{EX}> {pattern}", {"x": NamedNode(f"{EX}a")})
    )

    assert isinstance(solutions, QuerySolutions)
    assert [str(row[0].value) for row in solutions] == ["1"]


def test_the_engines_own_substitution_does_not() -> None:
    """Why terms are bound in the text; when this fails, that can be looked at anew."""
    text = "SELECT ?x ?y { BIND(?x AS ?y) }"

    solutions = Store().query(text, substitutions={Variable("x"): Literal("1")})

    assert isinstance(solutions, QuerySolutions)
    assert next(iter(solutions))["y"] is None


@pytest.mark.parametrize("operator", ["<", ">", "-", "=", "!="])
@pytest.mark.parametrize("value", [-1, 1])
def test_a_number_keeps_apart_from_what_stands_around(
    operator: str, value: int
) -> None:
    term = Literal(str(value), datatype=XSD.integer)

    text = bind(f"ASK {{ FILTER(3{operator}?n) }}", {"n": term})

    assert isinstance(Store().query(text), QueryBoolean)


def test_pages_and_counts_are_those_of_the_whole_query() -> None:
    text = "SELECT ?n { VALUES ?n { 1 2 3 4 5 } } ORDER BY ?n # ?n"
    store = Store()

    page = store.query(one_page(text, 2, 2))
    count = store.query(count_rows(text))

    assert isinstance(page, QuerySolutions)
    assert isinstance(count, QuerySolutions)
    assert [row[0].value for row in page] == ["3", "4"]
    assert [row["rows"].value for row in count] == ["5"]


def test_what_stands_in_brackets_orders_nothing() -> None:
    inner = "SELECT * { { SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 3 } }"

    assert not is_ordered(inner)
    assert not is_cut(inner)
    assert is_ordered(f"{inner} ORDER BY DESC(?s)")
    assert is_cut(f"{inner} limit 3")


def test_variables_are_those_of_the_text() -> None:
    assert variables("SELECT ?a { $b <?c> '?d' } # ?e") == {"a", "b"}

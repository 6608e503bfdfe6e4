"""What a query asks of other endpoints is found exactly, and put in its place."""

import re
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    Store,
)

from dissensus.errors import MalformedQuery, RefusedQuery
from dissensus.federation import write_table
from dissensus.settings import Settings
from dissensus.sparql import Inspection, Service, inspect, join, mask, nothing_known

HERE = "http://e/sparql"
LIMITS = Settings(services=(HERE, "http://e/other?x=1", "http://e/ü"))


def look(text: str) -> Inspection:
    return inspect(text, LIMITS, "http://here/sparql")


def inside(text: str, service: Service) -> str:
    return text[service.opens + 1 : service.ends - 1]


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("SELECT * { SERVICE <http://e/sparql> { ?s ?p ?o } }", " ?s ?p ?o "),
        ("SELECT*{?a ?b 1SERVICE<http://e/sparql>{?s ?p ?o}}", "?s ?p ?o"),
        ("ASK { service#c {\n silent #}\n <http://e/sparql>#{\n{ } }", " "),
        (
            "PREFIX e: <http://e/> ASK { SERVICE e:sparql { ?s e:p '}' } }",
            " ?s e:p '}' ",
        ),
        ("PREFIX : <http://e/sparql> ASK { SERVICE : {} }", ""),
        ("BASE <http://e/x> ASK { SERVICE <sparql> { } }", " "),
        ("ASK { SERVICE <http://e/\\u0073parql> { } }", " "),
        (
            "ASK { SERVICE <http://e/sparql> { {} # }\n <x> ?p '''}''' } }",
            " {} # }\n <x> ?p '''}''' ",
        ),
        (
            "ASK { ?SERVICE ?service 'SERVICE <x> {' . # SERVICE <y> {}\n"
            "OPTIONAL { SERVICE <http://e/sparql> { ?s <SERVICE> _:service } } }",
            " ?s <SERVICE> _:service ",
        ),
        (
            "ASK { SERVICE <http://e/sparql> { SERVICE ?x { SERVICE <y> { } } } }",
            " SERVICE ?x { SERVICE <y> { } } ",
        ),
    ],
)
def test_a_block_is_found_to_the_letter(text: str, pattern: str) -> None:
    [service] = look(text).services

    assert service.endpoint == HERE
    assert inside(text, service) == pattern
    assert service.silent == ("silent" in text)
    assert f"{{{pattern}\n}}" in service.query


def test_what_is_sent_stands_below_the_prologue() -> None:
    """Relative IRIs and prefixes mean there what they mean here."""
    [service] = look(
        "PREFIX a: <x#> BASE <http://b/> PREFIX b: <y> # PREFIX c: <z>\n"
        "ASK { SERVICE <http://e/sparql> { <r> a:b ?v } }"
    ).services

    assert service.query == (
        "BASE <http://b/>\nPREFIX a: <http://here/x#>\nPREFIX b: <http://b/y>\n"
        "SELECT * { <r> a:b ?v \n} LIMIT 10001"
    )
    assert service.variables == ("v",)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <http://e/sparqL> {} }",
        "ASK { SERVICE <http://e/sparql/> {} }",
        "ASK { SERVICE SILENT <file:///etc/passwd> {} }",
        "ASK { SERVICE <http://e/sparql> {} SERVICE <http://127.0.0.1/> {} }",
        "ASK { VALUES ?x { <http://e/sparql> } SERVICE ?x { } }",
        "ASK { ?s ?p trueSERVICE <http://e/sparql> { } }",
        "PREFIX : <http://e/> ASK { SERVICE:sparql { } }",
        "PREFIX service: <http://e/> ASK { SERVICE service:sparql { } }",
        "PREFIX : <http://e/sparql> ASK { ?s ?p trueSERVICE: { } }",
        "ASK { \\u0053ERVICE <http://e/sparql> { } }",
        "ASK { BIND('\\u0027 SERVICE <x> {} #' AS ?l) }",
        "ASK { ?s ?p ?o #\\u000A SERVICE <http://x/> { }\n }",
        "ASK {" + "SERVICE <http://e/sparql> {} " * 5 + "}",
    ],
)
def test_whatever_else_asks_is_refused(text: str) -> None:
    with pytest.raises(RefusedQuery, match=r"SERVICE|hides") as caught:
        look(text)

    assert caught.value.hint


def test_the_refusal_names_the_endpoint_and_what_the_operator_can_do() -> None:
    with pytest.raises(RefusedQuery) as caught:
        look("ASK {\n SERVICE <http://elsewhere/sparql> {} }")

    assert "<http://elsewhere/sparql>" in str(caught.value)
    assert "DISSENSUS_SERVICES" in caught.value.hint
    assert f"allowed: {HERE}" in caught.value.details
    assert str(caught.value.place) == "line 2, column 2"


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE }",
        "ASK { SERVICE <http://e/sparql> }",
        "ASK { SERVICE <http://e/sparql> { ?s ?p ?o",
        "ASK { SERVICE SILENT",
        "ASK { SERVICE x:y {} }",
    ],
)
def test_half_a_block_is_malformed(text: str) -> None:
    with pytest.raises(MalformedQuery):
        look(text)


PIECES = [
    *("SERVICE", "<http://e/sparql>", " ", "\n", "#", "1", "{", "}", "?s ?p ?o", "'"),
    *('"', "SILENT", "true", ":", "OPTIONAL", ".", "\\u0053", "é", "'''"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_what_is_masked_has_no_service_for_the_engine(pieces: list[str]) -> None:
    """Whatever gets past the guard, the engine asks nobody: it would say so."""
    text = f"PREFIX : <http://e/> SELECT * {{ {''.join(pieces)} }}"
    try:
        said = look(text)
    except (RefusedQuery, MalformedQuery):
        return
    masked = mask(text, said.services)

    assert len(masked) == len(text)
    assert [m.start() for m in re.finditer("\n", masked)] == [
        m.start() for m in re.finditer("\n", text)
    ]
    with suppress(SyntaxError):
        list(Store().query(masked))  # type: ignore[arg-type]


E_ = "http://e/"
TERMS = [NamedNode(f"{E_}{n}") for n in "abc"] + [
    Literal("a"), Literal("a", language="en"), Literal(1), Literal('q"\\\n\u0001é'),
]  # fmt: skip
SUBJECTS = [NamedNode(f"{E_}{n}") for n in "abc"]
TRIPLES = st.lists(
    st.tuples(*map(st.sampled_from, (SUBJECTS, SUBJECTS[:2], TERMS))),
    max_size=8,
)
PATTERNS = st.sampled_from(
    [
        "?x <http://e/a> ?y",
        "?x ?p ?y",
        "?y <http://e/b> ?z",
        "?x <http://e/a> 1",
        "?x ?p ?y OPTIONAL { ?y ?q ?z }",
        "SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?y } GROUP BY ?x",
        "<http://e/a> <http://e/b> <http://e/c>",
        "?x ?p ?y FILTER NOT EXISTS { ?y ?p ?x }",
        "{ ?x <http://e/a> ?y } UNION { ?y <http://e/b> ?z }",
        "?x ?p ?y . ?x ?q ?y",
    ]
)
FRAMES = st.sampled_from(
    [
        "SELECT * { REMOTE }",
        "SELECT * { ?x <http://e/a> ?y . REMOTE }",
        "SELECT * { REMOTE . ?y ?r ?w }",
        "SELECT * { ?x <http://e/a> ?y OPTIONAL { REMOTE } }",
        "SELECT * { ?x <http://e/a> ?y OPTIONAL { REMOTE FILTER(?x != ?y) } }",
        "SELECT * { { ?x <http://e/b> ?y } UNION { REMOTE } }",
        "SELECT * { ?x ?p ?y MINUS { REMOTE } }",
        "SELECT * { ?x ?p ?y FILTER EXISTS { REMOTE } }",
        "SELECT ?x (COUNT(*) AS ?k) { ?x ?p ?y { SELECT DISTINCT ?x { REMOTE } } } "
        "GROUP BY ?x",
        "SELECT * { REMOTE BIND(1 AS ?new) FILTER(BOUND(?x)) }",
        "SELECT * { ?x ?p ?y . REMOTE REMOTE }",
        "SELECT ?x ?y { ?x ?p ?y FILTER NOT EXISTS { REMOTE } } ORDER BY ?x LIMIT 3",
    ]
)


def solutions(store: Store, text: str) -> Counter[frozenset[tuple[str, str]]]:
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    names = found.variables
    return Counter(
        frozenset((v.value, str(row[v])) for v in names if row[v] is not None)
        for row in found
    )


@given(TRIPLES, TRIPLES, PATTERNS, FRAMES)
def test_a_table_in_its_place_answers_as_the_pattern_evaluated_there(
    own: list[tuple[NamedNode, NamedNode, Literal]],
    remote: list[tuple[NamedNode, NamedNode, Literal]],
    pattern: str,
    frame: str,
) -> None:
    """The endpoint's triples as a named graph of one store say what is right."""
    graph = NamedNode("http://e/remote")
    merged, alone = Store(), Store()
    merged.extend(Quad(*triple) for triple in own)
    merged.extend(Quad(*triple, graph) for triple in remote)
    alone.extend(Quad(*triple) for triple in remote)
    block = f"{{ {pattern} }}"
    text = frame.replace("REMOTE", f"SERVICE <{HERE}> {block}")

    found = look(text).services
    tables = []
    for service in found:
        answer = alone.query(service.query).serialize(format=QueryResultsFormat.JSON)
        tables.append(
            write_table(answer or b"", "application/json", service.variables, 10_000)
        )
    joined = join(text, found, tables)

    oracle = frame.replace("REMOTE", f"GRAPH <{graph.value}> {{ {block} }}")
    if "LIMIT" in frame:  # which three, the standard leaves open
        joined, oracle = (t.replace("LIMIT 3", "") for t in (joined, oracle))
    assert solutions(merged, joined) == solutions(merged, oracle)


def test_what_stands_below_a_block_keeps_its_line() -> None:
    text = "SELECT * {\n SERVICE <http://e/sparql>\n {\n ?s ?p ?o }\n ?s ?p }"

    joined = join(text, look(text).services, ["VALUES (?s) { (1) }"])

    assert joined.count("\n") == text.count("\n")
    assert joined.endswith(text[text.rindex("\n") :])


def test_a_silent_failure_binds_nothing_and_keeps_the_columns() -> None:
    """SPARQL 1.1 Federated Query, section 2.3."""
    text = "SELECT * { VALUES ?k { 1 2 } SERVICE <http://e/sparql> { ?s ?p 1 } }"
    found = look(text).services

    answer = Store().query(join(text, found, [nothing_known(found[0])]))

    assert isinstance(answer, QuerySolutions)
    assert {v.value for v in answer.variables} == {"k", "s", "p"}
    assert len(list(answer)) == 2

"""What a query says of itself, and what is refused before it runs."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Store

from dissensus.errors import (
    DissensusError,
    MalformedQuery,
    RefusedQuery,
    RequestError,
    RequestTooLarge,
)
from dissensus.settings import Settings
from dissensus.sparql import Form, Inspection, dataset_of, inspect

LIMITS = Settings()
CASES = Path(__file__).parents[4] / "shared" / "attack" / "bad_inputs.jsonl"


def look(text: str) -> Inspection:
    return inspect(text, LIMITS)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("select?x{}", Form.SELECT),
        ("# a comment\nPREFIX a: <urn:a> BASE <urn:b> ASK {}", Form.ASK),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Form.CONSTRUCT),
        ("DESCRIBE<urn:a>", Form.DESCRIBE),
    ],
)
def test_the_form_is_the_first_word_after_the_prologue(text: str, form: Form) -> None:
    assert look(text).form is form


def test_the_prologue_is_read_and_resolved() -> None:
    found = look("BASE <http://e/a/> PREFIX x: <b#> PREFIX : <../c> ASK {}")

    assert found.base == "http://e/a/"
    assert found.prefixes == {"x": "http://e/a/b#", "": "http://e/c"}


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("SELECT * FROM <urn:a> FROM NAMED <urn:b> FROM <urn:c> {}", "ac", "b"),
        ("PREFIX u: <urn:> ASK FROM u:a FROM u:a {}", "a", ""),
        ("PREFIX u: <urn:> CONSTRUCT { ?s ?p ?o } FROM NAMED u:b WHERE {}", "", "b"),
        (
            "SELECT (COUNT(?from) AS ?n) { ?from ?p 'FROM <urn:a>' } # FROM <urn:b>",
            "",
            "",
        ),
    ],
)
def test_the_dataset_is_that_of_from(text: str, default: str, named: str) -> None:
    """SPARQL 1.1 Query, section 13.2."""
    found = look(text)

    assert found.default_graphs == tuple(f"urn:{name}" for name in default)
    assert found.named_graphs == tuple(f"urn:{name}" for name in named)
    assert dataset_of(text) == (found.default_graphs, found.named_graphs)


SERVICE = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { #x\n SERVICE#y\n SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:9/> { ?c ?d ?e } }",
    "SELECT * { ?s ?p 1.0e1SERVICE <http://127.0.0.1:9/> { ?c ?d ?e } }",
    "SELECT * { ?s ?p trueSERVICE <http://127.0.0.1:9/> { ?c ?d ?e } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x { ?c ?d ?e } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { ?s ?p trueSERVICE:x { ?c ?d ?e } }",
    "PREFIX service: <http://127.0.0.1:9/> SELECT * { SERVICE service:x { ?c ?d ?e } }",
    "SELECT * { OPTIONAL { ?s <http://x/\\u0023> 1 } BIND('\\u0027#' AS ?k) "
    "SERVICE <http://127.0.0.1:9/> { ?c ?d ?e } }",
    "SELECT * { ?s ?p ?o #\\u000A SERVICE <http://127.0.0.1:9/> { ?c ?d ?e }\n }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?c ?d ?e } }",
    "SELECT * { VALUES ?g { <http://127.0.0.1:9/> } SERVICE ?g { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } } } }",
]


@pytest.mark.parametrize("text", SERVICE)
def test_no_other_endpoint_is_asked_however_it_is_written(text: str) -> None:
    with pytest.raises(RefusedQuery, match="SERVICE"):
        look(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?service ?SERVICE 'SERVICE <x> {}' } # SERVICE",
        'ASK { <http://e/SERVICE> <http://e/service> """SERVICE"""@service }',
        "PREFIX myservice: <urn:> ASK { myservice:a ?b myservice:SERVICE }",
        "PREFIX s: <urn:> ASK { s:SERVICE ?b _:SERVICE }",
    ],
)
def test_what_is_only_called_service_is_not_refused(text: str) -> None:
    assert look(text).form is Form.ASK


PIECES = [
    "SERVICE", "service", "SILENT", " ", "\n", "#", "1", "true", ":", "x:", "'", '"',
    "<http://127.0.0.1:9/>", "{", "}", "?s", "?p", ".", ";", "OPTIONAL", "\\u0053", "a",
    "^", "<", ">", "FILTER(1)", "BIND(1 AS ?x)", "<urn:a#>", "'''", "_:b", "@en", "e",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12))
@example(["?s", " ", "?p", " ", "true", "SERVICE", ":", "{", "}"])
def test_whatever_the_engine_would_ask_is_refused(pieces: list[str]) -> None:
    """Port 9 is one that the engine refuses by itself, and says so."""
    text = f"PREFIX : <http://127.0.0.1:9/> SELECT * {{ {''.join(pieces)} }}"
    asks = False
    try:
        for _ in Store().query(text):  # type: ignore[union-attr]
            pass
    except SyntaxError:
        pass
    except (OSError, RuntimeError):
        asks = True

    if asks:
        with pytest.raises(RefusedQuery):
            look(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "PREFIX : <urn:> DELETE WHERE { ?s ?p ?o }",
        "LOAD SILENT <http://127.0.0.1:9/>",
        "clear all",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused_as_one(text: str) -> None:
    with pytest.raises(RefusedQuery, match="read-only"):
        look(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {" + "{" * 5000 + "}" * 5000 + "}",
        "ASK { FILTER" + "(" * 5000 + "1" + ")" * 5000 + " }",
        "SELECT * { ?s ?p " + "[ ?p " * 5000 + "1" + "]" * 5000 + " }",
        "ASK { FILTER(" + "!" * 5000 + "1) }",
        "ASK { FILTER(" + "- " * 5000 + "1) }",
        "ASK { " + "<< " * 5000 + "?s ?p ?o" + " >> ?p ?o" * 5000 + " }",
    ],
    ids=["braces", "parentheses", "nodes", "not", "minus", "triples"],
)
def test_what_nests_too_deep_is_refused(text: str) -> None:
    with pytest.raises(RefusedQuery, match="200 levels"):
        look(text)


def test_the_engine_can_read_what_nests_as_deep_as_allowed() -> None:
    most = LIMITS.query_depth - 1
    for text in (
        "SELECT * {" + "{" * most + "}" * most + "}",
        "ASK { FILTER" + "(" * (most - 1) + "1" + ")" * (most - 1) + " }",
    ):
        look(text)
        assert Store().query(text) is not None


def test_what_is_too_long_is_refused_by_its_bytes() -> None:
    with pytest.raises(RequestTooLarge, match="200000"):
        look("ASK { ?s ?p '" + "é" * 100_000 + "' }")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", None),
        ("  # nothing", None),
        ("\nWHERE {}", "line 2, column 1"),
        ("PREFIX x <urn:a> ASK {}", "line 1, column 8"),
        ("PREFIX x: ASK {}", "line 1, column 11"),
        ("ASK FROM x:a {}", "line 1, column 10"),
        ("ASK FROM", "line 1, column 5"),
        ("ASK { '\ud800' }", "line 1, column 8"),
    ],
)
def test_what_cannot_be_read_is_placed(text: str, place: str | None) -> None:
    with pytest.raises(MalformedQuery) as caught:
        look(text)

    assert (str(caught.value.place) if caught.value.place else None) == place
    assert caught.value.hint


@given(st.text(max_size=200))
def test_any_text_is_inspected_or_refused_with_a_reason(text: str) -> None:
    try:
        look(text)
    except DissensusError as fault:
        assert isinstance(fault, RequestError)  # noqa: PT017 - most texts are no query


@pytest.mark.skipif(not CASES.exists(), reason="needs ../shared/attack")
def test_the_collected_attacks_are_refused_where_they_must_be() -> None:
    seen = 0
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        text = case.get("sparql", "")
        if case["target"] == "sparql" and case["expect"].get("status") == ["4xx"]:
            text = re.sub(
                r"\{\{rep\|(.*?)\|(\d+)\}\}", lambda m: m[1] * int(m[2]), text
            ).replace("{{canary}}", "http://127.0.0.1:9")
            if text:
                seen += 1
                with pytest.raises(RequestError):
                    look(text)
    assert seen > 5

"""What an endpoint sends becomes a table of terms, and nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BaseDirection,
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Store,
    Triple,
)

from dissensus.federation import write_table
from dissensus.federation.tables import TooManyError

JSON = "application/sparql-results+json"


def results(*rows: dict[str, dict[str, Any]], names: str = "xy") -> bytes:
    document = {"head": {"vars": list(names)}, "results": {"bindings": rows}}
    return json.dumps(document).encode()


def read(table: str) -> list[list[Any]]:
    found = Store().query(f"SELECT * {{ {table} }}")
    assert isinstance(found, QuerySolutions)
    return [list(row) for row in found]


@given(
    st.text(),
    st.sampled_from([{}, {"xml:lang": "en-GB"}, {"datatype": "http://e/t"}]),
)
def test_a_literal_comes_through_as_it_is(value: str, more: dict[str, str]) -> None:
    """Quotes, braces and line ends in it end nothing."""
    data = results({"x": {"type": "literal", "value": value, **more}}, names="x")

    [[term]] = read(write_table(data, JSON, ["x"], 1))

    assert term.value == value
    assert (term.language or "") == more.get("xml:lang", "").lower()


def test_all_kinds_of_terms_come_through() -> None:
    store = Store()
    query = (
        "SELECT * { VALUES (?x ?y) { (<urn:a> 01) (UNDEF 'a'@en--ltr) "
        "(<<( <urn:a> <urn:b> <<( <urn:a> <urn:b> 'q' )>> )>> UNDEF) } }"
    )
    for format_, media_type in (
        (QueryResultsFormat.JSON, JSON),
        (QueryResultsFormat.XML, "application/sparql-results+xml"),
    ):
        data = store.query(query).serialize(format=format_) or b""

        assert read(write_table(data, media_type, ["x", "y"], 3)) == [
            [NamedNode("urn:a"), Literal(1)],
            [None, Literal("a", language="en", direction=BaseDirection.LTR)],
            [
                Triple(
                    NamedNode("urn:a"),
                    NamedNode("urn:b"),
                    Triple(NamedNode("urn:a"), NamedNode("urn:b"), Literal("q")),
                ),
                None,
            ],
        ]


def test_a_blank_node_is_one_new_iri_wherever_it_stands() -> None:
    """RDF 1.1 Concepts, section 3.5."""
    one, other = ({"type": "bnode", "value": v} for v in ("b", "c"))
    data = results({"x": one, "y": other}, {"x": one, "y": one})

    [first, second] = read(write_table(data, JSON, ["x", "y"], 2))

    assert not any(isinstance(term, BlankNode) for term in first + second)
    assert first[0] == second[0] == second[1] != first[1]
    assert read(write_table(data, JSON, ["x", "y"], 2))[0][0] != first[0]


def test_what_was_not_asked_for_is_dropped() -> None:
    one = {"type": "literal", "value": "1"}

    table = write_table(results({"x": one, "y": one}), JSON, ["y", "z"], 1)

    assert table == 'VALUES (?y) { ("1") }'


def test_no_solution_and_no_column_stay_what_they_are() -> None:
    assert read(write_table(results(), JSON, ["x", "y"], 1)) == []
    assert read(write_table(results({}, {}, names=""), JSON, [], 2)) == [[], []]


def test_too_many_solutions_are_no_table() -> None:
    data = results({}, {}, {})

    assert write_table(data, JSON, ["x"], 3)
    with pytest.raises(TooManyError):
        write_table(data, JSON, ["x"], 2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html></html>",
        b"null",
        b'{"boolean":true}',
        b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","val',
        results({"x": {"type": "uri", "value": "urn:a> } DROP ALL #"}}),
        results({"x": {"type": "literal", "value": "1", "datatype": "no iri"}}),
        results({"x": {"type": "literal", "value": "1", "xml:lang": "e n"}}),
        results(names=["x) { } #"]),  # type: ignore[arg-type]
        b"\xff\xfe" + results(),
    ],
)
def test_what_is_no_table_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"it (says|cannot)"):
        write_table(data, JSON, ["x", "y"], 10)

"""What HTTP asks of an endpoint beside the answers: codings, tags, limits."""

import gzip
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import brotli
import httpx
import pytest
import zstandard
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from dissensus.release import Release

Serving = Callable[..., AbstractContextManager[Any]]
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
SOME = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
UNPACK = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}


def _raw(http: httpx.Client, query: str, **headers: str) -> tuple[httpx.Headers, bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = {"params": {"query": query}, "headers": named}
    with http.stream("GET", "/sparql", **asked) as response:  # type: ignore[arg-type]
        return response.headers, b"".join(response.iter_raw())


@pytest.mark.parametrize("query", [SOME, MANY])
@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_an_answer_is_packed_as_the_client_likes_it(
    http: httpx.Client, query: str, coding: str
) -> None:
    _, plain = _raw(http, query, Accept_Encoding="identity")

    head, packed = _raw(http, query, Accept_Encoding=f"{coding}, *;q=0.1")

    assert head["Content-Encoding"] == coding
    assert UNPACK[coding](packed) == plain
    assert len(packed) < len(plain) / 2
    assert {"Accept", "Accept-Encoding"} <= set(head["Vary"].split(", "))


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1, br;q=0.2", "gzip"),
        ("gzip;q=0, *", "br"),
        ("*, br;q=0, zstd;q=0", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("deflate", None),
        ("gzip;q=0", None),
        ("", None),
    ],
)
def test_a_coding_that_is_forbidden_is_not_used(
    http: httpx.Client, header: str, coding: str | None
) -> None:
    """RFC 9110, section 12.5.3: q=0 forbids, also beside a wildcard."""
    for path in ("/sparql?query=" + SOME, "/ontology.ttl"):
        with http.stream("GET", path, headers={"Accept-Encoding": header}) as response:
            assert response.headers.get("Content-Encoding") == coding


def test_who_forbids_every_coding_is_told_so(http: httpx.Client) -> None:
    for path in ("/", "/sparql"):
        response = http.get(path, headers={"Accept-Encoding": "*;q=0"})

        assert response.status_code == 406
        assert "br" in response.json()["details"]


def test_headers_that_come_in_several_lines_count_as_one(http: httpx.Client) -> None:
    """RFC 9110, section 5.3."""
    lines = [
        ("Accept", "text/csv;q=0"),
        ("Accept", "*/*;q=0.1"),
        ("Accept", "application/sparql-results+json;q=0"),
        ("Accept-Encoding", "br;q=0"),
        ("Accept-Encoding", "gzip"),
    ]

    response = http.get("/sparql", params={"query": SOME}, headers=lines)

    kind = response.headers["Content-Type"]
    assert kind.startswith("application/sparql-results+xml")
    assert response.headers["Content-Encoding"] == "gzip"


def test_a_query_asked_again_is_answered_by_304(http: httpx.Client) -> None:
    """White space and comments make no other query; form and coding do."""
    accept = {"Accept": "text/csv", "Accept-Encoding": "gzip"}
    first = http.get("/sparql", params={"query": SOME}, headers=accept)
    tag = first.headers["ETag"]
    other_text = "# again\nSELECT  *\n{ ?s ?p ?o }\nORDER BY ?s ?p ?o"

    def ask(text: str = SOME, **more: str) -> httpx.Response:
        headers = {**accept, "If-None-Match": f'"other", {tag}', **more}
        return http.get("/sparql", params={"query": text}, headers=headers)

    assert not tag.startswith("W/")
    again = ask(other_text)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == tag
    assert "Accept-Encoding" in again.headers["Vary"]
    assert ask(Accept="text/tab-separated-values").status_code == 200
    assert ask(**{"Accept-Encoding": "br"}).status_code == 200
    assert ask(SOME + " LIMIT 1").status_code == 200
    assert http.get("/sparql", params={"query": SOME}, headers=accept).content


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?now) {}",
        "SELECT (rand() AS ?x) {}",
        "SELECT (STRUUID() AS ?x) {}",
        "CONSTRUCT { [] ?p ?o } { ?s ?p ?o }",
    ],
)
def test_what_changes_each_time_has_no_etag(http: httpx.Client, query: str) -> None:
    assert "ETag" not in http.get("/sparql", params={"query": query}).headers


@pytest.mark.parametrize("query", [SOME, MANY, "SELEC *", "ASK {}"])
@pytest.mark.parametrize("coding", ["identity", "br"])
def test_head_of_a_query_is_get_without_the_bytes(
    http: httpx.Client, query: str, coding: str
) -> None:
    asked = {"params": {"query": query}, "headers": {"Accept-Encoding": coding}}

    head = http.head("/sparql", **asked)  # type: ignore[arg-type]
    get = http.get("/sparql", **asked)  # type: ignore[arg-type]

    ignored = {"date", "transfer-encoding"}
    assert head.status_code == get.status_code
    assert head.content == b""
    assert {k: v for k, v in head.headers.items() if k not in ignored} == {
        k: v for k, v in get.headers.items() if k not in ignored
    }


def test_options_tell_what_is_allowed(http: httpx.Client) -> None:
    for path, allowed in (
        ("/sparql", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("/graphs", {"GET", "HEAD", "OPTIONS"}),
    ):
        found = http.options(path)

        assert set(found.headers["Allow"].split(", ")) == allowed
        methods = found.headers["Access-Control-Allow-Methods"]
        assert set(methods.split(", ")) == allowed
        assert found.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_method_that_would_write_is_refused(http: httpx.Client, method: str) -> None:
    for path in ("/sparql", "/graphs?default", "/graph/data/tides/debate"):
        found = http.request(method, path)

        assert found.status_code == 405
        assert "GET" in found.headers["Allow"]
        assert found.headers["Content-Type"] == "application/problem+json"


def test_text_that_is_not_utf8_is_a_fault(http: httpx.Client) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    latin = {"Content-Type": "application/sparql-query; charset=iso-8859-1"}

    assert http.get("/sparql?query=ASK%20%7B%7D%23%FF").status_code == 400
    sent = http.post("/sparql", content=b"query=ASK{}%23%E9", headers=form)
    assert (sent.status_code, "'query'" in sent.json()["detail"]) == (400, True)
    raw = http.post("/sparql", content="query=ASK {} #é".encode(), headers=form)
    assert raw.json()["boolean"] is True
    assert http.post("/sparql", content=b"ASK {}", headers=latin).status_code == 415


def test_a_graph_is_read_by_its_name_or_as_the_default(http: httpx.Client) -> None:
    """SPARQL 1.1 Graph Store HTTP Protocol, sections 4.2, 5.2 and 5.5."""
    iri = "https://example.org/tides/graph/data/tides/debate"
    turtle = {"Accept": "application/n-triples"}

    indirect = http.get("/graphs", params={"graph": iri}, headers=turtle)
    direct = http.get("/graph/data/tides/debate", headers=turtle)
    default = http.get("/graphs?default", headers=turtle)

    assert indirect.content == direct.content
    assert http.head("/graphs", params={"graph": iri}).status_code == 200
    statements = set(map(str, parse(default.content, format=RdfFormat.N_TRIPLES)))
    for triple in parse(direct.content, format=RdfFormat.N_TRIPLES):
        assert str(triple) in statements
    count = http.get(
        "/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
    ).json()["results"]["bindings"][0]["n"]["value"]
    assert len(statements) == int(count)
    tag = default.headers["ETag"]
    again = http.get("/graphs?default", headers={**turtle, "If-None-Match": tag})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/graphs", 400),
        ("/graphs?default&graph=https://example.org/tides/graph/asserted", 400),
        ("/graphs?graph=data", 400),
        ("/graphs?graph=urn:nothing", 404),
    ],
)
def test_a_graph_that_is_none_is_a_fault(
    http: httpx.Client, address: str, status: int
) -> None:
    assert http.get(address).status_code == status


def test_every_limit_is_stated_where_a_client_looks(http: httpx.Client) -> None:
    answer = http.get("/sparql", params={"query": "ASK {}"})
    stated = dict(
        pair.split("=") for pair in answer.headers["Dissensus-Limits"].split(", ")
    )
    described = http.get("/sparql").text
    status = http.get("/status.json").json()["limits"]

    assert {"deadline", "answer_rows", "answer_bytes", "queries_per_client"} <= {
        *stated
    }
    for name, number in stated.items():
        assert float(number) == status[name]
        assert f'"{name}"' in described


@pytest.mark.parametrize("kind", ["json", "xml", "csv", "tsv"])
def test_an_answer_with_too_many_rows_is_refused_whole(
    release: Release, serving: Serving, kind: str
) -> None:
    """Clean where the first bytes are held back still, else at the second time."""
    limits = {"DISSENSUS_ANSWER_ROWS": "50", "DISSENSUS_ANSWER_BYTES": "3000000"}
    with serving(release.folder.parent, **limits) as server:
        asked = {"query": "SELECT * { ?s ?p ?o } LIMIT 51", "format": kind}
        refused = httpx.get(f"{server.url}/sparql", params=asked)
        asked["query"] = "SELECT * { ?s ?p ?o } LIMIT 50"
        given = httpx.get(f"{server.url}/sparql", params=asked)

    assert given.status_code == 200
    assert refused.status_code == 403
    problem = refused.json()
    assert "50 rows" in problem["detail"]
    assert problem["limit"] == {
        "name": "answer_rows",
        "most": 50,
        "reached": 51,
        "unit": "rows",
    }
    assert "LIMIT" in problem["hint"]


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_an_answer_that_grew_too_long_breaks_off_and_then_says_why(
    release: Release, serving: Serving, coding: str
) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 20000"
    asked = {"query": query, "format": "csv"}
    accept = {"Accept-Encoding": coding}
    limits = {"DISSENSUS_ANSWER_BYTES": "300000"}
    with serving(release.folder.parent, **limits) as server:
        url = f"{server.url}/sparql"
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(url, params=asked, headers=accept)
        problem = httpx.get(url, params=asked, headers=accept)
        counts = httpx.get(f"{server.url}/status.json").json()["queries"]["counts"]

    assert problem.status_code == 403
    assert problem.json()["limit"]["name"] == "answer_bytes"
    assert counts["AnswerTooLong"] == 2


def test_a_control_character_is_written_or_refused_never_broken(
    http: httpx.Client,
) -> None:
    """A literal may hold any character; XML may not."""
    query = r'SELECT ("a\r\n\t\"b\", \u0001" AS ?x) ("a\rb" AS ?y) {}'
    fine = r'SELECT ("a\r\n\t\"b\"," AS ?x) ("a\rb" AS ?y) {}'

    def ask(kind: str, text: str = query) -> httpx.Response:
        return http.get("/sparql", params={"query": text, "format": kind})

    row = ask("json").json()["results"]["bindings"][0]
    assert row["x"]["value"] == 'a\r\n\t"b", \x01'
    assert ask("xml").status_code == 406
    assert "control character" in ask("xml").json()["detail"]
    assert "a&#xD;\n\t" in ask("xml", fine).text
    assert ask("csv").content == b'x,y\r\n"a\r\n\t""b"", \x01","a\rb"\r\n'
    assert ask("tsv").content.count(b"\n") == 2


def test_relative_names_rest_on_the_address_of_the_endpoint(
    http: httpx.Client,
) -> None:
    """SPARQL 1.1 Protocol, section 2.1.6 (RFC 3986, section 5.1)."""
    query = "SELECT (<x> AS ?x) (IRI('#y') AS ?y) {}"

    row = http.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]

    assert row["x"]["value"] == "https://example.org/tides/x"
    assert row["y"]["value"] == "https://example.org/tides/sparql#y"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?x { ?x a clm:Claim }", "https://example.org/tides/id/claim/"),
        ("SELECT ?x { ?x a rfds:Class }", "Did you mean rdfs:?"),
        ("SELECT ?x { ?x wdt:P31 ?y }", "http://www.wikidata.org/prop/direct/"),
        ("SELECT ?x { ?x a ?y } ODER BY ?x", "Did you mean ORDER?"),
        ("SELECT name { ?x ?p ?name }", "Did you mean the variable ?name?"),
        ("SELECT ?x { ?x ?p ?y FILTER(STARTSWITH(?y, 'a')) }", "STRSTARTS"),
        ("SELECT ?x, ?y { ?x ?p ?y }", "without commas"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "GROUP BY"),
        ("SELECT ?x { ?x ?p ?y FILTER(<urn:f>(?y)) }", "custom function"),
        ("SELECT ?x { ?x ?p 'open }", "not closed"),
    ],
)
def test_a_mistake_is_explained_to_a_learner(
    http: httpx.Client, query: str, said: str
) -> None:
    response = http.get("/sparql", params={"query": query})

    problem = response.json()
    assert response.status_code == 400
    assert said in problem["detail"] + problem["hint"]
    assert "expected one of" not in json.dumps(problem)
    if "line" in problem:
        assert problem["details"][1].endswith("^")


def test_updates_are_read_before_they_are_refused(http: httpx.Client) -> None:
    def send(update: str) -> Any:
        return http.post("/sparql", data={"update": update})

    fine = send("INSERT DATA { <urn:a> <urn:b> 1 } ; CLEAR ALL")
    wrong = send("INSERT DATA {\n <urn:a> <urn:b> ex:c }")

    assert (fine.status_code, "read-only" in fine.json()["detail"]) == (403, True)
    assert (wrong.status_code, wrong.json()["line"]) == (400, 2)
    assert "'ex:'" in wrong.json()["detail"]


def test_without_workers_a_query_is_unavailable(client: FlaskClient) -> None:
    assert client.get("/sparql?query=ASK{}").status_code == 503


def test_a_file_with_odd_literals_can_be_opened(
    running: Serving, tmp_path: Path
) -> None:
    file = tmp_path / "odd.ttl"
    file.write_text(
        '<urn:a> <urn:b> "yes"^^<http://www.w3.org/2001/XMLSchema#boolean> .'
    )
    query = "SELECT ?o { ?s ?p ?o }"
    with running("open", str(file), "--port", "0") as server:
        answer = httpx.get(f"{server.url}/sparql", params={"query": query}).json()

    assert answer["results"]["bindings"][0]["o"]["value"] == "yes"

"""RDF 1.2 over HTTP: triple terms and base directions, in every format that can."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest
from pyoxigraph import (
    BaseDirection,
    Literal,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

Serving = Callable[..., AbstractContextManager[Any]]
TURTLE = """VERSION "1.2"
PREFIX ex: <http://example.com/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
ex:greeting ex:says "שלום"@he--rtl , "hello"@en--ltr .
ex:report rdf:reifies <<( ex:moon ex:pulls "the \\"sea\\", it is said"@en--ltr )>> .
ex:plain ex:says "not <<( a triple )>>, nor \\"x\\"@en--ltr" .
"""
ABOUT = (
    "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { <http://example.com/%s> } ?s ?p ?o }"
)
VALUES = "SELECT ?o WHERE { <http://example.com/%s> ?p ?o }"
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/trig": RdfFormat.TRIG,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
TABLES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}


SUBJECTS = ("plain", "greeting", "report")
GREETING = {
    Literal("שלום", language="he", direction=BaseDirection.RTL),
    Literal("hello", language="en", direction=BaseDirection.LTR),
}


@pytest.fixture(scope="module")
def opened(
    running: Serving, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of a server of that file."""
    file = tmp_path_factory.mktemp("rdf12") / "rdf12.ttl"
    file.write_text(TURTLE, encoding="utf-8")
    with (
        running("open", str(file), "--port", "0") as server,
        httpx.Client(base_url=server.url) as client,
    ):
        yield client


def ask(client: httpx.Client, query: str, accept: str) -> httpx.Response:
    """Send ``query``."""
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept})


def version(response: httpx.Response) -> str:
    """Return the version that the media type of ``response`` announces."""
    return response.headers["Content-Type"].partition("; version=")[2]


@pytest.mark.parametrize("accept", TABLES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_table_says_that_it_needs_rdf_12_only_if_it_does(
    opened: httpx.Client, subject: str, accept: str
) -> None:
    response = ask(opened, VALUES % subject, accept)

    rows = parse_query_results(response.content, format=TABLES[accept])
    found = {row["o"] for row in rows}  # type: ignore[union-attr]
    assert version(response) == ("" if subject == "plain" else "1.2")
    assert len(found) == (2 if subject == "greeting" else 1)
    if subject == "greeting":
        assert found == GREETING
    if subject == "report":
        assert all(isinstance(term, Triple) for term in found)


@pytest.mark.parametrize("accept", GRAPHS)
@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("where", ["/sparql", "/resource"])
def test_a_graph_says_that_it_needs_rdf_12_only_if_it_does(
    opened: httpx.Client, where: str, subject: str, accept: str
) -> None:
    iri = f"http://example.com/{subject}"
    params = {"query": ABOUT % subject} if where == "/sparql" else {"iri": iri}

    response = opened.get(where, params=params, headers={"Accept": accept})

    found = {quad.object for quad in parse(response.content, format=GRAPHS[accept])}
    assert version(response) == ("" if subject == "plain" else "1.2")
    assert (found == GREETING) is (subject == "greeting")
    assert any(isinstance(term, Triple) for term in found) is (subject == "report")


@pytest.mark.parametrize(
    ("subject", "accepted", "status", "announced"),
    [
        ("plain", "version=1.2", 200, "1.2"),
        ("plain", 'version="1.2-basic"', 200, "1.2-basic"),
        ("plain", "version=1.1", 200, "1.1"),
        ("plain", "version=9", 200, ""),
        ("greeting", "version=1.2", 200, "1.2"),
        ("greeting", "version=1.2-basic", 200, "1.2-basic"),
        ("greeting", "version=1.1", 406, ""),
        ("greeting", "version=1.1, {type};q=0.5", 200, "1.2"),
        ("greeting", "version=1.1, */*;q=0.1", 200, "1.2"),
        ("greeting", "q=1, {type};version=1.2;q=0", 200, "1.2"),
        ("report", "version=1.2", 200, "1.2"),
        ("report", "version=1.2-basic", 406, ""),
        ("report", "version=1.2;q=0, {type}", 406, ""),
    ],
)
@pytest.mark.parametrize("where", ["/sparql", "/resource"])
def test_what_a_client_cannot_read_is_not_sent_to_it(
    opened: httpx.Client,
    where: str,
    subject: str,
    accepted: str,
    status: int,
    announced: str,
) -> None:
    """RDF 1.2 Concepts: the version may be negotiated; 406 is allowed."""
    type_ = "text/turtle"
    accept = f"{type_};{accepted.format(type=type_)}"
    iri = f"http://example.com/{subject}"
    params = {"query": ABOUT % subject} if where == "/sparql" else {"iri": iri}

    response = opened.get(where, params=params, headers={"Accept": accept})

    assert response.status_code == status
    assert version(response) == announced
    if response.status_code == 406:
        assert "RDF 1.2" in response.json()["detail"]


def test_an_answer_that_is_held_is_refused_to_who_cannot_read_it(
    opened: httpx.Client,
) -> None:
    """Whichever process answers: each has been asked by who reads anything."""
    params = {"query": ABOUT % "report"}
    anything = {"Accept": "text/turtle"}
    basic = {"Accept": "text/turtle;version=1.2;q=0, text/turtle"}

    read = {
        opened.get("/sparql", params=params, headers=anything).status_code
        for _ in range(20)
    }
    refused = {
        opened.get("/sparql", params=params, headers=basic).status_code
        for _ in range(20)
    }

    assert (read, refused) == ({200}, {406})


@pytest.mark.parametrize("where", ["/sparql", "/resource"])
def test_json_ld_says_directions_and_refuses_triple_terms(
    opened: httpx.Client, where: str
) -> None:
    """JSON-LD 1.1, section 4.2.4.1; it has no triple terms."""
    answers = []
    for subject in ("greeting", "report"):
        iri = f"http://example.com/{subject}"
        params = {"query": ABOUT % subject} if where == "/sparql" else {"iri": iri}
        accept = {"Accept": "application/ld+json"}
        answers.append(opened.get(where, params=params, headers=accept))

    found = {
        quad.object for quad in parse(answers[0].content, format=RdfFormat.JSON_LD)
    }
    assert found == GREETING
    assert answers[1].status_code == 406
    assert "triple term" in answers[1].json()["detail"]


def test_csv_says_where_a_triple_term_begins_and_ends(opened: httpx.Client) -> None:
    """SPARQL 1.2 CSV, section 3.2: quoted, and quoted again within a triple."""
    response = ask(opened, VALUES % "report", "text/csv")

    rows = list(csv.reader(io.StringIO(response.text)))
    base = "http://example.com"
    said = 'the ""sea"", it is said'
    assert rows == [["o"], [f'<< {base}/moon {base}/pulls "{said}" >>']]
    assert version(response) == ""


def test_a_query_may_make_what_the_data_do_not_hold(http: httpx.Client) -> None:
    query = "SELECT ?x { BIND(<<( <a:s> <a:p> 1 )>> AS ?x) }"

    modern = ask(http, query, "application/sparql-results+json")
    refused = ask(http, query, "application/sparql-results+json;version=1.1")

    assert modern.json()["results"]["bindings"][0]["x"]["type"] == "triple"
    assert (version(modern), refused.status_code) == ("1.2", 406)


def test_a_long_answer_that_may_need_it_says_so_before_it_is_known(
    opened: httpx.Client,
) -> None:
    """The head goes out with the first 64 KiB; what comes later may need it."""
    values = " ".join(f'"{number:0200}"' for number in range(600))
    query = f"SELECT ?x {{ VALUES ?x {{ {values} <<( <a:s> <a:p> 1 )>> }} }}"
    direct = {"Content-Type": "application/sparql-query"}
    accept = "application/sparql-results+json"

    free = opened.post("/sparql", content=query, headers={**direct, "Accept": accept})

    assert version(free) == "1.2"
    assert len(free.json()["results"]["bindings"]) == 601
    with pytest.raises(httpx.RemoteProtocolError):
        # It cannot be refused any more, so it breaks off: never a wrong answer.
        opened.post(
            "/sparql",
            content=query,
            headers={**direct, "Accept": f"{accept};version=1.1"},
        )


def test_a_page_shows_directions_and_triples(opened: httpx.Client) -> None:
    html = {"Accept": "text/html"}
    query = {"query": "SELECT ?o { ?s ?p ?o }"}

    answer = opened.get("/sparql", params=query, headers=html).text
    entity = opened.get(
        "/resource", params={"iri": "http://example.com/report"}, headers=html
    ).text

    assert '<span lang="he" dir="rtl">שלום</span>' in answer
    for page in (answer, entity):
        assert "&lt;&lt;( &lt;http://example.com/moon&gt;" in page

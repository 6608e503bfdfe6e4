"""SERVICE asks the endpoints that the operator lists, and only those."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from pyoxigraph import RdfFormat, Store, parse

Neighbour = Any
Running = Callable[..., AbstractContextManager[Any]]

OWN = "<http://e/a> <http://e/knows> <http://e/b> . <http://e/b> <http://e/knows> 1 ."
OTHER = """<http://e/b> <http://e/label> "Bé"@en , "q\\"}" ;
  <http://e/near> [ a <http://e/X> ] ."""
KNOWS = "?s <http://e/knows> ?o . SERVICE SILENT_ <URL> { ?o <http://e/label> ?l }"


@dataclass
class Two:
    """A server that may ask two endpoints: a real one, and whatever fails."""

    client: httpx.Client
    real: str
    neighbour: Neighbour

    def get(self, query: str, **headers: str) -> httpx.Response:
        return self.client.get("/sparql", params={"query": query}, headers=headers)

    def rows(self, query: str) -> list[dict[str, str]]:
        answer = self.get(query)
        assert answer.status_code == 200, answer.text
        found = answer.json()["results"]["bindings"]
        return [{name: v["value"] for name, v in row.items()} for row in found]

    def failing(self, path: str, *, silent: bool = False) -> httpx.Response:
        """Ask the neighbour at ``path`` beside a pattern of one's own."""
        word = "SILENT" if silent else ""
        url = f"{self.neighbour.url}{path}"
        return self.get(
            f"SELECT * {{ {KNOWS.replace('SILENT_', word).replace('URL', url)} }}"
        )


PATHS = [
    "/ok", "/500", "/429", "/400", "/html", "/torn", "/boolean", "/many", "/large",
    "/slow", "/round", "/elsewhere", "/moved", "/gzip",
]  # fmt: skip


@pytest.fixture(scope="module")
def two(
    tmp_path_factory: pytest.TempPathFactory, running: Running, neighbour: Neighbour
) -> Iterator[Two]:
    """Two real servers of opened files, and a neighbour of whom all can be asked."""
    folder = tmp_path_factory.mktemp("federation")
    own, other = folder / "own.ttl", folder / "other.ttl"
    own.write_text(OWN, encoding="utf-8")
    other.write_text(OTHER, encoding="utf-8")
    quick = {"DISSENSUS_WEB_WORKERS": "1"}
    with running("open", str(other), "--port", "0", **quick) as far:
        real = f"{far.url}/sparql"
        listed = [real, *(f"{neighbour.url}{path}" for path in PATHS)]
        limits = {
            "DISSENSUS_SERVICES": " ".join(listed),
            "DISSENSUS_SERVICE_SECONDS": "2",
            "DISSENSUS_SERVICE_ROWS": "100",
            "DISSENSUS_SERVICE_BYTES": "50000",
        }
        with (
            running("open", str(own), "--port", "0", **quick, **limits) as near,
            httpx.Client(base_url=near.url, timeout=30) as client,
        ):
            yield Two(client, real, neighbour)


def test_two_endpoints_answer_one_query(two: Two) -> None:
    rows = two.rows(
        "PREFIX e: <http://e/> SELECT ?s ?l { ?s e:knows ?o "
        f"OPTIONAL {{ SERVICE <{two.real}> {{ ?o e:label ?l }} }} }}"
    )

    assert {(row["s"], row.get("l", "")) for row in rows} == {
        ("http://e/a", "Bé"),
        ("http://e/a", 'q"}'),
        ("http://e/b", ""),
    }
    assert len(rows) == 3


@pytest.mark.parametrize(
    "frame",
    [
        "{ ?s ?p ?o . REMOTE }",
        "{ ?s ?p ?o OPTIONAL { REMOTE } }",
        "{ { ?s ?p ?o } UNION { REMOTE } }",
        "{ ?s ?p ?o MINUS { REMOTE } }",
        "{ ?s ?p ?o { SELECT ?o { REMOTE } LIMIT 1 } }",
        "{ ?s ?p ?o FILTER NOT EXISTS { REMOTE } }",
    ],
)
def test_the_answer_is_what_the_engine_would_fetch_by_itself(
    two: Two, frame: str
) -> None:
    """The engine, in a process that has the network, asks the same endpoint."""
    remote = f"SERVICE <{two.real}> {{ ?o <http://e/label> ?l }}"
    query = f"SELECT * {frame.replace('REMOTE', remote)}"
    store = Store()
    store.load(OWN.encode(), format=RdfFormat.TURTLE)

    own = [
        {v.value: str(row[v]) for v in found.variables if row[v] is not None}
        for found in [store.query(query)]
        for row in found  # type: ignore[union-attr]
    ]

    assert len(two.rows(query)) == len(own)
    assert sorted(sorted(row) for row in two.rows(query)) == sorted(map(sorted, own))


def test_an_answer_that_rests_on_others_says_so_and_is_not_kept(two: Two) -> None:
    query = f"ASK {{ SERVICE <{two.real}> {{ ?s ?p ?o }} }}"

    answer = two.get(query)
    own = two.get("ASK { ?s ?p ?o }")

    assert answer.json()["boolean"] is True
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Link"] == f'<{two.real}>; rel="via"'
    assert "ETag" not in answer.headers
    assert "ETag" in own.headers
    assert "Link" not in own.headers


def test_a_page_says_whom_it_asked(two: Two, browser: str) -> None:
    query = f"SELECT * {{ SERVICE <{two.real}> {{ ?s ?p ?o }} }}"

    page = two.get(query, Accept=browser)
    form = two.client.get("/sparql", headers={"Accept": browser})

    assert f"Asked just now for a part of this: {two.real}." in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert f"<code>SERVICE</code> asks <code>{two.real}</code>" in form.text


def test_the_endpoint_says_whom_it_would_ask(two: Two) -> None:
    """SPARQL 1.1 Service Description, section 3.4.9 (sd:BasicFederatedQuery)."""
    said = two.client.get("/sparql").content
    triples = list(parse(said, format=RdfFormat.TURTLE))
    status = two.client.get("/status").json()

    assert "BasicFederatedQuery" in {
        str(t.object)[1:-1].rpartition("#")[2] for t in triples
    }
    assert two.real in {getattr(t.object, "value", "") for t in triples}
    assert two.real in status["services"]
    assert status["limits"]["service_rows"] == 100
    assert status["queries"]["services"][two.real]["asked"] > 0
    assert "service_rows=100" in two.get("ASK {}").headers["Dissensus-Limits"]


def test_by_default_nobody_is_asked(http: httpx.Client, neighbour: Neighbour) -> None:
    url = neighbour.holds("/ok", OTHER)
    query = f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}"

    answer = http.get("/sparql", params={"query": query})
    said = http.get("/sparql").text

    assert answer.status_code == 403
    assert url in answer.json()["detail"]
    assert "DISSENSUS_SERVICES" in answer.json()["hint"]
    assert "BasicFederatedQuery" not in said
    assert http.get("/status").json()["services"] == []
    assert not [query for query, _ in neighbour.asked if "?s ?p ?o" in query]


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <http://127.0.0.1:9/sparql> {}",
        "SERVICE SILENT <https://query.wikidata.org/sparql> {}",
        "VALUES ?g { <REAL> } SERVICE ?g { ?s ?p ?o }",
        "?s ?p trueSERVICE <REAL> { ?s ?p ?o }",
    ],
)
def test_whoever_is_not_listed_is_not_asked(two: Two, clause: str) -> None:
    answer = two.get(f"SELECT * {{ {clause.replace('REAL', two.real)} }}")

    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["hint"]


def test_a_query_that_cannot_be_read_troubles_nobody(two: Two) -> None:
    two.neighbour.holds("/ok", OTHER)
    before = len(two.neighbour.asked)

    answer = two.get(
        f"SELECT * {{\n SERVICE <{two.neighbour.url}/ok> {{ ?s ?p ?o }}\n FILTR(?s) }}"
    )

    assert (answer.status_code, answer.json()["line"]) == (400, 3)
    assert len(two.neighbour.asked) == before


def many(rows: int) -> bytes:
    row = {"o": {"type": "literal", "value": "x" * 100}}
    document = {"head": {"vars": ["o"]}, "results": {"bindings": [row] * rows}}
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("path", "reply", "status", "words"),
    [
        ("/500", (500, {}, b"<h1>Dead &</h1>lock"), 502, "HTTP 500 (Dead & lock)"),
        ("/400", (400, {}, b'{"detail":"No wd:."}'), 502, "HTTP 400 (No wd:.)"),
        ("/html", (200, {"Content-Type": "text/html"}, b"<p>"), 502, "text/html"),
        ("/torn", (200, {}, many(3)[:-9]), 502, "cannot be read"),
        ("/boolean", (200, {}, b'{"head":{},"boolean":true}'), 502, "yes or no"),
        ("/gzip", (200, {"Content-Encoding": "gzip"}, b""), 502, "encoding"),
        ("/many", (200, {}, many(101)), 502, "more than 100 solutions"),
        ("/large", (200, {}, many(1000)), 502, "longer than 50,000 bytes"),
        ("/round", (307, {"Location": "/round"}, b""), 502, "circles"),
        ("/elsewhere", (302, {"Location": "http://127.0.0.1:9/"}, b""), 502, ":9/'"),
    ],
)  # fmt: skip
def test_a_failing_endpoint_is_named_with_what_went_wrong(
    two: Two,
    path: str,
    reply: tuple[int, dict[str, str], bytes],
    status: int,
    words: str,
) -> None:
    status_, headers, body = reply
    two.neighbour.says(path, body, status_, **headers)

    answer = two.failing(path)
    silent = two.failing(path, silent=True)

    problem = answer.json()
    assert answer.status_code == status, problem
    assert two.neighbour.url + path in problem["detail"]
    assert words in problem["detail"]
    assert problem["hint"]
    assert (problem["line"], problem["column"]) == (1, 37)
    if "limit" in problem:  # what it sent is known to be more: that is not silenced
        assert silent.status_code == status
    else:
        assert silent.json()["head"]["vars"] == ["l", "o", "s"]
        assert len(silent.json()["results"]["bindings"]) == 2


def test_an_endpoint_that_takes_too_long_is_left(two: Two) -> None:
    def dally(_: str) -> tuple[int, dict[str, str], bytes]:
        time.sleep(3)
        return 200, {}, b""

    two.neighbour.replies["/slow"] = dally

    answer = two.failing("/slow")
    silent = two.failing("/slow", silent=True)

    assert answer.status_code == 504
    assert "waiting for its answer" in answer.json()["detail"]
    assert answer.headers["Retry-After"]
    assert len(silent.json()["results"]["bindings"]) == 2


def test_an_endpoint_that_wants_to_be_left_alone_is(two: Two) -> None:
    """RFC 9110, section 10.2.3; its wish is passed on, and obeyed."""
    two.neighbour.says("/429", b"", 429, Retry_After="77")

    first, second = two.failing("/429"), two.failing("/429")

    assert (first.status_code, first.headers["Retry-After"]) == (502, "77")
    assert 70 < int(second.headers["Retry-After"]) <= 77
    assert "left alone" in second.json()["detail"]


def test_a_redirect_to_a_listed_endpoint_is_followed(two: Two) -> None:
    two.neighbour.says("/moved", b"", 308, Location=two.real)

    rows = two.failing("/moved").json()["results"]["bindings"]

    assert len(rows) == 2


def test_the_pattern_is_sent_as_a_polite_client_sends_it(two: Two) -> None:
    two.neighbour.holds("/ok", OTHER)
    two.failing("/ok")

    query, headers = two.neighbour.asked[-1]

    assert "SELECT * { ?o <http://e/label> ?l \n} LIMIT 101" in query
    assert headers["User-Agent"].startswith("dissensus/")
    assert "Cookie" not in headers

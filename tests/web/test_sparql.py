"""The SPARQL Protocol, spoken to a real server."""

from typing import Any

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

PREFIX = "PREFIX dis: <https://w3id.org/dissensus/ontology#>\n"
CLAIMS = PREFIX + "SELECT ?c WHERE { ?c a dis:Claim } ORDER BY ?c"
ASK = PREFIX + "ASK { ?c a dis:Claim }"
GRAPH = PREFIX + "CONSTRUCT WHERE { ?c a dis:Claim }"


def test_a_query_may_come_in_three_ways(http: httpx.Client) -> None:
    """SPARQL 1.1 Protocol, section 2.1."""
    direct = {"Content-Type": "application/sparql-query"}

    answers = [
        http.get("/sparql", params={"query": CLAIMS}),
        http.post("/sparql", data={"query": CLAIMS}),
        http.post("/sparql", content=CLAIMS.encode(), headers=direct),
    ]

    rows = [a.json()["results"]["bindings"] for a in answers]
    assert rows[0] == rows[1] == rows[2]
    assert len(rows[0]) == 2


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (CLAIMS, "application/sparql-results+json"),
        (CLAIMS, "application/sparql-results+xml"),
        (CLAIMS, "text/csv"),
        (CLAIMS, "text/tab-separated-values"),
        (ASK, "application/sparql-results+json"),
        (ASK, "application/sparql-results+xml"),
        (GRAPH, "text/turtle"),
        (GRAPH, "application/n-triples"),
        (GRAPH, "application/ld+json"),
        (GRAPH, "application/rdf+xml"),
        (GRAPH, "application/trig"),
    ],
)
def test_an_answer_comes_in_the_form_asked_for(
    http: httpx.Client, query: str, accept: str
) -> None:
    response = http.get("/sparql", params={"query": query}, headers={"Accept": accept})

    assert response.status_code == 200
    assert response.headers["Content-Type"].partition(";")[0] == accept
    assert response.content
    assert "Accept" in response.headers["Vary"]


def test_a_form_that_cannot_hold_the_answer_is_refused(http: httpx.Client) -> None:
    response = http.get(
        "/sparql", params={"query": CLAIMS}, headers={"Accept": "text/turtle"}
    )

    assert response.status_code == 406
    assert any("text/csv" in d for d in response.json()["details"])


def test_a_link_can_name_the_form(http: httpx.Client, browser: str) -> None:
    """A link of a page has no Accept of its own; what it names goes first."""
    params = {"query": CLAIMS, "format": "csv"}

    named = http.get("/sparql", params=params, headers={"Accept": browser})
    unknown = http.get(
        "/sparql",
        params=params | {"format": "brf"},
        headers={"Accept": "text/tab-separated-values"},
    )

    assert named.headers["Content-Type"].startswith("text/csv")
    assert unknown.headers["Content-Type"].startswith("text/tab-separated-values")


def test_who_asks_for_the_default_graph_gets_it_merged_without_duplicates(
    http: httpx.Client,
) -> None:
    """SPARQL 1.1 Query, section 13.2: a merge; the parameter goes before FROM."""
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    base = "https://example.org/tides/graph"
    both = [f"{base}/asserted", f"{base}/data/tides/debate"]

    def ask(**params: object) -> int:
        answer = http.get("/sparql", params={"query": count, **params}).json()
        return int(answer["results"]["bindings"][0]["n"]["value"])

    assert ask(**{"default-graph-uri": both}) == ask(**{"default-graph-uri": both[0]})
    assert 0 < ask(**{"default-graph-uri": both[1]}) < ask()


@pytest.mark.parametrize(
    ("method", "options", "status"),
    [
        ("POST", {"data": {"update": "DROP ALL"}}, 403),
        ("GET", {"params": {"update": "DROP ALL"}}, 403),
        ("GET", {"params": {"query": "DROP ALL"}}, 403),
        (
            "GET",
            {"params": {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"}},
            403,
        ),
        ("POST", {"data": {"x": "1"}}, 400),
        ("GET", {"params": {"query": [ASK, ASK]}}, 400),
        ("GET", {"params": {"query": "SELECT * { ?s ?p }"}}, 400),
        (
            "POST",
            {"content": b"ASK {}", "headers": {"Content-Type": "text/plain"}},
            415,
        ),
        (
            "POST",
            {
                "content": b"DROP ALL",
                "headers": {"Content-Type": "application/sparql-update"},
            },
            403,
        ),
        (
            "POST",
            {
                "content": b"\xff",
                "headers": {"Content-Type": "application/sparql-query"},
            },
            400,
        ),
        ("POST", {"data": {"query": "#" * 2_000_000}}, 413),
    ],
)
def test_what_is_no_query_is_refused_with_a_reason(
    http: httpx.Client, method: str, options: dict[str, object], status: int
) -> None:
    response = http.request(method, "/sparql", **options)  # type: ignore[arg-type]

    assert response.status_code == status
    assert response.json()["detail"]
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_mistake_in_a_query_is_shown_where_it_is(http: httpx.Client) -> None:
    query = "SELECT *\nWHERE { ?s dis:holder ?o }"

    problem = http.get("/sparql", params={"query": query}).json()

    assert problem["line"] == 2
    assert "dis" in problem["detail"]


def test_without_a_query_the_endpoint_says_what_it_is(http: httpx.Client) -> None:
    """SPARQL 1.1 Service Description, section 2."""
    response = http.get("/sparql")

    triples = list(parse(response.content, format=RdfFormat.TURTLE))
    predicates = {t.predicate.value.rpartition("#")[2] for t in triples}
    assert {"endpoint", "supportedLanguage", "resultFormat", "namedGraph"} <= predicates


def test_a_browser_gets_a_form_and_the_answer_as_a_table(
    browser: str, http: httpx.Client
) -> None:
    form = http.get("/sparql", headers={"Accept": browser})
    answer = http.get("/sparql", params={"query": CLAIMS}, headers={"Accept": browser})
    graph = http.post("/sparql", data={"query": GRAPH}, headers={"Accept": browser})
    wrong = http.get("/sparql", params={"query": "SELEC"}, headers={"Accept": browser})

    assert "<textarea" in form.text
    assert "The moon draws the waters of the sea." in answer.text
    assert "ontology#Claim" in graph.text
    assert (wrong.status_code, "SELEC" in wrong.text) == (400, True)


def test_a_browser_gets_the_beginning_of_a_long_answer(
    browser: str, http: httpx.Client
) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . FILTER(?a != ?d) } LIMIT 20000"

    page = http.get("/sparql", params={"query": query}, headers={"Accept": browser})

    assert page.status_code == 200
    assert "There is more than a page shows" in page.text
    assert 900 < page.text.count("<tr>") <= 1_001


def test_sparqlwrapper_can_talk_to_it(server: Any) -> None:
    wrapper = SPARQLWrapper(f"{server.url}/sparql", returnFormat=JSON)
    wrapper.setQuery(CLAIMS)
    by_get = wrapper.queryAndConvert()
    wrapper.setMethod(POST)
    by_post = wrapper.queryAndConvert()
    wrapper.setQuery(GRAPH)
    wrapper.setReturnFormat(TURTLE)

    assert by_get == by_post
    assert len(by_get["results"]["bindings"]) == 2
    assert b"ontology#Claim" in wrapper.queryAndConvert()


def test_rdflib_can_talk_to_it(server: Any) -> None:
    store = SPARQLStore(f"{server.url}/sparql")

    rows = list(store.query(CLAIMS))

    assert len(rows) == 2

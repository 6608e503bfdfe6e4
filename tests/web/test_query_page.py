"""The query page as it comes from a real server, before any script runs."""

import html
import json
import re
import subprocess
import sys
from typing import Any

import httpx
import pytest

PREFIX = "PREFIX dis: <https://w3id.org/dissensus/ontology#>\n"
CLAIMS = PREFIX + "SELECT ?c WHERE { ?c a dis:Claim } ORDER BY ?c"
MANY = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 250"
COUNTED = "SELECT ?n WHERE { VALUES ?n { 10 9 100 } }"


@pytest.fixture
def reader(server: Any, browser: str) -> Any:
    """A browser without scripts."""
    headers = {"Accept": browser}
    options = {"headers": headers, "timeout": 30, "follow_redirects": True}
    with httpx.Client(base_url=server.url, **options) as client:
        yield client


def numbers(page: str) -> list[str]:
    return re.findall(r'<td class="n">([^<]*)</td>', page)


def links(page: str, pattern: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(rf'href="({pattern})"', page)]


def test_the_heads_of_the_columns_sort_the_table(reader: Any) -> None:
    plain = reader.get("/sparql", params={"query": COUNTED}).text
    up = reader.get(links(plain, r"/sparql\?[^\"]*sort=n#answer")[0]).text
    down = reader.get(links(up, r"/sparql\?[^\"]*sort=-n#answer")[0]).text

    assert numbers(plain) == ["10", "9", "100"]
    assert numbers(up) == ["9", "10", "100"]
    assert numbers(down) == ["100", "10", "9"]
    assert 'aria-sort="ascending"' in up
    assert 'aria-sort="descending"' in down


def test_a_long_table_is_paged_by_links(reader: Any) -> None:
    answer = reader.get("/sparql", params={"query": MANY, "format": "json"}).json()
    seen: list[str] = []
    pages = 1
    page = reader.get("/sparql", params={"query": MANY}).text
    seen += re.findall(r"<tr><td>", page)
    while further := re.search(r'rel="next" href="([^"]*)"', page):
        page = reader.get(html.unescape(further[1])).text
        seen += re.findall(r"<tr><td>", page)
        pages += 1

    assert len(seen) == len(answer["results"]["bindings"]) > 100
    assert pages == -(-len(seen) // 100)


def test_entities_are_called_by_their_labels(reader: Any) -> None:
    page = reader.get("/sparql", params={"query": CLAIMS}).text

    assert ">The moon draws the waters of the sea.</a>" in page


def test_the_answer_can_be_downloaded_in_every_form(reader: Any) -> None:
    page = reader.get("/sparql", params={"query": CLAIMS}).text

    downloads = re.findall(r'href="([^"]*)" download="answer\.(\w+)"', page)
    types = {
        suffix: reader.get(html.unescape(link)).headers["Content-Type"].split(";")[0]
        for link, suffix in downloads
    }
    assert {"text/csv", "text/tab-separated-values"} < set(types.values())
    assert len(types) == 4


def test_a_graph_is_shown_as_a_table_of_triples(reader: Any) -> None:
    graph = PREFIX + "CONSTRUCT WHERE { ?c a dis:Claim }"

    page = reader.get("/sparql", params={"query": graph}).text

    assert re.findall(r'title="Sort by (\w+)"', page) == [
        "subject",
        "predicate",
        "object",
    ]
    assert page.count("<tr><td>") == 2


def test_a_layer_can_be_asked_alone(reader: Any) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    form = reader.get("/sparql").text
    layers = re.findall(r'name="default-graph-uri" value="([^"]*)"', form)

    found = {
        iri.rpartition("/")[2]: int(
            numbers(
                reader.get(
                    "/sparql", params={"query": count, "default-graph-uri": iri}
                ).text
            )[0]
        )
        for iri in layers
    }
    everything = numbers(reader.get("/sparql", params={"query": count}).text)

    assert set(found) == {"asserted", "editorial", "inferred"}
    assert all(0 < number < int(everything[0]) for number in found.values())


def test_what_was_ticked_stays_ticked(reader: Any) -> None:
    iri = "https://example.org/tides/graph/inferred"

    page = reader.get(
        "/sparql", params={"query": CLAIMS, "default-graph-uri": iri}
    ).text

    assert f'value="{iri}" checked' in page
    assert page.count(" checked") == 1


def test_scripts_are_given_the_rows_as_data(reader: Any) -> None:
    page = reader.get("/sparql", params={"query": CLAIMS}).text

    found = re.search(r'id="answer-data">(.*?)</script>', page)
    assert found
    data = json.loads(found[1])
    iri = data["rows"][0][0]["i"]
    assert data["columns"] == ["c"]
    assert data["names"][iri][1].startswith("/doc/claim/")


def test_no_literal_can_end_the_data(reader: Any) -> None:
    query = 'SELECT ?x { VALUES ?x { "</script><script>alert(1)</script>" } }'

    page = reader.get("/sparql", params={"query": query}).text

    assert "<script>alert" not in page


def test_a_query_is_checked_without_being_run(http: httpx.Client) -> None:
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?l"
    texts = [
        CLAIMS,
        endless,
        "SELECT *\nWHERE { ?s dis:holder ?o }",
        "DROP ALL",
        "SELECT ?x { ?x ?y }",
    ]

    said = [http.post("/sparql/check", data={"query": t}).json() for t in texts]

    assert said[0] == said[1] == {"form": "SELECT", "warnings": []}
    assert (said[2]["line"], said[2]["column"]) == (2, 12)
    assert "read-only" in said[3]["fault"]
    assert said[4]["fault"]


def test_a_check_finds_what_running_finds(http: httpx.Client) -> None:
    for query in ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", "ASK { ?s ?p 'o }", "ASK {"):
        checked = http.post("/sparql/check", data={"query": query}).json()
        ran = http.get("/sparql", params={"query": query}).json()

        assert checked["fault"] == ran["detail"]
        assert checked["line"] == ran["line"]


def test_words_for_an_editor_are_kept_for_as_long_as_the_release(
    http: httpx.Client,
) -> None:
    first = http.get("/schema.json?view=brief")
    again = http.get(
        "/schema.json?view=brief", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert "dis:holder" in {p["name"] for p in first.json()["properties"]}
    assert again.status_code == 304


def test_scripts_and_style_may_be_kept_for_ever(reader: Any) -> None:
    page = reader.get("/sparql").text
    names = re.findall(r'(?:src|href)="(/assets/[^"]*)"', page)

    answers = [reader.get(name) for name in names]

    assert {a.headers["Content-Type"].split(";")[0] for a in answers} == {
        "text/css",
        "text/javascript",
    }
    assert all("immutable" in a.headers["Cache-Control"] for a in answers)
    assert reader.get("/assets/0/page.js").headers["Cache-Control"] == "no-cache"
    assert reader.get("/assets/0/package.json").status_code == 404


def _code(reader: Any, server: Any, query: str, name: str) -> str:
    page = reader.get("/sparql", params={"query": query}).text
    found = re.search(rf"<summary>{name}</summary><pre[^>]*>(.*?)</pre>", page, re.S)
    assert found
    text = html.unescape(found[1])
    # As the page's script does: ask where the reader is.
    return text.replace("https://example.org/tides/sparql", f"{server.url}/sparql")


def test_the_code_for_curl_works(reader: Any, server: Any) -> None:
    code = _code(reader, server, CLAIMS, "curl")

    done = subprocess.run(
        ["bash", "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[0] == "c"
    assert len(done.stdout.splitlines()) == 3


@pytest.mark.parametrize("name", ["Python", "Python, pandas"])
def test_the_code_for_python_works(reader: Any, server: Any, name: str) -> None:
    if "pandas" in name:
        pytest.importorskip("pandas")
    code = _code(reader, server, CLAIMS, name)

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert "id/claim/" in done.stdout


def test_a_fault_is_shown_with_its_line_and_a_caret(reader: Any) -> None:
    page = reader.get("/sparql", params={"query": "SELECT *\nWHERE { ?s x:y ?o }"})

    assert page.status_code == 400
    assert '<pre class="excerpt">WHERE { ?s x:y ?o }\n           ^</pre>' in page.text
    assert 'aria-describedby="fault"' in page.text


MISSPELT = (
    "SELECT ?nmae\nWHERE { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }"
)


def test_a_variable_that_nothing_binds_is_named_beside_the_answer(
    http: httpx.Client, browser: str
) -> None:
    """The query is legal, so it is answered; the guess stands beside the answer."""
    asked = {"query": MISSPELT}

    answer = http.get("/sparql", params=asked)
    page = http.get("/sparql", params=asked, headers={"Accept": browser})
    checked = http.post("/sparql/check", data=asked).json()
    right = http.get("/sparql", params={"query": MISSPELT.replace("nmae", "name")})

    assert answer.status_code == 200
    assert "Did you mean ?name?" in answer.headers["Dissensus-Hints"]
    assert answer.headers["Dissensus-Hints"].endswith(";line=1;column=8")
    assert "Dissensus-Hints" in answer.headers["Access-Control-Expose-Headers"]
    said = re.sub("<[^>]*>", "", page.text)
    assert "Line 1, column 8: Nothing here binds ?nmae" in said
    assert (checked["warnings"][0]["line"], checked["warnings"][0]["column"]) == (1, 8)
    assert "?name" in checked["warnings"][0]["hint"]
    assert "Dissensus-Hints" not in right.headers

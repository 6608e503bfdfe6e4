"""A query like one that was read before is answered as if Flask had read it."""

from urllib.parse import urlencode

import httpx
import pytest

TIMES = 8
JSON = {"Accept": "application/sparql-results+json", "Connection": "close"}
GRAPH = {"Accept": "text/turtle", "Connection": "close"}
QUERIES = {
    "SELECT": ("SELECT ?o {{ ?s ?p ?o }} ORDER BY ?o LIMIT {}", JSON),
    "ASK": ("ASK {{ ?s ?p {} }}", JSON),
    "CONSTRUCT": ("CONSTRUCT WHERE {{ ?s ?p 'ä+&=%', ?o{} }}", GRAPH),
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def send(
    http: httpx.Client, way: str, text: str, headers: dict[str, str], more: str = ""
) -> httpx.Response:
    """Ask, by GET or by POST; with ``more`` in a way that has not been met."""
    fields = urlencode({"query": text, **({"more": more} if more else {})})
    if way == "GET":
        return http.get(f"/sparql?{fields}", headers=headers)
    return http.post("/sparql", content=fields, headers={**headers, **FORM})


def head(answer: httpx.Response) -> dict[str, str]:
    return {name: v for name, v in answer.headers.items() if name != "date"}


@pytest.mark.parametrize("form", QUERIES)
@pytest.mark.parametrize("way", ["GET", "POST"])
def test_it_has_the_same_head_and_an_answer_of_its_own(
    http: httpx.Client, way: str, form: str
) -> None:
    text, headers = QUERIES[form]
    for number in range(TIMES):
        send(http, way, text.format(number), headers)

    for number in range(TIMES, 2 * TIMES):
        swift = send(http, way, text.format(number), headers)
        read = send(http, way, text.format(number), headers, more=str(number))

        assert swift.status_code == read.status_code == 200
        assert swift.content == read.content
        assert head(swift) == head(read)


@pytest.mark.parametrize("way", ["GET", "POST"])
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SELECT * { ?s ?p }", 400),
        ("SELECT * { ?s nowhere:p ?o }", 400),
        ("DELETE WHERE { ?s ?p ?o }", 403),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403),
        (f"SELECT * {{ {'{' * 300}{'}' * 300} }}", 403),
    ],
)
def test_it_is_refused_as_any_other(
    http: httpx.Client, way: str, text: str, status: int
) -> None:
    for number in range(TIMES):
        assert send(http, way, QUERIES["SELECT"][0].format(number), JSON).is_success

    for number in range(TIMES):
        swift = send(http, way, text, JSON)
        read = send(http, way, text, JSON, more=str(number))

        assert swift.status_code == read.status_code == status
        assert swift.json()["detail"] == read.json()["detail"]


def test_it_is_told_what_looks_wrong(http: httpx.Client) -> None:
    for number in range(TIMES):
        send(http, "GET", QUERIES["SELECT"][0].format(number), JSON)

    hints = {
        send(http, "GET", "SELECT ?o ?nmae { ?s ?p ?o }", JSON).headers.get(
            "Dissensus-Hints"
        )
        for _ in range(TIMES)
    }

    assert len(hints) == 1
    assert "nmae" in str(hints)


def test_half_a_character_is_a_fault_of_the_request(http: httpx.Client) -> None:
    for number in range(TIMES):
        send(http, "GET", QUERIES["SELECT"][0].format(number), JSON)

    answer = http.get("/sparql?query=SELECT%20*%20%7B%C3%7D", headers=JSON)

    assert answer.status_code == 400
    assert "UTF-8" in answer.json()["detail"]


@pytest.mark.parametrize("method", ["OPTIONS", "DELETE", "PUT", "PATCH"])
def test_no_other_method_is_taken_for_get(http: httpx.Client, method: str) -> None:
    address = f"/sparql?{urlencode({'query': QUERIES['SELECT'][0].format(1)})}"
    for _ in range(TIMES):
        assert http.get(address, headers=JSON).is_success

    answers = [http.request(method, address, headers=JSON) for _ in range(TIMES)]

    status = 200 if method == "OPTIONS" else 405
    assert {answer.status_code for answer in answers} == {status}
    assert all("bindings" not in answer.text for answer in answers)
    assert all("OPTIONS" in answer.headers["Allow"] for answer in answers)

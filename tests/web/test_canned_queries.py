"""The shipped queries are an API: typed values in, an exact answer out."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from dissensus.release import Release

NASTY = ("}", '"', "'", "\\", "\n", "> . ?s ?p ?o }", '" } # ', "?word", "{{7*7}}")
API = Path(__file__).parents[2] / "queries" / "api"
LENIENT = "text/html,application/xhtml+xml"
PERSON = "https://w3id.org/dissensus/id/person/"


@pytest.fixture(scope="module")
def api(real_site: str) -> Iterator[httpx.Client]:
    """A client of the real graph's queries."""
    with httpx.Client(base_url=f"{real_site}/queries/", timeout=30) as client:
        yield client


def _rows(response: httpx.Response) -> list[list[str]]:
    assert response.status_code == 200, response.text
    return [*csv.reader(io.StringIO(response.text))]


@pytest.mark.parametrize("name", sorted(path.stem for path in API.glob("*.rq")))
def test_each_query_has_the_answer_that_was_written_down(
    api: httpx.Client, name: str
) -> None:
    written = (API / f"{name}.csv").read_text(encoding="utf-8")
    graph = "CONSTRUCT" in (API / f"{name}.rq").read_text(encoding="utf-8")

    answer = api.get(f"api/{name}.{'nt' if graph else 'csv'}")

    if graph:
        found = {
            (q.subject.value, q.predicate.value, q.object.value)  # type: ignore[union-attr]
            for q in parse(answer.content, format=RdfFormat.N_TRIPLES)
        }
        assert found == {(a, b, c) for a, b, c in csv.reader(written.splitlines()[1:])}
    else:
        assert _rows(answer) == [*csv.reader(io.StringIO(written))]
        assert len(_rows(answer)) > 1


@pytest.mark.parametrize("value", NASTY)
def test_a_text_is_looked_for_and_nothing_else(api: httpx.Client, value: str) -> None:
    response = api.get("api/claims-with-a-word.json", params={"word": value})

    assert response.status_code == 200
    labels = [b["label"]["value"] for b in response.json()["results"]["bindings"]]
    assert all(value.lower() in label.lower() for label in labels)
    assert response.headers["dissensus-rows"] == str(len(labels))


@pytest.mark.parametrize("value", [*NASTY, "no_such_thing"])
@pytest.mark.parametrize(
    ("query", "name", "takes"),
    [
        ("stances-of-a-holder", "holder", "IRI"),
        ("events-between-dates", "from", "a date as 1917-11-07"),
        ("members-of-a-class", "language", "a language tag"),
        ("claims-with-a-word", "sort", "one of stances, label"),
        ("stances-of-a-holder", "page", "a whole number from 1"),
        ("stances-of-a-holder", "limit", "a whole number from 1 to 1,000"),
    ],
)
def test_a_value_of_another_type_is_refused_by_name(
    api: httpx.Client, query: str, name: str, takes: str, value: str
) -> None:
    response = api.get(f"api/{query}.csv", params={name: value})

    problem = response.json()
    assert response.status_code == 400
    assert repr(name) in problem["detail"]
    assert takes in problem["hint"]


def test_an_iri_must_be_what_the_parameter_says(api: httpx.Client) -> None:
    claim = "https://w3id.org/dissensus/id/claim/continuity-thesis"

    response = api.get("api/stances-of-a-holder.json", params={"holder": claim})

    assert response.status_code == 400
    assert "dis:Agent" in response.json()["hint"]


def test_a_name_that_nearly_fits_is_named(api: httpx.Client) -> None:
    response = api.get("api/stances-of-a-holder.json", params={"holder": "farber"})

    assert any(f"{PERSON}samuel-farber" in d for d in response.json()["details"])


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("api/stances-of-a-holder.csv?holdre=x", "Did you mean 'holder'?"),
        ("api/stances-of-a-holder.csv?x=1", "'holder'"),
        ("api/map-of-a-claim.ttl?page=2", "'claim'"),
        ("competency/charge-sheet.csv?page=1", "'release'"),
    ],
)
def test_a_parameter_nobody_knows_is_refused(
    api: httpx.Client, address: str, word: str
) -> None:
    response = api.get(address)

    assert response.status_code == 400
    assert word in response.json()["hint"]


def test_a_parameter_has_one_value(api: httpx.Client) -> None:
    response = api.get("api/events-between-dates.csv?from=1917-01-01&from=1918-01-01")

    assert response.status_code == 400
    assert "2 times" in response.json()["detail"]


def test_pages_follow_each_other_and_hold_all(api: httpx.Client) -> None:
    """RFC 8288, rel=next."""
    holder = f"{PERSON}vladimir-lenin"
    address = f"api/stances-of-a-holder.csv?holder={holder}&limit=10"
    found: list[list[str]] = []
    pages = 0

    while address:
        response = api.get(address)
        found += _rows(response)[1:]
        pages += 1
        following = response.links.get("next", {}).get("url", "")
        address = str(response.url.join(following)) if following else ""

    whole = api.get("api/stances-of-a-holder.csv", params={"holder": holder})
    assert found == _rows(whole)[1:]
    assert response.headers["dissensus-rows"] == str(len(found))
    assert pages == -(-len(found) // 10) > 1
    assert "prev" in response.links
    assert response.links["last"]["url"] == response.url.raw_path.decode()


def test_a_page_beyond_the_last_is_empty_and_says_so(api: httpx.Client) -> None:
    response = api.get("api/events-between-dates.csv?page=999")

    assert len(_rows(response)) == 1
    assert int(response.headers["dissensus-rows"]) > 0
    assert {"first", "last"} <= {*response.links}
    assert "next" not in response.links


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("*/*", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        (LENIENT, "text/html"),
    ],
)
def test_one_address_has_all_forms(api: httpx.Client, accept: str, type_: str) -> None:
    response = api.get("api/events-between-dates", headers={"Accept": accept})

    assert response.status_code == 200
    assert response.headers["content-type"].startswith(type_)
    assert "Accept" in response.headers["vary"]


def test_who_has_the_answer_is_told_so(api: httpx.Client) -> None:
    """RFC 9110, section 13.1.2; the same values give the same tag."""
    first = api.get("api/stances-of-a-holder.csv")
    tag = first.headers["etag"]

    again = api.get("api/stances-of-a-holder.csv", headers={"If-None-Match": tag})
    other = api.get("api/stances-of-a-holder.csv?limit=2")

    assert again.status_code == 304
    assert other.headers["etag"] != tag
    assert api.head("api/stances-of-a-holder.csv").headers["etag"] == tag


def test_a_form_nobody_has_is_not_acceptable(api: httpx.Client) -> None:
    response = api.get("api/events-between-dates", headers={"Accept": "image/png"})

    assert response.status_code == 406


def test_a_query_nobody_ships_is_not_found(api: httpx.Client) -> None:
    response = api.get("api/stances-of-holder.csv")

    assert response.status_code == 404
    assert "api/stances-of-a-holder" in response.json()["details"]


def test_a_page_shows_form_answer_and_query(api: httpx.Client) -> None:
    params = {"holder": f"{PERSON}leon-trotsky", "limit": "5"}

    text = api.get("api/stances-of-a-holder.html", params=params).text

    assert '<datalist id="l-holder">' in text
    assert f'value="{PERSON}leon-trotsky"' in text
    assert 'rel="next"' in text
    assert "curl --fail-with-body --get" in text
    assert f"dis:holder  &lt;{PERSON}leon-trotsky&gt;" in text
    assert "release=" in text


def test_a_page_about_a_bad_value_shows_the_form_again(api: httpx.Client) -> None:
    address = "api/events-between-dates?from=soon&to=1918-01-01"

    response = api.get(address, headers={"Accept": LENIENT})

    assert response.status_code == 400
    assert "a date as 1917-11-07" in response.text
    assert 'value="1918-01-01"' in response.text


def test_a_query_is_asked_of_the_release_that_is_named(
    api: httpx.Client, real_release: Release
) -> None:
    path = "api/events-between-dates.csv"

    pinned = api.get(path, params={"release": real_release.id})

    assert _rows(pinned) == _rows(api.get(path))
    assert api.get(path, params={"release": "9-000000000000"}).status_code == 404


def test_the_list_is_searched_by_words_and_tags(real_site: str) -> None:
    def names(**params: str) -> set[str]:
        found = httpx.get(f"{real_site}/queries.json", params=params)
        return {query["name"] for query in found.json()}

    assert "api/events-between-dates" in names(q="EVENTS days")
    assert names(q="events", tag="api") < names(q="events")
    assert names(q="no such word anywhere") == set()


def test_the_list_is_rdf_too(real_site: str) -> None:
    response = httpx.get(f"{real_site}/queries.ttl", params={"q": "between two dates"})

    quads = [*parse(response.content, format=RdfFormat.TURTLE)]
    found = {str(q.subject) for q in quads if "#select" in str(q.predicate)}
    assert found == {"<https://w3id.org/dissensus/queries/api/events-between-dates>"}


def test_the_list_in_a_browser_can_be_searched_without_scripts(real_site: str) -> None:
    response = httpx.get(
        f"{real_site}/queries?q=charge+sheet", headers={"Accept": LENIENT}
    )

    assert 'href="/queries/competency/charge-sheet"' in response.text
    assert "events-between-dates" not in response.text
    assert '<input id="q" name="q" type="search" value="charge sheet">' in response.text


def test_every_query_of_the_list_has_a_page(http: httpx.Client) -> None:
    """The minimal project's, by a real server: each is run by its workers."""
    names = [query["name"] for query in http.get("/queries.json").json()]

    pages = [http.get(f"/queries/{n}", headers={"Accept": LENIENT}) for n in names]

    assert pages
    assert {page.status_code for page in pages} == {200}

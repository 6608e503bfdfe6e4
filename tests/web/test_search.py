"""Search and lists, over HTTP: for readers without scripts, and for programs."""

import re
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx
import pytest
from flask.testing import FlaskClient

from dissensus.catalog import Catalog
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

DIS = "https://w3id.org/dissensus/ontology#"
GALILEO = "https://example.org/tides/id/person/galileo-galilei"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def _text(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    "name", ["Trotskii", "Trotsky", "Троцкий", "Trotzki", "trot", "Q33391"]
)
def test_one_person_is_found_under_every_spelling(real_site: str, name: str) -> None:
    answer = httpx.get(f"{real_site}/search.json", params={"q": name}).json()

    assert answer["results"][0]["iri"].endswith("/id/person/leon-trotsky")
    assert answer["results"][0]["kindLabel"] == "person"


def test_a_page_of_hits_marks_words_and_counts_kinds(
    browser: str, client: FlaskClient
) -> None:
    page = client.get("/search?q=galileo", headers={"Accept": browser})

    assert page.status_code == 200
    assert page.text.count("<mark>Galileo</mark>") >= 3
    facets = page.text[page.text.index("kindfacets") :]
    assert re.search(r"stance\s*<span class=\"count\">2", facets, re.IGNORECASE)
    assert "<script>" not in page.text


def test_a_kind_may_be_a_name_a_prefixed_name_or_an_iri(client: FlaskClient) -> None:
    answers = [
        client.get(f"/search.json?q=galileo&kind={quote(kind)}").json
        for kind in ("Person", "dis:Person", f"{DIS}Person")
    ]

    assert [a["total"] for a in answers if a] == [1, 1, 1]
    assert answers[0]["results"][0]["iri"] == GALILEO


def test_the_keys_are_those_that_are_documented(
    project_root: Path, client: FlaskClient
) -> None:
    answer = client.get("/search.json?q=moon").json

    documented = set(
        re.findall(r"`(\w+)`", (project_root / "docs" / "search.md").read_text())
    )
    assert answer
    assert set(answer) | set(answer["results"][0]) <= documented
    assert {"total", "results", "kinds", "near"} <= set(answer)


def test_an_accept_header_chooses_as_a_suffix_does(
    browser: str, client: FlaskClient
) -> None:
    page = client.get("/search?q=moon", headers={"Accept": browser})
    data = client.get("/search?q=moon", headers={"Accept": "application/json"})

    assert page.mimetype == "text/html"
    assert data.mimetype == "application/json"
    assert data.headers["Content-Location"] == "/search.json?q=moon"
    assert client.get("/search.ttl?q=moon").status_code == 406


def test_an_empty_answer_helps_on(browser: str, client: FlaskClient) -> None:
    page = client.get("/search?q=keplar", headers={"Accept": browser}).text

    assert "Did you mean" in page
    assert 'href="/search?q=Kepler"' in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=" + "x" * 201, 400),
        ("q=moon&lang=%3Cb%3E", 400),
        ("q=moon&page=0", 400),
        ("q=moon&page=99", 404),
        ("q=%22%22%22+NEAR(+OR+*", 200),
        ("q=%00%ff%fe", 200),
        ("q=<script>alert(1)</script>", 200),
        ("q=moon&kind=javascript:x", 200),
        ("", 200),
    ],
)
def test_hostile_requests_are_answered_in_order(
    browser: str, client: FlaskClient, query: str, status: int
) -> None:
    answer = client.get(f"/search?{query}", headers={"Accept": browser})

    assert answer.status_code == status
    assert "<script>alert" not in answer.text


def test_suggestions_come_as_browsers_want_them(client: FlaskClient) -> None:
    answer = client.get("/search/suggest?q=gali")
    typed, names, kinds, paths = answer.json or ()

    assert answer.mimetype == "application/x-suggestions+json"
    assert (typed, names[0], kinds[0]) == ("gali", "Galileo Galilei", "person")
    assert client.get(paths[0], follow_redirects=True).status_code == 200


def test_a_browser_learns_how_to_search_from_any_page(
    browser: str, http: httpx.Client
) -> None:
    page = http.get("/browse", headers={"Accept": browser}).text
    link = re.search(r'<link rel="search"[^>]*href="([^"]+)"', page)
    assert link
    answer = http.get(link[1])
    root = ET.fromstring(answer.content)  # noqa: S314  # our own
    urls = {
        u.get("type"): u.get("template") or "" for u in root.iter(f"{OPENSEARCH}Url")
    }

    assert answer.headers["Content-Type"].startswith(
        "application/opensearchdescription"
    )
    found = httpx.get(urls["text/html"].split("?")[0], params={"q": "moon"})
    assert found.url.host == http.base_url.host
    assert found.status_code == 200


def test_answers_are_held_and_validated_like_other_pages(http: httpx.Client) -> None:
    first = http.get("/search.json?q=moon")
    again = http.get(
        "/search.json?q=moon", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert again.status_code == 304


def test_an_older_release_is_searched_as_it_was(
    published: tuple[Path, Catalog],
) -> None:
    root, catalog = published
    old = catalog.current_name()
    people = root / "data" / "tides" / "persons.ttl"
    people.write_text(people.read_text().replace("Johannes Kepler", "Isaac Newton"))
    catalog.publish(root)
    client = create_app(Site.of(catalog.current(), Settings())).test_client()

    totals = {
        (q, release): client.get(
            f"/search.json?q={q}&kind=Person&release={release}"
        ).json
        for q in ("kepler", "newton")
        for release in ("current", old)
    }

    found = {key: answer["total"] for key, answer in totals.items() if answer}
    assert found[("kepler", old)] == found[("newton", "current")] == 1
    assert found[("kepler", "current")] == found[("newton", old)] == 0
    page = client.get(f"/search/suggest?q=kepl&release={old}").json
    assert page
    assert f"release={old}" in page[3][0]


@pytest.mark.parametrize("view", ["list", "index", "timeline"])
def test_a_class_is_listed_in_three_ways(
    browser: str, client: FlaskClient, view: str
) -> None:
    page = client.get(f"/browse/Person?view={view}", headers={"Accept": browser})

    assert page.status_code == 200
    assert "Galileo Galilei" in page.text
    assert ("Johannes Kepler" in page.text) == (view != "timeline")


def test_people_stand_under_their_last_name(real_site: str) -> None:
    page = httpx.get(f"{real_site}/browse/Person?view=index").text
    letter = page[page.index(">T</h2>") : page.index(">U</h2>")]

    assert "Leon Trotsky" in letter
    assert "1879–1940" in letter


def test_places_say_what_happened_there(real_site: str) -> None:
    page = _text(httpx.get(f"{real_site}/browse/Place?view=index").text)

    petrograd = page[page.index("Petrograd") :][:200]
    assert re.search(r"\d+ events:", petrograd)


def test_a_facet_narrows_to_as_many_as_it_says(real_site: str) -> None:
    page = httpx.get(f"{real_site}/browse/Event").text
    facet = re.search(
        r'href="(/browse/Event\?dis:eventType=[^"]+)"[^>]*>[^<]*</a>\s*'
        r'<span class="count">(\d+)',
        page,
    )
    assert facet
    narrowed = httpx.get(real_site + facet[1].replace("&amp;", "&")).text

    heading = re.search(r'<h1[^>]*>.*?<span class="count">(\d+)', narrowed)
    assert heading
    assert heading[1] == facet[2]


def test_every_dated_event_is_in_the_table_of_the_timeline(real_site: str) -> None:
    page = httpx.get(f"{real_site}/browse/Event?view=timeline").text
    listed = httpx.get(f"{real_site}/browse/Event").text

    total = int(re.search(r'<h1[^>]*>.*?"count">(\d+)', listed)[1])  # type: ignore[index]
    left_out = int(re.search(r"(\d+) without a date", page)[1])  # type: ignore[index]
    assert page.count('<td class="when">') == total - left_out
    assert " style=" not in page


@pytest.mark.parametrize("query", ["sort=size", "view=map", "page=99", "a:b=c:d"])
def test_a_list_that_is_not_there_is_said_to_be_so(
    client: FlaskClient, query: str
) -> None:
    assert client.get(f"/browse/Person?{query}").status_code in {400, 404}


def test_opened_files_are_searched_too(running: object, tmp_path: Path) -> None:
    file = tmp_path / "tea.ttl"
    file.write_text(
        "<http://ex.org/tea> a <http://ex.org/Drink> ; "
        '<http://www.w3.org/2000/01/rdf-schema#label> "Grüner Tee"@de .'
    )
    with running("open", str(file), "--port", "0") as server:  # type: ignore[operator]
        found = httpx.get(f"{server.url}/search.json?q=gruner").json()
        page = httpx.get(f"{server.url}/browse?class=http://ex.org/Drink").text

    assert [r["iri"] for r in found["results"]] == ["http://ex.org/tea"]
    assert "Grüner Tee" in page

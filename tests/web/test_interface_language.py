"""A reader gets the interface in their language, a program the same data as ever."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from httpx import Client

from dissensus.web.wording import INTERFACES

GERMAN = {"Accept": "text/html", "Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
ENGLISH = {"Accept": "text/html", "Accept-Language": "en"}
PAGES = (
    *("/", "/browse", "/queries", "/sparql", "/schema", "/graph", "/vocab"),
    *("/search", "/dumps", "/ontology", "/shapes", "/validation", "/coverage"),
    *("/status", "/problems", "/releases", "/bibliography", "/api", "/nothing/there"),
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_in_the_language_that_is_asked_for(
    client: FlaskClient, path: str
) -> None:
    german = client.get(path, headers=GERMAN)
    english = client.get(path, headers=ENGLISH)

    for answer, language in ((german, "de"), (english, "en")):
        assert answer.headers["Content-Language"] == language
        assert "Accept-Language" in answer.headers["Vary"]
        assert BeautifulSoup(answer.text, "html.parser").html["lang"] == language
    assert "Zum Inhalt springen" in german.text
    for chrome in ("Skip to", "Browse", "Vocabularies", "Licence", "Search"):
        assert f">{chrome}<" not in german.text
        assert "Zum Inhalt" not in english.text


def test_the_address_goes_before_the_browser(client: FlaskClient) -> None:
    page = client.get("/browse?lang=de", headers=ENGLISH)

    assert page.headers["Content-Language"] == "de"


def test_an_unknown_language_is_english(client: FlaskClient) -> None:
    for path, header in (("/browse?lang=xx", ""), ("/browse", "fr"), ("/browse", "??")):
        page = client.get(path, headers={"Accept-Language": header})
        assert page.headers["Content-Language"] == "en"


def test_the_switch_keeps_the_other_parameters(client: FlaskClient) -> None:
    page = client.get("/queries?q=sea&lang=en", headers=ENGLISH)
    links = BeautifulSoup(page.text, "html.parser").select("footer a[hreflang]")

    assert [(a["hreflang"], a["href"]) for a in links] == [
        (tag, f"?q=sea&lang={tag}") for tag in INTERFACES
    ]


def test_searching_among_german_names_is_no_wish_for_a_german_page(
    client: FlaskClient,
) -> None:
    page = client.get("/search?q=moon&lang=de", headers=ENGLISH)

    assert page.headers["Content-Language"] == "en"


def test_the_cache_tells_languages_apart(http: Client) -> None:
    for headers, language in ((GERMAN, "de"), (ENGLISH, "en")) * 2:
        page = http.get("/graph", headers=headers)
        assert page.headers["Content-Language"] == language
        assert f'<html lang="{language}">' in page.text


def test_data_do_not_depend_on_the_reader(http: Client) -> None:
    first, second = (
        http.get("/schema.json", headers={"Accept-Language": tag})
        for tag in ("de", "en")
    )

    assert first.content == second.content
    assert "Content-Language" not in first.headers
    assert "Accept-Language" not in first.headers["Vary"]


def test_a_problem_document_stays_english(client: FlaskClient) -> None:
    headers = {"Accept": "application/problem+json", "Accept-Language": "de"}
    problem = client.get("/nothing/there", headers=headers)

    assert problem.json["detail"].startswith("This release says nothing")
    assert "Content-Language" not in problem.headers

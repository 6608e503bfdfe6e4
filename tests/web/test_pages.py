"""The pages around the entities."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

MINIMAL = Path(__file__).parents[1] / "data" / "minimal"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/browse",
        "/browse/Claim",
        "/graph",
        "/graph/asserted",
        "/graph/inferred",
        "/graph/data/tides/debate",
        "/ontology",
        "/shapes",
        "/validation",
        "/vocab",
        "/queries",
        "/sparql",
        "/dumps",
        "/dumps/",
        "/releases",
        "/releases/",
        "/releases/current",
        "/coverage",
        "/status",
        "/problems",
        "/.well-known/void",
        "/id/person/",
    ],
)
def test_every_link_of_a_page_leads_somewhere(
    browser: str, client: FlaskClient, path: str
) -> None:
    """No dead link on the site itself."""
    page = client.get(path, headers={"Accept": browser}, follow_redirects=True)

    assert page.status_code == 200
    links = {
        link.replace("&amp;", "&").partition("#")[0]
        for link in re.findall(r'href="(/[^"]*)"', page.text)
    }
    statuses = {}
    for link in links:
        # What asks a worker, Flask alone cannot answer: see test_canned_queries.
        if not link.startswith(("/sparql?", "/queries/")):
            with client.get(link, follow_redirects=True) as response:
                statuses[link] = response.status_code
    assert set(statuses.values()) == {200}, statuses


def test_the_front_page_says_what_it_is_and_how_much(
    browser: str, client: FlaskClient
) -> None:
    page = client.get("/", headers={"Accept": browser}).text

    assert "Why the sea rises: a small debate" in page
    assert re.search(r'<a href="/browse/Claim"><b>2</b>', page)


def test_a_claim_shows_who_denies_it_and_according_to_whom(client: FlaskClient) -> None:
    page = client.get("/doc/claim/moon-pulls-the-sea.html").text

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))
    assert "Galileo Galilei: denies this" in text
    assert "according to Galileo Galilei, in Dialogue, fourth day" in text


def test_what_follows_is_marked_as_such(client: FlaskClient) -> None:
    page = client.get("/doc/stance/galileo-moon.html").text

    assert "Nobody wrote this down" in page


def test_the_ontology_is_served_as_its_authors_wrote_it(client: FlaskClient) -> None:

    turtle = client.get("/ontology", headers={"Accept": "text/turtle"})

    assert turtle.data == (MINIMAL / "ontology" / "terms.ttl").read_bytes()


def test_a_number_of_a_page_that_is_none_is_refused(client: FlaskClient) -> None:
    responses = {
        page: client.get(f"/browse/Claim?page={page}").status_code
        for page in ("0", "-1", "x", "1.5", "9" * 40)
    }

    assert responses == {"0": 400, "-1": 400, "x": 400, "1.5": 400, "9" * 40: 400}
    assert client.get("/browse/Claim?page=2").status_code == 404


def test_pages_forbid_scripts_of_others_and_being_framed(client: FlaskClient) -> None:
    headers = client.get("/").headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]


def test_pages_need_no_script(browser: str, client: FlaskClient) -> None:
    """Each has one that suggests; others copy, and run queries (tests/browser).

    What is embedded for search engines is data, which no browser runs.
    """
    for path in ("/", "/doc/claim/moon-pulls-the-sea.html", "/sparql"):
        page = client.get(path, headers={"Accept": browser}).text
        data = '<script type="application/ld\\+json">[^<]*'
        scripts = re.findall("<script([^>]*)>([^<]*)", re.sub(data, "", page))
        assert len(scripts) == 1 + (path != "/")
        assert all("src=" in how and not text.strip() for how, text in scripts)
        assert " style=" not in page  # the policy above forbids it

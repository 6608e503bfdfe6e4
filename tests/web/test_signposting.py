"""What a document says to machines, read by a library that others wrote."""

from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
import signposting

MOON = "claim/moon-pulls-the-sea"
BASE = "https://example.org/tides"
FORMS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
}


def check(found: signposting.Signposting, host: str) -> None:
    """Level 1 of the profile, over the claim's document at ``host``."""
    assert found.citeAs.target == f"{BASE}/id/{MOON}"
    described = {str(s.type): s.target for s in found.describedBy if s.type}
    assert described == {
        kind: f"{host}/doc/{MOON}.{suffix}" for kind, suffix in FORMS.items()
    }
    types = {s.target for s in found.types}
    assert types == {
        "https://schema.org/AboutPage",
        "https://w3id.org/dissensus/ontology#Claim",
    }
    assert found.license.target == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert found.collection.target == f"{host}/doc/dataset/tides"
    assert {str(s.type) for s in found.linksets} == {
        "application/linkset+json",
        "application/linkset",
    }


def test_headers_are_signposts(server: Any) -> None:
    """FAIR Signposting, level 1; the redirect from the thing is followed."""
    check(signposting.find_signposting_http(f"{server.url}/id/{MOON}"), server.url)


def test_pages_have_the_same_signposts(server: Any) -> None:
    found = signposting.find_signposting_html(f"{server.url}/doc/{MOON}")

    check(found, server.url)


def test_link_sets_have_the_same_signposts(server: Any) -> None:
    """FAIR Signposting, level 2; RFC 9264. Both forms of a link set are alike."""
    headers = signposting.find_signposting_http(f"{server.url}/doc/{MOON}")
    sets = [
        signposting.find_signposting_linkset(link.target, link.type)
        for link in headers.linksets
    ]

    for found in sets:
        check(found.for_context(f"{BASE}/doc/{MOON}"), BASE)
    form = sets[0].for_context(f"{BASE}/doc/{MOON}.ttl")
    assert form.license.target == "https://creativecommons.org/publicdomain/zero/1.0/"


def test_the_link_set_says_that_a_form_describes_the_document(
    http: httpx.Client,
) -> None:
    contexts = http.get(f"/linkset.json/doc/{MOON}").json()["linkset"]

    forms = {c["anchor"]: c["describes"][0]["href"] for c in contexts}
    assert forms[f"{BASE}/doc/{MOON}.nt"] == f"{BASE}/doc/{MOON}"


def test_the_dataset_names_its_files_as_items(server: Any) -> None:
    for path in ("/doc/dataset/tides", "/"):
        found = signposting.find_signposting_http(server.url + path)

        items = {s.target.rpartition(".")[2]: str(s.type) for s in found.items}
        assert items["ttl"] == "text/turtle"
        assert items["gz"] == "application/gzip"
        assert found.citeAs.target == f"{BASE}/id/dataset/tides"


def test_each_link_of_a_document_leads_somewhere(http: httpx.Client) -> None:
    links = http.get(f"/doc/{MOON}").links.values()

    local = {link["url"] for link in links if link["url"].startswith("/")}
    assert len(local) >= 3
    assert {http.get(path, follow_redirects=True).status_code for path in local} == {
        200
    }


def test_nothing_has_no_link_set(http: httpx.Client) -> None:
    assert http.get("/linkset.json/doc/claim/none").status_code == 404
    assert http.get("/linkset.xml/doc/claim/none").status_code == 404


def test_crawlers_are_kept_off_what_has_no_end(http: httpx.Client) -> None:
    robots = http.get("/robots.txt").text.splitlines()

    assert {"Disallow: /sparql", "Disallow: /*?page="} <= set(robots)
    assert f"Sitemap: {BASE}/sitemap.xml" in robots


def read_xml(http: httpx.Client, path: str) -> ET.Element:
    return ET.fromstring(http.get(path).content)  # noqa: S314  # our own


def test_the_sitemap_lists_each_document_once_with_its_date(
    http: httpx.Client,
) -> None:
    """sitemaps.org protocol 0.9."""
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}

    index = read_xml(http, "/sitemap.xml")
    addresses = [loc.text or "" for loc in index.iterfind("s:sitemap/s:loc", space)]
    found = [read_xml(http, a.removeprefix(BASE)) for a in addresses]
    locs = [e.text or "" for m in found for e in m.iterfind("s:url/s:loc", space)]
    dates = {e.text for m in found for e in m.iterfind("s:url/s:lastmod", space)}

    assert len(locs) == len(set(locs)) <= 50_000 * len(found)
    assert {f"{BASE}/", f"{BASE}/doc/{MOON}"} <= set(locs)
    assert dates == {http.get("/status").json()["since"]}
    paths = [loc.removeprefix(BASE) for loc in locs]
    statuses = {
        path: http.get(path, follow_redirects=True).status_code for path in paths
    }
    assert set(statuses.values()) == {200}, statuses


@pytest.mark.parametrize("number", [0, 2])
def test_there_are_no_more_sitemaps_than_the_index_says(
    http: httpx.Client, number: int
) -> None:
    assert http.get(f"/sitemaps/{number}.xml").status_code == 404


@pytest.mark.parametrize("path", ["/", f"/doc/{MOON}", "/sparql", "/none", "/id/x"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_answer_says_what_browsers_may_do_with_it(
    http: httpx.Client, path: str, accept: str
) -> None:
    """Pages are for readers; scripts of other sites may read the rest."""
    response = http.get(path, headers={"Accept": accept})

    headers = response.headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    is_page = headers["Content-Type"].startswith("text/html")
    assert ("Access-Control-Allow-Origin" in headers) != is_page


def test_programs_at_the_front_door_are_sent_to_the_description(
    http: httpx.Client,
) -> None:
    """VoID, section 7.2."""
    door = http.get("/", headers={"Accept": "text/turtle"})

    assert (door.status_code, door.headers["Location"]) == (
        303,
        "/.well-known/void.ttl",
    )
    assert "foaf:primaryTopic" in http.get(door.headers["Location"]).text

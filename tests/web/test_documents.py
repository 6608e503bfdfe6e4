"""Entities and their documents, as RFC 9110 and Cool URIs want them."""

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from dissensus.backends import in_memory
from dissensus.description import Holdings
from dissensus.iris import Base
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

MOON = "claim/moon-pulls-the-sea"
TYPES = {
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
    "trig": ("application/trig", RdfFormat.TRIG),
}


@pytest.mark.parametrize("suffix", TYPES)
def test_a_thing_leads_to_its_document_in_the_form_asked_for(
    client: FlaskClient, suffix: str
) -> None:
    """Cool URIs, section 4.2."""
    media_type, _ = TYPES[suffix]

    redirect = client.get(f"/id/{MOON}", headers={"Accept": media_type})
    document = client.get(redirect.location, headers={"Accept": media_type})

    assert (redirect.status_code, redirect.location) == (303, f"/doc/{MOON}.{suffix}")
    assert "Accept" in redirect.vary
    assert (document.status_code, document.mimetype) == (200, media_type)


@pytest.mark.parametrize("suffix", TYPES)
def test_all_forms_of_a_document_say_the_same(client: FlaskClient, suffix: str) -> None:
    media_type, syntax = TYPES[suffix]

    by_suffix = client.get(f"/doc/{MOON}.{suffix}")
    by_accept = client.get(f"/doc/{MOON}", headers={"Accept": media_type})

    assert by_suffix.data == by_accept.data
    assert by_accept.headers["Content-Location"] == f"/doc/{MOON}.{suffix}"
    plain = client.get(f"/doc/{MOON}.nt").data
    found = {q.triple for q in parse(by_suffix.data, format=syntax)}
    assert found == {q.triple for q in parse(plain, format=RdfFormat.N_TRIPLES)}
    assert found


def test_a_browser_gets_a_page(browser: str, client: FlaskClient) -> None:
    redirect = client.get(f"/id/{MOON}", headers={"Accept": browser})
    page = client.get(redirect.location, headers={"Accept": browser})

    assert redirect.location == f"/doc/{MOON}"
    assert page.mimetype == "text/html"
    assert "The moon draws the waters of the sea." in page.text


@pytest.mark.parametrize(
    ("accept", "status", "mimetype"),
    [
        ("text/turtle;q=0, application/n-triples;q=0.1", 200, "application/n-triples"),
        ("text/turtle;q=0.4, text/html;q=0.5", 200, "text/html"),
        ("text/turtle;charset=utf-8", 200, "text/turtle"),
        ('application/ld+json;profile="x"', 200, "application/ld+json"),
        ("*/*", 200, "text/html"),
        ("text/html;q=0, */*;q=0.1", 200, "text/turtle"),
        ("image/png", 406, "application/problem+json"),
        ("*/*;q=0", 406, "application/problem+json"),
    ],
)
def test_accept_is_read_as_the_standard_says(
    client: FlaskClient, accept: str, status: int, mimetype: str
) -> None:
    """RFC 9110, section 12.5.1: q=0 means not acceptable."""
    response = client.get(f"/doc/{MOON}", headers={"Accept": accept})

    assert (response.status_code, response.mimetype) == (status, mimetype)


def test_who_can_take_nothing_is_told_what_there_is(client: FlaskClient) -> None:
    response = client.get(f"/doc/{MOON}", headers={"Accept": "image/png"})

    problem = response.get_json()
    assert "text/turtle (.ttl)" in problem["details"]
    assert problem["status"] == 406


@pytest.mark.parametrize("kind", ["id", "doc"])
def test_what_nobody_described_is_not_found(client: FlaskClient, kind: str) -> None:
    response = client.get(f"/{kind}/person/nobody", headers={"Accept": "text/turtle"})

    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert "id/person/nobody" in response.get_json()["detail"]


def test_a_document_says_where_its_other_forms_and_its_subject_are(
    client: FlaskClient,
) -> None:
    """RFC 8288; canonical IRIs whatever host serves them."""
    links = client.get(f"/doc/{MOON}.ttl", headers={"Host": "evil.example"}).headers[
        "Link"
    ]

    assert f'<https://example.org/tides/doc/{MOON}>; rel="canonical"' in ", ".join(
        client.get(f"/doc/{MOON}.ttl").headers.getlist("Link")
    )
    assert "evil.example" not in links


def test_what_a_document_says_is_in_the_dump_but_for_what_it_says_of_itself(
    client: FlaskClient, release: Release
) -> None:
    dump = next((release.folder / "dumps").glob("*.nt.gz"))
    published = set(gzip.decompress(dump.read_bytes()).decode().splitlines())

    lines = set(client.get(f"/doc/{MOON}.nt").text.splitlines())

    itself = {f"<{release.base.iri}doc/{MOON}>"}
    added = lines - published
    assert {line.split(" ")[0] for line in added} == itself
    assert len(lines) > len(added)


def test_turtle_begins_with_the_topic_and_names_only_the_prefixes_it_uses(
    client: FlaskClient,
) -> None:
    turtle = client.get(f"/doc/{MOON}.ttl").text

    prefixes, _, body = turtle.partition("\n\n")
    names = re.findall(r"@prefix (\w+): ", prefixes)
    assert body.startswith("clm:moon-pulls-the-sea ")
    assert names == sorted(names)
    assert all(re.search(rf"(?<!\w){name}:", body) for name in names)


def test_a_document_names_its_topic_its_dataset_and_its_licence(
    client: FlaskClient,
) -> None:
    """VoID, section 6.2.1."""
    lines = client.get(f"/doc/{MOON}.nt").text.splitlines()

    base = "https://example.org/tides/"
    said = {
        line.split(" ")[1].rpartition("/")[2].strip(">"): line.split(" ")[2]
        for line in lines
        if line.startswith(f"<{base}doc/{MOON}>")
    }
    assert said["primaryTopic"] == f"<{base}id/{MOON}>"
    assert said["void#inDataset"] == f"<{base}id/dataset/tides>"
    assert said["license"] == "<https://creativecommons.org/publicdomain/zero/1.0/>"


def test_an_iri_of_elsewhere_can_be_looked_up(
    browser: str, client: FlaskClient
) -> None:
    iri = "http://www.wikidata.org/entity/Q307"

    page = client.get(
        "/resource", query_string={"iri": iri}, headers={"Accept": browser}
    )
    turtle = client.get("/resource.ttl", query_string={"iri": iri})
    nothing = client.get("/resource", query_string={"iri": "not an iri"})

    assert "Galileo Galilei" in page.text
    assert turtle.mimetype == "text/turtle"
    assert nothing.status_code == 404


def test_markup_in_a_label_is_text(tmp_path: Path) -> None:
    """A label is data: a page never runs it."""
    iri = "https://x.example/id/claim/bad"
    quad = Quad(
        NamedNode(iri),
        NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
        Literal("<script>alert(1)</script>"),
        DefaultGraph(),
    )
    site = Site(
        release="1-000000000000",
        folder=tmp_path,
        created="",
        holdings=Holdings(in_memory([quad]), "https://x.example/"),
        base=Base("https://x.example/"),
        settings=Settings(),
        title="t",
    )

    page = create_app(site).test_client().get("/doc/claim/bad.html")

    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text

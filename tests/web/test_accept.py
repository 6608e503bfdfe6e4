"""What clients that exist send as Accept, and what they get for it."""

import shutil
import subprocess
from typing import Any

import httpx
import pytest
import rdflib

MOON = "claim/moon-pulls-the-sea"
HTML, TURTLE = "text/html", "text/turtle"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SAFARI = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
JENA = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,"
    "application/rdf+xml;q=0.7,*/*;q=0.3"
)
JENA_DATASET = (
    "application/trig,application/n-quads;q=0.9,text/turtle;q=0.8,"
    "application/n-triples;q=0.7,application/rdf+xml;q=0.6,application/ld+json;q=0.5,"
    "*/*;q=0.1"
)
RDF4J = (
    "application/rdf+xml;q=0.8, application/xml;q=0.8, text/xml;q=0.8, "
    "application/n-triples;q=0.8, text/plain;q=0.8, text/turtle;q=0.8, "
    "application/x-turtle;q=0.8, application/trig, application/x-trig, "
    "application/ld+json;q=0.8"
)
RAPPER = (
    "application/rdf+xml, text/rdf;q=0.6, application/n-triples, text/plain;q=0.1, "
    "text/turtle, application/x-turtle, application/turtle, text/n3;q=0.3, "
    "application/x-trig, application/xml;q=0.3, text/html;q=0.2, "
    "application/xhtml+xml;q=0.4, text/html;q=0.6, application/json;q=0.1, */*;q=0.1"
)
PYLD = "application/ld+json;profile=http://www.w3.org/ns/json-ld#context, */*;q=0.1"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (CHROME, HTML),
        (FIREFOX, HTML),
        (SAFARI, HTML),
        ("*/*", HTML),  # curl: no wish, so what a person can read
        ("", HTML),
        ("text/html", HTML),
        (JENA, TURTLE),
        (JENA_DATASET, "application/trig"),
        (RDF4J, "application/trig"),
        (RAPPER, "text/turtle"),
        (PYLD, "application/ld+json"),
        ("application/rdf+xml, */*;q=0.1", "application/rdf+xml"),  # rdflib, xml
        ("text/turtle, application/x-turtle, */*;q=0.1", TURTLE),  # rdflib, turtle
        (
            "application/ld+json, application/json;q=0.9, */*;q=0.1",
            "application/ld+json",
        ),
        ("TEXT/Turtle", TURTLE),
    ],
)
def test_a_client_gets_what_it_asks_for(
    http: httpx.Client, accept: str, expected: str
) -> None:
    headers = {"Accept": accept} if accept else {}
    del http.headers["Accept"]

    response = http.get(f"/id/{MOON}", headers=headers, follow_redirects=True)

    assert (response.status_code, response.headers["Content-Type"].split(";")[0]) == (
        200,
        expected,
    )
    assert len(response.history) == 1


@pytest.mark.parametrize("form", [None, "turtle", "xml", "nt", "json-ld"])
def test_rdflib_reads_a_thing_from_its_iri(server: Any, form: str | None) -> None:
    """rdflib asks for what it can read; ``nt`` only when it is told so by suffix."""
    address = f"{server.url}/id/{MOON}{'.nt' if form == 'nt' else ''}"

    graph = rdflib.Graph().parse(address, format=form)

    assert (rdflib.URIRef(f"https://example.org/tides/id/{MOON}"), None, None) in graph


@pytest.mark.skipif(not shutil.which("rapper"), reason="raptor2-utils is not installed")
def test_rapper_reads_a_thing_from_its_iri(server: Any) -> None:
    address = f"{server.url}/id/{MOON}"

    found = subprocess.run(
        ["rapper", "-q", "-g", "-o", "ntriples", address],
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert f"<https://example.org/tides/id/{MOON}>" in found

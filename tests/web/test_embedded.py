"""What a page tells to programs that read pages: Zotero, scholars, search engines."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import httpx
import pytest
from bs4 import BeautifulSoup
from pyld import jsonld

Serving = Callable[..., AbstractContextManager[Any]]
ID = "https://w3id.org/dissensus/id"
TYPES = {
    "application/x-bibtex",
    "application/x-research-info-systems",
    "application/vnd.citationstyles.csl+json",
}
WORK = "/doc/work/the-revolution-betrayed"
EDITION = "/doc/edition/molyneux-is-marxism-deterministic"
CLAIM = "/doc/claim/continuity-thesis"
# What the context of schema.org says of the terms that are used, as far as it matters
# here: nothing is fetched in a test.
CONTEXT = {"@vocab": "https://schema.org/", "license": {"@type": "@id"}}


@pytest.fixture(scope="module")
def real(real_site: str) -> Iterator[httpx.Client]:
    """A client of the real site."""
    with httpx.Client(base_url=real_site, timeout=60) as client:
        yield client


def soup(real: httpx.Client, path: str) -> BeautifulSoup:
    page = real.get(path, headers={"Accept": "text/html"})
    return BeautifulSoup(page.text, "html.parser")


def test_unapi_answers_as_its_specification_says(real: httpx.Client) -> None:
    """unAPI, version 1: formats; 300 and the formats of one; one in a format."""
    page = soup(real, WORK)
    assert page.select_one('link[rel="unapi-server"]')["href"] == "/unapi"
    iri = page.select_one("abbr.unapi-id")["title"]

    every = real.get("/unapi")
    of_one = real.get("/unapi", params={"id": iri})
    got = real.get("/unapi", params={"id": iri, "format": "ris"})

    assert (every.status_code, of_one.status_code, got.status_code) == (200, 300, 200)
    for listed in (every, of_one):
        assert listed.headers["Content-Type"].startswith("application/xml")
        formats = ET.fromstring(listed.text)  # noqa: S314  # ours
        told = {f.attrib["name"]: f.attrib["type"] for f in formats.iter("format")}
        assert set(told.values()) == TYPES
    assert formats.attrib["id"] == iri
    assert got.content == real.get(f"{WORK}.ris").content
    unknown = real.get("/unapi", params={"id": f"{ID}/work/nil", "format": "ris"})
    unable = real.get("/unapi", params={"id": iri, "format": "mods"})
    assert (unknown.status_code, unable.status_code) == (404, 406)


def test_a_page_tells_zotero_and_scholars_of_its_text(real: httpx.Client) -> None:
    page = soup(real, EDITION)
    said = {m["name"]: m["content"] for m in page.select("meta[name]")}
    coins = parse_qs(page.select_one("span.Z3988")["title"])

    assert said["citation_title"] == said["DC.title"] == "Is Marxism deterministic?"
    assert said["citation_author"] == said["DC.creator"] == "John Molyneux"
    assert said["citation_journal_title"] == "International Socialism"
    assert (said["citation_firstpage"], said["citation_lastpage"]) == ("64", "69")
    assert said["DC.identifier"] == f"{ID}{EDITION.removeprefix('/doc')}"
    assert coins["rft.jtitle"] == ["International Socialism"]
    assert coins["rft.genre"] == ["article"]
    claim = {m["name"] for m in soup(real, CLAIM).select("meta[name]")}
    assert "DC.title" in claim
    assert not any(name.startswith("citation_") for name in claim)


def embedded(page: BeautifulSoup) -> dict[str, dict[str, Any]]:
    """Return the nodes that a page embeds, expanded by pyld, by IRI."""
    (block,) = page.select('script[type="application/ld+json"]')
    told = json.loads(block.string or "")
    assert told["@context"] == "https://schema.org"
    nodes: Any = jsonld.flatten(told | {"@context": CONTEXT})
    return {node["@id"]: node for node in nodes}


def test_a_page_embeds_what_it_is_about_in_schema_org(real: httpx.Client) -> None:
    schema = "https://schema.org/"
    nodes = embedded(soup(real, "/doc/person/leon-trotsky"))

    page = nodes["https://w3id.org/dissensus/doc/person/leon-trotsky"]
    person = nodes[f"{ID}/person/leon-trotsky"]
    assert page["@type"] == [f"{schema}WebPage"]
    assert page[f"{schema}mainEntity"] == [{"@id": person["@id"]}]
    assert page[f"{schema}isPartOf"] == [{"@id": f"{ID}/dataset/leninism-to-stalinism"}]
    assert page[f"{schema}license"][0]["@id"].endswith("/publicdomain/zero/1.0/")
    assert person["@type"] == [f"{schema}Person"]
    assert person[f"{schema}birthDate"] == [{"@value": "1879"}]
    assert person[f"{schema}sameAs"][0]["@id"].startswith("http://www.wikidata.org/")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("organisation/socialist-revolutionary-party", "Organization"),
        ("event/october-revolution", "Event"),
        ("edition/serge-1980-memoirs", "Book"),
        ("edition/molyneux-is-marxism-deterministic", "Article"),
        ("claim/continuity-thesis", "Claim"),
        ("citation/iq02-the-revolution-betrayed", "Quotation"),
        ("passage/molyneux-2017-p007", "CreativeWork"),
        ("place/spain", "Place"),
        ("vocab/position/affirmation", "DefinedTerm"),
        ("stance/john-molyneux-continuity-thesis", "Thing"),
    ],
)
def test_each_kind_of_entity_has_its_type_there(
    real: httpx.Client, path: str, kind: str
) -> None:
    nodes = embedded(soup(real, f"/doc/{path}"))

    types = {iri: node.get("@type") for iri, node in nodes.items()}
    subject = f"{ID}/{path}".replace("/id/vocab/", "/vocab/")
    assert types[subject] == [f"https://schema.org/{kind}"]


def test_a_claim_names_who_holds_it_and_never_who_denies_it(real: httpx.Client) -> None:
    claim = embedded(soup(real, CLAIM))[f"{ID}/claim/continuity-thesis"]

    authors = {node["@id"] for node in claim["https://schema.org/author"]}
    assert f"{ID}/collective/continuity-advocates" in authors
    assert f"{ID}/person/john-molyneux" not in authors
    reports = {node["@id"] for node in claim["https://schema.org/claimInterpreter"]}
    assert f"{ID}/person/john-molyneux" in reports
    assert claim["https://schema.org/appearance"]


def test_the_front_page_embeds_the_dataset_and_its_files(real: httpx.Client) -> None:
    nodes = embedded(soup(real, "/"))

    dataset = nodes[f"{ID}/dataset/leninism-to-stalinism"]
    files = [
        node["https://schema.org/contentUrl"][0]["@value"]
        for node in nodes.values()
        if node.get("@type") == ["https://schema.org/DataDownload"]
    ]
    assert dataset["@type"] == ["https://schema.org/Dataset"]
    assert dataset["https://schema.org/creator"] == [
        {"@id": f"{ID}/organisation/dissensus-project"}
    ]
    assert any(url.endswith(".ttl") for url in files)


def test_a_label_cannot_break_out_of_the_data_block(
    running: Serving, tmp_path: Path
) -> None:
    file = tmp_path / "x.ttl"
    label = "</script><script>alert(1)</script> & <!-- \u2028"
    file.write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f'<http://example.com/a> rdfs:label "{label}" .',
        encoding="utf-8",
    )

    with running("open", str(file), "--port", "0") as server:
        page = httpx.get(f"{server.url}/resource?iri=http://example.com/a")

    (block,) = re.findall(
        '<script type="application/ld\\+json">(.*?)</script>', page.text
    )
    assert "<" not in block
    told = json.loads(block)["@graph"]
    assert label in {node["name"] for node in told}
    assert "<script>alert" not in page.text

"""Texts cited, saved by Zotero and found by search engines, as others' programs do."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import bibtexparser
import httpx
import pytest
import rispy
from bibtexparser.bparser import BibTexParser
from bs4 import BeautifulSoup
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from flask.testing import FlaskClient

Serving = Callable[..., AbstractContextManager[Any]]
ID = "https://w3id.org/dissensus/id"
TYPES = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
}
WORK = "/doc/work/the-revolution-betrayed"
EDITION = "/doc/edition/molyneux-is-marxism-deterministic"
CLAIM = "/doc/claim/continuity-thesis"


@pytest.fixture(scope="module")
def real(real_site: str) -> Iterator[httpx.Client]:
    """A client of the real site."""
    with httpx.Client(base_url=real_site, timeout=60) as client:
        yield client


def bibtex(text: str) -> list[dict[str, str]]:
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    entries: list[dict[str, str]] = bibtexparser.loads(text, parser).entries
    return entries


def soup(real: httpx.Client, path: str) -> BeautifulSoup:
    page = real.get(path, headers={"Accept": "text/html"})
    return BeautifulSoup(page.text, "html.parser")


def test_every_text_of_the_graph_is_in_every_form_of_the_bibliography(
    real: httpx.Client,
) -> None:
    """Titles and years are those that the endpoint gives, key for key."""
    query = """PREFIX dis: <https://w3id.org/dissensus/ontology#>
        PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?text ?title ?issued {
          { ?text a dis:Edition } UNION
          { ?text a dis:Work FILTER NOT EXISTS { ?e dis:editionOf ?text } }
          OPTIONAL { ?text dcterms:title ?title }
          OPTIONAL { ?text dcterms:issued ?issued }
        }"""
    answer = real.get("/sparql", params={"query": query, "format": "json"}).json()
    rows = answer["results"]["bindings"]

    csl = {item["id"]: item for item in real.get("/bibliography.csl.json").json()}
    ris = {item["id"]: item for item in rispy.loads(real.get("/bibliography.ris").text)}
    bib = {entry["ID"]: entry for entry in bibtex(real.get("/bibliography.bib").text)}

    keys = {
        row["text"]["value"].removeprefix(f"{ID}/").replace("/", ":") for row in rows
    }
    assert len(keys) > 80
    assert set(csl) == set(ris) == set(bib) == keys
    for row in rows:
        key = row["text"]["value"].removeprefix(f"{ID}/").replace("/", ":")
        if "title" in row:
            title = " ".join(row["title"]["value"].split())
            assert csl[key]["title"] == ris[key]["title"] == title
            assert re.sub("[{}]|\\\\", "", bib[key]["title"]) == title
        if "issued" in row:
            year = row["issued"]["value"][:4]
            assert (
                str(csl[key]["issued"]["date-parts"][0][0]) == ris[key]["year"] == year
            )
            assert year in bib[key]["year"]


def test_a_processor_of_citations_makes_a_reference_of_each(real: httpx.Client) -> None:
    items = real.get("/bibliography.csl.json", params={"kind": "article"}).json()
    source = CiteProcJSON(
        [{k: v for k, v in i.items() if k != "custom"} for i in items]
    )
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    listed = CitationStylesBibliography(style, source, formatter.plain)
    for item in items:
        listed.register(Citation([CitationItem(item["id"].lower())]))

    references = [str(entry) for entry in listed.bibliography()]

    assert len(references) == len(items) > 10
    (rees,) = [r for r in references if "In Defence of October" in r]
    assert "International Socialism" in rees
    assert "52" in rees


@pytest.mark.parametrize(("suffix", "media_type"), TYPES.items())
def test_a_record_is_had_by_address_and_by_accept(
    real: httpx.Client, suffix: str, media_type: str
) -> None:
    by_address = real.get(f"{EDITION}.{suffix}")
    by_accept = real.get(EDITION, headers={"Accept": media_type})
    thing = real.get(EDITION.replace("/doc/", "/id/"), headers={"Accept": media_type})

    assert by_address.headers["Content-Type"].partition(";")[0] == media_type
    assert by_address.content == by_accept.content
    assert by_accept.headers["Content-Location"] == f"{EDITION}.{suffix}"
    assert "Accept" in by_accept.headers["Vary"]
    assert thing.headers["Location"] == f"{EDITION}.{suffix}"


def test_an_article_says_where_it_stands(real: httpx.Client) -> None:
    (entry,) = bibtex(real.get(f"{EDITION}.bib").text)

    assert entry["ENTRYTYPE"] == "article"
    assert entry["author"] == "John Molyneux"
    assert (entry["number"], entry["pages"]) == ("68", "64--69")
    assert entry["note"].endswith("not of its source: date.")


def test_what_is_no_text_is_cited_as_an_entry_of_the_dataset(
    real: httpx.Client,
) -> None:
    (entry,) = real.get(f"{CLAIM}.csl.json").json()
    release = real.get("/status.json").json()

    assert entry["type"] == "webpage"
    assert entry["URL"] == f"{ID}/claim/continuity-thesis"
    assert entry["author"] == [{"literal": "Dissensus project"}]
    assert entry["container-title"].startswith("Does Leninism lead to Stalinism?")
    assert entry["version"] == release["version"]
    assert entry["note"] == f"Release {release['release']}"
    assert entry["issued"]["date-parts"] == [
        [int(part) for part in release["since"][:10].split("-")]
    ]


def test_the_entry_of_a_text_is_another_thing_than_the_text(real: httpx.Client) -> None:
    (text,) = real.get(f"{WORK}.csl.json").json()
    (entry,) = real.get(f"{WORK}.csl.json?of=entry").json()

    assert text["author"] == [{"literal": "Leon Trotsky"}]
    assert entry["author"] == [{"literal": "Dissensus project"}]
    assert text["id"] != entry["id"]


def test_the_bibliography_is_sifted_and_sorted_without_scripts(
    real: httpx.Client,
) -> None:
    page = soup(real, "/bibliography?q=trotsky&sort=year&kind=book")
    links = [a["href"] for a in page.select(".references a")]
    csl = real.get("/bibliography.csl.json?q=trotsky&sort=year&kind=book").json()

    assert [link.removeprefix("/doc/").replace("/", ":") for link in links] == [
        item["id"] for item in csl
    ]
    assert {item["type"] for item in csl} == {"book"}
    years = [item["issued"]["date-parts"][0] for item in csl if "issued" in item]
    assert years == sorted(years)
    assert all("sort=year" in a["href"] for a in page.select(".formats a"))
    assert real.get("/bibliography?sort=colour").status_code == 400


def test_texts_of_any_file_are_cited(running: Serving, tmp_path: Path) -> None:
    """The classes of FaBiO and BIBO do, without a project or its terms."""
    file = tmp_path / "x.ttl"
    file.write_text(
        "@prefix bibo: <http://purl.org/ontology/bibo/> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        '<http://example.com/a> a bibo:AcademicArticle ; dcterms:title "Ebb" ;'
        ' dcterms:creator "Ada Ebb" ; bibo:doi "10.1000/x" .'
    )

    with running("open", str(file), "--port", "0") as server:
        one = httpx.get(f"{server.url}/resource.csl.json?iri=http://example.com/a")
        every = httpx.get(f"{server.url}/bibliography.csl.json")

    (item,) = one.json()
    assert one.json() == every.json()
    assert (item["type"], item["title"]) == ("article-journal", "Ebb")
    assert (item["DOI"], item["author"]) == ("10.1000/x", [{"literal": "Ada Ebb"}])


def test_passages_are_told_without_a_word_of_the_text(real: httpx.Client) -> None:
    edition = f"{ID}/edition/molyneux-2017"
    told = real.get("/passages.json", params={"text": edition}).json()

    assert told["digest"].startswith("sha256:")
    assert len(told["passages"]) > 700
    starts = [passage["start"] for passage in told["passages"]]
    assert starts == sorted(starts)
    fields = {field for passage in told["passages"] for field in passage}
    assert fields == {"iri", "name", "href", "start", "end", "digest", "attested"}
    assert real.get("/passages.json").status_code == 400
    assert real.get("/passages.json", params={"text": f"{ID}/x"}).status_code == 404


def test_a_project_without_texts_has_an_empty_bibliography(client: FlaskClient) -> None:
    page = client.get("/bibliography", headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert "0 of 0 texts" in page.text
    assert client.get("/bibliography.bib").data == b""

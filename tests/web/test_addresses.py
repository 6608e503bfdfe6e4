"""IRIs as people and programs write them: letters, escapes, slashes, queries."""

import shutil
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from dissensus.catalog import Catalog

MINIMAL = Path(__file__).parents[1] / "data" / "minimal"
DATA = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://example.org/tides/id/> .

<place/Łódź> skos:prefLabel "Lodz"@en .
<place/Венеция> skos:prefLabel "Venice"@en .
<work/a%2Fb> skos:prefLabel "A stroke"@en .
<work/a/b> skos:prefLabel "A folder"@en .
<work/x> skos:prefLabel "The work"@en .
<work/x?edition=2> skos:prefLabel "The second edition"@en .
<work/on%20tides> skos:prefLabel "On tides"@en .
<person/galileo> owl:deprecated true ;
    rdfs:label "Galileo, entered twice"@en ;
    dcterms:description "The reader had met him under one name only."@en ;
    dcterms:isReplacedBy <person/galileo-galilei> .
"""
GALILEO = "https://example.org/tides/id/person/galileo-galilei"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory, serving: Any) -> Iterator[str]:
    """A server of the minimal project with entities of odd names."""
    root = Path(shutil.copytree(MINIMAL, tmp_path_factory.mktemp("odd") / "tides"))
    (root / "data" / "tides" / "odd.ttl").write_text(DATA, encoding="utf-8")
    catalog = Catalog(root / "releases")
    catalog.publish(root)
    with serving(catalog.folder) as server:
        yield server.url


def ask(url: str, path: str, accept: str = "text/turtle") -> httpx.Response:
    """Send the path as it is: httpx would put escapes and slashes in order."""
    address = urlsplit(url)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=30)
    connection.request("GET", path, headers={"Accept": accept})
    answer = connection.getresponse()
    headers, body = answer.getheaders(), answer.read()
    connection.close()
    return httpx.Response(answer.status, headers=headers, content=body)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("place/%C5%81%C3%B3d%C5%BA", "Lodz"),
        ("place/%c5%81%c3%b3d%c5%ba", "Lodz"),
        ("place/%D0%92%D0%B5%D0%BD%D0%B5%D1%86%D0%B8%D1%8F", "Venice"),
        ("work/a%2Fb", "A stroke"),
        ("work/a/b", "A folder"),
        ("work/x", "The work"),
        ("work/x?edition=2", "The second edition"),
        ("work/x?utm_source=letter", "The work"),
        ("work/on%20tides", "On tides"),
    ],
)
def test_an_iri_is_dereferenced_as_clients_escape_it(
    odd: str, path: str, label: str
) -> None:
    """RFC 3987, section 3.1; twice, since the second answer is a kept one."""
    for _ in range(2):
        redirect = ask(odd, f"/id/{path}")
        document = ask(odd, redirect.headers["Location"])

        assert (redirect.status_code, document.status_code) == (303, 200)
        assert f'skos:prefLabel "{label}"@en' in document.text


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/id/person/galileo-galilei/", GALILEO),
        ("/id//person/galileo-galilei", GALILEO),
        ("/id/person//galileo-galilei", GALILEO),
        ("//id/person/galileo-galilei", GALILEO),
        ("/id/Person/Galileo-Galilei", GALILEO),
        ("/id/person/galilei-galileo", GALILEO),
        ("/id/person/gallileo", GALILEO),
        ("/id/person/%D0%B3%D0%B0%D0%BB%D0%B8%D0%BB%D0%B5%D0%B9", GALILEO),
        ("/id/place/lodz", "https://example.org/tides/id/place/Łódź"),
        ("/id/person", "https://example.org/tides/id/person/"),
        ("/doc/person/galilei.ttl", GALILEO),
    ],
)
def test_what_is_not_there_is_not_found_but_what_is_like_it_is(
    odd: str, path: str, meant: str
) -> None:
    """By slug and by label in any language; never a redirect."""
    problem = ask(odd, path)
    page = ask(odd, path, "text/html")

    assert (problem.status_code, page.status_code) == (404, 404)
    first = problem.json()["near"][0]
    assert first["iri"] == meant
    assert f'<a href="{first["href"]}">' in page.text
    assert ask(odd, first["href"]).status_code in {200, 303}


def test_what_is_like_nothing_has_no_near_match(odd: str) -> None:
    assert "near" not in ask(odd, "/id/person/xyzzy").json()
    assert "near" not in ask(odd, "/dumps/galileo-galilei").json()


def test_a_folder_of_iris_is_no_trap(odd: str) -> None:
    listed = ask(odd, ask(odd, "/id/person/").headers["Location"])

    assert listed.status_code == 200
    assert "galileo-galilei" in listed.text
    assert "per:galileo " not in listed.text


@pytest.mark.parametrize(
    ("length", "status"), [(200, 404), (8_000, 404), (100_000, 414)]
)
def test_a_very_long_path_is_answered(odd: str, length: int, status: int) -> None:
    assert ask(odd, f"/id/person/{'a' * length}").status_code == status


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "*/*"])
@pytest.mark.parametrize("kind", ["id", "doc"])
def test_what_was_withdrawn_is_gone_and_names_its_successor(
    odd: str, kind: str, accept: str
) -> None:
    """RFC 9110, section 15.5.11; RFC 5829, section 3.3."""
    gone = ask(odd, f"/{kind}/person/galileo", accept)

    assert gone.status_code == 410
    successor = '</id/person/galileo-galilei>; rel="successor-version"'
    assert successor in gone.headers.get_list("Link", split_commas=True)
    assert "galileo-galilei" in gone.text
    assert "met him under one name only" in gone.text


def test_nothing_leads_to_what_was_withdrawn(odd: str) -> None:
    near = ask(odd, "/id/person/galileo-entered").json()["near"]
    sitemap = ask(odd, "/sitemaps/1.xml").text

    assert "https://example.org/tides/id/person/galileo" not in {n["iri"] for n in near}
    assert "/doc/person/galileo</loc>" not in sitemap
    assert "/doc/person/galileo-galilei</loc>" in sitemap

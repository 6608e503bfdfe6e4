"""The page that documents the ontology, and its versions."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode
from rdflib import Graph
from rdflib.compare import isomorphic

from dissensus.backends import Embedded
from dissensus.catalog import Catalog
from dissensus.catalog.opened import open_files
from dissensus.description import Holdings, Terms, read_terms
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

MINIMAL = Path(__file__).parents[1] / "data" / "minimal"
HTML = {"Accept": "text/html"}
DIS = "https://w3id.org/dissensus/ontology#"
FORMATS = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
ID = re.compile(r'\bid="([^"]*)"')
VERSION = """
<https://example.org/tides/ontology>
    owl:versionIRI <https://example.org/tides/ontology/{0}> ; owl:versionInfo "{0}" .
"""


@pytest.fixture(scope="module")
def real(real_release: Release) -> FlaskClient:
    """A browser at the door of the real release."""
    return create_app(Site.of(real_release, Settings())).test_client()


@pytest.fixture(scope="module")
def page(real: FlaskClient) -> str:
    """The documentation of the real ontology."""
    return real.get("/ontology", headers=HTML).text


@pytest.fixture(scope="module")
def terms(real_release: Release) -> Terms:
    """The terms of the real ontology."""
    holdings = Holdings(Embedded(real_release.store), real_release.manifest.base)
    return read_terms(holdings, DIS.removesuffix("#"), real_release.manifest.examples)


def test_each_term_is_found_where_its_iri_leads(
    page: str, real_release: Release
) -> None:
    """A hash IRI and the anchor on the page are one address."""
    named = {
        term.value.removeprefix(DIS)
        for quad in real_release.store
        for term in (quad.subject, quad.predicate)
        if isinstance(term, NamedNode) and term.value.startswith(DIS)
    }

    ids = Counter(ID.findall(page))

    assert len(named) > 150
    assert not {name for name in named if "." not in name} - ids.keys()
    assert not [name for name, count in ids.items() if count > 1]


def test_the_page_is_light_enough_for_a_telephone(page: str) -> None:
    assert len(page.encode()) < 300_000


def test_terms_are_counted_as_the_store_counts_them(
    terms: Terms, real_release: Release
) -> None:
    queries = {
        "Classes": "SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a <{0}> }}",
        "Object properties": "SELECT (COUNT(*) AS ?n) {{ ?x <{0}> ?y }}",
        "Datatype properties": "SELECT (COUNT(*) AS ?n) {{ ?x <{0}> ?y }}",
    }
    checked = 0
    for part in terms.lists:
        for term in part.terms if part.heading in queries else ():
            rows = real_release.store.query(queries[part.heading].format(term.iri))
            assert term.count == int(next(iter(rows))["n"].value), term.iri  # type: ignore[arg-type,union-attr]
            checked += 1
    assert checked > 150


def test_an_example_of_a_term_is_a_statement_of_the_release(
    terms: Terms, real_release: Release
) -> None:
    used = [t for part in terms.lists for t in part.terms if t.count]

    assert len(used) > 150
    for term in used:
        assert term.example is not None, term.iri
        quads = real_release.store.quads_for_pattern(
            term.example.subject,
            term.example.predicate,
            term.example.object,
            DefaultGraph(),
        )
        assert any(True for _ in quads), term.example


def test_a_term_tells_its_labels_limits_axioms_and_shapes(page: str) -> None:
    entry = page[page.index('id="Stance"') : page.index('id="StateBody"')]

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", entry))
    assert 'lang="de">Standpunkt' in entry
    assert 'lang="ru"' in entry
    assert "Scope Exists as far as" in text
    assert re.search(r"392 members .* for example", text)
    assert 'Kind of</dt><dd><a href="#DiscourseElement">' in entry
    assert '<a href="/shapes#STA10">STA10</a>' in entry


def test_a_chain_is_told_as_properties_in_a_row(page: str) -> None:
    entry = page[page.index('id="disagreesWith"') :][:3000]

    chain = re.search(r"Follows from</dt><dd>(.*?)</dd>", entry)

    assert chain
    assert " / " in re.sub("<[^>]*>", "", chain[1])


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_form_of_the_ontology_says_the_same(
    client: FlaskClient, suffix: str
) -> None:
    authored = Graph().parse(data=client.get("/ontology.ttl").data, format="turtle")

    found = client.get(f"/ontology.{suffix}").data

    assert isomorphic(authored, Graph().parse(data=found, format=FORMATS[suffix]))


def test_terms_with_a_namespace_of_their_own_have_their_place(
    client: FlaskClient,
) -> None:
    """The tides' ontology declares terms that do not begin like its IRI."""
    page = client.get("/ontology", headers=HTML).text

    assert {"Stance", "holder", "disagreesWith"} <= set(ID.findall(page))


@pytest.fixture(scope="module")
def versions(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[FlaskClient, bytes, str]:
    """A project whose ontology has had two versions; the first one's file."""
    root = Path(shutil.copytree(MINIMAL, tmp_path_factory.mktemp("tides") / "project"))
    catalog = Catalog(root / "releases")
    file = root / "ontology" / "terms.ttl"
    text = file.read_text()
    first = (text + VERSION.format("1.0.0")).encode()
    file.write_bytes(first)
    old = catalog.publish(root).release.id
    text = text.replace('rdfs:label "person"@en', 'rdfs:label "human being"@en')
    text = text.replace(
        'dis:digest a owl:DatatypeProperty ; rdfs:label "digest"@en .', ""
    )
    text += 'dis:tideless a owl:DatatypeProperty ; rdfs:label "tideless"@en .\n'
    file.write_text(text + VERSION.format("1.1.0"))
    release = catalog.publish(root).release
    return create_app(Site.of(release, Settings())).test_client(), first, old


def test_an_older_version_is_served_byte_for_byte(
    versions: tuple[FlaskClient, bytes, str],
) -> None:
    client, first, old = versions

    turtle = client.get("/ontology/1.0.0", headers={"Accept": "text/turtle"})
    ntriples = client.get("/ontology/1.0.0.nt")
    page = client.get("/ontology/1.0.0", headers=HTML)
    followed = client.get(page.headers["Location"], headers=HTML)

    assert turtle.data == first
    assert turtle.headers["Content-Location"] == "/ontology/1.0.0.ttl"
    assert '</ontology>; rel="latest-version"' in turtle.headers["Link"]
    assert isomorphic(
        Graph().parse(data=first, format="turtle"),
        Graph().parse(data=ntriples.data, format="nt"),
    )
    assert page.status_code == 303
    assert followed.status_code == 200
    assert f"This is release {old}" in followed.text
    assert "tideless" not in followed.text


def test_the_page_tells_what_changed_from_version_to_version(
    versions: tuple[FlaskClient, bytes, str],
) -> None:
    page = versions[0].get("/ontology", headers=HTML).text

    text = re.sub(
        r"\s+", " ", re.sub("<[^>]*>", "", page[page.index('page-changes">') :])
    )

    assert "1.0.0 to 1.1.0" in text
    assert re.search(r"Added\s*tideless", text)
    assert re.search(r"Removed\s*digest", text)
    assert re.search(r"Changed\s*Person: label", text)


def test_an_unknown_version_is_missed_with_those_that_exist(
    versions: tuple[FlaskClient, bytes, str],
) -> None:
    response = versions[0].get(
        "/ontology/7.0.0", headers={"Accept": "application/json"}
    )

    assert response.status_code == 404
    assert response.json is not None
    assert response.json["details"] == [
        "https://example.org/tides/ontology/1.1.0",
        "https://example.org/tides/ontology/1.0.0",
    ]


def test_an_ontology_that_was_opened_is_documented_too(tmp_path: Path) -> None:
    file = tmp_path / "boats.ttl"
    file.write_text("""
        @prefix : <http://example.com/boats/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <http://example.com/boats/> a owl:Ontology ; rdfs:label "Boats" .
        :Boat a owl:Class ; rdfs:comment "Floats." ;
            rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :sail ;
                owl:someValuesFrom [ owl:unionOf ( :Cloth :Paper ) ] ] .
        :Cloth a owl:Class . :Paper a owl:Class ; owl:deprecated true .
        :sail a owl:ObjectProperty , owl:FunctionalProperty .
        :ann a :Boat . :calm a owl:NamedIndividual . :ann :met :calm .
    """)
    client = create_app(
        Site.of(open_files([file], tmp_path / "opened"), Settings())
    ).test_client()

    page = client.get("/ontology", headers=HTML)
    turtle = client.get("/ontology.ttl?iri=http%3A%2F%2Fexample.com%2Fboats%2F")
    missed = client.get("/ontology?iri=http%3A%2F%2Fexample.com%2Fcars", headers=HTML)

    text = re.sub("<[^>]*>", "", page.text)
    assert {"Boat", "Cloth", "Paper", "sail"} <= set(ID.findall(page.text))
    assert "sail some Cloth or Paper" in text
    assert "Use it no more" in text
    assert "1 use, for example" in text
    assert "functional: one value at most" in text
    assert len(Graph().parse(data=turtle.data, format="turtle")) == 21
    assert missed.status_code == 404

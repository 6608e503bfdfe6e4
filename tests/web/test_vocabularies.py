"""Vocabularies as pages and as documents."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, SKOS, Graph, URIRef
from rdflib.compare import isomorphic

from dissensus.catalog.opened import open_files
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

HTML = {"Accept": "text/html"}
MODE = "https://w3id.org/dissensus/vocab/mode"
FORMATS = {"nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
ID = re.compile(r'\bid="([^"]*)"')
THESAURUS = """
@prefix : <http://example.com/t/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:scheme a skos:ConceptScheme ; skos:prefLabel "Waters"@en ; skos:hasTopConcept :sea .
:sea a skos:Concept ; skos:prefLabel "sea"@en , "Meer"@de ; skos:notation "10" ;
    skos:altLabel "ocean"@en ; skos:definition "Salt water."@en ; skos:narrower :bay .
:bay a skos:Concept ; skos:inScheme :scheme ; skos:prefLabel "bay"@en ;
    skos:related :gulf ; skos:exactMatch <http://example.org/bay> .
:gulf a skos:Concept ; skos:inScheme :scheme ; skos:broader :bay , :whirl .
:whirl a skos:Concept ; skos:inScheme :scheme ; skos:broader :pool .
:pool a skos:Concept ; skos:inScheme :scheme ; skos:broader :whirl .
:biscay :kind :bay .
"""


@pytest.fixture(scope="module")
def real(real_release: Release) -> FlaskClient:
    """A browser at the door of the real release."""
    return create_app(Site.of(real_release, Settings())).test_client()


def test_every_vocabulary_is_listed_and_every_concept_has_its_place(
    real: FlaskClient, real_release: Release
) -> None:
    rows = real_release.store.query(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "SELECT ?scheme ?concept { ?concept skos:inScheme ?scheme }"
    )
    schemes: dict[str, set[str]] = {}
    for row in rows:
        scheme, concept = row["scheme"].value, row["concept"].value  # type: ignore[index,union-attr]
        schemes.setdefault(scheme, set()).add(concept)
    listed = real.get("/vocab", headers=HTML).text

    for scheme, concepts in schemes.items():
        path = f"/doc/vocab/{scheme.rpartition('/')[2]}"
        page = real.get(path, headers=HTML).text
        assert f'href="{path}"' in listed
        ids = set(ID.findall(page))
        assert {concept.rpartition("/")[2] for concept in concepts} <= ids, scheme
    assert len(schemes) >= 15


def test_a_concept_tells_its_labels_and_how_often_it_is_used(
    real: FlaskClient, real_release: Release
) -> None:
    rows = real_release.store.query(
        "PREFIX dis: <https://w3id.org/dissensus/ontology#> SELECT (COUNT(?a) AS ?n) "
        f"{{ ?a dis:reportingMode <{MODE}/paraphrase> }}"
    )
    count = next(iter(rows))["n"].value  # type: ignore[arg-type,union-attr]
    page = real.get("/doc/vocab/mode", headers=HTML).text

    entry = page[page.index('id="paraphrase"') :].partition("</section>")[0]

    assert 'lang="de">Paraphrase' in entry
    assert 'href="/doc/vocab/mode/paraphrase"' in entry or (
        'href="/vocab/mode/paraphrase"' in entry
    )
    assert f">{count}</a> as reported in mode" in entry


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_form_of_a_vocabulary_holds_all_its_concepts(
    real: FlaskClient, suffix: str
) -> None:
    turtle = Graph().parse(data=real.get("/doc/vocab/mode.ttl").data, format="turtle")

    data = real.get(f"/doc/vocab/mode.{suffix}").data

    assert isomorphic(turtle, Graph().parse(data=data, format=FORMATS[suffix]))
    concepts = set(turtle.subjects(SKOS.inScheme, URIRef(MODE)))
    assert len(concepts) == 10
    assert all((c, RDF.type, SKOS.Concept) in turtle for c in concepts)


def test_the_iri_of_a_vocabulary_leads_to_its_document(real: FlaskClient) -> None:
    response = real.get("/vocab/mode", headers=HTML)

    assert response.status_code == 303
    assert response.headers["Location"] == "/doc/vocab/mode"


def test_a_concept_keeps_a_page_of_its_own(real: FlaskClient) -> None:
    page = real.get("/doc/vocab/mode/paraphrase", headers=HTML)

    assert page.status_code == 200
    assert "<h1>paraphrase</h1>" in page.text


def test_a_thesaurus_that_was_opened_is_a_tree(tmp_path: Path) -> None:
    """Narrower below broader, whichever way it is said; a circle comes to an end."""
    file = tmp_path / "waters.ttl"
    file.write_text(THESAURUS)
    client = create_app(
        Site.of(open_files([file], tmp_path / "opened"), Settings())
    ).test_client()

    listed = client.get("/vocab", headers=HTML).text
    path = re.findall(r'href="(/vocab\?scheme=[^"]*)"', listed)
    page = client.get(path[0], headers=HTML).text
    turtle = client.get(path[0].replace("/vocab?", "/vocab.ttl?"))

    contents = page[page.index("page-concepts") :].partition("</nav>")[0]
    tree = re.findall(r'<li class="depth-(\d)"><a href="#([^"]*)"', contents)
    assert tree[:3] == [("0", "sea"), ("1", "bay"), ("2", "gulf")]
    assert sorted(name for _, name in tree) == ["bay", "gulf", "pool", "sea", "whirl"]
    assert "ocean" in page
    assert re.search(r"<code>10</code>", page)
    assert re.search(r">1</a> as", page[page.index('id="bay"') :])
    assert len(set(Graph().parse(data=turtle.data, format="turtle").subjects())) == 6


def test_a_release_without_vocabularies_says_so(client: FlaskClient) -> None:
    page = client.get("/vocab", headers=HTML)
    missed = client.get("/vocab?scheme=http%3A%2F%2Fexample.com%2Fnone", headers=HTML)

    assert page.status_code == 200
    assert "no vocabulary of its own" in page.text
    assert missed.status_code == 404

"""A small graph of the tides, and its index."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from dissensus.search import Index, write_index

BASE = "https://example.org/tides/"
TURTLE = """
@prefix dis: <https://w3id.org/dissensus/ontology#> .
@prefix : <https://example.org/tides/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .

dis:Person rdfs:subClassOf dis:Agent .
:galileo a dis:Person, dis:Agent ;
    skos:prefLabel "Galileo Galilei"@en, "Галилео Галилей"@ru ;
    skos:altLabel "The Starry Messenger"@en ; skos:hiddenLabel "Gallileo" ;
    schema:birthDate "1564-02-15"^^edtf:EDTF ; schema:deathDate "1642"^^edtf:EDTF ;
    schema:sameAs <http://www.wikidata.org/entity/Q307> .
:shuleikin a dis:Person, dis:Agent ; skos:prefLabel "Василий Шулейкин"@ru ;
    skos:definition "Wrote on the physics of the sea."@en .
:darwin a dis:Person, dis:Agent ; skos:prefLabel "George Darwin"@en .
:moon a dis:Claim ;
    skos:prefLabel "The moon draws the sea."@en, "Der Mond zieht das Meer."@de ;
    skos:note "Galileo called it childish." ; dis:about :darwin .
:spring-tide a dis:Event ; skos:prefLabel "Spring tide of 1899"@en ;
    dis:eventType :flood ;
    dis:notBefore "1899-03-01"^^xsd:date ; dis:notAfter "1899-03-31"^^xsd:date ;
    dis:tookPlaceAt :venice .
:neap-tide a dis:Event ; skos:prefLabel "Tide after the spring"@en ;
    dis:eventType :ebb .
:flood-1966 a dis:Event ; skos:prefLabel "Acqua alta"@en ; dis:eventType :flood ;
    dis:edtf "1966-11"^^edtf:EDTF ; dis:tookPlaceAt :venice .
:tide-1902 a dis:Event ; skos:prefLabel "Ebb at the Lido"@en ; dis:eventType :ebb ;
    dis:edtf "1902"^^edtf:EDTF .
:venice a dis:Place ; skos:prefLabel "Venice"@en .
:part a dis:Participation ; dis:participant :darwin ; dis:role :observer ;
    dis:inEvent :spring-tide .
<https://example.org/tides/id/moon#note-1>
    skos:note "Kepler held it against Galileo."@en .
"""


@pytest.fixture(scope="session")
def statements() -> list[Triple]:
    """The graph."""
    return [quad.triple for quad in parse(TURTLE, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="session")
def index(statements: list[Triple], tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The index of that graph."""
    file: Path = tmp_path_factory.mktemp("index") / "search.sqlite"
    write_index(file, statements, BASE)
    return Index(file, BASE)

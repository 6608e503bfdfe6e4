"""Every file of knowledge against criteria 1 to 3, 34 and 38: that it reads."""

import logging
import re
import warnings
from functools import cache
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import (
    DCAT,
    DCTERMS,
    FOAF,
    ORG,
    PROV,
    QB,
    SDO,
    SKOS,
    VANN,
    VOID,
    XSD,
)

ROOT = Path(__file__).parents[2]
TURTLE = sorted(
    path
    for folder in ("ontology", "data", "shapes")
    for path in (ROOT / folder).rglob("*.ttl")
)
ONTOLOGY = [path for path in TURTLE if path.is_relative_to(ROOT / "ontology")]
KNOWLEDGE = [
    path
    for path in TURTLE
    if not path.is_relative_to(ROOT / "shapes") and path.name != "alignments.ttl"
]
OWN = "https://w3id.org/dissensus/"
# Entities of others, not terms: whether they exist is the link checker's matter.
FOREIGN_ENTITIES = "http://www.wikidata.org/"
FROZEN = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "bibo": "http://purl.org/ontology/bibo/",
    "cito": "http://purl.org/spar/cito/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "fabio": "http://purl.org/spar/fabio/",
    "oa": "http://www.w3.org/ns/oa#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sssom": "https://w3id.org/sssom/",
    "voaf": "http://purl.org/vocommons/voaf#",
}
KEPT_BY_RDFLIB = (
    DCAT, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, VANN, VOID, XSD,
)  # fmt: skip
BUILT_IN = tuple(str(namespace._NS) for namespace in (RDF, RDFS, OWL, XSD))
CHARACTERISATION = URIRef("http://purl.org/spar/cito/hasCitationCharacterization")


@cache
def read(path: Path) -> Graph:
    """Return the graph of a file, parsed once for all tests."""
    return Graph().parse(path)


@cache
def declared_terms() -> frozenset[URIRef]:
    """What dissensus.ttl and externals.ttl declare."""
    files = (ROOT / "ontology" / name for name in ("dissensus.ttl", "externals.ttl"))
    return frozenset(s for file in files for s in read(file).subjects(RDF.type))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def known_terms() -> set[URIRef]:
    """The terms of every vocabulary whose names may occur."""
    known = {
        namespace[name]
        for namespace in KEPT_BY_RDFLIB
        for name in namespace.__annotations__
    }
    for name, namespace in FROZEN.items():
        lines = (ROOT / f"tests/data/vocabularies/{name}.txt").read_text().splitlines()
        words = " ".join(line for line in lines if not line.startswith("#")).split()
        known |= {URIRef(namespace + word) for word in words}
    return known


def used_terms(graph: Graph) -> set[URIRef]:
    """The classes, properties, datatypes and citation functions in ``graph``."""
    used = set(graph.predicates())
    used |= set(graph.objects(None, RDF.type))
    used |= set(graph.objects(None, CHARACTERISATION))
    used |= {
        o.datatype for o in graph.objects() if isinstance(o, Literal) and o.datatype
    }
    return {term for term in used if isinstance(term, URIRef)}


@pytest.mark.parametrize("path", TURTLE, ids=named)
def test_a_file_reads_without_a_warning(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Criteria 1 and 2: no ill-typed literal, no IRI that cannot be written."""
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        graph = Graph().parse(path)

    assert caplog.messages == []
    assert [o for o in graph.objects() if isinstance(o, Literal) and o.ill_typed] == []


@pytest.mark.parametrize("path", ONTOLOGY, ids=named)
def test_a_file_survives_the_way_to_ntriples_and_back(path: Path) -> None:
    """Criteria 3 and 4: isomorphic, and no literal is a subject."""
    graph = read(path)

    lines = graph.serialize(format="nt")

    assert isomorphic(Graph().parse(data=lines, format="nt"), graph)
    assert not re.search('^"', lines, re.MULTILINE)


@pytest.mark.parametrize("path", KNOWLEDGE, ids=named)
def test_every_term_that_is_used_is_declared(path: Path) -> None:
    """Criterion 34 (P34, P35): in dissensus.ttl, or in externals.ttl."""
    declared = declared_terms()

    undeclared = {
        term
        for term in used_terms(read(path))
        if term not in declared and not str(term).startswith(BUILT_IN)
    }

    assert undeclared == set()


@pytest.mark.parametrize("path", KNOWLEDGE, ids=named)
def test_every_foreign_term_exists_where_it_is_said_to(path: Path) -> None:
    """Criterion 38 (P40): a misspelt term of another vocabulary is nobody's."""
    known = known_terms()
    graph = read(path)
    named_here = used_terms(graph) | set(graph.subjects(RDFS.isDefinedBy))

    unknown = {
        term
        for term in named_here
        if term not in known and not str(term).startswith((OWN, FOREIGN_ENTITIES))
    }

    assert unknown == set()


def test_the_reader_would_have_noticed(tmp_path: Path) -> None:
    """The tests above can fail: rdflib flags an impossible date."""
    file = tmp_path / "wrong.ttl"
    file.write_text(
        '<urn:x> <urn:y> "1917-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .'
    )

    graph = Graph().parse(file)

    assert [o for o in graph.objects() if isinstance(o, Literal) and o.ill_typed]
    assert URIRef(f"{DCTERMS}titel") not in known_terms()
    assert rdflib.URIRef(f"{DCTERMS}title") in known_terms()

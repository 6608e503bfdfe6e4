"""Clients that others wrote get from the endpoint what they came for."""

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, N3, POST, RDFXML, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

DIS = "https://w3id.org/dissensus/ontology#"
PEOPLE = f"SELECT ?person WHERE {{ ?person a <{DIS}Person> }}"


@pytest.fixture
def wrapper(real_site: str) -> SPARQLWrapper:
    """SPARQLWrapper at the endpoint of the real graph."""
    return SPARQLWrapper(f"{real_site}/sparql")


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_reads_bindings(wrapper: SPARQLWrapper, method: str) -> None:
    wrapper.setMethod(method)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(PEOPLE)

    rows = wrapper.queryAndConvert()["results"]["bindings"]

    people = {row["person"]["value"] for row in rows}
    assert "https://w3id.org/dissensus/id/person/isaac-deutscher" in people


def test_sparqlwrapper_posts_the_query_itself(wrapper: SPARQLWrapper) -> None:
    """SPARQL 1.1 Protocol, section 2.1.3: POST directly."""
    wrapper.setMethod(POST)
    wrapper.setRequestMethod("postdirectly")
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery("ASK { ?s ?p ?o }")

    assert wrapper.queryAndConvert()["boolean"] is True


def test_sparqlwrapper_reads_xml_and_csv(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery(PEOPLE + " LIMIT 1")

    wrapper.setReturnFormat(XML)
    document = wrapper.queryAndConvert()
    wrapper.setReturnFormat(CSV)
    table = wrapper.queryAndConvert().decode()

    assert len(document.getElementsByTagName("result")) == 1
    assert table.splitlines()[0] == "person"


@pytest.mark.parametrize(
    ("wanted", "format_"),
    [(TURTLE, RdfFormat.TURTLE), (N3, RdfFormat.TURTLE), (RDFXML, RdfFormat.RDF_XML)],
)
def test_sparqlwrapper_reads_constructed_graphs(
    wrapper: SPARQLWrapper, wanted: str, format_: RdfFormat
) -> None:
    wrapper.setReturnFormat(wanted)
    wrapper.setQuery("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 5")

    body = wrapper.query().response.read()

    assert len(list(parse(body, format=format_))) == 5


def test_sparqlwrapper_learns_that_its_query_is_malformed(
    wrapper: SPARQLWrapper,
) -> None:
    wrapper.setQuery("SELECT ?s WHERE { ?s ?p }")

    with pytest.raises(QueryBadFormed, match=r"column.*26"):
        wrapper.query()


def test_rdflibs_store_walks_the_graph_remotely(real_site: str) -> None:
    graph = Graph(SPARQLStore(f"{real_site}/sparql"))
    thesis = URIRef("https://w3id.org/dissensus/id/claim/continuity-thesis")

    labels = set(graph.objects(thesis, SKOS.prefLabel))

    assert len(labels) == 1
    assert (thesis, RDF.type, URIRef(f"{DIS}Claim")) in graph


def test_rdflib_reads_an_entity_by_its_address(real_site: str) -> None:
    """Cool URIs: the client asks for Turtle, is sent on, and parses."""
    graph = Graph().parse(f"{real_site}/id/person/leon-trotsky")

    trotsky = URIRef("https://w3id.org/dissensus/id/person/leon-trotsky")
    assert (trotsky, RDF.type, URIRef(f"{DIS}Person")) in graph

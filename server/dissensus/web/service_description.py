"""Describe the SPARQL service: what it speaks, and over which graphs.

Source: SPARQL 1.1 Service Description (W3C Recommendation, 2013), section 3.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from dissensus.formats import write_graph
from dissensus.namespaces import RDF, RDFS, SCHEMA, SD, VOID, XSD
from dissensus.web.limits import stated_limits
from dissensus.web.negotiation import BINDINGS_OFFERS, TRIPLES_OFFERS, Offer
from dissensus.web.site import Site


def describe_service(here: Site, offer: Offer) -> bytes:
    """Return the description of the endpoint, in the form of ``offer``.

    Counts are those of the manifest; graph names are canonical IRIs.
    """
    if offer.format is None:
        raise TypeError(offer.name)
    return write_graph(_statements(here), offer.format, here.base)


def _statements(here: Site) -> Iterator[Triple]:
    base = here.base.iri
    endpoint = NamedNode(f"{base}sparql")
    service = NamedNode(f"{base}sparql#service")
    dataset = NamedNode(f"{base}sparql#dataset")
    default = NamedNode(f"{base}sparql#default-graph")
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, endpoint)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL10Query)
    yield Triple(service, RDFS.seeAlso, NamedNode(f"{base}schema"))
    yield from _limits(here, service)
    yield from _federation(here, service)
    for offer in (*BINDINGS_OFFERS, *TRIPLES_OFFERS):
        if offer.format:
            yield Triple(service, SD.resultFormat, NamedNode(offer.format.iri))
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, default)
    yield Triple(default, RDF.type, SD.Graph)
    yield Triple(default, VOID.triples, _count(here.triples))
    for iri, graph in here.graphs.items():
        named = NamedNode(f"{base}sparql#graph-{_slug(here, iri)}")
        content = NamedNode(f"{named.value}-content")
        yield Triple(dataset, SD.namedGraph, named)
        yield Triple(named, RDF.type, SD.NamedGraph)
        yield Triple(named, SD.name, NamedNode(iri))
        yield Triple(named, SD.graph, content)
        yield Triple(content, RDF.type, SD.Graph)
        yield Triple(content, VOID.triples, _count(graph.triples))


def _limits(here: Site, service: NamedNode) -> Iterator[Triple]:
    """Yield what a query may use, as properties with a value and a unit."""
    for stated in stated_limits(here.settings):
        limit = NamedNode(f"{here.base.iri}sparql#limit-{stated.name}")
        whole = XSD.decimal if stated.most % 1 else XSD.integer
        yield Triple(service, SCHEMA.additionalProperty, limit)
        yield Triple(limit, RDF.type, SCHEMA.PropertyValue)
        yield Triple(limit, SCHEMA.propertyID, Literal(stated.name))
        yield Triple(limit, SCHEMA.maxValue, Literal(stated.number, datatype=whole))
        yield Triple(limit, SCHEMA.unitText, Literal(stated.unit, language="en"))
        yield Triple(limit, SCHEMA.description, Literal(stated.meaning, language="en"))


def _federation(here: Site, service: NamedNode) -> Iterator[Triple]:
    """Yield which endpoints SERVICE may ask; nothing when it may ask none."""
    for count, endpoint in enumerate(here.settings.services, 1):
        other = NamedNode(f"{here.base.iri}sparql#service-{count}")
        yield Triple(service, SD.feature, SD.BasicFederatedQuery)
        yield Triple(service, SCHEMA.additionalProperty, other)
        yield Triple(other, RDF.type, SCHEMA.PropertyValue)
        yield Triple(other, SCHEMA.propertyID, Literal("services"))
        yield Triple(other, SCHEMA.value, NamedNode(endpoint))
        meaning = Literal("An endpoint that SERVICE may ask.", language="en")
        yield Triple(other, SCHEMA.description, meaning)


def _slug(here: Site, iri: str) -> str:
    name = iri.removeprefix(f"{here.base.iri}graph/")
    return "".join(c if c.isalnum() else "-" for c in name)


def _count(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)

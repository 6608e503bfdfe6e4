"""Serve entities: the thing itself by 303, its document in every form.

Source: Cool URIs for the Semantic Web, section 4.2; RFC 9110, section 15.4.4.
"""

from flask import Blueprint, Response, request
from pyoxigraph import DefaultGraph, NamedNode, Quad

from dissensus.description import (
    Description,
    describe,
    document_quads,
    list_folder,
    named_node,
)
from dissensus.errors import MalformedRequest, UnknownEntity
from dissensus.formats import write_graph
from dissensus.iris import split_suffix
from dissensus.namespaces import RDF
from dissensus.web.drawing import draw
from dissensus.web.languages import label_language
from dissensus.web.negotiation import DOCUMENT_OFFERS, HTML, Offer, negotiate
from dissensus.web.responses import (
    add_link,
    document,
    keep,
    negotiated,
    page,
    see_other,
)
from dissensus.web.site import Site, site
from dissensus.web.tools import read_tools
from dissensus.web.views.browse import page_number

entities = Blueprint("entities", __name__)


@entities.get("/id/<path:name>")
@entities.get("/vocab/<path:name>")
def redirect_to_document(name: str) -> Response:
    """Send whoever asks for an entity to the document about it."""
    kind = request.path.split("/")[1]
    name, suffix = split_suffix(name)
    iri = f"{site().base.iri}{kind}/{name}"
    if not iri.endswith("/"):
        _require(site(), iri)
    offer = negotiate(DOCUMENT_OFFERS, suffix)
    path = site().base.document(
        iri, "" if offer is HTML and not suffix else offer.suffix
    )
    response = see_other(path)
    add_link(response, site().base.document(iri), "describedby")
    return keep(response)


@entities.get("/doc/<path:name>")
def show_document(name: str) -> Response:
    """Return the document about an entity."""
    name, suffix = split_suffix(name)
    local = name if name.startswith("vocab/") else f"id/{name}"
    return _about(f"{site().base.iri}{local}", suffix)


@entities.get("/resource")
@entities.get("/resource.<suffix>")
def show_resource(suffix: str = "") -> Response:
    """Return what the release says of any IRI, wherever it was minted."""
    iri = request.args.get("iri", "")
    if not iri:
        raise MalformedRequest(
            "The request names no entity.",
            hint="Add ?iri= and the IRI, percent-encoded.",
        )
    if site().base.covers(iri):
        return keep(see_other(site().path(iri), vary=()))
    return _about(iri, suffix)


@entities.get("/<path:name>")
def show_any(name: str) -> Response:
    """Return the document of an IRI of the dataset that is of no usual kind."""
    name, suffix = split_suffix(name)
    return _about(site().base.iri + name, suffix)


def _require(here: Site, iri: str) -> None:
    if not here.holdings.occurs(named_node(iri)):
        raise UnknownEntity(
            f"This release says nothing of <{iri}>.",
            hint="Check the spelling, or look for it by class under /browse.",
            see="https://www.w3.org/TR/cooluris/",
        )


def _about(iri: str, suffix: str) -> Response:
    here = site()
    folder = iri.endswith("/")
    if not folder:
        _require(here, iri)
    offer = negotiate(DOCUMENT_OFFERS, suffix)
    if folder:
        return keep(_linked(_folder(here, iri, offer), here, iri, offer))
    return keep(_linked(_form(here, iri, offer), here, iri, offer))


def _form(here: Site, iri: str, offer: Offer) -> Response:
    if offer.format is None:
        return _page(here, describe(here.holdings, iri, label_language()))
    quads = document_quads(here.holdings, iri)
    return document(written(here, quads, offer), offer)


def _page(here: Site, entity: Description) -> Response:
    response = page(
        "entity.html",
        entity=entity,
        drawings=draw(entity.names[entity.iri], entity.neighbours, entity.names),
        tools=read_tools(here, entity),
    )
    response.vary.add("Accept-Language")
    return response


def _folder(here: Site, iri: str, offer: Offer) -> Response:
    """Return what there is below an IRI that ends in a slash: a namespace."""
    listing = list_folder(here.holdings, iri, page_number())
    if offer.format is None:
        return page("folder.html", folder=iri, listing=listing)
    quads = [
        quad
        for subject in listing.subjects
        for quad in here.holdings.backend.quads(NamedNode(subject), RDF.type, None)
        if quad.graph_name != DefaultGraph() or here.opened
    ]
    return document(written(here, quads, offer), offer)


def written(here: Site, quads: list[Quad], offer: Offer) -> bytes:
    """Return ``quads`` in the form of ``offer``; only TriG keeps the graphs."""
    if offer.format is None:
        raise TypeError(offer.name)
    if offer.suffix == "trig":
        return write_graph(quads, offer.format, here.base)
    return write_graph((q.triple for q in quads), offer.format, here.base)


def _linked(response: Response, here: Site, iri: str, offer: Offer) -> Response:
    path = here.base.document(iri)
    resource, _, query = path.partition("?")
    negotiated(response, resource, offer, DOCUMENT_OFFERS, query)
    canonical = path if query else here.base.iri + path.removeprefix("/")
    add_link(response, canonical, "canonical")
    add_link(response, iri, "describes")
    add_link(response, "/.well-known/void", "describedby")
    if here.license:
        add_link(response, here.license, "license")
    return response

"""Serve entities: the thing itself by 303, its document in every form.

Source: Cool URIs for the Semantic Web, section 4.2; RFC 9110, section 15.4.4.
"""

from http import HTTPStatus

from flask import Blueprint, Response, request
from pyoxigraph import DefaultGraph, NamedNode, Quad

from dissensus.description import (
    Description,
    about_document,
    anchored_text,
    describe,
    document_quads,
    list_folder,
    named_node,
)
from dissensus.errors import MalformedRequest, UnknownEntity
from dissensus.formats import write_graph
from dissensus.namespaces import RDF
from dissensus.web.addresses import asked_iri
from dissensus.web.citing import ENTRY, read_citations, write_citations
from dissensus.web.drawing import draw
from dissensus.web.embedded import embed_entity
from dissensus.web.languages import label_language
from dissensus.web.negotiation import (
    CITATION_OFFERS,
    DOCUMENT_OFFERS,
    ENTITY_OFFERS,
    HTML,
    Offer,
    negotiate,
)
from dissensus.web.responses import (
    add_link,
    document,
    keep,
    negotiated,
    page,
    see_other,
    signpost,
)
from dissensus.web.signposts import (
    Signpost,
    address,
    is_withdrawn,
    signposts,
    successors,
)
from dissensus.web.site import Site, site
from dissensus.web.tools import read_tools
from dissensus.web.views.browse import page_number

Signposts = tuple[Signpost, ...]
entities = Blueprint("entities", __name__)


@entities.get("/id/<path:name>")
@entities.get("/vocab/<path:name>")
def redirect_to_document(name: str) -> Response:  # noqa: ARG001  # it is decoded
    """Send whoever asks for an entity to the document about it."""
    iri, suffix = asked_iri()
    here = site()
    if iri.endswith("/"):
        list_folder(here.holdings, iri)
    else:
        _require(here, iri)
    if is_withdrawn(here, iri):
        return _about(iri, suffix)
    offer = negotiate(ENTITY_OFFERS, suffix)
    path = here.base.document(iri, "" if offer is HTML and not suffix else offer.suffix)
    response = see_other(path)
    add_link(response, here.base.document(iri), "describedby")
    return keep(response)


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


@entities.get("/doc/<path:name>")
@entities.get("/<path:name>")
def show_document(name: str) -> Response:  # noqa: ARG001  # it is decoded
    """Return the document about an entity, or an IRI that is its own document."""
    return _about(*asked_iri())


def _require(here: Site, iri: str) -> None:
    """Refuse what is no IRI, or one of which nothing is said; folders are listed."""
    node = named_node(iri)
    if not iri.endswith("/") and not here.holdings.occurs(node):
        raise UnknownEntity(
            f"This release says nothing of <{iri}>.",
            hint="Check the spelling, or look for it by class under /browse.",
            see="https://www.w3.org/TR/cooluris/",
        )


def _about(iri: str, suffix: str) -> Response:
    here = site()
    folder = iri.endswith("/")
    _require(here, iri)
    offers = DOCUMENT_OFFERS if folder else ENTITY_OFFERS
    offer = negotiate(offers, suffix)
    links = signposts(here, iri)
    response = (_folder if folder else _form)(here, iri, offer, links)
    path, _, query = here.base.document(iri).partition("?")
    negotiated(response, path, offer, offers, query)
    signpost(response, links)
    if is_withdrawn(here, iri):
        return _gone(response, here, iri)
    return keep(response)


def _gone(response: Response, here: Site, iri: str) -> Response:
    """Say that the entity is no more, and what takes its place (RFC 5829)."""
    response.status_code = HTTPStatus.GONE
    for successor in successors(here, iri):
        add_link(response, here.base.path(successor), "successor-version")
    return response


def _form(here: Site, iri: str, offer: Offer, links: Signposts) -> Response:
    if offer in CITATION_OFFERS:
        return document(_cited(here, iri, offer), offer)
    if offer.format is None:
        if is_withdrawn(here, iri):
            return _tombstone(here, iri, links)
        return _page(here, describe(here.holdings, iri, label_language()), links)
    quads = document_quads(here.holdings, iri)
    if here.dataset and here.base.covers(iri):
        quads += about_document(
            address(here, here.base.document(iri)), iri, here.dataset, here.license
        )
    return document(written(here, quads, offer, iri), offer)


def _cited(here: Site, iri: str, offer: Offer) -> bytes:
    """Return how to cite a text, or with ``?of=entry`` and for others the entry."""
    cited = read_citations(here, iri)
    wanted = cited.entry if ENTRY in _asked() else cited.text or cited.entry
    return write_citations([wanted.record], offer)


def _asked() -> list[str]:
    return request.query_string.decode("latin-1").split("&")


def _tombstone(here: Site, iri: str, links: Signposts) -> Response:
    entity = describe(here.holdings, iri, label_language())
    names = successors(here, iri)
    return page("withdrawn.html", entity=entity, successors=names, links=links)


def _page(here: Site, entity: Description, links: Signposts) -> Response:
    citations = read_citations(here, entity.iri, entity.names)
    text = citations.text.record if citations.text else None
    return page(
        "entity.html",
        citations=citations,
        embedded=embed_entity(here, entity, text),
        anchored=anchored_text(here.holdings, entity.iri),
        entity=entity,
        drawings=draw(entity.names[entity.iri], entity.neighbours, entity.names),
        tools=read_tools(here, entity),
        links=links,
    )


def _folder(here: Site, iri: str, offer: Offer, links: Signposts) -> Response:
    """Return what there is below an IRI that ends in a slash: a namespace."""
    listing = list_folder(here.holdings, iri, page_number())
    if offer.format is None:
        return page("folder.html", folder=iri, listing=listing, links=links)
    quads = [
        quad
        for subject in listing.subjects
        for quad in here.holdings.backend.quads(NamedNode(subject), RDF.type, None)
        if quad.graph_name != DefaultGraph() or here.opened
    ]
    return document(written(here, quads, offer), offer)


def written(here: Site, quads: list[Quad], offer: Offer, first: str = "") -> bytes:
    """Return ``quads`` in the form of ``offer``; only TriG keeps the graphs.

    Args:
        here: Whose prefixes are used.
        quads: In any order.
        offer: A form of triples.
        first: IRI of the subject with which each graph begins.
    """
    if offer.format is None:
        raise TypeError(offer.name)
    if offer.suffix == "trig":
        return write_graph(quads, offer.format, here.base, first)
    return write_graph((q.triple for q in quads), offer.format, here.base, first)

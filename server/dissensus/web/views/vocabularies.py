"""Serve SKOS vocabularies: the list of them, and each as a tree of concepts.

A scheme's document holds all its concepts, so that whoever downloads it has
the vocabulary; each concept has a document of its own besides.
"""

from functools import partial
from urllib.parse import quote

from flask import Blueprint, Response, request

from dissensus.description import (
    describe,
    is_scheme,
    list_schemes,
    read_scheme,
    scheme_quads,
)
from dissensus.web.addresses import asked_iri
from dissensus.web.negotiation import DOCUMENT_OFFERS, negotiate
from dissensus.web.responses import document, keep, negotiated, page, signpost
from dissensus.web.signposts import signposts
from dissensus.web.site import Site, site
from dissensus.web.views.browse import page_number
from dissensus.web.views.entities import show_document, written

vocabularies = Blueprint("vocabularies", __name__)


@vocabularies.get("/vocab")
@vocabularies.get("/vocab.<suffix>")
def list_vocabularies(suffix: str = "") -> Response:
    """Return the list of the vocabularies, or any one of them (``?scheme=``)."""
    here = site()
    if iri := request.args.get("scheme"):
        return _scheme(here, iri, suffix, "/vocab", request.query_string.decode())
    negotiate(DOCUMENT_OFFERS[:1], suffix)
    schemes = list_schemes(here.holdings)
    return keep(page("schemes.html", schemes=schemes, scheme_path=partial(_path, here)))


@vocabularies.get("/doc/vocab/<name>")
def show_vocabulary(name: str) -> Response:
    """Return a vocabulary of the dataset's own, named ``{base}vocab/{name}``."""
    here = site()
    iri, suffix = asked_iri()
    if not is_scheme(here.holdings, iri):
        return show_document(f"vocab/{name}")
    query = f"page={page_number()}" if "page" in request.args else ""
    return _scheme(here, iri, suffix, here.base.document(iri), query)


def _scheme(here: Site, iri: str, suffix: str, path: str, query: str) -> Response:
    offer = negotiate(DOCUMENT_OFFERS, suffix)
    links = signposts(here, iri)
    scheme = read_scheme(here.holdings, iri, page_number())
    if offer.format is None:
        entity = describe(here.holdings, iri)
        response = page(
            "scheme.html",
            entity=entity,
            scheme=scheme,
            address=_path(here, iri),
            links=links,
        )
    else:
        quads = scheme_quads(here.holdings, iri)
        response = document(written(here, quads, offer, iri), offer)
    negotiated(response, path, offer, DOCUMENT_OFFERS, query)
    signpost(response, links)
    return keep(response)


def _path(here: Site, iri: str) -> str:
    """Return the path of the page about a vocabulary."""
    own = here.base.path(iri)
    if own.startswith("/vocab/") and own.count("/") == len(("vocab", "name")):
        return here.base.document(iri)
    return f"/vocab?scheme={quote(iri, safe='')}"

"""Serve the named graphs: which statements stand in which file."""

from flask import Blueprint, Response, request

from dissensus.description import graph_quads, list_graph, named_node
from dissensus.errors import UnknownEntity
from dissensus.iris import split_suffix
from dissensus.web.negotiation import DOCUMENT_OFFERS, negotiate
from dissensus.web.responses import document, keep, negotiated, page, signpost
from dissensus.web.signposts import Signpost, signposts
from dissensus.web.site import Site, site
from dissensus.web.views.browse import page_number
from dissensus.web.views.entities import written

graphs = Blueprint("graphs", __name__)


@graphs.get("/graph")
def list_graphs() -> Response:
    """Return the list of the graphs of this release."""
    return keep(page("graphs.html"))


@graphs.get("/graph/<path:name>")
def show_graph(name: str) -> Response:
    """Return the statements of one graph, or of a group of graphs."""
    name, suffix = split_suffix(name)
    return send_graph(f"{site().base.iri}graph/{name}", suffix)


@graphs.get("/named-graph")
@graphs.get("/named-graph.<suffix>")
def show_foreign_graph(suffix: str = "") -> Response:
    """Return a graph whose name the dataset did not mint (``?iri=``)."""
    return send_graph(request.args.get("iri", ""), suffix)


def send_graph(iri: str, suffix: str = "") -> Response:
    """Return the statements of one graph, or of a group of graphs.

    Args:
        iri: Of the graph or group.
        suffix: Of the address; empty: the form is negotiated.

    Raises:
        UnknownEntity: The release has no such graph.
    """
    here = site()
    members = _members(here, iri)
    offer = negotiate(DOCUMENT_OFFERS, suffix)
    links = signposts(here, iri) if here.base.covers(iri) else ()
    if offer.format is None:
        response = _page(here, iri, links)
    else:
        quads = [
            quad for member in members for quad in graph_quads(here.holdings, member)
        ]
        response = document(written(here, quads, offer), offer)
    path, _, query = here.graph_path(iri).partition("?")
    negotiated(response, path, offer, DOCUMENT_OFFERS, query)
    signpost(response, links)
    return keep(response)


def _page(here: Site, iri: str, links: tuple[Signpost, ...]) -> Response:
    if iri in here.groups:
        return page("graphs.html", group=iri, links=links)
    listing = list_graph(here.holdings, iri, page_number())
    return page("graph.html", graph=iri, listing=listing, links=links)


def _members(here: Site, iri: str) -> tuple[str, ...]:
    if iri in here.groups:
        return here.groups[iri]
    if iri in here.graphs or any(
        here.holdings.backend.quads(None, None, None, named_node(iri))
    ):
        return (iri,)
    raise UnknownEntity(
        f"This release has no graph <{iri}>.",
        hint="All graphs are listed under /graph.",
    )

"""Serve the ontology and the shapes as their authors wrote them.

Terms have hash IRIs: one document holds them all, and the page has an anchor
for each. Turtle is the file itself, comments included; the other forms are
made from it.

Source: Best Practice Recipes for Publishing RDF Vocabularies, recipe 3.
"""

from collections.abc import Iterable
from pathlib import Path

from flask import Blueprint, Response
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from dissensus.backends import in_memory
from dissensus.description import Holdings, describe, read_terms
from dissensus.errors import UnknownEntity
from dissensus.formats import write_graph
from dissensus.iris import split_suffix
from dissensus.namespaces import OWL, RDF
from dissensus.web.negotiation import DOCUMENT_OFFERS, Offer, negotiate
from dissensus.web.responses import document, keep, negotiated, page, signpost
from dissensus.web.signposts import signposts
from dissensus.web.site import Site, site
from dissensus.web.views.entities import show_document

ontology = Blueprint("ontology", __name__)


@ontology.get("/ontology")
@ontology.get("/ontology.<suffix>")
def show_ontology(suffix: str = "") -> Response:
    """Return the ontology: every term, in one document."""
    return _ontology(site().ontology, suffix)


@ontology.get("/ontology/<path:name>")
def show_version(name: str) -> Response:
    """Return the version of the ontology that this release holds.

    A file of its own (declared foreign terms, alignments) is served alike.
    """
    here = site()
    plain, suffix = split_suffix(name)
    iri = f"{here.ontology}/{plain}"
    versions = here.holdings.backend.quads(
        NamedNode(here.ontology), OWL.versionIRI, NamedNode(iri)
    )
    if any(versions):
        return _ontology(here.ontology, suffix)
    return (
        _ontology(iri, suffix)
        if _file(here, iri)
        else show_document(f"ontology/{name}")
    )


@ontology.get("/shapes")
@ontology.get("/shapes.<suffix>")
def show_shapes(suffix: str = "") -> Response:
    """Return all shapes, in one document."""
    here = site()
    folder = here.folder / "sources" / "shapes"
    files = sorted(folder.rglob("*.ttl"))
    if not files:
        raise UnknownEntity("This release has no shapes.", hint="Start from /.")
    offer = negotiate(DOCUMENT_OFFERS, suffix)
    response = (
        page("shapes.html", terms=_shapes(here, files), files=files, folder=folder)
        if offer.format is None
        else document(_authored(here, files, offer), offer)
    )
    return keep(negotiated(response, "/shapes", offer, DOCUMENT_OFFERS))


def _ontology(iri: str, suffix: str) -> Response:
    here = site()
    file = _file(here, iri)
    if file is None:
        raise UnknownEntity(
            f"This release has no ontology <{iri}>.",
            hint="The graphs are under /graph.",
        )
    offer = negotiate(DOCUMENT_OFFERS, suffix)
    links = signposts(here, iri)
    response = (
        page(
            "ontology.html",
            terms=read_terms(here.holdings, iri),
            entity=describe(here.holdings, iri),
            links=links,
        )
        if offer.format is None
        else document(_authored(here, [file], offer), offer)
    )
    negotiated(response, here.base.path(iri), offer, DOCUMENT_OFFERS)
    signpost(response, links)
    return keep(response)


def _file(here: Site, iri: str) -> Path | None:
    """Return the file in which the ontology ``iri`` was written."""
    prefix = f"{here.base.iri}graph/"
    for quad in here.holdings.backend.quads(NamedNode(iri), RDF.type, OWL.Ontology):
        graph = quad.graph_name
        if isinstance(graph, NamedNode) and graph.value.startswith(prefix):
            file = here.folder / "sources" / f"{graph.value.removeprefix(prefix)}.ttl"
            if file.is_file():
                return file
    return None


def _authored(here: Site, files: list[Path], offer: Offer) -> bytes:
    if offer.format is None:
        raise TypeError(offer.name)
    if offer.suffix == "ttl":
        return b"\n".join(file.read_bytes() for file in files)
    return write_graph((q.triple for q in _parsed(files)), offer.format, here.base)


def _parsed(files: Iterable[Path]) -> Iterable[Quad]:
    for file in files:
        yield from parse(
            path=str(file), format=RdfFormat.TURTLE, rename_blank_nodes=True
        )


def _shapes(here: Site, files: list[Path]) -> object:
    holdings = Holdings(in_memory(_parsed(files)), here.base.iri)
    return read_terms(holdings, f"{here.base.iri}shapes")

"""Serve the ontology: a page that explains every term, and the files themselves.

Terms have hash IRIs: one document holds them all, and the page has an anchor
for each. A version has an IRI of its own, below the ontology's, and is what
its authors wrote, byte for byte, for as long as a release with it is kept.

Source: Best Practice Recipes for Publishing RDF Vocabularies, recipe 3; RFC
5829 (links between versions).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode

from dissensus.description import describe, named_node, read_shapes, read_terms
from dissensus.errors import UnknownEntity
from dissensus.formats import write_graph
from dissensus.iris import split_suffix
from dissensus.namespaces import DCTERMS, OWL, RDF
from dissensus.schema import Diagram, draw_diagram
from dissensus.web.authored import authored, held_in, shape_files
from dissensus.web.editions import Edition, read_editions, read_steps
from dissensus.web.negotiation import DOCUMENT_OFFERS, HTML, negotiate
from dissensus.web.responses import (
    add_link,
    document,
    keep,
    negotiated,
    page,
    see_other,
    signpost,
)
from dissensus.web.signposts import signposts
from dissensus.web.site import Site, site
from dissensus.web.views.entities import show_document

ontology = Blueprint("ontology", __name__)
_LATEST: Final = "/ontology"


@ontology.get("/ontology")
@ontology.get("/ontology.<suffix>")
def show_ontology(suffix: str = "") -> Response:
    """Return the ontology: every term, in one document."""
    here = site()
    return _opened(here, suffix) if here.opened else _ontology(here.ontology, suffix)


@ontology.get("/ontology/<path:name>")
def show_version(name: str) -> Response:
    """Return one version of the ontology, from the newest release that holds it.

    A file of its own (declared foreign terms, alignments) is served alike.
    """
    here = site()
    plain, suffix = split_suffix(name)
    iri = f"{here.ontology}/{plain}"
    editions = read_editions(here)
    held = [edition for edition in editions if edition.iri == iri]
    if held:
        return _version(here, held, suffix)
    if _file(here, iri):
        return _ontology(iri, suffix)
    if editions and not here.holdings.occurs(named_node(iri)):
        known = sorted({e.iri for e in editions if e.iri}, reverse=True)
        raise UnknownEntity(
            f"No release that is kept here holds version {plain!r} of the ontology.",
            hint="Those that are kept are listed; /ontology is the present one."
            if known
            else "The ontology states no version: /ontology is the present one.",
            details=known,
        )
    return show_document(f"ontology/{name}")


def _version(here: Site, held: Sequence[Edition], suffix: str) -> Response:
    """Return a version: the present one's page, or an older release's."""
    found = next((e for e in held if e.release == here.release), held[0])
    offer = negotiate(DOCUMENT_OFFERS, suffix)
    path = here.base.path(found.iri)
    if found.release == here.release:
        return _ontology(here.ontology, suffix, found.iri)
    if offer is HTML:
        # Its page tells of its own release: counts and examples of that time.
        return keep(see_other(f"{path}.html?release={found.release}"))
    response = document(authored(here, [found.file], offer), offer)
    add_link(response, _LATEST, "latest-version")
    return keep(negotiated(response, path, offer, DOCUMENT_OFFERS))


def _ontology(iri: str, suffix: str, version: str = "") -> Response:
    here = site()
    file = _file(here, iri)
    if file is None:
        raise UnknownEntity(
            f"This release has no ontology <{iri}>.",
            hint="The graphs are under /graph.",
        )
    offer = negotiate(DOCUMENT_OFFERS, suffix)
    links = signposts(here, version or iri)
    response = (
        page("ontology.html", links=links, **_documentation(here, iri))
        if offer.format is None
        else document(authored(here, [file], offer), offer)
    )
    negotiated(response, here.base.path(version or iri), offer, DOCUMENT_OFFERS)
    signpost(response, links)
    if version:
        add_link(response, _LATEST, "latest-version")
    return keep(response)


def _opened(here: Site, suffix: str) -> Response:
    """Return an ontology among files that somebody opened (``?iri=``)."""
    headers = here.holdings.backend.quads(None, RDF.type, OWL.Ontology, None)
    homes = {
        quad.subject.value: quad.graph_name
        for quad in headers
        if isinstance(quad.subject, NamedNode)
    }
    iri = request.args.get("iri") or next(iter(sorted(homes)), "")
    if iri not in homes:
        raise UnknownEntity(
            f"These files hold no ontology <{iri}>."
            if iri
            else "These files hold no ontology: nothing in them is an owl:Ontology.",
            hint="The terms that they use are under /schema.",
            details=sorted(homes),
        )
    offer = negotiate(DOCUMENT_OFFERS, suffix)
    if offer.format is None:
        others = sorted(homes.keys() - {iri})
        response = page("ontology.html", **_documentation(here, iri, others))
    else:
        quads = here.holdings.backend.quads(None, None, None, homes[iri])
        triples = (quad.triple for quad in quads)
        response = document(write_graph(triples, offer.format, here.base), offer)
    query = urlencode({"iri": iri}) if "iri" in request.args else ""
    return keep(negotiated(response, _LATEST, offer, DOCUMENT_OFFERS, query))


def _documentation(here: Site, iri: str, others: Sequence[str] = ()) -> dict[str, Any]:
    """Return what the page about an ontology is written from."""
    own = iri == here.ontology
    editions = read_editions(here) if own else ()
    shapes = read_shapes(held_in(here, shape_files(here)), here.holdings)
    return {
        "entity": describe(here.holdings, iri),
        "version_iri": OWL.versionIRI,
        "license": DCTERMS.license,
        "citation": DCTERMS.bibliographicCitation,
        "terms": read_terms(here.holdings, iri, here.examples),
        "constraints": shapes.of_terms(),
        "diagram": _diagram(here, iri),
        "editions": editions,
        "steps": tuple(read_steps(editions, here.release)),
        "others": others,
    }


def _diagram(here: Site, iri: str) -> Diagram:
    """Return how the classes of the ontology hang together, as they are used."""
    card: dict[str, Any] = dict(here.schema)
    if not card:
        return Diagram((), (), 0, 0, ())
    names = [e["name"] for e in card["properties"] if e["iri"].startswith(iri)]
    chosen = [e for e in card["properties"] if e["name"] in names]
    return draw_diagram({**card, "properties": chosen or card["properties"]})


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

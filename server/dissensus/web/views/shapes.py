"""Serve the shapes: a page that says what each demands, and the files themselves."""

from flask import Blueprint, Response

from dissensus.description import read_shapes
from dissensus.errors import UnknownEntity
from dissensus.web.authored import authored, held_in, shape_files
from dissensus.web.findings import read_findings
from dissensus.web.negotiation import DOCUMENT_OFFERS, negotiate
from dissensus.web.responses import document, keep, negotiated, page
from dissensus.web.site import site

shapes = Blueprint("shapes", __name__)


@shapes.get("/shapes")
@shapes.get("/shapes.<suffix>")
def show_shapes(suffix: str = "") -> Response:
    """Return all shapes, in one document."""
    here = site()
    files = shape_files(here)
    if not files:
        raise UnknownEntity("This release has no shapes.", hint="Start from /.")
    offer = negotiate(DOCUMENT_OFFERS, suffix)
    if offer.format is None:
        found = read_shapes(held_in(here, files), here.holdings)
        findings = read_findings(here.folder)
        response = page("shapes.html", shapes=found, findings=findings)
    else:
        response = document(authored(here, files, offer), offer)
    return keep(negotiated(response, "/shapes", offer, DOCUMENT_OFFERS))

"""Serve the coverage report: how far the reading of a text has come."""

import json

from flask import Blueprint, Response

from dissensus.description import read_names
from dissensus.errors import UnknownEntity
from dissensus.web.negotiation import HTML, STATUS_OFFERS, negotiate
from dissensus.web.responses import document, keep, negotiated, page
from dissensus.web.site import site

coverage = Blueprint("coverage", __name__)


@coverage.get("/coverage")
@coverage.get("/coverage.<suffix>")
def show_coverage(suffix: str = "") -> Response:
    """Return what each segment has yielded, and what is still without."""
    here = site()
    report = here.coverage
    if not report:
        raise UnknownEntity(
            "Nobody counted what this release covers.",
            hint="Publish the project anew; files that were opened have no report.",
        )
    offer = negotiate(STATUS_OFFERS, suffix)
    if offer is HTML:
        notes, links = report["notes"], report["links"]
        named = {
            *links["classes"],
            *links["neither"],
            *notes["uncovered"],
            *notes["texts_without_note"],
            *(segment["edition"] for segment in report["segments"]),
        }
        names = read_names(here.holdings, {iri for iri in named if iri})
        response = page("coverage.html", report=report, names=names)
    else:
        body = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
        response = document(body.encode(), offer)
    return keep(negotiated(response, "/coverage", offer, STATUS_OFFERS))

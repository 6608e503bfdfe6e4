"""Serve the validation report of a release: what was found, and what to do.

Source: SHACL, section 3.6 (validation report).
"""

from urllib.parse import urlencode

from flask import Blueprint, Response, request
from pyoxigraph import RdfFormat, parse

from dissensus.description import read_names, read_shapes
from dissensus.errors import UnknownEntity
from dissensus.formats import write_graph
from dissensus.web.authored import held_in, shape_files
from dissensus.web.findings import (
    NAME,
    PAGE,
    SEVERITIES,
    Findings,
    Wanted,
    read_findings,
    write_csv,
)
from dissensus.web.negotiation import JSON, REPORT_OFFERS, Offer, negotiate
from dissensus.web.responses import document, keep, negotiated, page, see_other
from dissensus.web.site import Site, site
from dissensus.web.views.browse import page_number

validation = Blueprint("validation", __name__)


@validation.get("/report")
def redirect_to_report() -> Response:
    """Send whoever follows the IRI of a result to the report it is part of."""
    return keep(see_other("/validation", vary=()))


@validation.get("/validation")
@validation.get("/validation.<suffix>")
def show_report(suffix: str = "") -> Response:
    """Return the report, or the findings of one severity, code or state."""
    here = site()
    findings = read_findings(here.folder)
    if findings is None:
        raise UnknownEntity(
            "Nobody validated this release: it has no report.",
            hint="Files that were opened are shown as they are; "
            "`dissensus check FILE... --shapes SHAPES` validates them.",
        )
    wanted = Wanted.of(request.args)
    offer = negotiate(REPORT_OFFERS, suffix)
    if offer.suffix == "html":
        response = _page(here, findings, wanted)
    else:
        response = document(_form(here, findings, wanted, offer), offer)
    query = request.query_string.decode("ascii", "replace")
    return keep(negotiated(response, "/validation", offer, REPORT_OFFERS, query))


def _form(here: Site, findings: Findings, wanted: Wanted, offer: Offer) -> bytes:
    """Return the report; as CSV, the findings that are asked for."""
    if offer.suffix == "csv":
        return write_csv(tuple(f for f in findings.found if wanted.fits(f)))
    if offer is JSON:
        return (here.folder / NAME).read_bytes()
    turtle = (here.folder / "report.ttl").read_bytes()
    if offer.suffix == "ttl" or offer.format is None:
        return turtle
    triples = (quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE))
    return write_graph(triples, offer.format, here.base)


def _page(here: Site, findings: Findings, wanted: Wanted) -> Response:
    chosen = [f for f in findings.found if wanted.fits(f)]
    number, pages = page_number(), max(1, -(-len(chosen) // PAGE))
    if number > pages:
        raise UnknownEntity(
            f"The findings asked for have {pages} pages, not {number}.",
            hint="Leave page= out for the first one.",
        )
    shown = chosen[PAGE * (number - 1) : PAGE * number]
    shapes = read_shapes(held_in(here, shape_files(here)), here.holdings)
    waivers = {(w.focus, w.code): w for w in shapes.waivers}
    iris = {f["focus"] for f in shown if ":" in f["focus"]}
    mentioned = {*iris, *(w.focus for w in shapes.waivers)}
    reasons = {e.iri: e.comment for e in shapes.entries}
    return page(
        "validation.html",
        findings=findings,
        chosen=chosen,
        shown=shown,
        wanted=wanted,
        waivers=waivers,
        reasons={c.iri: reasons[e.iri] for e in shapes.entries for c in e.constraints},
        names=read_names(here.holdings, mentioned),
        severities=SEVERITIES,
        number=number,
        pages=pages,
        filtered=_filtered(wanted),
    )


def _filtered(wanted: Wanted) -> str:
    """Return the query of the findings asked for, without a page."""
    parts = {"severity": wanted.severity, "code": wanted.code, "state": wanted.state}
    return urlencode({name: value for name, value in parts.items() if value})

"""Begin the report of an error for a reader whose publisher names no address."""

from flask import Blueprint, Response, request

from dissensus.description import describe, named_node
from dissensus.errors import MalformedRequest, UnknownEntity
from dissensus.web.languages import label_language
from dissensus.web.responses import keep, page
from dissensus.web.site import site
from dissensus.web.tools import begin_report

reporting = Blueprint("reporting", __name__)


@reporting.get("/report-error")
def show_report() -> Response:
    """Return a report about ``?iri=``, begun, for the reader to finish and pass on."""
    iri = request.args.get("iri", "")
    if not iri:
        raise MalformedRequest(
            "The request names no entity.",
            hint="Add ?iri= and the IRI, percent-encoded.",
        )
    here = site()
    if not here.holdings.occurs(named_node(iri)):
        raise UnknownEntity(
            f"This release says nothing of <{iri}>.",
            hint="Check the spelling, or look for it by class under /browse.",
        )
    entity = describe(here.holdings, iri, label_language())
    report = begin_report(here, entity)
    return keep(page("report.html", entity=entity, report=report))

"""Serve what an operator's programs watch."""

from flask import Blueprint, Response

from dissensus.web.exchange import exchange
from dissensus.web.metrics import write_metrics
from dissensus.web.negotiation import METRICS
from dissensus.web.site import site

operating = Blueprint("operating", __name__)


@operating.get("/metrics")
def show_metrics() -> Response:
    """Return what all processes of the server have counted, for Prometheus."""
    told = exchange()
    text = write_metrics(site(), told.status, told.tally)
    response = Response(text, content_type=METRICS.content_type)
    response.headers["Cache-Control"] = "no-store"
    return response

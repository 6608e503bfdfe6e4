"""Serve graphs by the Graph Store Protocol: read them, by name or the default.

What a graph's own address says is the same as what ``?graph=`` says of it
(direct and indirect identification). A release never changes, so all that
writes is answered with 405 and what is allowed.

Source: SPARQL 1.1 Graph Store HTTP Protocol, sections 4 and 5.
"""

import re
from typing import Final

from flask import Blueprint, Response, request

from dissensus.errors import MalformedRequest
from dissensus.sparql import Form
from dissensus.web.negotiation import TRIPLES_OFFERS, negotiate
from dissensus.web.operation import Operation, read_fields
from dissensus.web.site import site
from dissensus.web.versions import asked_version, with_version
from dissensus.web.views.graphs import send_graph
from dissensus.web.views.sparql import ask_worker

graph_store = Blueprint("graph_store", __name__)

_SEE: Final = "https://www.w3.org/TR/sparql11-http-rdf-update/#graph-identification"
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*")
_EVERYTHING: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@graph_store.get("/graphs")
def read_graph() -> Response:
    """Return the graph that ``?graph=`` names, or with ``?default`` the default."""
    fields = read_fields(request.query_string, "The address")
    names = fields.getlist("graph")
    if len(names) + ("default" in fields) != 1:
        raise MalformedRequest(
            "The address names no graph, or more than one.",
            hint="Ask for ?default, or for ?graph= and the IRI of one graph; all are "
            "listed at /graph.",
            see=_SEE,
        )
    if not names:
        return _send_default()
    if not _ABSOLUTE.fullmatch(names[0]):
        raise MalformedRequest(
            f"A graph cannot be named {names[0][:100]!r}: that is no absolute IRI.",
            hint="All graphs are listed at /graph.",
            see=_SEE,
        )
    return send_graph(names[0])


def _send_default() -> Response:
    """Have a worker write the merge of all graphs: it may be large."""
    offer = negotiate(TRIPLES_OFFERS)
    ask_worker(site(), Operation(_EVERYTHING), Form.CONSTRUCT, offer)
    content_type = with_version(offer.content_type, asked_version(offer).said)
    response = Response(content_type=content_type)
    response.vary.update(["Accept"])
    return response

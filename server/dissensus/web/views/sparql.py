"""Answer SPARQL over HTTP: read the request, say what to evaluate.

The query itself is evaluated elsewhere: the view leaves an Evaluation in the
exchange, and the front streams the answer below the headers that the view
returned. A browser gets a form, and the answer as a table.

Source: SPARQL 1.1 Protocol, section 2; SPARQL 1.1 Service Description,
section 2.
"""

from collections.abc import Sequence

from flask import Blueprint, Response, g, request

from dissensus.errors import BackendUnavailable, MalformedRequest
from dissensus.evaluation.messages import Evaluation
from dissensus.sparql import (
    Inspection,
    Service,
    inspect,
    inspect_update,
    unbound,
)
from dissensus.web.exchange import exchange
from dissensus.web.hints import HEADER, hints_field
from dissensus.web.limits import limits_field
from dissensus.web.negotiation import (
    HTML,
    PROBLEM,
    SERVICE_OFFERS,
    Offer,
    negotiate,
    offers_of,
)
from dissensus.web.operation import Operation, read_operation
from dissensus.web.query_page import page_format, show_answer, show_form
from dissensus.web.responses import add_link, document, keep
from dissensus.web.service_description import describe_service
from dissensus.web.site import Site, site
from dissensus.web.versions import asked_version, with_version

sparql = Blueprint("sparql", __name__)


@sparql.route("/sparql", methods=["GET", "POST"])
def answer_query() -> Response:
    """Answer one query; without one, say what this endpoint is."""
    operation = read_operation()
    if operation is None:
        return _introduce()
    here = site()
    if operation.is_update:
        return _refuse_update(here, operation)
    inspection = inspect(operation.text, here.settings, endpoint_iri(here))
    offers = offers_of(inspection.form)
    offer = _offer((*offers, HTML))
    if offer is HTML:
        return _render(here, operation, inspection, offers)
    ask_worker(here, operation, inspection.form, offer, inspection.services)
    response = Response(
        content_type=with_version(offer.content_type, asked_version(offer).said)
    )
    if hints := unbound(operation.text):
        response.headers[HEADER] = hints_field(hints)
    response.vary.update(["Accept"])
    return name_sources(response, inspection.services)


def name_sources(response: Response, services: Sequence[Service]) -> Response:
    """Say whom an answer rests on besides the release; it is not to be kept then.

    Source: RFC 4287, section 4.2.7.2 (the relation "via").
    """
    for endpoint in dict.fromkeys(service.endpoint for service in services):
        add_link(response, endpoint, "via")
        response.headers["Cache-Control"] = "no-store"
    return response


@sparql.after_request
def state_limits(response: Response) -> Response:
    """Say with each answer, and each fault, which limits hold."""
    response.headers["Dissensus-Limits"] = limits_field(site().settings)
    return response


def _refuse_update(here: Site, operation: Operation) -> Response:
    """Have an update read, which ends in a refusal or in what is wrong with it."""
    own = inspect_update(operation.text, here.settings)
    if own and (operation.default_graphs or operation.named_graphs):
        raise MalformedRequest(
            "The update names its dataset twice: by USING or WITH, and by parameters.",
            hint="Leave one out; but this endpoint is read-only.",
            see="https://www.w3.org/TR/sparql11-protocol/#update-dataset",
        )
    ask_worker(here, operation, "UPDATE", PROBLEM)
    return Response()


def _offer(offers: Sequence[Offer]) -> Offer:
    """Return the form of the answer: links of a page name it, clients accept it.

    Some clients send ``format=`` with names of their own besides Accept, so
    one that names nothing on offer is passed over.
    """
    name = request.values.get("format", "").lower()
    named = (o for o in offers if name in {o.suffix, o.name.lower()})
    return next(named, None) or negotiate(offers)


def _introduce() -> Response:
    here = site()
    offer = negotiate(SERVICE_OFFERS)
    if offer.format is None:
        response = show_form()
    else:
        response = document(describe_service(here, offer), offer)
    response.vary.update(["Accept", "Accept-Encoding"])
    return keep(response)


def endpoint_iri(here: Site) -> str:
    """Return what relative IRIs in a query are resolved against."""
    return f"{here.base.iri}sparql" if here.base.iri else ""


def ask_worker(
    here: Site,
    operation: Operation,
    form: str,
    offer: Offer,
    services: Sequence[Service] = (),
) -> None:
    """Leave ``operation`` to a worker, whose answer follows the response's head.

    Args:
        here: The release to ask.
        operation: What to evaluate; its text has been inspected.
        form: Of the query, or UPDATE.
        offer: The form of the answer.
        services: What the text asks of other endpoints, as inspected.

    Raises:
        BackendUnavailable: There are no workers: this is Flask alone.
    """
    if "asgi.scope" not in request.environ:
        raise BackendUnavailable(
            "No query workers stand behind this application.",
            hint="Serve it with `dissensus serve`.",
        )
    exchange().evaluation = Evaluation(
        release=here.release,
        folder=str(here.folder),
        text=operation.text,
        form=form,
        media_type=offer.media_type,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        version="" if exchange().render else asked_version(offer).most,
        base=here.base.iri,
        services=tuple(services),
    )


def _render(
    here: Site, operation: Operation, said: Inspection, offers: Sequence[Offer]
) -> Response:
    """Ask for the answer, and when the front brings it, show it."""
    state, form = exchange(), said.form
    if state.answer is None:
        state.render = True
        ask_worker(here, operation, form, page_format(form, offers), said.services)
        return Response()
    g.endpoints = tuple(dict.fromkeys(each.endpoint for each in said.services))
    text, body = operation.text, state.answer
    response = show_answer(here, form, text, body, offers, cut=state.cut)
    response.vary.update(["Accept"])
    return name_sources(response, said.services)

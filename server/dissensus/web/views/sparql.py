"""Answer SPARQL over HTTP: read the request, say what to evaluate.

The query itself is evaluated elsewhere: the view leaves an Evaluation in the
exchange, and the front streams the answer below the headers that the view
returned. A browser gets a form, and the answer as a table.

Source: SPARQL 1.1 Protocol, sections 2.1 (query operation) and 2.1.4
(dataset); SPARQL 1.1 Service Description, section 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from dissensus.errors import (
    BackendUnavailable,
    MalformedRequest,
    RefusedQuery,
    UnsupportedMediaType,
)
from dissensus.evaluation import Evaluation
from dissensus.sparql import Form, inspect
from dissensus.web.exchange import exchange
from dissensus.web.negotiation import (
    BINDINGS_OFFERS,
    HTML,
    SERVICE_OFFERS,
    TRIPLES_OFFERS,
    Offer,
    negotiate,
)
from dissensus.web.responses import document, keep, page
from dissensus.web.results import read_answer
from dissensus.web.service import describe_service
from dissensus.web.site import Site, site

sparql = Blueprint("sparql", __name__)

_SEE = "https://www.w3.org/TR/sparql11-protocol/#query-operation"
_DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class _Operation:
    text: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None


@sparql.route("/sparql", methods=["GET", "POST"])
def answer_query() -> Response:
    """Answer one query; without one, say what this endpoint is."""
    operation = _read_operation()
    if operation is None:
        return _introduce()
    here = site()
    inspection = inspect(operation.text, here.settings)
    graph = inspection.form in {Form.CONSTRUCT, Form.DESCRIBE}
    offers = TRIPLES_OFFERS if graph else BINDINGS_OFFERS
    offer = _offer((*offers, HTML))
    if offer is HTML:
        return _render(here, operation, inspection.form, offers)
    _evaluate(here, operation, inspection.form, offer)
    response = Response(content_type=offer.content_type)
    response.vary.update(["Accept"])
    return response


def _offer(offers: Sequence[Offer]) -> Offer:
    """Return the form of the answer: links of a page name it, clients accept it.

    Some clients send ``format=`` with names of their own besides Accept, so
    one that names nothing on offer is passed over.
    """
    name = request.values.get("format", "").lower()
    named = (o for o in offers if name in {o.suffix, o.name.lower()})
    return next(named, None) or negotiate(offers)


def _read_operation() -> _Operation | None:
    """Return the query operation that the request asks for, None for none.

    Raises:
        RefusedQuery: It is an update.
        MalformedRequest: It has no query where it must, or two.
        UnsupportedMediaType: The body is of another type.
    """
    values = MultiDict(request.args)
    direct = None
    if request.method == "POST":
        if request.mimetype == _FORM:
            values.update(request.form)
        elif request.mimetype == _DIRECT:
            direct = _utf8(request.get_data())
        elif request.mimetype == _UPDATE:
            raise _read_only()
        else:
            raise UnsupportedMediaType(
                f"A body of type {request.mimetype or 'unknown'!r} is not read here.",
                hint=f"Send {_DIRECT}, or a form ({_FORM}) with a field 'query'.",
                see=_SEE,
            )
    if "update" in values:
        raise _read_only()
    texts = [*values.getlist("query"), *([direct] if direct is not None else [])]
    if not texts and request.method != "POST":
        return None
    if len(texts) != 1:
        raise MalformedRequest(
            f"The request carries {len(texts)} queries, not one.",
            hint="Send ?query=..., a form field 'query', or a body of type "
            f"{_DIRECT}; only one of them.",
            see=_SEE,
        )
    return _Operation(
        text=texts[0],
        default_graphs=tuple(values.getlist("default-graph-uri")) or None,
        named_graphs=tuple(values.getlist("named-graph-uri")) or None,
    )


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise MalformedRequest(
            f"Byte {error.start + 1} of the query is not UTF-8.",
            hint="Encode the query as UTF-8, whatever the charset parameter says.",
            see=_SEE,
        ) from error


def _read_only() -> RefusedQuery:
    return RefusedQuery(
        "This endpoint is read-only: it takes queries, not updates.",
        hint="A release never changes; propose a change to the sources instead.",
        see=_SEE,
    )


def _introduce() -> Response:
    here = site()
    offer = negotiate(SERVICE_OFFERS)
    if offer.format is None:
        response = page("sparql.html", text="", answer=None, offers=())
    else:
        response = document(describe_service(here, offer), offer)
    response.vary.update(["Accept", "Accept-Encoding"])
    return keep(response)


def _evaluate(here: Site, operation: _Operation, form: Form, offer: Offer) -> None:
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
        client=client_address(here),
    )


def _render(
    here: Site, operation: _Operation, form: Form, offers: Sequence[Offer]
) -> Response:
    """Ask for the answer, and when the front brings it, show it."""
    state = exchange()
    if state.answer is None:
        state.render = True
        _evaluate(here, operation, form, offers[0])
        return page("sparql.html", text=operation.text, answer=None, offers=offers)
    answer = read_answer(here, form, state.answer, cut=state.cut)
    response = page("sparql.html", text=operation.text, answer=answer, offers=offers)
    response.vary.update(["Accept"])
    return response


def client_address(here: Site) -> str:
    """Return who asks: the peer, or whom a trusted proxy names last."""
    named = request.headers.get(here.settings.client_header or "-", "")
    return named.rpartition(",")[2].strip() or request.remote_addr or "unknown"

"""Serve the queries that the project ships: as a list, as pages, as an API.

A query with its parameters bound is evaluated like any other, by the same
workers within the same limits. An answer that comes in pages takes two
evaluations: how many rows there are is counted first, so that what is said of
the pages before and after is true.

Source: RFC 8288 (Link: first, prev, next, last); RFC 8631 (service-desc).
"""

import json
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, request
from pyoxigraph import NamedNode
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from dissensus.calling import Call, read_call, read_members, shown_values
from dissensus.errors import RefusedQuery, UnknownEntity
from dissensus.queries import Query, find_queries
from dissensus.sparql import Form, Service, inspect, prologue_of
from dissensus.web.exchange import exchange
from dissensus.web.negotiation import (
    BINDINGS_OFFERS,
    GRAPH_OFFERS,
    HTML,
    LIST_OFFERS,
    MARKDOWN,
    Offer,
    negotiate,
    offers_of,
)
from dissensus.web.operation import Operation, read_fields
from dissensus.web.query_list import describe_query, list_in_markdown
from dissensus.web.query_page import endpoint_of, page_format
from dissensus.web.responses import add_link, document, keep, negotiated, page
from dissensus.web.results import read_answer
from dissensus.web.site import Site, site
from dissensus.web.snippets import write_canned
from dissensus.web.versions import asked_version, with_version
from dissensus.web.views.entities import written
from dissensus.web.views.sparql import (
    ask_worker,
    endpoint_iri,
    name_sources,
    state_limits,
)

queries = Blueprint("queries", __name__)
queries.after_request(state_limits)

_TABLES: Final = (Form.SELECT, Form.ASK)
_TEXT: Final = "application/sparql-query; charset=utf-8"


@queries.get("/queries")
@queries.get("/queries.<suffix>")
def list_queries(suffix: str = "") -> Response:
    """Return the shipped queries, or those that hold the words of ``?q=``."""
    here = site()
    words, tag = request.args.get("q", ""), request.args.get("tag", "")
    found = find_queries(here.queries, words, tag)
    offer = negotiate(LIST_OFFERS, suffix)
    if offer is HTML:
        response = page("queries.html", found=found, words=words, tag=tag)
    elif offer is MARKDOWN:
        response = document(list_in_markdown(found).encode(), offer)
    elif offer.format is None:
        base = request.url_root if here.opened else here.base.iri
        body = json.dumps([describe_query(q, base) for q in found], indent=1)
        response = document(body.encode(), offer)
    else:
        response = document(_described(here, found, offer), offer)
    tail = request.query_string.decode("latin-1")
    negotiated(response, "/queries", offer, LIST_OFFERS, tail)
    add_link(response, "/openapi.json", "service-desc")
    return keep(response)


@queries.get("/queries/<path:name>")
def ask_query(name: str) -> AnyResponse:
    """Return the answer to one query, in the form that is asked for.

    ``.rq`` is the bare text; a page shows form, answer and text together. Of a
    query whose answer is a table, the forms of RDF say what is asked.
    """
    here = site()
    query, suffix = _find(here, name)
    if f"{query.name}.{suffix}".rstrip(".") != name:
        tail = f"?{request.query_string.decode('latin-1')}".rstrip("?")
        mark = f".{suffix}".rstrip(".")
        return redirect(f"/queries/{query.name}{mark}{tail}", 301)
    if suffix == "rq":
        return keep(Response(query.text, content_type=_TEXT))
    offers = _offers(query)
    offer = negotiate((*offers, HTML), suffix)
    if offer in GRAPH_OFFERS and prologue_of(query.text).form in _TABLES:
        about = document(_described(here, (query,), offer), offer)
        return keep(negotiated(about, f"/queries/{query.name}", offer, (*offers, HTML)))
    fields = read_fields(request.query_string, "The address")
    if offer is HTML:
        return _page(here, query, fields)
    call = _read_call(here, query, fields)
    if not _counted(here, call):
        return Response()
    content_type = with_version(offer.content_type, asked_version(offer).said)
    response = Response(content_type=content_type)
    services = _services(here, call.text)
    _ask(here, call, offer, services)
    name_sources(response, services)
    _state_pages(response, call, f"/queries/{name}")
    tail = call.parameters(call.page)
    negotiated(response, f"/queries/{query.name}", offer, (*offers, HTML), tail)
    return response


def _offers(query: Query) -> tuple[Offer, ...]:
    """Return the forms of an answer; what is no graph is described in those."""
    form = prologue_of(query.text).form
    return (*offers_of(form), *(GRAPH_OFFERS if form in _TABLES else ()))


def _find(here: Site, name: str) -> tuple[Query, str]:
    """Return the query that ``name`` names, and the suffix behind it."""
    if query := here.query_named(name):
        return query, ""
    plain, _, suffix = name.rpartition(".")
    if query := here.query_named(plain):
        return query, suffix
    known = [q.name for q in here.queries]
    raise UnknownEntity(
        f"This release ships no query {name!r}.",
        hint="All are under /queries.",
        details=get_close_matches(plain or name, known, n=5, cutoff=0.4),
    )


def _read_call(here: Site, query: Query, fields: MultiDict[str, str]) -> Call:
    return read_call(here.holdings, query, fields.to_dict(flat=False))


def _page(here: Site, query: Query, fields: MultiDict[str, str]) -> Response:
    """Show a query: its form, and its answer when all values are there."""
    members = {p.name: read_members(here.holdings, query, p) for p in query.parameters}
    values = shown_values(query, fields)
    # If a value is bad, the page that says so shows the form again.
    g.canned = {"query": query, "values": values, "members": members}
    if not fields and any(p.default is None for p in query.parameters):
        return page("query.html", call=None, answer=None, refused=None, **g.canned)
    call, state = _read_call(here, query, fields), exchange()
    try:
        services = _services(here, call.text)
    except RefusedQuery as error:
        return page("query.html", call=None, answer=None, refused=error, **g.canned)
    if not _counted(here, call):
        return Response()
    offers = offers_of(call.form)
    if state.answer is None:
        state.render = True
        _ask(here, call, page_format(call.form, offers), services)
        return Response()
    answer = read_answer(here, call.form, state.answer, cut=state.cut)
    response = page(
        "query.html",
        call=call,
        answer=answer,
        refused=None,
        offers=offers,
        total=state.rows,
        snippets=write_canned(_address(here, call), call.values, call.form),
        permalink=f"/queries/{query.name}?{_pinned(here, call)}",
        **g.canned,
    )
    name_sources(response, services)
    _state_pages(response, call, f"/queries/{query.name}")
    response.vary.update(["Accept"])
    return response


def _counted(here: Site, call: Call) -> bool:
    """Return whether the rows of all pages are known; if not, have them counted."""
    state = exchange()
    if not call.rows or state.rows is not None:
        return True
    if state.answer is None:
        state.render = True
        services, counting = _services(here, call.counting), Operation(call.counting)
        ask_worker(here, counting, Form.SELECT, BINDINGS_OFFERS[0], services)
        return False
    (row,) = json.loads(state.answer)["results"]["bindings"]
    state.rows, state.answer, state.render = int(row["rows"]["value"]), None, False
    return True


def _services(here: Site, text: str) -> Sequence[Service]:
    """Return what ``text`` asks of other endpoints; refuse what may not be run."""
    return inspect(text, here.settings, endpoint_iri(here)).services


def _ask(here: Site, call: Call, offer: Offer, services: Sequence[Service]) -> None:
    ask_worker(here, Operation(call.text), call.form, offer, services)


def _state_pages(response: Response, call: Call, path: str) -> None:
    """Say how many rows there are, and where the other pages of them are."""
    total = exchange().rows
    if total is None:
        return
    response.headers["Dissensus-Rows"] = str(total)
    last = max(1, -(-total // call.rows))
    targets = {"first": 1, "prev": call.page - 1, "next": call.page + 1, "last": last}
    for rel, number in targets.items():
        if 1 <= number <= last:
            add_link(response, f"{path}?{call.parameters(number)}", rel)


def _address(here: Site, call: Call) -> str:
    return f"{endpoint_of(here).removesuffix('sparql')}queries/{call.query.name}"


def _pinned(here: Site, call: Call) -> str:
    said = call.parameters(call.page)
    return f"{said}{'&' if said else ''}{urlencode({'release': here.release})}"


def _described(here: Site, found: tuple[Query, ...], offer: Offer) -> bytes:
    """Return what the release says of the queries ``found``, and of prefixes."""
    wanted = {f"{here.base.iri}queries/{query.name}" for query in found}
    graph = NamedNode(f"{here.base.iri}graph/queries")
    quads = [
        quad
        for quad in here.holdings.backend.quads(None, None, None, graph)
        if (iri := str(quad.subject)[1:-1]) in wanted
        or iri.partition("#")[0] == f"{here.base.iri}queries"
    ]
    return written(here, sorted(quads, key=str), offer)

"""Look at the endpoint: every way to ask, every form, and what it refuses.

Source: SPARQL 1.1 Protocol, section 2.1; RFC 9457 (problem documents). Limits
are those of the endpoint's own service description.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlencode

from pyoxigraph import QueryResultsFormat

from dissensus.doctor.calling import Caller, Reply, number
from dissensus.doctor.findings import (
    Finding,
    found,
    media_type,
    refuses,
    says,
    status,
    varies,
)
from dissensus.doctor.reading import GRAPHS, Unreadable, one_graph, rows
from dissensus.doctor.survey import Survey
from dissensus.formats import Format, Kind, formats_for

_PATH: Final = "/sparql"
_JSON: Final = "application/sparql-results+json"
_SELECT: Final = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 7"
_CONSTRUCT: Final = (
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 7"
)
_COUNT: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
# Longer texts than this are not sent, to be polite.
_LONGEST: Final = 4 * 1024 * 1024


def look_at_endpoint(ask: Caller, said: Survey) -> Iterator[Finding]:
    """Yield what is found when questions are asked."""
    yield from _tables(ask, said)
    yield from _graphs(ask, said)
    yield from _ways(ask)
    yield from _count(ask, said)


def look_at_limits(ask: Caller, said: Survey, *, heavy: bool) -> Iterator[Finding]:
    """Yield whether what must be refused is, and as the description says."""
    if not said.limits:
        yield Finding("limits", "the limits are stated", _PATH, "none are")
    header = _get(ask, "ASK {}").header("Dissensus-Limits")
    pairs = [item.strip().partition("=") for item in header.split(",") if item.strip()]
    stated = {name: number(value) for name, _, value in pairs}
    unlike = sorted(n for n, v in said.limits.items() if stated.get(n) != v)
    fault = f"the header says otherwise of {', '.join(unlike)}" if unlike else ""
    yield Finding("limits", "header and description agree", _PATH, fault)
    yield from _refusals(ask, said)
    if heavy:
        yield _too_many_rows(ask, said)


def _get(ask: Caller, query: str, accept: str = _JSON) -> Reply:
    return ask.get(f"{_PATH}?query={quote(query, safe='')}", accept)


def _tables(ask: Caller, said: Survey) -> Iterator[Finding]:
    wanted = -1
    for format_ in formats_for(Kind.BINDINGS):
        if format_.iri not in said.formats:
            continue
        reply = _get(ask, _SELECT, format_.type)
        faults = [status(reply, 200), media_type(reply, format_.type)]
        faults.append(varies(reply, "Accept"))
        if not faults[0]:
            count, unread = _rows(reply, format_)
            wanted = count if wanted < 0 else wanted
            other = f"has {count} rows, another form {wanted}"
            faults += [unread] if unread or count == wanted else [other]
        yield found("sparql", f"SELECT as {format_.name}", _short(reply), *faults)


def _rows(reply: Reply, format_: Format) -> tuple[int, str]:
    try:
        return rows(reply.body, format_), ""
    except Unreadable as error:
        return -1, str(error)


def _graphs(ask: Caller, said: Survey) -> Iterator[Finding]:
    replies = (
        (format_, _short(_get(ask, _CONSTRUCT, format_.type)))
        for format_ in GRAPHS
        if format_.iri in said.formats
    )
    yield from one_graph("sparql", "CONSTRUCT as {}", replies, 200)


def _ways(ask: Caller) -> Iterator[Finding]:
    """Yield whether a query gives the same, however it is sent."""
    plain = _get(ask, _SELECT)
    form = urlencode({"query": _SELECT}).encode()
    for check, reply in (
        ("a query in a form", ask.post(_PATH, form, _FORM, _JSON)),
        ("a query as a body", ask.post(_PATH, _SELECT.encode(), _DIRECT, _JSON)),
    ):
        same = "" if reply.body == plain.body else "answers other than GET does"
        yield found("sparql", check, reply, status(reply, 200), same)
    yes = _get(ask, "ASK {}")
    truth, unread = _rows(yes, _json_format())
    wrong = unread or ("" if truth else "is not true of an empty pattern")
    yield found("sparql", "ASK", _short(yes), status(yes, 200) or wrong)


def _json_format() -> Format:
    found_ = formats_for(Kind.BINDINGS)
    return next(f for f in found_ if f.oxigraph is QueryResultsFormat.JSON)


def _count(ask: Caller, said: Survey) -> Iterator[Finding]:
    if said.triples < 0:
        return
    reply = _get(ask, _COUNT, "text/csv")
    words = reply.body.split()
    seen = words[-1].decode("ascii", "replace") if words else ""
    other = f"counts {seen or 'nothing'}, VoID says {said.triples}"
    same = seen == str(said.triples)
    fault = "" if same else other
    yield found("sparql", "as many triples as VoID says", _short(reply), fault)


def _refusals(ask: Caller, said: Survey) -> Iterator[Finding]:
    update = urlencode({"update": "INSERT DATA {}"}).encode()
    cases = [
        ("an update is refused", (400, 403, 405), ask.post(_PATH, update, _FORM)),
        ("an update as a query is refused", (400, 403), _get(ask, "INSERT DATA {}")),
        ("what is no query is refused", (400,), _get(ask, "SELECT * {")),
    ]
    if not said.services:
        nobody = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
        cases.append(("SERVICE is refused", (403,), _get(ask, nobody)))
    if 0 < (most := said.limits.get("query_depth", 0)) < _LONGEST:
        depth = int(most) + 1
        deep = "ASK " + "{" * depth + "}" * depth
        reply = ask.post(_PATH, deep.encode(), _DIRECT)
        cases.append(("a query too deep is refused", (403,), reply))
    if 0 < (most := said.limits.get("query_length", 0)) < _LONGEST:
        long = b"ASK {} #" + b"x" * int(most)
        reply = ask.post(_PATH, long, _DIRECT)
        cases.append(("a query too long is refused", (413,), reply))
    for check, codes, reply in cases:
        yield found("limits", check, _short(reply), *refuses(reply, *codes))


def _too_many_rows(ask: Caller, said: Survey) -> Finding:
    """Return whether an answer with too many rows is never a whole one."""
    check = "an answer too large is no whole answer"
    most = said.limits.get("answer_rows", 0)
    if not 0 < most < said.triples**3:
        why = "this site has too little for an answer too large"
        return Finding("limits", check, _PATH, left_out=why)
    query = "SELECT (1 AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    reply = _get(ask, query, "text/csv")
    short = reply.status == 200 and not reply.failure  # noqa: PLR2004
    lines = reply.body.count(b"\n")
    fault = f"{lines:,} lines are sent as a whole answer"
    retry = says(reply, "Retry-After", "") if reply.status in {429, 503} else ""
    return found("limits", check, _short(reply), fault if short else retry)


def _short(reply: Reply) -> Reply:
    """Return ``reply`` under the path without its query, to be told of."""
    return replace(reply, path=reply.path.partition("?")[0])

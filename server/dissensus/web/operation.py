"""Read the operation of the SPARQL Protocol that a request asks for.

Strictly: a byte that is not UTF-8 is a fault, not a question mark. An update
is read as well as a query, so that what is wrong with it can be said before
it is refused.

Source: SPARQL 1.1 Protocol, sections 2.1 (query operation), 2.1.4 (dataset)
and 2.2 (update operation).
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote

from flask import request
from werkzeug.datastructures import MultiDict

from dissensus.errors import DissensusError, MalformedRequest, UnsupportedMediaType

SEE: Final = "https://www.w3.org/TR/sparql11-protocol/#query-operation"
_SEE_UPDATE: Final = "https://www.w3.org/TR/sparql11-protocol/#update-operation"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_FORM: Final = "application/x-www-form-urlencoded"
_UTF8: Final = {"utf-8", "utf8", "us-ascii"}
_MOST_FIELDS: Final = 1_000
_SAFE: Final = "%&=+/:?#[]@!$'()*,;~-._"
# How an update begins that was sent as something else.
_UPDATE_BEGINS: Final = (b"update=", b"insert", b"delete", b"clear", b"drop", b"load")

Fields = MultiDict[str, str]


@dataclass(frozen=True)
class Operation:
    """One query or update, as it was sent.

    Attributes:
        text: Of the query or update.
        default_graphs: ``default-graph-uri``, or ``using-graph-uri``.
        named_graphs: ``named-graph-uri``, or ``using-named-graph-uri``.
        is_update: It asks for an update.
    """

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    is_update: bool = False


def read_operation() -> Operation | None:
    """Return the operation that the present request asks for, None for none.

    Raises:
        MalformedRequest: It has no query where it must, or two, or is no UTF-8.
        UnsupportedMediaType: The body is of another type or charset.
    """
    fields = read_fields(request.query_string, "The address")
    direct = {}
    if request.method == "POST":
        body = request.get_data()
        if request.mimetype == _FORM:
            _refuse_charset()
            fields.update(read_fields(body, "The form"))
        elif request.mimetype in {_QUERY, _UPDATE}:
            _refuse_charset()
            name = "query" if request.mimetype == _QUERY else "update"
            direct = {name: _text(body, f"The {name}")}
        else:
            raise _unknown_body(body)
    queries = [*fields.getlist("query"), *_listed(direct.get("query"))]
    updates = [*fields.getlist("update"), *_listed(direct.get("update"))]
    if updates:
        return _update(updates, queries, fields)
    if not queries and request.method != "POST":
        return None
    if len(queries) != 1:
        raise MalformedRequest(
            f"The request carries {len(queries)} queries, not one.",
            hint="Send ?query=..., a form field 'query', or a body of type "
            f"{_QUERY}; only one of them.",
            see=SEE,
        )
    return Operation(
        queries[0],
        _graphs(fields, "default-graph-uri"),
        _graphs(fields, "named-graph-uri"),
    )


def _update(updates: list[str], queries: list[str], fields: Fields) -> Operation:
    if request.method != "POST":
        raise MalformedRequest(
            "An update cannot be asked for by GET, and this endpoint is read-only.",
            hint="Send a query: ?query=SELECT ...",
            see=_SEE_UPDATE,
        )
    if len(updates) != 1 or queries:
        raise MalformedRequest(
            f"The request carries {len(updates)} updates and {len(queries)} queries, "
            "not one operation.",
            hint="Send one query; updates are refused, the endpoint is read-only.",
            see=_SEE_UPDATE,
        )
    return Operation(
        updates[0],
        _graphs(fields, "using-graph-uri"),
        _graphs(fields, "using-named-graph-uri"),
        is_update=True,
    )


def _graphs(fields: Fields, name: str) -> tuple[str, ...] | None:
    return tuple(fields.getlist(name)) or None


def _listed(text: str | None) -> list[str]:
    return [] if text is None else [text]


def read_fields(data: bytes, where: str) -> Fields:
    """Return the fields of a query string or form; bytes beyond ASCII as sent.

    Args:
        data: As it came.
        where: What a fault calls it.

    Raises:
        MalformedRequest: There are too many, or one is no UTF-8.
    """
    written = data.decode() if data.isascii() else quote(data, safe=_SAFE)
    try:
        pairs = parse_qsl(
            written,
            keep_blank_values=True,
            errors="surrogateescape",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise MalformedRequest(
            f"{where} has more than {_MOST_FIELDS:,} fields.",
            hint="Name fewer graphs, or use FROM in the query.",
            see=SEE,
        ) from error
    named = f"{where}, in field"
    return MultiDict(
        [(_text(_raw(n), where), _text(_raw(v), f"{named} {n!a}")) for n, v in pairs]
    )


def _raw(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def _text(data: bytes, where: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise MalformedRequest(
            f"{where}: byte {error.start + 1} is not UTF-8.",
            hint="Encode the text as UTF-8; no other charset is read.",
            see=SEE,
        ) from error


def _refuse_charset() -> None:
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() in _UTF8:
        return
    kind = MalformedRequest if request.mimetype == _UPDATE else UnsupportedMediaType
    raise kind(
        f"A body in the charset {charset!r} is not read here.",
        hint=f"Send it in UTF-8: Content-Type: {request.mimetype}.",
        see=SEE,
    )


def _unknown_body(body: bytes) -> DissensusError:
    if body.lstrip()[:8].lower().startswith(_UPDATE_BEGINS):
        return MalformedRequest(
            f"An update was sent as {request.mimetype or 'no type at all'!r}.",
            hint=f"Its type would be {_UPDATE}; but this endpoint is read-only.",
            see=_SEE_UPDATE,
        )
    return UnsupportedMediaType(
        f"A body of type {request.mimetype or 'unknown'!r} is not read here.",
        hint=f"Send {_QUERY}, or a form ({_FORM}) with a field 'query'.",
        see=SEE,
    )

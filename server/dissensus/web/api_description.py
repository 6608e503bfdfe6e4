"""Describe the site's interface for programs: OpenAPI 3.1, made of what is there.

Paths are the application's routes, their summaries its views' own words;
parameters of shipped queries are those of their headers, faults those of
``problems``. Only what code cannot say of itself stands in ``api_routes``.

Source: OpenAPI Specification 3.1.1; RFC 9457 (problem documents).
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from flask import Flask
from werkzeug.routing import Rule

from dissensus import __version__
from dissensus.calling import MOST_PAGES, MOST_ROWS, read_members
from dissensus.queries import Parameter, Query, Type, expand
from dissensus.sparql import prologue_of
from dissensus.web.api_routes import HIDDEN, RELEASE, ROUTES, Route, in_query
from dissensus.web.api_schemas import SCHEMAS, problem_responses
from dissensus.web.negotiation import HTML, JSON, Offer, offers_of
from dissensus.web.site import Site

_PART: Final = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
# More than a reader of a menu, or of generated code, wants to see.
_MOST_MEMBERS: Final = 40
_CALL: Final = "queries.ask_query"
_QUERIES: Final = "Queries with parameters"
_SCHEMA_OF: Final = {
    "application/sparql-results+json": {"$ref": "#/components/schemas/Answer"},
    "application/json": {},
    "application/ld+json": {},
}

Schema = dict[str, Any]


def describe_api(app: Flask, here: Site) -> dict[str, Any]:
    """Return the OpenAPI document of ``app`` over the release of ``here``."""
    paths: dict[str, Any] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint == _CALL:
            paths |= dict(_calls(here))
        elif rule.endpoint not in HIDDEN:
            route = ROUTES.get(rule.endpoint, Route("Pages"))
            view = app.view_functions[rule.endpoint]
            for path in route.paths or (_PART.sub(r"{\1}", rule.rule),):
                paths[path] = _item(path, rule, route, view, here)
    used = {o["tags"][0] for item in paths.values() for o in item.values()}
    return {
        "openapi": "3.1.1",
        "info": {
            "title": here.title,
            "description": here.description or here.title,
            "version": here.version or here.release,
            **({"license": _license(here.license)} if here.license else {}),
        },
        "servers": [{"url": "/", "description": f"Release {here.release}"}],
        "tags": [{"name": name} for name in sorted(used, key=_rank)],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": SCHEMAS, "responses": problem_responses()},
        "x-generator": f"dissensus {__version__}",
    }


def _rank(tag: str) -> tuple[bool, str]:
    return tag != _QUERIES, tag


def _license(iri: str) -> dict[str, str]:
    return {"name": iri.rstrip("/").partition("://")[2], "url": iri}


def _item(
    path: str, rule: Rule, route: Route, view: Callable[..., Any], here: Site
) -> dict[str, Any]:
    """Return what ``path`` answers, per method."""
    names = re.findall(r"{(\w+)}", path)
    known = route.parts(here)
    parameters = [
        {"name": n, "in": "path", "required": True, "schema": known.get(n, _TEXT)}
        for n in names
    ]
    summary, _, more = inspect.cleandoc(view.__doc__ or path).partition("\n\n")
    operation = {
        "operationId": _identifier(f"{rule.endpoint}{path}"),
        "tags": [route.tag],
        "summary": _plain(summary),
        **({"description": _plain(more)} if more else {}),
        "parameters": [*parameters, *route.query, RELEASE],
        "responses": _responses(route.offers, route.status, route.faults),
    }
    item = {"get": operation}
    if "POST" in (rule.methods or ()) and route.body:
        post = {**operation, "operationId": f"{operation['operationId']}_post"}
        post |= {"parameters": [RELEASE], "requestBody": route.body}
        item["post"] = post
    return item


_TEXT: Final[Schema] = {"type": "string", "minLength": 1, "pattern": r"^[\w.-]+$"}


def _plain(docstring: str) -> str:
    """Return the part of a docstring that is for those who call over HTTP."""
    said = re.split(r"\n\s*(?:Args|Returns|Raises|Source):", docstring)[0]
    return " ".join(said.replace("``", "`").split())


def _responses(
    offers: tuple[Offer, ...], status: int, faults: tuple[int, ...]
) -> dict[str, Any]:
    content = {o.media_type: _media(o) for o in offers} or {"*/*": {}}
    found: dict[str, Any] = {str(status): {"description": "The answer."}}
    if status < 300:  # noqa: PLR2004 - what redirects has no content to speak of
        found[str(status)]["content"] = content
    else:
        found[str(status)]["headers"] = {"Location": {"schema": {"type": "string"}}}
    refs = {str(f): {"$ref": f"#/components/responses/{f}"} for f in faults}
    return found | refs


def _media(offer: Offer) -> Schema:
    return {"schema": _SCHEMA_OF.get(offer.media_type, {"type": "string"})}


def _calls(here: Site) -> Iterator[tuple[str, Any]]:
    """Yield a path per query with parameters, and one per folder of the others."""
    rest: dict[str, list[Query]] = {}
    for query in here.queries:
        if query.parameters or query.pagination:
            yield f"/queries/{query.name}.{{format}}", {"get": _call(here, query)}
        else:
            rest.setdefault(query.name.rpartition("/")[0], []).append(query)
    for folder, queries in rest.items():
        start = f"/queries/{folder}/" if folder else "/queries/"
        yield f"{start}{{name}}.{{format}}", {"get": _fixed(folder, queries)}


def _call(here: Site, query: Query) -> dict[str, Any]:
    """Return the operation that asks ``query``."""
    parameters = [_parameter(here, query, p) for p in query.parameters]
    if query.pagination:
        parameters += [
            in_query("page", "Which page of the rows", _whole(MOST_PAGES, 1)),
            in_query("limit", "Rows per page", _whole(MOST_ROWS, query.pagination)),
        ]
    offers = (*offers_of(prologue_of(query.text).form), HTML)
    responses = _responses(offers, 200, (400, 404, 406, 429, 503, 504))
    if query.pagination:
        responses["200"]["headers"] = _PAGE_HEADERS
    return {
        "operationId": _identifier(query.name),
        "tags": [_QUERIES],
        "summary": query.summary,
        "description": "\n\n".join(
            part for part in (query.question, query.answers, query.description) if part
        ),
        "parameters": [_format(offers), *parameters, RELEASE],
        "responses": responses,
    }


def _fixed(folder: str, queries: list[Query]) -> dict[str, Any]:
    """Return the operation that asks any of ``queries``, which take no values."""
    offers = {o: None for q in queries for o in offers_of(prologue_of(q.text).form)}
    every = (*offers, HTML)
    names = [query.name.rpartition("/")[2] for query in queries]
    return {
        "operationId": _identifier(folder),
        "tags": ["Queries without parameters"],
        "summary": f"Return the answer to one of the queries in {folder or '/'}.",
        "parameters": [
            _in_path("name", {"type": "string", "enum": names}),
            _format(every),
            RELEASE,
        ],
        "responses": _responses(every, 200, (400, 404, 406, 429, 503, 504)),
    }


def _parameter(here: Site, query: Query, parameter: Parameter) -> dict[str, Any]:
    schema = _schema(here, query, parameter)
    required = parameter.default is None
    said = parameter.description[:1].upper() + parameter.description[1:]
    return {**in_query(parameter.name, said, schema), "required": required}


def _schema(here: Site, query: Query, parameter: Parameter) -> Schema:
    schema: Schema = dict(_TYPES[parameter.type])
    default: str | int | None = parameter.default
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    if parameter.type is Type.IRI and parameter.default is not None:
        default = expand(parameter.default, prologue_of(query.text).prefixes)
    if parameter.type is Type.INTEGER and parameter.default is not None:
        default = int(parameter.default)
    members = list(read_members(here.holdings, query, parameter))
    if members:
        few = len(members) <= _MOST_MEMBERS
        schema |= {"enum": members} if few else {"examples": members[:3]}
        schema["description"] = f"A member of {parameter.members_of}."
    return schema if default is None else {**schema, "default": default}


_TYPES: Final[Mapping[Type, Schema]] = {
    Type.IRI: {"type": "string", "format": "iri"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.INTEGER: {"type": "integer", "minimum": -(10**18) + 1, "maximum": 10**18 - 1},
    Type.STRING: {"type": "string", "maxLength": 1_000},
    Type.LANGUAGE: {
        "type": "string",
        "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
    },
    Type.CHOICE: {"type": "string"},
}
_PAGE_HEADERS: Final = {
    "Dissensus-Rows": {
        "description": "How many rows all pages have",
        "schema": {"type": "integer"},
    },
    "Link": {
        "description": "first, prev, next, last (RFC 8288)",
        "schema": {"type": "string"},
    },
}


def _format(offers: tuple[Offer, ...]) -> dict[str, Any]:
    first = JSON.suffix if any(o.suffix == JSON.suffix for o in offers) else "ttl"
    suffixes = [offer.suffix for offer in offers]
    return _in_path("format", {"type": "string", "enum": suffixes, "example": first})


def _identifier(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_") or "queries"


def _in_path(name: str, schema: Schema) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _whole(most: int, default: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most, "default": default}

"""Say what went wrong: a problem document, or a page for a browser.

The one door by which failures leave. A fault is told by what it is; its
status and whether to try again are decided here, once for all views.

Source: RFC 9457 (Problem Details for HTTP APIs); RFC 9110, section 15.
"""

import json
import logging
import math
import re
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import (
    HTTPException,
    RequestedRangeNotSatisfiable,
    RequestEntityTooLarge,
)
from werkzeug.exceptions import (
    MethodNotAllowed as NoSuchMethod,
)

from dissensus import errors
from dissensus.errors import DissensusError
from dissensus.web.near import near_matches
from dissensus.web.negotiation import HTML, PROBLEM, wants_page

STATUS: Final[dict[type[DissensusError], int]] = {
    errors.DissensusError: 500,
    errors.SourceError: 500,
    errors.UnreadableSource: 500,
    errors.MissingSource: 500,
    errors.BadQueryHeader: 500,
    errors.BadConfiguration: 500,
    errors.BadOntology: 500,
    errors.BadShape: 500,
    errors.ReleaseError: 500,
    errors.InconsistentRelease: 500,
    errors.NonConformantRelease: 500,
    errors.VacuousValidation: 500,
    errors.MismatchedSource: 500,
    errors.OperationError: 500,
    errors.WrongCall: 500,
    errors.NoSpace: 500,
    errors.UnwritableFolder: 500,
    errors.NoRelease: 503,
    errors.DamagedRelease: 503,
    errors.AddressInUse: 500,
    errors.NoIsolation: 503,
    errors.PublisherRuns: 503,
    errors.EndpointUnavailable: 502,
    errors.EndpointTimeout: 504,
    errors.RequestError: 400,
    errors.MalformedRequest: 400,
    errors.MalformedQuery: 400,
    errors.RefusedQuery: 403,
    errors.UnknownEntity: 404,
    errors.NotAcceptable: 406,
    errors.MethodNotAllowed: 405,
    errors.UnsupportedMediaType: 415,
    errors.RequestTooLarge: 413,
    errors.RangeNotSatisfiable: 416,
    errors.TooManyRequests: 429,
    errors.AnswerTooLong: 403,
    errors.BackendError: 503,
    errors.BackendUnavailable: 503,
    errors.Overloaded: 503,
    errors.QueryTimeout: 504,
    errors.QueryTooCostly: 503,
    errors.QueryCrashed: 503,
}
# Seconds after which the same request may fare better. A query that ran out
# of time or memory will do so again, but not before the pool has had a rest.
_RETRY_AFTER: Final[dict[type[DissensusError], int]] = {
    errors.TooManyRequests: 1,
    errors.Overloaded: 2,
    errors.BackendUnavailable: 5,
    errors.BackendError: 5,
    errors.NoRelease: 10,
    errors.DamagedRelease: 60,
    errors.EndpointTimeout: 30,
    errors.QueryTimeout: 30,
    errors.QueryTooCostly: 30,
    errors.QueryCrashed: 30,
}
# What a client that guesses types might take for an element of HTML; <https://…> is
# none, and stays as it is read.
_ELEMENT: Final = re.compile(r"<(?=[A-Za-z/!?][^\s:<>]*[\s/>])")
_LOG: Final = logging.getLogger("dissensus.web")


def respond_to_problems(app: Flask) -> None:
    """Make every failure of ``app`` leave by this module."""
    app.register_error_handler(DissensusError, _problem)
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: DissensusError) -> int:
    """Return the HTTP status of ``error``."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def _problem(error: DissensusError) -> Response:
    status = status_of(error)
    response = (_page if wants_page() else _document)(error, status)
    response.status_code = status
    response.vary.update(["Accept"])
    response.headers["Cache-Control"] = "no-store"
    retry = next((_RETRY_AFTER[k] for k in type(error).__mro__ if k in _RETRY_AFTER), 0)
    if retry := math.ceil(error.retry) or retry:
        response.headers["Retry-After"] = str(retry)
    return response


def _document(error: DissensusError, status: int) -> Response:
    problem: dict[str, Any] = {
        "type": f"/problems#{type(error).__name__}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error.summary,
        "instance": request.path,
    }
    if error.place:
        problem["line"], problem["column"] = error.place.line, error.place.column
    if error.hint:
        problem["hint"] = error.hint
    if error.see:
        problem["see"] = error.see
    if error.details:
        problem["details"] = list(error.details)
    if error.limit:
        problem["limit"] = asdict(error.limit)
    if near := near_matches(error):
        problem["near"] = [asdict(match) for match in near]
    text = json.dumps(problem, ensure_ascii=False, indent=2) + "\n"
    body = _ELEMENT.sub(r"\\u003C", text)
    return Response(body, content_type=PROBLEM.content_type)


def _page(error: DissensusError, status: int) -> Response:
    body = render_template(
        "problem.html",
        error=error,
        kind=type(error).__name__,
        status=status,
        phrase=HTTPStatus(status).phrase,
        query=request.values.get("query", ""),
        near=near_matches(error),
        canned=g.get("canned"),
    )
    return Response(body, content_type=HTML.content_type)


def _http_problem(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:  # noqa: PLR2004
        return error.get_response()  # type: ignore[return-value]
    response = _problem(_named(error))
    for name, value in error.get_headers():
        if name in {"Allow", "Content-Range"}:
            response.headers[name] = value
    return response


def _named(error: HTTPException) -> DissensusError:
    """Return the fault of our own tree that ``error`` stands for."""
    if isinstance(error, NoSuchMethod):
        return errors.MethodNotAllowed(
            f"{request.path} does not answer {request.method}.",
            hint=f"Use {errors.one_of(sorted(error.valid_methods or ['GET']))}.",
        )
    if isinstance(error, RequestEntityTooLarge):
        most = current_app.config["MAX_CONTENT_LENGTH"]
        return errors.RequestTooLarge(
            f"The request has more than {most:,} bytes, as many as are read here.",
            hint="Shorten the query: long VALUES fit into several queries.",
            limit=errors.Limit("request_bytes", most, most + 1, "bytes"),
        )
    if isinstance(error, RequestedRangeNotSatisfiable):
        return errors.RangeNotSatisfiable(
            "The byte range lies outside the file.",
            hint="Ask for the file's size with HEAD first.",
        )
    if error.code == HTTPStatus.NOT_FOUND:
        return errors.UnknownEntity(
            f"There is nothing at {request.path}.",
            hint="Start from / or look under /browse.",
        )
    return errors.MalformedRequest(error.description or "The request cannot be read.")


def _unforeseen(error: Exception) -> Response:
    _LOG.error("%s %s failed", request.method, request.path, exc_info=error)
    return _problem(
        DissensusError(
            "The server failed to answer; the fault is its own.",
            hint="Report the address that you asked for; the log has the rest.",
        )
    )

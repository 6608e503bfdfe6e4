"""Serve what the query page needs beside the endpoint: scripts, checks, links.

Source: SPARQL 1.1 Query, section 19 (grammar), as the engine reads it.
"""

import json
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dissensus.errors import (
    BackendUnavailable,
    DissensusError,
    MalformedQuery,
    RefusedQuery,
    RequestTooLarge,
    UnknownEntity,
)
from dissensus.evaluation.client import without_services
from dissensus.evaluation.messages import Evaluation
from dissensus.sparql import inspect, unbound
from dissensus.web.assets import (
    EDITOR,
    FOLDER,
    asset_digest,
    asset_names,
    asset_path,
    asset_type,
    has_editor,
)
from dissensus.web.exchange import exchange
from dissensus.web.negotiation import BINDINGS_OFFERS, JSON, TRIPLES_OFFERS
from dissensus.web.permalinks import read_permalink
from dissensus.web.query_page import layers_of
from dissensus.web.responses import keep
from dissensus.web.site import site
from dissensus.web.views.sparql import endpoint_iri

editing = Blueprint("editing", __name__)
checking = Blueprint("checking", __name__)

_FOR_EVER: Final = "public, max-age=31536000, immutable"


@editing.app_context_processor
def _assets() -> dict[str, object]:
    editor = asset_path(EDITOR) if has_editor() else ""
    return {"asset": asset_path, "editor_asset": editor, "layers_of": layers_of}


@editing.get("/assets/<digest>/<name>")
def send_asset(digest: str, name: str) -> Response:
    """Return a script or the style of the query page."""
    if name not in asset_names():
        raise UnknownEntity(f"There is no file {name!r}.", hint="Start from /sparql.")
    body = (FOLDER / name).read_bytes()
    response = Response(body, content_type=asset_type(name))
    if digest == asset_digest():
        response.headers["Cache-Control"] = _FOR_EVER
    return keep(response)


@editing.get("/q/<release>/<packed>")
def follow_permalink(release: str, packed: str) -> AnyResponse:
    """Send whoever follows a permalink to its query, over its release."""
    values = [*read_permalink(packed), ("release", release)]
    # What a link may add is how the answer is shown, never what is asked.
    shown = [(n, v) for n, v in request.args.items() if n in {"format", "view"}]
    return redirect(f"/sparql?{urlencode([*values, *shown])}", 307)


@checking.post("/sparql/check")
def check_query() -> Response:
    """Return whether the field ``query`` is a query that would be run.

    A worker reads it, over a dataset without any triple, as it would to
    answer it: what this says is what running it would say. Takes 1 ms.
    """
    here = site()
    text = request.form.get("query", "")
    inspection = inspect(text, here.settings, endpoint_iri(here))
    state = exchange()
    if state.answer is None:
        if "asgi.scope" not in request.environ:
            raise BackendUnavailable(
                "No query workers stand behind this application.",
                hint="Serve it with `dissensus serve`.",
            )
        graph = inspection.form in {"CONSTRUCT", "DESCRIBE"}
        offer = (TRIPLES_OFFERS if graph else BINDINGS_OFFERS)[0]
        state.render = True
        evaluation = Evaluation(
            release=here.release,
            folder=str(here.folder),
            text=text,
            form=inspection.form,
            media_type=offer.media_type,
            services=inspection.services,
        )
        state.evaluation = without_services(evaluation)
    return _said({"form": inspection.form, "warnings": _warnings(text)})


def _warnings(text: str) -> list[dict[str, object]]:
    """Return what looks wrong in a query that would be run."""
    return [
        {
            "warning": one.summary,
            "hint": one.hint,
            "line": one.place.line,
            "column": one.place.column,
        }
        for one in unbound(text)
    ]


@checking.errorhandler(MalformedQuery)
@checking.errorhandler(RefusedQuery)
@checking.errorhandler(RequestTooLarge)
def _found_wrong(fault: DissensusError) -> Response:
    """Return what is wrong with the query: here that is the answer, no failure."""
    place = fault.place
    return _said(
        {
            "fault": fault.summary,
            "hint": fault.hint,
            "see": fault.see,
            "line": place.line if place else 0,
            "column": place.column if place else 0,
        }
    )


def _said(content: dict[str, object]) -> Response:
    response = Response(json.dumps(content), content_type=JSON.content_type)
    response.headers["Cache-Control"] = "no-store"
    return response

"""Serve the description of the interface for programs: as OpenAPI, as a page."""

import json
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, current_app

from dissensus.web.api_description import describe_api
from dissensus.web.negotiation import JSON
from dissensus.web.responses import document, keep, page
from dissensus.web.site import site

api = Blueprint("api", __name__)


@api.get("/openapi.json")
def send_description() -> Response:
    """Return what programs can ask here, as OpenAPI 3.1."""
    body = json.dumps(describe_api(current_app, site()), ensure_ascii=False, indent=1)
    return keep(document(f"{body}\n".encode(), JSON))


@api.get("/api")
def show_description() -> Response:
    """Return what programs can ask here, for a reader."""
    description = describe_api(current_app, site())
    return keep(page("api.html", api=description, groups=_groups(description)))


def _groups(description: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the operations by tag, each with its method and path."""
    order = [tag["name"] for tag in description["tags"]]
    rows = [
        {"method": method.upper(), "path": path, **operation}
        for path, item in description["paths"].items()
        for method, operation in item.items()
    ]
    rows.sort(key=lambda row: (order.index(row["tags"][0]), row["path"]))
    return [(tag, [*some]) for tag, some in groupby(rows, key=lambda r: r["tags"][0])]

"""Serve the ways to earlier states of a document: TimeGate and TimeMap.

Source: RFC 7089, sections 4.1 (TimeGate) and 5 (TimeMap).
"""

from flask import Blueprint, Response, current_app

from dissensus.errors import UnknownEntity
from dissensus.web.memento import (
    LINK_FORMAT,
    TIMEGATE,
    TIMEMAP,
    Timeline,
    asked_moment,
    lead,
    named_original,
    read_timeline,
)
from dissensus.web.responses import keep
from dissensus.web.site import EXTENSION, Site

memento = Blueprint("memento", __name__)


@memento.get(f"{TIMEGATE}<path:document>")
def choose_memento(document: str) -> Response:  # noqa: ARG001  # read as it was sent
    """Lead to what a document said at the time that Accept-Datetime names."""
    moment = asked_moment()
    return lead(_timeline(TIMEGATE), moment)


@memento.get(f"{TIMEMAP}<path:document>")
def list_mementos(document: str) -> Response:  # noqa: ARG001  # read as it was sent
    """List the states of a document that are kept, with their dates."""
    body = ",\n".join(_timeline(TIMEMAP).map()) + "\n"
    return keep(Response(body, content_type=LINK_FORMAT))


def _timeline(prefix: str) -> Timeline:
    present: Site = current_app.extensions[EXTENSION]
    original = named_original(present, prefix)
    timeline = read_timeline(present, original)
    if present.opened or not timeline.mementos:
        raise UnknownEntity(
            f"No release that is kept has a document at {original}.",
            hint="The releases that are kept are under /releases.",
        )
    return timeline

"""Serve the passages of a text as offsets and digests, for reading along.

A reader who owns the text opens it in the browser; what stands where comes from
here, beforehand, and the text goes nowhere.
"""

import json
from typing import Any

from flask import Blueprint, Response, request

from dissensus.description import Anchors, read_anchors
from dissensus.errors import MalformedRequest, UnknownEntity
from dissensus.web.negotiation import JSON
from dissensus.web.responses import keep
from dissensus.web.site import Site, site

reading = Blueprint("reading", __name__)


@reading.get("/passages.json")
def list_passages() -> Response:
    """Return the passages of the text ``?text=``: offsets, digests, what is there."""
    iri = request.args.get("text", "")
    if not iri:
        raise MalformedRequest(
            "The request names no text.",
            hint="Add ?text= and the IRI of an edition, percent-encoded.",
        )
    here = site()
    anchors = read_anchors(here.holdings, iri)
    if not anchors.passages:
        raise UnknownEntity(
            f"This release has no passages of <{iri}> with offsets and digests.",
            hint="Editions with passages state the digest of their whole text.",
        )
    body = json.dumps(_written(here, anchors), ensure_ascii=False) + "\n"
    return keep(Response(body, content_type=JSON.content_type))


def _written(here: Site, anchors: Anchors) -> dict[str, Any]:
    names = anchors.names
    return {
        "text": anchors.text,
        "name": names[anchors.text],
        "digest": anchors.digest,
        "passages": [
            {
                "iri": anchor.iri,
                "name": names[anchor.iri],
                "href": here.path(anchor.iri),
                "start": anchor.start,
                "end": anchor.end,
                "digest": anchor.digest,
                "attested": [
                    {
                        "name": names[entity],
                        "href": here.link(entity, names),
                        "by": [names[author] for author in authors],
                        "contested": contested,
                    }
                    for (entity, contested), authors in anchor.attested.items()
                ],
            }
            for anchor in anchors.passages
        ],
    }

"""Answer for releases that are kept no more: 410, and what is kept instead.

Source: RFC 9110, section 15.5.11 (410 Gone); RFC 8246 (immutable responses).
"""

import json
from http import HTTPStatus
from typing import Final

from flask import Response, request

from dissensus.catalog.retiring import Retired, read_retired
from dissensus.web.negotiation import PROBLEM, wants_page
from dissensus.web.responses import add_link, page
from dissensus.web.site import Site

FOR_EVER: Final = "public, max-age=31536000, immutable"


def answer_gone(here: Site, *names: str) -> Response | None:
    """Return the answer for the first of ``names`` that was a release once.

    None when none was, or all are kept.
    """
    retired = {record.id: record for record in read_retired(here.folder.parent)}
    record = next((retired[name] for name in names if name in retired), None)
    if record is None:
        return None
    response = _page(here, record) if wants_page() else _problem(here, record)
    response.status_code = HTTPStatus.GONE
    response.vary.add("Accept")
    add_link(response, "/releases", "collection")
    add_link(response, f"/releases/{here.release}", "latest-version")
    return response


def _page(here: Site, record: Retired) -> Response:
    return page("retired.html", record=record, release=here.release)


def _problem(here: Site, record: Retired) -> Response:
    when = f" of {record.created[:10]}" if record.created else ""
    problem = {
        "type": "/problems#UnknownEntity",
        "title": HTTPStatus.GONE.phrase,
        "status": HTTPStatus.GONE.value,
        "detail": f"Release {record.id}{when} was published here and is kept no more.",
        "hint": f"Those that are kept are under /releases; {here.release} is current.",
        "instance": request.path,
    }
    body = json.dumps(problem, ensure_ascii=False, indent=2) + "\n"
    return Response(body, content_type=PROBLEM.content_type)

"""What the ASGI front and a Flask view say to each other about one request.

It travels in the ASGI scope, which the adapter hands to Flask untouched
(``environ["asgi.scope"]``). Without a front (Flask's test client) each
request has an exchange of its own that nobody reads.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flask import Response, g, request

from dissensus.errors import DissensusError
from dissensus.evaluation.messages import Evaluation
from dissensus.web.tally import Tally

KEY: Final = "dissensus"
_KEPT: Final = {HTTPStatus.OK, HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.SEE_OTHER}


@dataclass
class Exchange:
    """The state of one request between front and view.

    Attributes:
        cacheable: View to front: these bytes are the same for whoever asks
            with this path and this class of Accept.
        evaluation: View to front: evaluate this, and send the answer below
            the headers of the response.
        render: View to front: hand the answer back instead of sending it.
        fault: Front to view: this went wrong; say so.
        answer: Front to view: the answer that a page shall show.
        cut: The answer is longer than a page shows.
        rows: View to itself: how many rows all pages of the answer have, once
            they have been counted.
        status: What the broker says of itself, for ``/status``.
        tally: What the web processes have counted, for the same.
    """

    cacheable: bool = False
    evaluation: Evaluation | None = None
    render: bool = False
    fault: DissensusError | None = None
    answer: bytes | None = None
    cut: bool = False
    rows: int | None = None
    status: dict[str, Any] = field(default_factory=dict)
    tally: Tally | None = None

    def held(self, status: int) -> bool:
        """Return whether the front holds back an answer of ``status``, to send it."""
        kept = self.cacheable and status in _KEPT
        evaluated = self.evaluation is not None or self.answer is not None
        return kept or (evaluated and status == HTTPStatus.OK)

    def as_get(self, response: Response) -> Response:
        """Have Flask give the body also for HEAD, if the front holds the answer.

        Its cache holds whole answers, and it leaves the body out by itself.
        """
        if request.method == "HEAD" and self.held(response.status_code):
            request.environ["REQUEST_METHOD"] = "GET"
        return response


def exchange() -> Exchange:
    """Return the exchange of the present request."""
    scope = request.environ.get("asgi.scope")
    if scope is not None and KEY in scope:
        found: Exchange = scope[KEY]
        return found
    if "exchange" not in g:
        g.exchange = Exchange()
    alone: Exchange = g.exchange
    return alone

"""What the ASGI front and a Flask view say to each other about one request.

It travels in the ASGI scope, which the adapter hands to Flask untouched
(``environ["asgi.scope"]``). Without a front (Flask's test client) each
request has an exchange of its own that nobody reads.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from flask import g, request

from dissensus.errors import DissensusError
from dissensus.evaluation import Evaluation

KEY: Final = "dissensus"


@dataclass
class Exchange:
    """The state of one request between front and view.

    Attributes:
        cacheable: View to front: these bytes are the same for whoever asks
            with this path and this class of Accept.
        evaluation: View to front: evaluate this, and send the answer below
            the headers of the response.
        tag: View to front: what makes the evaluated answer this one and no
            other over this release; empty when it may change.
        render: View to front: hand the answer back instead of sending it.
        fault: Front to view: this went wrong; say so.
        answer: Front to view: the answer that a page shall show.
        cut: The answer is longer than a page shows.
        rows: View to itself: how many rows all pages of the answer have, once
            they have been counted.
        status: What the broker says of itself, for ``/status``.
    """

    cacheable: bool = False
    evaluation: Evaluation | None = None
    tag: str = ""
    render: bool = False
    fault: DissensusError | None = None
    answer: bytes | None = None
    cut: bool = False
    rows: int | None = None
    status: dict[str, Any] = field(default_factory=dict)


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

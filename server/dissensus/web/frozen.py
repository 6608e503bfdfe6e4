"""Turn the application into that of a frozen copy: pages for files, without a server.

What needs a server is listed here, once: the copy leaves it out, links to it lead
to the page of the copy, and that page says what is missing and why.
"""

from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from typing import Any, Final

from flask import Flask, Response

from dissensus.web.languages import label_language
from dissensus.web.responses import page
from dissensus.web.site import site
from dissensus.web.wording import mark

COPY: Final = "/copy"
SEARCH: Final = "/search"
MISSING: Final = "/404"


@dataclass(frozen=True)
class Part:
    """A part of the site that no folder of files can hold.

    Attributes:
        name: Where the page of the copy tells of it.
        title: What it is called there.
        why: What a reader does instead.
        endpoints: Patterns of the names of its routes.
    """

    name: str
    title: str
    why: str
    endpoints: tuple[str, ...]


LEFT_OUT: Final = (
    Part(
        "sparql",
        mark("SPARQL, and queries with values of your own"),
        mark(
            "Queries are answered by a server. The answers to the queries that need "
            "no values are here, with their texts; the dumps can be loaded into any "
            "store."
        ),
        ("sparql.*", "checking.*", "graph_store.*", "editing.follow_permalink"),
    ),
    Part(
        "api",
        mark("The interface for programs"),
        mark("Programs find each document, in all its formats, at its address."),
        ("api.*", "bibliography.answer_unapi", "reconcil*", "timegate*", "memento*"),
    ),
    Part(
        "linksets",
        mark("Link sets"),
        mark("The links of a document stand in the head of its page."),
        ("linksets.*",),
    ),
    Part(
        "status",
        mark("The state of the server, and suggestions for the address bar"),
        mark("There is no server here; the search field suggests by itself."),
        (
            "home.show_status",
            "operating.*",
            "search.send_suggestions",
            "search.describe_search",
        ),
    ),
)


@cache
def part_of(endpoint: str) -> Part | None:
    """Return the part that is left out with the route ``endpoint``, if it is.

    >>> part_of("sparql.answer_query").name
    'sparql'
    """
    parts = (p for p in LEFT_OUT if any(fnmatch(endpoint, e) for e in p.endpoints))
    return next(parts, None)


def freeze_pages(app: Flask) -> None:
    """Let the pages of ``app`` be those of a copy; takes effect on all of them."""

    @app.context_processor
    def _always() -> dict[str, Any]:
        return {"frozen": True, "switches": []}

    app.add_url_rule(COPY, "frozen.show_copy", _show_copy)
    app.add_url_rule(MISSING, "frozen.show_missing", _show_missing)
    app.view_functions["search.show_search"] = _show_search


def _show_copy() -> Response:
    return page("frozen.html", parts=LEFT_OUT)


def _show_missing() -> Response:
    return page("frozen_missing.html")


def _show_search(suffix: str = "") -> Response:  # noqa: ARG001  # as its route says
    tongue = label_language()
    return page("frozen_search.html", tongue=tongue, exists=site().index.exists)

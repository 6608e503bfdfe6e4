"""Make the query page: the form, the answer as a table, code and links.

All of it works without scripts. For those that run, the page holds the rows
as data, so that what they draw is what the table says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request
from pyoxigraph import BlankNode, Literal, NamedNode

from dissensus.sparql import Form, unbound
from dissensus.web.negotiation import TRIPLES_OFFERS, Offer
from dissensus.web.permalinks import write_permalink
from dissensus.web.pinning import NAME as RELEASE
from dissensus.web.pinning import is_pinned
from dissensus.web.responses import page
from dissensus.web.results import Cell, Table, read_answer
from dissensus.web.site import Site
from dissensus.web.snippets import Request, Snippet, write_snippets
from dissensus.web.typography import type_name

DEFAULT_GRAPH: Final = "default-graph-uri"
NAMED_GRAPH: Final = "named-graph-uri"
_LAYERS: Final = ("asserted", "editorial", "inferred")
_VIEWS: Final = ("table", "chart", "timeline", "network", "raw")

Values = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """One question, as the page says it again.

    Attributes:
        text: Of the query; empty when nothing was asked yet.
        values: The protocol's other parameters, in order.
    """

    text: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def address(self, **more: object) -> Values:
        """Return all parameters of the page, with ``more`` that are not empty."""
        others = [(name, str(value)) for name, value in more.items() if value]
        return [("query", self.text), *self.values, *others]


def page_format(form: Form, offers: Sequence[Offer]) -> Offer:
    """Return the form in which a page wants the answer to a query.

    A graph as N-Triples: its beginning can be read when the rest is cut off.
    """
    if form in {Form.CONSTRUCT, Form.DESCRIBE}:
        return next(offer for offer in TRIPLES_OFFERS if offer.suffix == "nt")
    return offers[0]


def show_form() -> Response:
    """Return the page on which nothing was asked yet."""
    return page("sparql.html", asked=Asked(), answer=None)


def show_answer(
    here: Site,
    form: Form,
    text: str,
    body: bytes | None,
    offers: Sequence[Offer],
    *,
    cut: bool = False,
) -> Response:
    """Return the page with the answer to a query.

    Args:
        here: What was asked.
        form: Of the query.
        text: Of the query.
        body: The answer in the form that ``page_format`` names, or its
            beginning; None while it is not there.
        offers: The forms in which it can be had whole.
        cut: ``body`` is not all.
    """
    asked = Asked(text, tuple(_parameters()))
    if body is None:
        return page("sparql.html", asked=asked, answer=None)
    sort = request.values.get("sort", "")
    table = read_answer(here, form, body, cut=cut).ordered(
        sort.removeprefix("-"), descending=sort.startswith("-")
    )
    view = request.values.get("view", "")
    return page(
        "sparql.html",
        asked=asked,
        answer=table.at_page(request.values.get("page", 1, type=int)),
        data=_data(here, table),
        endpoint=endpoint_of(here),
        hints=unbound(text),
        offers=offers,
        view=view if view in _VIEWS else "",
        permalink=write_permalink(
            here.release, [*asked.address(), ("view", view if view in _VIEWS else "")]
        ),
        snippets=_snippets(here, form, asked),
    )


def _parameters() -> Values:
    names = (DEFAULT_GRAPH, NAMED_GRAPH)
    return [(n, v) for n in names for v in request.values.getlist(n) if v]


def layers_of(here: Site) -> dict[str, str]:
    """Return the virtual graphs of ``here`` by the name of their layer."""
    named = {name: f"{here.base.iri}graph/{name}" for name in _LAYERS}
    known = {iri for iri, graph in here.graphs.items() if graph.layer in _LAYERS}
    groups = {*here.groups, *known}
    return {name: iri for name, iri in named.items() if iri in groups}


def endpoint_of(here: Site) -> str:
    """Return the endpoint's address: where the project says it is published.

    Opened files are published nowhere; they are only here.
    """
    return f"{request.url_root if here.opened else here.base.iri}sparql"


def _snippets(here: Site, form: Form, asked: Asked) -> tuple[Snippet, ...]:
    graph = form in {Form.CONSTRUCT, Form.DESCRIBE}
    pinned = ((RELEASE, here.release),) if is_pinned() else ()
    values = (*asked.values, *pinned)
    return write_snippets(
        Request(endpoint_of(here), asked.text, graph, form is Form.ASK, values)
    )


def _data(here: Site, table: Table) -> dict[str, Any]:
    """Return the rows as scripts read them, each name said once."""
    names = table.names
    iris = {c.value for row in table.rows for c in row if isinstance(c, NamedNode)}
    return {
        "columns": table.columns,
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "names": {
            iri: [names[iri], here.link(iri, names)] for iri in sorted(iris) if names
        },
        "cut": table.cut,
    }


def _cell(cell: Cell) -> dict[str, str] | None:
    if cell is None:
        return None
    if isinstance(cell, NamedNode):
        return {"i": cell.value}
    if isinstance(cell, BlankNode):
        return {"b": cell.value}
    if isinstance(cell, Literal):
        return {"v": cell.value, "t": type_name(cell)}
    return {"v": str(cell), "t": "triple"}

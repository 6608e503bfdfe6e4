"""Serve the schema card: which words a query may use, and what they hold."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from dissensus.description import read_names
from dissensus.errors import MalformedRequest, UnknownEntity
from dissensus.formats import write_graph
from dissensus.schema import (
    NAME,
    card_text,
    draw_diagram,
    fragment,
    full_iri,
    schema_triples,
    select_class,
    shorten,
    write_class,
    write_overview,
)
from dissensus.web.negotiation import JSON, MARKDOWN, SCHEMA_OFFERS, negotiate
from dissensus.web.responses import document, keep, negotiated, page
from dissensus.web.site import Site, site
from dissensus.web.wording import mark

schema = Blueprint("schema", __name__)


@schema.get("/schema")
@schema.get("/schema.<suffix>")
def show_schema(suffix: str = "") -> Response:
    """Return the card: a page, JSON, Markdown, or partitions in RDF."""
    here = site()
    if not here.schema:
        raise UnknownEntity(
            "Nobody counted which words this release uses.",
            hint="Publish the project anew: releases made from now on have a schema.",
        )
    offer = negotiate(SCHEMA_OFFERS, suffix)
    if offer is JSON:
        response = document(_json(here), offer)
    elif offer is MARKDOWN:
        response = document(_markdown(here), offer)
    elif offer.format is None:
        response = _page(here)
    else:
        triples = schema_triples(here.schema)
        response = document(write_graph(triples, offer.format, here.base), offer)
    wanted = request.query_string.decode("ascii", "replace")
    return keep(negotiated(response, "/schema", offer, SCHEMA_OFFERS, wanted))


def _json(here: Site) -> bytes:
    """Return the file of the release, or the part of it that is asked for."""
    name, view = request.args.get("class"), request.args.get("view")
    if view not in {None, "brief"}:
        raise MalformedRequest(
            f"view={view!r} is no view of the schema.",
            hint="Ask for view=brief, or leave it out for all of it.",
        )
    if name is None and view is None:
        return (here.folder / NAME).read_bytes()
    card = _selected(here, name)
    return card_text(shorten(card) if view else card).encode()


def _markdown(here: Site) -> bytes:
    """Return the card, or one class of it, as a language model takes it in."""
    name = request.args.get("class")
    card = _selected(here, name)
    return (write_overview(card) if name is None else write_class(card)).encode()


def _selected(here: Site, name: str | None) -> Mapping[str, Any]:
    card = here.schema if name is None else select_class(here.schema, name)
    if not card["classes"] and name is not None:
        raise MalformedRequest(
            f"class={name!r} names no class of this release.",
            hint="Give its IRI, or its name as /schema.json writes it.",
        )
    return card


def _page(here: Site) -> Response:
    card = here.schema
    used = [entry for entry in card["classes"] if entry["count"]]
    own = [entry for entry in used if here.is_term(entry["iri"])]
    properties = [entry for entry in card["properties"] if entry["count"]]
    terms = [*card["classes"], *card["properties"]]
    kinds = {entry["name"]: "property" for entry in properties}
    shown = {
        n: full_iri(card, n) for entry in (*used, *properties) for n in _shown(entry)
    }
    names = read_names(here.holdings, shown.values())
    return page(
        "schema.html",
        diagram=draw_diagram(card),
        lists={
            mark("Classes"): ("class", own or used),
            mark("Classes of other vocabularies"): (
                "class",
                [entry for entry in used if own and entry not in own],
            ),
            mark("Properties"): ("property", properties),
        },
        unused=[entry for entry in terms if not entry["count"]],
        kinds=kinds | {entry["name"]: "class" for entry in used},
        fragment=fragment,
        entities={name: (iri, here.link(iri, names)) for name, iri in shown.items()},
        share=_share,
    )


def _shown(entry: Mapping[str, Any]) -> list[str]:
    """Return the names of the entities that stand in the example of a term."""
    example = entry.get("example", {})
    values = (example, example.get("subject", {}), example.get("object", {}))
    return [value["name"] for value in values if "name" in value]


def _share(part: int, whole: int) -> str:
    r"""Return a share as a reader takes it in: never all of it unless it is.

    >>> _share(999, 1000), _share(1, 1000), _share(1, 2)
    ('99\xa0%', '1\xa0%', '50\xa0%')
    """
    percent = round(100 * part / whole)
    return f"{percent if part == whole else max(1, min(99, percent))}\u00a0%"

"""Serve the front door, and what programs expect beside it."""

import json
from itertools import islice
from typing import Final

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from dissensus import errors
from dissensus.description import (
    Listing,
    list_everything,
    list_members,
    read_names,
)
from dissensus.errors import DissensusError, UnknownEntity
from dissensus.namespaces import DIS
from dissensus.search import Selection, list_dated, most_linked
from dissensus.web.embedded import embed_dataset
from dissensus.web.exchange import exchange
from dissensus.web.languages import label_language
from dissensus.web.negotiation import DOCUMENT_OFFERS, HTML, STATUS_OFFERS, negotiate
from dissensus.web.problems import STATUS
from dissensus.web.responses import keep, negotiated, page, see_other, signpost
from dissensus.web.signposts import VOID_PATH, signposts
from dissensus.web.site import Site, site
from dissensus.web.status import tell_status
from dissensus.web.timeline import HEIGHT, WIDTH, Timeline, draw
from dissensus.web.typography import STATIC
from dissensus.web.views.browse import page_number

home = Blueprint("home", __name__)

# Classes whose few members are the ways into a debate, and those that are
# counted on the front page, each in a reader's order. Others are at /browse.
_DOORS: Final = ("Debate", "Question", "Side", "Series")
# Classes of whose members those are shown at which most statements point.
_KNOWN: Final = ("Claim", "Person")
_SHOWN: Final = 6
_FIGURES: Final = (
    "Claim",
    "Stance",
    "Argument",
    "Attestation",
    "Person",
    "Organisation",
    "Collective",
    "Event",
    "Work",
    "Citation",
    "Passage",
    "Observation",
)
# What a request can end in.
_MET: Final = (errors.RequestError, errors.BackendError, errors.EndpointUnavailable)
_STATIC: Final = {
    "style.css": "text/css; charset=utf-8",
    "entity.css": "text/css; charset=utf-8",
    "citing.css": "text/css; charset=utf-8",
    "copy.js": "text/javascript; charset=utf-8",
    "debate.css": "text/css; charset=utf-8",
    "filter.js": "text/javascript; charset=utf-8",
    "reconcile.css": "text/css; charset=utf-8",
    "frozen-finding.js": "text/javascript; charset=utf-8",
    "frozen-search.js": "text/javascript; charset=utf-8",
    "frozen-suggesting.js": "text/javascript; charset=utf-8",
    "reference.css": "text/css; charset=utf-8",
    "releases.css": "text/css; charset=utf-8",
    "reading.js": "text/javascript; charset=utf-8",
    "favicon.svg": "image/svg+xml",
    "search.js": "text/javascript; charset=utf-8",
    "suggesting.js": "text/javascript; charset=utf-8",
    "words.js": "text/javascript; charset=utf-8",
}


@home.get("/")
def show_home() -> Response:
    """Return the front page: what this is, how much, and where to start.

    Programs are sent to the description of the dataset.
    """
    here = site()
    offer = negotiate(DOCUMENT_OFFERS)
    if offer is not HTML:
        return keep(see_other(f"{VOID_PATH}.{offer.suffix}"))
    doors = [_door(here, name) for name in _DOORS if DIS[name].value in here.classes]
    figures = {
        iri: here.classes[iri]
        for name in _FIGURES
        if (iri := DIS[name].value) in here.classes
    }
    figures = figures or dict(islice(here.classes.items(), len(_FIGURES)))
    known = {
        name: most_linked(here.index, iri, _SHOWN)
        for name in _KNOWN
        if (iri := DIS[name].value) in here.classes and here.index.exists
    }
    shown = {entity.iri for some in known.values() for entity in some}
    names = read_names(
        here.holdings, {*figures, *here.examples, *shown}, label_language()
    )
    everything = list_everything(here.holdings, page_number()) if here.opened else None
    links = signposts(here, here.dataset)[1:] if here.dataset else ()
    response = page(
        "home.html",
        doors=doors,
        figures=figures,
        known=known,
        class_of={name: DIS[name].value for name in (*_KNOWN, "Event")},
        timeline=_timeline(here),
        scale=(WIDTH, HEIGHT),
        names=names,
        everything=everything,
        links=links,
        embedded=embed_dataset(here),
    )
    response.vary.add("Accept")
    signpost(response, links)
    return keep(response)


def _door(here: Site, name: str) -> Listing:
    return list_members(here.holdings, DIS[name].value, language=label_language())


def _timeline(here: Site) -> Timeline | None:
    if DIS.Event.value not in here.classes or not here.index.exists:
        return None
    return draw(list_dated(here.index, Selection(DIS.Event.value)))


@home.get("/status")
@home.get("/status.<suffix>")
def show_status(suffix: str = "") -> Response:
    """Return which release is served since when, within which limits."""
    offer = negotiate(STATUS_OFFERS, suffix)
    status = tell_status(site(), exchange())
    if offer is HTML:
        response = page("status.html", status=status)
    else:
        body = json.dumps(status, ensure_ascii=False, indent=2) + "\n"
        response = Response(body, content_type=offer.content_type)
    response.headers["Cache-Control"] = "no-store"
    return negotiated(response, "/status", offer, STATUS_OFFERS)


@home.get("/problems")
def show_problems() -> Response:
    """Return what each problem document can say, and its status."""
    kinds = sorted(
        (kind for kind in STATUS if kind is not DissensusError),
        key=lambda kind: (STATUS[kind], kind.__name__),
    )
    shown = [k for k in kinds if issubclass(k, _MET)]
    return keep(page("problems.html", kinds=shown, statuses=STATUS))


@home.get("/favicon.ico")
def show_favicon() -> AnyResponse:
    """Send browsers that ask for an icon to the one there is."""
    return redirect("/static/favicon.svg", 301)


@home.get("/static/<name>")
def send_static(name: str) -> Response:
    """Return a style sheet, a script or the icon; all small, and kept as bytes."""
    if name not in _STATIC:
        raise UnknownEntity(f"There is no file {name!r}.", hint="Start from /.")
    response = Response((STATIC / name).read_bytes(), content_type=_STATIC[name])
    response.headers["Cache-Control"] = "public, max-age=86400"
    return keep(response)

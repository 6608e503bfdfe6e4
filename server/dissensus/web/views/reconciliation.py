"""Reconcile: match other people's tables against the entities of the release.

Programs such as OpenRefine ask at one address; a reader finds a page there, with
a form to try ten names.

Source: Reconciliation Service API 0.2, https://reconciliation-api.github.io/specs/0.2/
"""

import json
import re
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from dissensus.description import read_names
from dissensus.errors import MalformedRequest, UnknownEntity
from dissensus.reconciliation import (
    CANDIDATES,
    IDS,
    LENGTH,
    PROPERTIES,
    QUERIES,
    SPECIFICATION,
    VALUES,
    Asked,
    read_batch,
    read_extension,
    suggest_terms,
)
from dissensus.search import Suggestion, known_kinds, suggest
from dissensus.web.languages import label_language
from dissensus.web.negotiation import HTML, STATUS_OFFERS, negotiate
from dissensus.web.reconciling import (
    ENDPOINT,
    answer_batch,
    answer_extension,
    describe_service,
    find_one,
    reconciler,
    same_elsewhere,
    tell_terms,
    vocabulary,
)
from dissensus.web.responses import FRAMED, keep, negotiated, page, see_other
from dissensus.web.site import Site, site

reconciliation = Blueprint("reconciliation", __name__)

_JSON: Final = "application/json; charset=utf-8"
_SCRIPT: Final = "text/javascript; charset=utf-8"
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$.]{0,99}", re.ASCII)
_POLICY: Final = f"default-src 'none'; style-src 'self'; base-uri 'none'; {FRAMED}"
_TRIED: Final = 10
_SHOWN: Final = 3
_KINDS: Final = 10
# What is told of a name in the page, and documented there, in this order.
FEATURES: Final = (
    "name",
    "identifier",
    "words_same",
    "words_respelt",
    "words_initials",
    "words_misspelt",
    "words_missing",
    "words_extra",
    "inverted",
    "property",
    "type",
    "links",
)


@reconciliation.after_request
def _share(response: Response) -> Response:
    """Let scripts of other sites read every answer, as the protocol demands."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@reconciliation.route(ENDPOINT, methods=["GET", "POST"])
@reconciliation.get(f"{ENDPOINT}.<suffix>")
def reconcile(suffix: str = "") -> Response:
    """Return candidates for ``queries``, values for ``extend``, else the manifest.

    Both are JSON, in the address or in a form that is posted; ``callback`` asks
    for JSONP. Browsers get a page that says what this is.
    """
    here = site()
    if text := request.values.get("queries", ""):
        return _told(answer_batch(here, read_batch(text)), kept=True)
    if text := request.values.get("extend", ""):
        return _told(answer_extension(here, *read_extension(text)), kept=True)
    if request.method == "POST":
        raise MalformedRequest(
            "The form has neither 'queries' nor 'extend'.",
            hint="Send one of them as application/x-www-form-urlencoded.",
            see=SPECIFICATION,
        )
    if "callback" in request.args:
        return _told(describe_service(here, _root()))
    offer = negotiate(STATUS_OFFERS, suffix)
    response = _page(here) if offer is HTML else _told(describe_service(here, _root()))
    return negotiated(response, ENDPOINT, offer, STATUS_OFFERS)


@reconciliation.get(f"{ENDPOINT}/suggest/entity")
def suggest_entities() -> Response:
    """Return the entities whose names ``prefix`` may become, after ``cursor`` many."""
    here = site()
    found = suggest(here.index, _prefix(), _cursor())
    known = [s for s in found if here.opened or here.base.covers(s.entity.iri)]
    names = read_names(here.holdings, {s.entity.kind for s in known} - {""})
    return _told({"result": [_suggested(one, names) for one in known]}, kept=True)


def _suggested(one: Suggestion, names: Any) -> dict[str, Any]:
    entity, kind = one.entity, one.entity.kind
    parts = (
        names[kind] if kind else "",
        entity.written.replace("/", "–"),
        f"also “{one.label}”" if one.label != entity.label else "",
    )
    return {
        "id": entity.iri,
        "name": entity.label or entity.iri,
        "description": " · ".join(filter(None, parts)),
        "notable": [{"id": kind, "name": names[kind]}] if kind else [],
    }


@reconciliation.get(f"{ENDPOINT}/suggest/property")
def suggest_properties() -> Response:
    """Return the properties whose names ``prefix`` may become."""
    found = suggest_terms(vocabulary(site()).properties, _prefix(), _cursor())
    return _told({"result": tell_terms(found)}, kept=True)


@reconciliation.get(f"{ENDPOINT}/suggest/type")
def suggest_types() -> Response:
    """Return the classes whose names ``prefix`` may become."""
    found = suggest_terms(vocabulary(site()).classes, _prefix(), _cursor())
    return _told({"result": tell_terms(found)}, kept=True)


@reconciliation.get(f"{ENDPOINT}/properties")
def propose_properties() -> Response:
    """Return what can be asked of the members of ``type``, the commonest first."""
    known, type_ = vocabulary(site()), request.args.get("type", "")
    limit = _number("limit", len(known.properties))
    found = known.proposed(type_, limit)
    told = [{"id": term.id, "name": term.name} for term in found]
    return _told({"type": type_, "limit": limit, "properties": told}, kept=True)


@reconciliation.get(f"{ENDPOINT}/preview")
def show_preview() -> Response:
    """Return a small page about the entity ``id``, to be shown in a frame."""
    body = render_template("preview.html", **_previewed(site(), _id()))
    response = Response(body, content_type=HTML.content_type)
    response.headers["Content-Security-Policy"] = _POLICY
    return keep(response)


@reconciliation.get(f"{ENDPOINT}/flyout/<any(entity, property, type):kind>")
def show_flyout(kind: str) -> Response:
    """Return a few lines of HTML about the suggestion ``id``, in JSON."""
    here, id_ = site(), _id()
    if kind == "entity":
        shown = _previewed(here, id_, _root())
        html = render_template("_preview.html", **shown)
    else:
        known = vocabulary(here)
        terms = known.classes if kind == "type" else known.properties
        term = known.find(terms, id_)
        if term is None:
            raise UnknownEntity(
                f"This release uses no {kind} {id_[:100]!r}.",
                hint=f"{ENDPOINT}/suggest/{kind} lists what there is.",
            )
        html = render_template("_flyout.html", term=term)
    # Its links name this host, so it is made anew for whoever asks.
    return _told({"id": id_, "html": html.strip()})


@reconciliation.get(f"{ENDPOINT}/feature")
def show_feature() -> Response:
    """Lead to what the page says of the matching feature ``id``."""
    feature = _id().partition(":")[0]
    if feature not in FEATURES:
        raise UnknownEntity(
            f"No candidate has a feature {feature[:60]!r}.",
            hint=f"{ENDPOINT}.html explains them.",
        )
    return keep(see_other(f"{ENDPOINT}.html#feature-{feature}", vary=()))


def _previewed(here: Site, iri: str, root: str = "") -> dict[str, Any]:
    found = find_one(here, iri)
    kinds = {found.entity.kind} - {""}
    return {
        "one": found,
        "names": read_names(here.holdings, kinds),
        "same": same_elsewhere(here, found.entity.iri),
        "root": root,
    }


def _page(here: Site) -> Response:
    kinds = known_kinds(here.index, _KINDS)
    kind = request.args.get("type", "")
    kind = kind if kind in kinds else ""
    lines = [one.strip() for one in request.args.get("names", "").splitlines()]
    tried = [line[:LENGTH] for line in lines if line][:_TRIED]
    judge = reconciler(here)
    types = (kind,) if kind else ()
    found = {name: judge.match(Asked(name, types, "any", _SHOWN, ())) for name in tried}
    met = {m.candidate.entity.kind for some in found.values() for m in some}
    return page(
        "reconcile.html",
        endpoint=f"{_root()}{ENDPOINT}",
        tried="\n".join(tried),
        found=found,
        kinds=kinds,
        kind=kind,
        names=read_names(here.holdings, {*kinds, *met} - {""}, label_language()),
        most={
            "queries": QUERIES,
            "length": LENGTH,
            "candidates": CANDIDATES,
            "ids": IDS,
            "properties": PROPERTIES,
            "values": VALUES,
            "tried": _TRIED,
        },
    )


def _told(said: dict[str, Any], kept: bool = False) -> Response:
    """Return ``said`` as JSON, or as a script that hands it to ``callback``."""
    body, callback = json.dumps(said, ensure_ascii=False), request.args.get("callback")
    if callback is None:
        response = Response(body, content_type=_JSON)
    elif _CALLBACK.fullmatch(callback):
        # Line separators end a line in scripts, but not in JSON.
        safe = body.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        response = Response(f"/**/{callback}({safe});", content_type=_SCRIPT)
    else:
        raise MalformedRequest(
            f"callback={callback[:40]!r} is not the name of a function.",
            hint="Letters, digits, _, $ and dots will do; leave it out for JSON.",
        )
    return keep(response) if kept and request.method != "POST" else response


def _root() -> str:
    return request.url_root.rstrip("/")


def _id() -> str:
    if id_ := request.args.get("id", "").strip():
        return id_
    raise MalformedRequest("The request names no id.", hint="Add ?id=.")


def _prefix() -> str:
    text = request.args.get("prefix", "").strip()
    if len(text) > LENGTH:
        raise MalformedRequest(
            f"The prefix has {len(text)} characters.",
            hint=f"Up to {LENGTH} are accepted.",
        )
    return text


def _cursor() -> int:
    return _number("cursor", 0)


def _number(name: str, default: int) -> int:
    text = request.args.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        raise MalformedRequest(
            f"{name}={text[:20]!r} is no number.",
            hint="Write it in digits, or leave it out.",
        )
    return int(text)

"""Search: by words, in every language and spelling, for people and programs.

Source: OpenSearch 1.1, draft 6 (description document), and its extension for
suggestions.
"""

import json
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from dissensus.description import Names, read_names
from dissensus.errors import MalformedRequest, UnknownEntity
from dissensus.namespaces import DIS, expand
from dissensus.search import (
    Hit,
    Hits,
    Piece,
    find,
    near_words,
    read_question,
    suggest,
)
from dissensus.web.negotiation import HTML, STATUS_OFFERS, negotiate
from dissensus.web.pinning import carried, is_pinned
from dissensus.web.responses import document, keep, negotiated, page
from dissensus.web.site import Site, site
from dissensus.web.views.browse import page_number

search = Blueprint("search", __name__)

_LONGEST: Final = 200
_LANGUAGE: Final = re.compile(r"[a-z]{2,8}")
_SUGGESTIONS: Final = "application/x-suggestions+json"
_DESCRIPTION: Final = "application/opensearchdescription+xml"


@search.get("/search")
@search.get("/search.<suffix>")
def show_search(suffix: str = "") -> Response:
    """Return what ``q`` finds, of the kind, in the language and on the page wanted."""
    here = site()
    offer = negotiate(STATUS_OFFERS, suffix)
    text, kind, language = _text(), _kind(here), _language()
    question = read_question(text)
    hits = find(here.index, question, kind, page_number(), language)
    if hits.page > hits.pages:
        raise UnknownEntity(
            f"What was found has no page {hits.page}, but {hits.pages}.",
            hint="Pages are numbered from 1.",
        )
    names = read_names(here.holdings, {*hits.kinds, kind} - {""})
    asked = {"q": question.text, "kind": kind, "lang": language}
    near = [] if hits.total or not text else near_words(here.index, question)
    if offer is HTML:
        response = page(
            "search.html",
            asked=asked,
            hits=hits,
            names=names,
            near=near,
            languages=here.index.languages(),
            address=_address,
        )
    else:
        told = _told(here, asked, hits, names, near)
        body = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        response = document(body.encode(), offer)
    query = _address(asked, page=hits.page).partition("?")[2]
    return keep(negotiated(response, "/search", offer, STATUS_OFFERS, query))


@search.get("/search/suggest")
def send_suggestions() -> Response:
    """Return what ``q`` may become: text, names, kinds and addresses, as four lists."""
    here, text = site(), _text()
    found = suggest(here.index, text) if text else []
    names = read_names(here.holdings, {s.entity.kind for s in found} - {""})
    known = read_names(here.holdings, {s.entity.iri for s in found})
    paths = [here.link(s.entity.iri, known) for s in found]
    body = [
        text,
        [s.label for s in found],
        [_described(s.entity.kind, s.entity.written, names) for s in found],
        [carried(path, here.release) if is_pinned() else path for path in paths],
    ]
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return keep(Response(written, content_type=_SUGGESTIONS))


@search.get("/opensearch.xml")
def describe_search() -> Response:
    """Return how a browser searches this site from its address bar.

    Addresses must be whole in it, so it is made for the host that was asked
    and never kept.
    """
    body = render_template("opensearch.xml", root=request.url_root)
    return Response(body, content_type=_DESCRIPTION)


def _text() -> str:
    text = request.args.get("q", "").strip()
    if len(text) > _LONGEST:
        raise MalformedRequest(
            f"The text to look for has {len(text)} characters.",
            hint=f"Look for less: up to {_LONGEST} are accepted.",
        )
    return text


def _kind(here: Site) -> str:
    """Return the IRI after ``kind=``, which may be a bare name of an own class."""
    text = request.args.get("kind", "").strip()
    if not text or ":" in text:
        return expand(text, here.base.iri) or text
    own = f"{here.ontology}#{text}"
    return own if own in here.classes else DIS.iri + text


def _language() -> str:
    text = request.args.get("lang", "").strip().lower()
    if text and not _LANGUAGE.fullmatch(text):
        raise MalformedRequest(
            f"lang={text[:20]!r} is not the tag of a language.",
            hint="It is called like en, de or ru; leave it out to search in all.",
            see="https://www.rfc-editor.org/rfc/rfc5646",
        )
    return text


def _address(asked: dict[str, str], **other: str | int) -> str:
    """Return the path of the search ``asked`` with some things otherwise."""
    values = {
        k: v for k, v in {**asked, **other}.items() if v and (k, v) != ("page", 1)
    }
    return f"/search?{urlencode(values)}"


def _told(
    here: Site,
    asked: dict[str, str],
    hits: Hits,
    names: Names,
    near: Iterable[str],
) -> dict[str, Any]:
    """Return what a program is told; the keys are documented in ``docs/search.md``."""
    return {
        "query": asked["q"],
        "kind": asked["kind"],
        "lang": asked["lang"],
        "release": here.release,
        "total": hits.total,
        "page": hits.page,
        "pages": hits.pages,
        "results": [_result(hit, names) for hit in hits.hits],
        "kinds": [
            {"iri": iri, "label": names[iri] if iri else "", "count": count}
            for iri, count in hits.kinds.items()
        ],
        "near": list(near),
    }


def _result(hit: Hit, names: Names) -> dict[str, Any]:
    entity = hit.entity
    return {
        "iri": entity.iri,
        "label": _plain(hit.label),
        "language": hit.language,
        "kind": entity.kind,
        "kindLabel": names[entity.kind] if entity.kind else "",
        "date": entity.written,
        "links": entity.links,
        "exact": hit.exact,
        "snippet": _plain(hit.snippet),
        "matched": sorted({piece.text for piece in hit.snippet if piece.marked}),
    }


def _plain(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _described(kind: str, written: str, names: Names) -> str:
    return ", ".join(part for part in (names[kind] if kind else "", written) if part)

"""Serve the texts as a bibliography, and records to Zotero by unAPI.

Source: unAPI, version 1 (2006); BibTeX, RIS and CSL-JSON as in ``citing``.
"""

from collections import Counter
from typing import Final
from xml.sax.saxutils import quoteattr

from flask import Blueprint, Response, request

from dissensus.citing import Name, Record, context_object, write_reference
from dissensus.description import named_node
from dissensus.errors import MalformedRequest, UnknownEntity
from dissensus.web.citing import read_bibliography, read_citations, write_citations
from dissensus.web.negotiation import (
    BIBLIOGRAPHY_OFFERS,
    CITATION_OFFERS,
    HTML,
    negotiate,
)
from dissensus.web.responses import document, keep, negotiated, page
from dissensus.web.site import site

bibliography = Blueprint("bibliography", __name__)

# In a reader's order; the first is the usual one.
_SORTS: Final = ("author", "title", "year")
_UNAPI: Final = {offer.name.lower(): offer for offer in CITATION_OFFERS}
_XML: Final = "application/xml; charset=utf-8"


@bibliography.get("/bibliography")
@bibliography.get("/bibliography.<suffix>")
def show_bibliography(suffix: str = "") -> Response:
    """Return the texts that ``?q=`` and ``?kind=`` leave, sorted by ``?sort=``."""
    here = site()
    words, kind = request.args.get("q", ""), request.args.get("kind", "")
    sort = request.args.get("sort", _SORTS[0])
    if sort not in _SORTS:
        raise MalformedRequest(
            f"sort={sort!r} is no order of the bibliography.",
            hint=f"Sort by {', '.join(_SORTS)}.",
        )
    offer = negotiate(BIBLIOGRAPHY_OFFERS, suffix)
    every = [*read_bibliography(here)]
    fit = [r for r in every if _holds(r, words)]
    found = sorted(
        (r for r in fit if kind in {"", r.kind.name.lower()}),
        key=lambda r: _order(r, sort),
    )
    if offer is not HTML:
        response = document(write_citations(found, offer), offer)
    else:
        response = page(
            "bibliography.html",
            found=[(r, write_reference(r), context_object(r)) for r in found],
            total=len(every),
            kinds=sorted(Counter(r.kind.name.lower() for r in fit).items()),
            asked={"q": words, "kind": kind, "sort": sort},
            sorts=_SORTS,
            offers=CITATION_OFFERS,
        )
    query = request.query_string.decode("latin-1")
    return keep(
        negotiated(response, "/bibliography", offer, BIBLIOGRAPHY_OFFERS, query)
    )


@bibliography.get("/unapi")
def answer_unapi() -> Response:
    """Return the formats of records, those of one, or one in a format."""
    iri, name = request.args.get("id", ""), request.args.get("format", "")
    if not iri:
        return keep(_formats(""))
    here = site()
    if not here.holdings.occurs(named_node(iri)):
        raise UnknownEntity(
            f"This release says nothing of <{iri}>.",
            hint="An id is the IRI in an element abbr of class unapi-id of a page.",
            see="https://unapi.info/specs/unapi-revision-3.html",
        )
    if not name:
        return keep(_formats(iri))
    known = {offer.media_type: offer for offer in CITATION_OFFERS} | _UNAPI
    offer = known.get(name.lower()) or negotiate(CITATION_OFFERS, name)
    cited = read_citations(here, iri)
    record = (cited.text or cited.entry).record
    return keep(document(write_citations([record], offer), offer))


def _formats(iri: str) -> Response:
    """Return the list of formats; 300 when it is that of one record."""
    listed = "".join(
        f"<format name={quoteattr(name)} type={quoteattr(offer.media_type)}/>"
        for name, offer in _UNAPI.items()
    )
    of = f" id={quoteattr(iri)}" if iri else ""
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<formats{of}>{listed}</formats>\n'
    return Response(body, status=300 if iri else 200, content_type=_XML)


def _holds(record: Record, words: str) -> bool:
    names = (n.literal for n in (*record.authors, *record.editors))
    text = " ".join([record.title, record.container, record.publisher, *names])
    text += f" {record.issued.text if record.issued else ''} {record.place}"
    return all(word in text.casefold() for word in words.casefold().split())


def _sorted_by(name: Name) -> str:
    """Return the family's name, or where it mostly stands in a person's name."""
    last = name.literal.rpartition(" ")[2] if name.personal else name.literal
    return name.family or last


def _order(record: Record, sort: str) -> tuple[str, ...]:
    author = record.authors[0] if record.authors else None
    name = _sorted_by(author) if author else "\uffff"
    year = record.issued.year if record.issued else "\uffff"
    title = record.title.strip("[").casefold()
    by = {
        "author": (name.casefold(), author.literal if author else "", year, title),
        "title": (title, name.casefold()),
        "year": (year, name.casefold(), title),
    }
    return by[sort]

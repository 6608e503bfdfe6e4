"""Choose the form of an answer: by suffix, by ``format=``, or by Accept.

werkzeug reads the Accept header (it is right about q=0 and wildcards); here
its parameters are dropped, so that ``text/turtle;charset=utf-8`` is Turtle.
A browser that names HTML gets a page, a client that takes anything gets what
stands first on offer.

Source: RFC 9110, sections 12.5.1 (Accept) and 15.5.7 (406).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from dissensus.errors import NotAcceptable
from dissensus.formats import Format, Kind, formats_for
from dissensus.iris import SUFFIXES
from dissensus.sparql import Form

HTML_TYPE: Final = "text/html"
JSON_TYPE: Final = "application/json"
PROBLEM_TYPE: Final = "application/problem+json"


@dataclass(frozen=True)
class Offer:
    """One form in which an answer can be had.

    Attributes:
        media_type: Without parameters, as clients ask for it.
        content_type: With parameters, as the answer says it.
        suffix: Of the address at which the form is always had.
        name: For a reader, and for ``format=``.
        format: Who writes it; None for pages and JSON.
    """

    media_type: str
    content_type: str
    suffix: str
    name: str
    format: Format | None = None


def _offer(format_: Format) -> Offer:
    plain = format_.media_type.partition(";")[0].strip()
    return Offer(plain, format_.media_type, format_.suffix, format_.name, format_)


HTML: Final = Offer(HTML_TYPE, "text/html; charset=utf-8", "html", "HTML")
JSON: Final = Offer(JSON_TYPE, "application/json", "json", "JSON")
MARKDOWN: Final = Offer(
    "text/markdown", "text/markdown; charset=utf-8", "md", "Markdown"
)
METRICS: Final = Offer(
    "text/plain", "text/plain; version=0.0.4; charset=utf-8", "txt", "Prometheus"
)
PROBLEM: Final = Offer(PROBLEM_TYPE, PROBLEM_TYPE, "json", "problem+json")


def _cited(media_type: str, suffix: str, name: str) -> Offer:
    mark = "" if suffix.endswith("json") else "; charset=utf-8"
    return Offer(media_type, f"{media_type}{mark}", suffix, name)


def _offers(*kinds: Kind) -> tuple[Offer, ...]:
    graphs = Kind.GRAPH in kinds
    # Documents have the six suffixes that addresses may end in, no others.
    found = dict.fromkeys(f for kind in kinds for f in formats_for(kind))
    return tuple(_offer(f) for f in found if not graphs or f.suffix in SUFFIXES)


GRAPH_OFFERS: Final = _offers(Kind.GRAPH, Kind.DATASET)
DOCUMENT_OFFERS: Final = (HTML, *GRAPH_OFFERS)
BIBTEX: Final = _cited("application/x-bibtex", "bib", "BibTeX")
RIS: Final = _cited("application/x-research-info-systems", "ris", "RIS")
CSL: Final = _cited("application/vnd.citationstyles.csl+json", "csl.json", "CSL-JSON")
CITATION_OFFERS: Final = (BIBTEX, RIS, CSL)
ENTITY_OFFERS: Final = (*DOCUMENT_OFFERS, *CITATION_OFFERS)
BIBLIOGRAPHY_OFFERS: Final = (HTML, *CITATION_OFFERS)
SERVICE_OFFERS: Final = (*GRAPH_OFFERS, HTML)
TRIPLES_OFFERS: Final = GRAPH_OFFERS
BINDINGS_OFFERS: Final = _offers(Kind.BINDINGS)
BOOLEAN_OFFERS: Final = _offers(Kind.BOOLEAN)
STATUS_OFFERS: Final = (JSON, HTML)
_ANSWERS: Final = {Form.SELECT: BINDINGS_OFFERS, Form.ASK: BOOLEAN_OFFERS}
LIST_OFFERS: Final = (JSON, *GRAPH_OFFERS, HTML, MARKDOWN)
SCHEMA_OFFERS: Final = (JSON, HTML, *GRAPH_OFFERS, MARKDOWN)
REPORT_OFFERS: Final = (
    *DOCUMENT_OFFERS,
    JSON,
    *(offer for offer in BINDINGS_OFFERS if offer.suffix == "csv"),
)
PROBLEM_OFFERS: Final = (PROBLEM, JSON, HTML)

_FILE_TYPES: Final = {
    **{offer.suffix: offer.content_type for offer in GRAPH_OFFERS},
    "json": JSON.content_type,
    "rq": "application/sparql-query; charset=utf-8",
    "gz": "application/gzip",
    "zip": "application/zip",
    "csv": "text/csv; charset=utf-8; header=present",
    "nq": "application/n-quads",
    "md": "text/markdown; charset=utf-8",
    "cff": "application/yaml; charset=utf-8",
}

# Every list that any view negotiates over: the byte cache asks what each
# would give, and so knows two Accept headers as the same question.
ALL_OFFERS: Final = (
    DOCUMENT_OFFERS,
    ENTITY_OFFERS,
    BIBLIOGRAPHY_OFFERS,
    SERVICE_OFFERS,
    STATUS_OFFERS,
    LIST_OFFERS,
    SCHEMA_OFFERS,
    REPORT_OFFERS,
    PROBLEM_OFFERS,
)


def offers_of(form: Form) -> tuple[Offer, ...]:
    """Return the forms in which a query of ``form`` is answered to programs."""
    return _ANSWERS.get(form, TRIPLES_OFFERS)


def read_accept(header: str | None) -> MIMEAccept:
    """Return what an Accept header asks for; no header asks for anything."""
    accept = parse_accept_header(header or "*/*", MIMEAccept)
    return MIMEAccept([(name.partition(";")[0].strip(), q) for name, q in accept])


@lru_cache(maxsize=512)
def _chosen(header: str | None, offers: tuple[Offer, ...]) -> Offer | None:
    """Remember what headers come to: clients send few different ones."""
    return choose(read_accept(header), offers)


def choose(accept: MIMEAccept, offers: Sequence[Offer]) -> Offer | None:
    """Return the best of ``offers``, or None when none will do."""
    best = accept.best_match([offer.media_type for offer in offers])
    return next((offer for offer in offers if offer.media_type == best), None)


def negotiate(offers: Sequence[Offer], suffix: str = "") -> Offer:
    """Return the form in which the present request wants its answer.

    Args:
        offers: The first is what a client gets that takes anything.
        suffix: Of the address; goes before Accept.

    Raises:
        NotAcceptable: None of ``offers`` will do; they are listed.
    """
    if suffix:
        chosen = next((o for o in offers if suffix in {o.suffix, o.name}), None)
        wanted = f"The suffix or format {suffix!r}"
    else:
        accept = request.headers.get("Accept")
        chosen = _chosen(accept, tuple(offers))
        wanted = f"Accept: {accept}"
    if chosen is None:
        raise NotAcceptable(
            f"{wanted} matches nothing that is on offer here.",
            hint="Ask for one of the media types listed, or for */*.",
            see="https://www.rfc-editor.org/rfc/rfc9110#name-406-not-acceptable",
            details=[f"{offer.media_type} (.{offer.suffix})" for offer in offers],
        )
    return chosen


def file_type(name: str) -> str:
    """Return the media type of a file of a release, by its suffix."""
    plain = "text/plain; charset=utf-8"
    return _FILE_TYPES.get(name.rpartition(".")[2], plain)


def wants_page() -> bool:
    """Return whether a failure should be a page: HTML is asked for by name."""
    accept = read_accept(request.headers.get("Accept"))
    return choose(accept, PROBLEM_OFFERS) is HTML

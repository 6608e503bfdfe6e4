"""Write a record into a page: what Zotero and search engines look for there.

Source: Google Scholar, Inclusion Guidelines (``citation_*``); DCMI, Expressing
Dublin Core in HTML (DC-HTML, 2008); OpenURL COinS (2005), ANSI/NISO Z39.88.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from dissensus.citing.record import Kind, Record

_TYPES: Final = {Kind.DATASET: "Dataset", Kind.WEBPAGE: "InteractiveResource"}
_GENRES: Final = {
    Kind.BOOK: "book",
    Kind.CHAPTER: "bookitem",
    Kind.PAPER: "proceeding",
    Kind.REPORT: "report",
    Kind.PERIODICAL: "issue",
}


def meta_tags(record: Record) -> tuple[tuple[str, str], ...]:
    """Return the names and contents of the ``meta`` elements of a page.

    Those of Highwire Press for a text, those of Dublin Core for anything.
    """
    highwire = () if record.kind is Kind.WEBPAGE else _highwire(record)
    return tuple((name, text) for name, text in (*highwire, *_dublin(record)) if text)


def _highwire(record: Record) -> Iterator[tuple[str, str]]:
    yield "citation_title", record.title
    yield from (("citation_author", name.literal) for name in record.authors)
    yield from (("citation_editor", name.literal) for name in record.editors)
    if record.issued:
        exact = record.issued.exact.replace("-", "/")
        yield "citation_publication_date", exact or record.issued.year[:4]
    inside = "journal" if record.kind.is_article else "inbook"
    yield f"citation_{inside}_title", record.container
    yield "citation_volume", record.volume
    yield "citation_issue", record.issue
    yield "citation_firstpage", record.first_page
    yield "citation_lastpage", record.last_page
    yield "citation_publisher", record.publisher
    yield "citation_doi", record.doi
    yield "citation_isbn", record.isbn
    yield "citation_issn", record.issn
    yield "citation_language", record.language


def _dublin(record: Record) -> Iterator[tuple[str, str]]:
    yield "DC.title", record.title
    yield from (("DC.creator", name.literal) for name in record.authors)
    contributors = (*record.editors, *record.translators)
    yield from (("DC.contributor", name.literal) for name in contributors)
    yield "DC.date", record.issued.text if record.issued else ""
    yield "DC.publisher", record.publisher
    yield "DC.language", record.language
    yield "DC.type", _TYPES.get(record.kind, "Text")
    yield "DC.identifier", record.iri
    yield "DCTERMS.isPartOf", record.container


def context_object(record: Record) -> str:
    """Return the OpenURL ContextObject of ``record``, for a COinS span's title."""
    journal = record.kind.is_article or record.kind is Kind.PERIODICAL
    author = record.authors[0] if record.authors else None
    said = {
        "ctx_ver": "Z39.88-2004",
        "rft_val_fmt": f"info:ofi/fmt:kev:mtx:{'journal' if journal else 'book'}",
        "rft.genre": _GENRES.get(record.kind, "article" if journal else "unknown"),
        **_titles(record, journal=journal),
        "rft.aulast": author.family if author else "",
        "rft.aufirst": author.given if author else "",
        "rft.date": record.issued.exact or record.issued.year if record.issued else "",
        "rft.volume": record.volume,
        "rft.issue": record.issue,
        "rft.pages": record.pages,
        "rft.spage": record.first_page,
        "rft.epage": record.last_page,
        "rft.pub": record.publisher,
        "rft.place": record.place,
        "rft.isbn": record.isbn,
        "rft.issn": record.issn,
        "rft_id": record.url or record.iri,
    }
    fields = [(name, text) for name, text in said.items() if text]
    fields += [("rft.au", name.literal) for name in record.authors]
    return urlencode(fields)


def _titles(record: Record, *, journal: bool) -> dict[str, str]:
    if record.kind is Kind.PERIODICAL:
        return {"rft.jtitle": record.title}
    if journal:
        return {"rft.atitle": record.title, "rft.jtitle": record.container}
    if record.container:
        return {"rft.atitle": record.title, "rft.btitle": record.container}
    return {"rft.btitle": record.title}

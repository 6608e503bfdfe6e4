"""Cite what the site shows: a text as what it is, anything as its entry here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dissensus.citing import (
    WRITERS,
    Kind,
    Record,
    context_object,
    meta_tags,
    read_issued,
    write_reference,
)
from dissensus.description import (
    Names,
    list_texts,
    read_agents,
    read_names,
    read_record,
)
from dissensus.iris import with_suffix
from dissensus.web.negotiation import CITATION_OFFERS, Offer
from dissensus.web.signposts import address
from dissensus.web.site import Site

# In an address: the entry of a text is meant, not the text.
ENTRY = "of=entry"


@dataclass(frozen=True)
class Cited:
    """One thing to cite, as a page offers it.

    Attributes:
        record: What the forms say.
        reference: As one line.
        forms: Each form, with its path.
    """

    record: Record
    reference: str
    forms: tuple[tuple[Offer, str], ...]


@dataclass(frozen=True)
class Citations:
    """How the page of an entity can be cited.

    Attributes:
        entry: The page.
        text: The text that it is about, if it is about one.
    """

    entry: Cited
    text: Cited | None

    @property
    def meta(self) -> tuple[tuple[str, str], ...]:
        """Names and contents of the ``meta`` elements."""
        return meta_tags((self.text or self.entry).record)

    @property
    def context_object(self) -> str:
        """The title of a COinS span; empty when the page is about no text."""
        return context_object(self.text.record) if self.text else ""


def read_citations(here: Site, iri: str, names: Names | None = None) -> Citations:
    """Return how ``iri`` is cited.

    Args:
        here: The site.
        iri: Of an entity of it.
        names: Of the page, when it has been read already.
    """
    entry = entry_of(here, iri, names or read_names(here.holdings, {iri}))
    text = record_of(here, iri)
    return Citations(
        entry=_cited(here, iri, entry, ENTRY if text else ""),
        text=_cited(here, iri, text) if text else None,
    )


def record_of(here: Site, iri: str) -> Record | None:
    """Return the record of a text; None when ``iri`` is none."""
    record = read_record(here.holdings, iri, editorial_graphs(here))
    return record and replace(record, source=here.title)


def entry_of(here: Site, iri: str, names: Names) -> Record:
    """Return the record of the document about ``iri``: an entry of the dataset."""
    whole = iri == here.dataset
    return Record(
        iri=address(here, here.base.document(iri)),
        kind=Kind.DATASET if whole else Kind.WEBPAGE,
        title=names[iri],
        authors=read_agents(here.holdings, here.authors),
        container="" if whole else here.title,
        edition=here.version,
        issued=read_issued(here.created[:10]) if here.created else None,
        language=names.language(iri),
        url=iri,
        source=here.title,
        note="" if here.opened else f"Release {here.release}",
    )


def read_bibliography(here: Site) -> Iterator[Record]:
    """Yield the records of all texts. Takes about 0.2 s for 90 of them."""
    for iri in list_texts(here.holdings):
        if record := record_of(here, iri):
            yield record


def write_citations(records: Iterable[Record], offer: Offer) -> bytes:
    """Return ``records`` in one of the forms of citation."""
    return WRITERS[offer.suffix](records).encode()


def editorial_graphs(here: Site) -> frozenset[str]:
    """Return the graphs of what the editors know and the source does not say."""
    return frozenset(g for g, told in here.graphs.items() if told.layer == "editorial")


def _cited(here: Site, iri: str, record: Record, query: str = "") -> Cited:
    return Cited(
        record,
        write_reference(record),
        tuple((offer, _form(here, iri, offer, query)) for offer in CITATION_OFFERS),
    )


def _form(here: Site, iri: str, offer: Offer, query: str) -> str:
    path = with_suffix(here.base.document(iri), offer.suffix)
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path

"""What can be said of a text so that a reader finds it."""

import hashlib
import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from dissensus.citing.dates import Issued

_KEYS: Final = {"/id/": (), "/doc/": ("page",)}
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")


class Kind(Enum):
    """What a text is: its type in CSL, in BibTeX, in RIS, and in Dublin Core.

    A kind for which BibTeX has no type of its own is ``misc`` there.

    Source: CSL 1.0.2, appendix III; Oren Patashnik, BibTeXing (1988), section
    3.1; RIS Format Specifications (2011).
    """

    ARTICLE = ("article-journal", "article", "JOUR")
    MAGAZINE = ("article-magazine", "article", "MGZN")
    NEWSPAPER = ("article-newspaper", "article", "NEWS")
    BOOK = ("book", "book", "BOOK")
    CHAPTER = ("chapter", "incollection", "CHAP")
    PAPER = ("paper-conference", "inproceedings", "CPAPER")
    PERIODICAL = ("periodical", "misc", "JFULL")
    PAMPHLET = ("pamphlet", "booklet", "PAMP")
    REPORT = ("report", "techreport", "RPRT")
    THESIS = ("thesis", "phdthesis", "THES")
    LETTER = ("personal_communication", "misc", "PCOMM")
    MANUSCRIPT = ("manuscript", "unpublished", "UNPB")
    SPEECH = ("speech", "misc", "GEN")
    WEBPAGE = ("webpage", "misc", "ELEC")
    DATASET = ("dataset", "misc", "DATA")
    DOCUMENT = ("document", "misc", "GEN")

    @property
    def csl(self) -> str:
        """Its type in CSL."""
        return self.value[0]

    @property
    def bibtex(self) -> str:
        """Its type in BibTeX."""
        return self.value[1]

    @property
    def ris(self) -> str:
        """Its type in RIS."""
        return self.value[2]

    @property
    def is_article(self) -> bool:
        """Whether its container is a periodical."""
        return self.bibtex == "article"


@dataclass(frozen=True)
class Name:
    """Somebody's name; which part is the family's is stated or not known.

    Attributes:
        literal: As a reader meets it.
        family: Empty when nobody states it.
        given: Empty when nobody states it.
        personal: Whether it is a person's.
    """

    literal: str
    family: str = ""
    given: str = ""
    personal: bool = True


@dataclass(frozen=True)
class Record:
    """A text, or a page of this site, as a list of references names it.

    Attributes:
        iri: Of the text, or of the page.
        kind: What it is.
        title: As stated; a label in square brackets where no title is.
        container: What it stands in.
        first_page: Of it in its container.
        edition: Or version.
        source: The dataset that says so.
        note: What a reader must know: what was added by the editors.
    """

    iri: str
    kind: Kind
    title: str
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    translators: tuple[Name, ...] = ()
    container: str = ""
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    last_page: str = ""
    edition: str = ""
    publisher: str = ""
    place: str = ""
    issued: Issued | None = None
    original: Issued | None = None
    language: str = ""
    url: str = ""
    doi: str = ""
    isbn: str = ""
    issn: str = ""
    source: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """The key by which it is cited: it stays as long as its IRI does.

        Made of the IRI alone, so that no other record can change it: what
        stands after ``/id/``, or a digest where that has other letters than
        all programs take.

        >>> Record("https://example.org/id/work/on-tides", Kind.BOOK, "").key
        'work:on-tides'
        >>> Record("https://example.org/doc/work/on-tides", Kind.WEBPAGE, "").key
        'page:work:on-tides'
        """
        for mark, first in _KEYS.items():
            _, found, name = self.iri.partition(mark)
            parts = name.split("/")
            if found and all(_KEY.fullmatch(part) for part in parts):
                return ":".join([*first, *parts])
        return f"iri:{hashlib.sha256(self.iri.encode()).hexdigest()[:16]}"

    @property
    def pages(self) -> str:
        """The pages, a hyphen between the first and the last."""
        return "-".join(filter(None, (self.first_page, self.last_page)))

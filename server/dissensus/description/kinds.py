"""Say what kind of text an entity is: by its class, else by what it stands in.

Source: FaBiO and BIBO, whose classes are the kinds of the forms of citation;
schema.org's where a project states those.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from dissensus.citing import Kind
from dissensus.namespaces import BIBO, DIS, FABIO, SCHEMA

_NAMED: Final = {
    Kind.ARTICLE: "Article AcademicArticle JournalArticle ScholarlyArticle "
    "Editorial JournalEditorial BookReview Review ReviewArticle",
    Kind.MAGAZINE: "MagazineArticle",
    Kind.NEWSPAPER: "NewspaperArticle NewspaperEditorial NewsArticle "
    "OpinionNewsArticle",
    Kind.BOOK: "Book AudioBook EditedBook CollectedDocument Collection "
    "MultiVolumeBook Monograph Anthology Novel Proceedings AcademicProceedings",
    Kind.CHAPTER: "Chapter BookChapter BookSection Introduction Preface ReferenceEntry",
    Kind.PAPER: "ConferencePaper ProceedingsPaper",
    Kind.PERIODICAL: "Issue PeriodicalIssue JournalIssue MagazineIssue "
    "NewspaperIssue PublicationIssue Periodical Journal Magazine Newspaper "
    "JournalVolume PeriodicalVolume",
    Kind.PAMPHLET: "Pamphlet Leaflet Brochure",
    Kind.REPORT: "Report ReportDocument TechnicalReport WorkingPaper",
    Kind.THESIS: "Thesis DoctoralThesis MastersThesis BachelorsThesis",
    Kind.LETTER: "Letter PersonalCommunication PersonalCommunicationDocument Email",
    Kind.MANUSCRIPT: "Manuscript",
    Kind.SPEECH: "Oration Presentation",
    Kind.WEBPAGE: "WebPage Webpage BlogPost BlogPosting Website WebSite",
    Kind.DOCUMENT: "Work Manifestation Expression CreativeWork Document",
}
_KINDS: Final[Mapping[str, Kind]] = {
    **{DIS[name].value: Kind.DOCUMENT for name in ("Work", "Edition")},
    **{
        space[name].value: kind
        for kind, names in _NAMED.items()
        for name in names.split()
        for space in (FABIO, BIBO, SCHEMA)
    },
}
TEXTS: Final = frozenset(_KINDS)


def stated_kind(types: Iterable[str]) -> Kind | None:
    """Return the most telling kind among classes; None when it is no text."""
    found = {kind for type_ in types if (kind := _KINDS.get(type_))}
    telling = [kind for kind in Kind if kind in found]
    return telling[0] if telling else None

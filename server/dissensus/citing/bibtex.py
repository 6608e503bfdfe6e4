r"""Write records as BibTeX, for LaTeX and for reference managers.

The text is UTF-8, which every program of the last fifteen years takes; only
what means something to TeX is escaped. A brace is written by its name: BibTeX
counts braces even behind a backslash.

Source: Oren Patashnik, BibTeXing (1988), sections 3 and 4; for the fields
that it does not have (``url``, ``doi``, ``origdate``, ``language``), biblatex.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from dissensus.citing.dates import Issued
from dissensus.citing.record import Kind, Name, Record

_SPECIAL: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "#$%&_"},
    }
)
_IN_URL: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_WORD: Final = re.compile(r"\S+")
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_MONTH_SHOWN: Final = 2


def write_bibtex(records: Iterable[Record]) -> str:
    """Return ``records`` as a BibTeX file, in the order given."""
    return "\n".join(map(_entry, records))


def _entry(record: Record) -> str:
    fields = [f"  {name} = {value}" for name, value in _fields(record)]
    head = f"@{record.kind.bibtex}{{{record.key}"
    return ",\n".join([head, *fields]) + "\n}\n"


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    said: dict[str, str] = {
        "author": _names(record.authors),
        "title": _title(record.title),
        "editor": _names(record.editors),
        "translator": _names(record.translators),
        _container_field(record.kind): _title(record.container),
        "volume": _escaped(record.volume),
        "number": _escaped(record.issue),
        "pages": _escaped(record.pages).replace("-", "--"),
        "edition": _escaped(record.edition),
        _publisher_field(record.kind): _escaped(record.publisher),
        "address": _escaped(record.place),
        **_dates(record),
        "language": _escaped(record.language),
        "doi": record.doi.translate(_IN_URL),
        "isbn": _escaped(record.isbn),
        "issn": _escaped(record.issn),
        "url": record.url.translate(_IN_URL),
        "note": _escaped(record.note),
    }
    for name, value in said.items():
        if value:
            yield name, value if name == "month" else f"{{{value}}}"


def _container_field(kind: Kind) -> str:
    if kind.is_article:
        return "journal"
    return "booktitle" if kind in {Kind.CHAPTER, Kind.PAPER} else "howpublished"


def _publisher_field(kind: Kind) -> str:
    return {Kind.REPORT: "institution", Kind.THESIS: "school"}.get(kind, "publisher")


def _dates(record: Record) -> dict[str, str]:
    issued, original = record.issued, record.original
    said: dict[str, str] = {}
    if issued:
        said["year"] = _year(issued)
        if len(issued.parts) == 1 and len(issued.parts[0]) >= _MONTH_SHOWN:
            said["month"] = _MONTHS[issued.parts[0][1] - 1]
    if original:
        said["origdate"] = _escaped(original.text)
    return said


def _year(issued: Issued) -> str:
    year = issued.year.replace("/", "--") or _escaped(issued.text)
    return f"[ca. {year}]" if issued.circa else year


def _names(names: tuple[Name, ...]) -> str:
    return " and ".join(map(_name, names))


def _name(name: Name) -> str:
    """Return a name as BibTeX parses it; what it must not parse in braces.

    A person's name whose parts nobody states is left to BibTeX's own rules.
    """
    if name.family:
        return ", ".join(_part(part) for part in (name.family, name.given) if part)
    return _part(name.literal) if name.personal else f"{{{_escaped(name.literal)}}}"


def _part(text: str) -> str:
    said = _escaped(text)
    parsed = "," not in said and " and " not in f" {said} ".lower()
    return said if parsed else f"{{{said}}}"


def _title(text: str) -> str:
    """Return a title whose capitals no style lowers: they may be names'."""
    return _WORD.sub(_kept, _escaped(text))


def _kept(word: re.Match[str]) -> str:
    # Styles leave the first letter of a title as it is, and BibTeX has rules of
    # its own for what begins with a backslash.
    lowered = word[0] if word.start() else word[0][1:]
    is_kept = any(map(str.isupper, lowered)) and not word[0].startswith("\\")
    return f"{{{word[0]}}}" if is_kept else word[0]


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_SPECIAL)

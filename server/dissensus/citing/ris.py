"""Write records as RIS, which nearly every reference manager reads.

One field a line, two letters and two spaces before the hyphen, lines ended by
CR LF; the text is UTF-8. A field cannot go over a line, so that line breaks
in a text become spaces.

Source: RIS Format Specifications, Research Information Systems (2011).
"""

from collections.abc import Iterable, Iterator

from dissensus.citing.dates import Issued
from dissensus.citing.record import Kind, Name, Record

_SEASONS = ("", "Spring", "Summer", "Autumn", "Winter")


def write_ris(records: Iterable[Record]) -> str:
    """Return ``records`` as an RIS file, in the order given."""
    return "\r\n".join(_entry(record) for record in records)


def _entry(record: Record) -> str:
    lines = [
        f"{tag}  - {said}" for tag, text in _fields(record) if (said := _line(text))
    ]
    return "\r\n".join([*lines, "ER  - ", ""])


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    yield "TY", record.kind.ris
    yield "ID", record.key
    yield "TI", record.title
    yield from (("AU", _name(name)) for name in record.authors)
    yield from (("A2", _name(name)) for name in record.editors)
    yield from (("A4", _name(name)) for name in record.translators)
    yield "T2", record.container
    yield "VL", record.volume
    yield ("M1" if record.kind is Kind.BOOK else "IS"), record.issue
    yield "SP", record.first_page
    yield "EP", record.last_page
    yield "ET", record.edition
    yield "PB", record.publisher
    yield "CY", record.place
    if record.issued:
        yield "PY", f"{record.issued.parts[0][0]:04d}" if record.issued.parts else ""
        yield "DA", _date(record.issued)
    if record.original:
        yield "OP", record.original.year
    yield "LA", record.language
    yield "DO", record.doi
    yield "SN", record.isbn or record.issn
    yield "UR", record.url
    yield "DB", record.source
    yield "AN", record.iri
    yield "N1", record.note


def _date(issued: Issued) -> str:
    """Return ``YYYY/MM/DD/other``, empty between the slashes what nobody states."""
    if not issued.parts:
        return ""
    year, *rest = issued.parts[0]
    days = [f"{year:04d}", *(f"{part:02d}" for part in rest), "", ""][:3]
    other = [_SEASONS[issued.season], "circa" if issued.circa else ""]
    other += [f"to {issued.parts[1][0]:04d}"] if len(issued.parts) > 1 else []
    return "/".join([*days, " ".join(filter(None, other))])


def _name(name: Name) -> str:
    if not name.family:
        return name.literal
    return ", ".join(filter(None, (name.family, name.given)))


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

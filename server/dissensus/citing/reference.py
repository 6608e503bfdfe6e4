"""Write a record as one line for a reader, in no journal's own style."""

from collections.abc import Iterable

from dissensus.citing.record import Kind, Record


def write_reference(record: Record) -> str:
    """Return who, what, in what, where and when, as far as it is known."""
    parts = [
        _named(name.literal for name in record.authors),
        record.title,
        _container(record),
        _imprint(record),
        record.doi and f"doi:{record.doi}",
        record.url,
    ]
    return " ".join(_ended(part) for part in parts if part)


def _named(names: Iterable[str]) -> str:
    *some, last = [*names] or [""]
    return f"{', '.join(some)} and {last}" if some else last


def _container(record: Record) -> str:
    editors = _named(name.literal for name in record.editors)
    parts = [
        record.container,
        editors and f"ed. by {editors}",
        record.volume and f"vol. {record.volume}",
        record.issue and f"no. {record.issue}",
        record.edition and f"{_edition(record)} {record.edition}",
        record.pages and f"pp. {record.pages.replace('-', '–')}",
    ]
    said = ", ".join(part for part in parts if part)
    return f"In: {said}" if record.container else said


def _edition(record: Record) -> str:
    return "version" if record.kind in {Kind.WEBPAGE, Kind.DATASET} else "edition"


def _imprint(record: Record) -> str:
    where = ": ".join(part for part in (record.place, record.publisher) if part)
    when = (record.issued.year or record.issued.text) if record.issued else ""
    when = when.replace("/", "–")
    if record.issued and record.issued.exact:
        when = record.issued.exact
    elif record.issued and record.issued.circa:
        when = f"ca. {when}"
    return ", ".join(part for part in (where, when) if part)


def _ended(part: str) -> str:
    return part if part.endswith((".", "?", "!")) or "://" in part else f"{part}."

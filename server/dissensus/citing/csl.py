"""Write records as CSL-JSON: what citation processors take.

Source: CSL 1.0.2, appendices III and IV; its JSON schema for input data.
"""

import json
from collections.abc import Iterable
from typing import Any

from dissensus.citing.dates import Issued
from dissensus.citing.record import Kind, Name, Record


def write_csl(records: Iterable[Record]) -> str:
    """Return ``records`` as a CSL-JSON array, in the order given."""
    items = [_item(record) for record in records]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _item(record: Record) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": record.key,
        "type": record.kind.csl,
        "title": record.title,
        "author": [_name(name) for name in record.authors],
        "editor": [_name(name) for name in record.editors],
        "translator": [_name(name) for name in record.translators],
        "container-title": record.container,
        "volume": record.volume,
        "issue": record.issue,
        "page": record.pages,
        _edition(record.kind): record.edition,
        "publisher": record.publisher,
        "publisher-place": record.place,
        "issued": _date(record.issued),
        "original-date": _date(record.original),
        "language": record.language,
        "DOI": record.doi,
        "ISBN": record.isbn,
        "ISSN": record.issn,
        "URL": record.url,
        "source": record.source,
        "note": record.note,
        "custom": {"iri": record.iri},
    }
    return {name: value for name, value in said.items() if value}


def _edition(kind: Kind) -> str:
    return "version" if kind in {Kind.WEBPAGE, Kind.DATASET} else "edition"


def _name(name: Name) -> dict[str, str]:
    if not name.family:
        return {"literal": name.literal}
    parts = {"family": name.family, "given": name.given}
    return {part: text for part, text in parts.items() if text}


def _date(date: Issued | None) -> dict[str, Any]:
    if date is None:
        return {}
    if not date.parts:
        return {"literal": date.text}
    said: dict[str, Any] = {"date-parts": [list(part) for part in date.parts]}
    if date.season:
        said["season"] = date.season
    if date.circa:
        said["circa"] = True
    return said

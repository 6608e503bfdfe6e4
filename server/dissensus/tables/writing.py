"""Write tables, and the description by which others read them.

Source: RFC 4180 (CSV); Model for Tabular Data and Metadata on the Web (W3C,
2015), section 5.3: metadata at ``csv-metadata.json`` beside the tables.
"""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dissensus.tables.columns import Column, Facts, file_stem

METADATA: Final = "csv-metadata.json"
_NOTE: Final = (
    "One row per member of the class, inferred members included; in the columns "
    "what is stated. What follows from that is in the RDF files."
)


@dataclass(frozen=True)
class Table:
    """One file: the members of a class.

    Attributes:
        name: Of the file.
        iri: Of the class.
        label: Of the class.
        rows: How many members it has.
        columns: Besides the IRI of the member.
    """

    name: str
    iri: str
    label: str
    rows: int
    columns: tuple[Column, ...]


def write_tables(
    facts: Facts, folder: Path, title: str, license_: str
) -> tuple[Table, ...]:
    """Write a table per class into the new ``folder``, and their description.

    A class has a table when somebody said of an entity that it is one; whatever
    else is a member of it, as what follows has it, is in the table too.

    Args:
        facts: What is stated.
        folder: Made here.
        title: Of the dataset.
        license_: IRI of the licence of the data.
    """
    folder.mkdir()
    written = tuple(_write(facts, iri, folder) for iri in sorted(facts.classes))
    tables = tuple(sorted(written, key=lambda table: table.name))
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": title,
        "dc:license": {"@id": license_},
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\r\n"]},
        "tables": [_described(table, facts) for table in tables],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (folder / METADATA).write_text(f"{text}\n", encoding="utf-8")
    return tables


def read_tables(folder: Path) -> list[dict[str, Any]]:
    """Return the tables in ``folder`` as their description has them."""
    file = folder / METADATA
    if not file.is_file():
        return []
    tables: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))[
        "tables"
    ]
    return tables


def _write(facts: Facts, class_: str, folder: Path) -> Table:
    members = sorted(facts.classes[class_])
    columns = facts.columns(members)
    name = f"{file_stem(class_, facts.base)}.csv"
    rows = ([m, *(facts.cell(m, column) for column in columns)] for m in members)
    (folder / name).write_bytes(_csv([["iri", *(c.name for c in columns)], *rows]))
    label = facts.label(class_)
    return Table(name, class_, label, len(members), tuple(columns))


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _described(table: Table, facts: Facts) -> dict[str, Any]:
    iri = {
        "name": "iri",
        "datatype": "anyURI",
        "required": True,
        "suppressOutput": True,
    }
    kind = {
        "name": "class",
        "virtual": True,
        "propertyUrl": "rdf:type",
        "valueUrl": table.iri,
    }
    columns = [c.describe(facts.label(c.property.value)) for c in table.columns]
    return {
        "url": table.name,
        "dc:title": table.label or table.name.removesuffix(".csv"),
        "dc:description": _NOTE,
        "dc:subject": {"@id": table.iri},
        "void:entities": table.rows,
        "tableSchema": {
            "aboutUrl": "{+iri}",
            "primaryKey": "iri",
            "columns": [iri, *columns, kind],
        },
    }

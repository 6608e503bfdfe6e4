"""State what was found, one row per link or candidate, as a CSV file.

Source: RFC 4180.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

from dissensus.errors import UnwritableFolder
from dissensus.linking.comparison import Comparison
from dissensus.linking.items import Item
from dissensus.linking.table import Row

COLUMNS: Final = (
    "file",
    "line",
    "subject",
    "label",
    "state",
    "item",
    "item_label",
    "score",
    "label_evidence",
    "type_evidence",
    "date_evidence",
    "namesakes",
    "note",
    "in_patch",
    "asked",
    "answer",
)


class State(Enum):
    """What is to be said of a link, or of what is not linked."""

    VERIFIED = "verified"
    DOUBTFUL = "doubtful"
    REDIRECTED = "redirected"
    MERGED = "merged"
    GONE = "gone"
    UNCHECKED = "unchecked"
    CANDIDATE = "candidate"
    NONE = "no candidate"


@dataclass(frozen=True)
class Statement:
    """What was found about one row of a table.

    Attributes:
        row: The row.
        label: Of our entity.
        state: What it comes to.
        item: The item linked to, or proposed; None when none is known.
        comparison: How the two agree; None when they could not be compared.
        note: What a reader must know beside.
        change: New cells of the row, for the patch; empty when it may stay.
        fresh: Whether the answer behind it is recent.
        rank: Of a candidate among those of its row, from 0.
    """

    row: Row
    label: str
    state: State
    item: Item | None = None
    comparison: Comparison | None = None
    note: str = ""
    change: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = True
    rank: int = 0

    @property
    def item_id(self) -> str:
        """The item that it is about; that of the row when nothing is known of it."""
        return self.item.id if self.item else self.row.item


def write_report(statements: Iterable[Statement], path: Path) -> None:
    """Write ``statements`` as CSV to ``path``.

    Raises:
        UnwritableFolder: The file cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(map(_cells, statements))
    write_text(path, text.getvalue())


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, whose folder is made if need be.

    Raises:
        UnwritableFolder: The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    except OSError as error:
        raise UnwritableFolder(
            f"{path} cannot be written: {error.strerror}.",
            hint="Name another file with --report or --patch.",
        ) from error


def _cells(statement: Statement) -> dict[str, str]:
    said, item = statement.comparison, statement.item
    return {
        "file": str(statement.row.file),
        "line": str(statement.row.line),
        "subject": statement.row.subject,
        "label": statement.label,
        "state": statement.state.value,
        "item": statement.item_id,
        "item_label": item.label if item else "",
        "score": f"{said.score:.2f}" if said else "",
        "label_evidence": said.text("label") if said else "",
        "type_evidence": said.text("type") if said else "",
        "date_evidence": said.text("dates") if said else "",
        "namesakes": said.text("namesakes") if said else "",
        "note": statement.note,
        "in_patch": "yes" if statement.change else "",
        "asked": item.at if item else "",
        "answer": "" if not item else "recent" if statement.fresh else "old",
    }

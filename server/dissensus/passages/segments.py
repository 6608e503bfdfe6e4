"""Read how an edition falls into segments: headings, paragraphs, notes, tables.

The table ``data/EDITION/segments.tsv`` is knowledge of the project like any
Turtle file: it holds no word of the text, so it can be read, and passages can be
named, where the text itself is absent. Its columns are ``id``, ``logical_id``,
``kind``, ``section``, ``start`` and ``end``. Segments of one ``logical_id`` are the
parts of one paragraph that a page break or a note interrupts.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dissensus.errors import Place, UnreadableSource
from dissensus.sources.files import read_file

TABLE: Final = "segments.tsv"
COLUMNS: Final = ("id", "logical_id", "kind", "section", "start", "end")
_ID: Final = re.compile(r"(?P<logical>[a-z]+[0-9]+)(?:\.(?P<part>[0-9]+))?")


@dataclass(frozen=True, order=True)
class Segment:
    """A stretch of the text that nothing interrupts.

    Attributes:
        start: Code points before its first character.
        end: Code points before the first character after it.
        logical: The paragraph (or note, list item, table) it is part of.
        part: Its place among the parts of that paragraph, from 1.
        kind: A concept of the vocabulary of passage kinds.
        section: The heading under which it stands.
        whole: Whether it is all of that paragraph.
    """

    start: int
    end: int
    logical: str
    part: int
    kind: str
    section: str
    whole: bool

    @property
    def name(self) -> str:
        """The name of its passage: ``p008``, or ``p007.1`` for a part."""
        return self.logical if self.whole else f"{self.logical}.{self.part}"

    @property
    def label(self) -> str:
        """What readers call it: ``Paragraph p007, part 1``."""
        words = f"{self.kind.replace('-', ' ').capitalize()} {self.logical}"
        return words if self.whole else f"{words}, part {self.part}"

    def holds(self, other: "Segment") -> bool:
        """Return whether ``other`` stands inside this segment of another name."""
        return (
            self.logical != other.logical
            and self.start <= other.start
            and other.end <= self.end
            and (self.start, self.end) != (other.start, other.end)
        )


@dataclass(frozen=True)
class SegmentTable:
    """The segments of one edition, in the order of the text.

    Attributes:
        path: The file that was read; its folder is named after the edition.
        segments: Sorted by start, then by end.
    """

    path: Path
    segments: tuple[Segment, ...]

    @property
    def edition(self) -> str:
        """The slug of the edition: the name of the folder."""
        return self.path.parent.name

    @property
    def end(self) -> int:
        """The code points that a text needs to hold all segments."""
        return max((segment.end for segment in self.segments), default=0)

    def title(self, segment: Segment) -> str:
        """Return the heading above ``segment``; empty where the text has none."""
        headed = any(
            other.section == segment.section and other.kind == "heading"
            for other in self.segments
        )
        return segment.section if headed else ""


def find_tables(root: Path) -> tuple[Path, ...]:
    """Return every ``data/*/segments.tsv`` of a project, sorted."""
    return tuple(sorted((root / "data").glob(f"*/{TABLE}")))


def read_segments(path: Path) -> SegmentTable:
    """Return the table of segments in ``path``.

    Raises:
        MissingSource: There is no such file.
        UnreadableSource: A line lacks a column, has an id of the wrong form,
            offsets that are no numbers or do not ascend, or an id that was
            already used. The place names the line.
    """
    lines = read_source_text(path).splitlines()
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise UnreadableSource(
            "The first line does not name the columns of a segment table.",
            place=Place(path, 1),
            hint=f"Begin the file with: {' TAB '.join(COLUMNS)}.",
        )
    rows = [_row(line, Place(path, n)) for n, line in enumerate(lines[1:], 2)]
    split = {row["logical_id"] for row in rows if row["id"] != row["logical_id"]}
    segments = [_segment(row, row["logical_id"] not in split) for row in rows]
    seen: set[str] = set()
    for number, segment in enumerate(segments, 2):
        if segment.name in seen:
            raise UnreadableSource(
                f"The segment {segment.name!r} is listed twice.",
                place=Place(path, number),
                hint="Give each segment an id of its own.",
            )
        seen.add(segment.name)
    return SegmentTable(path, tuple(sorted(segments)))


def read_source_text(path: Path) -> str:
    """Return the text of ``path``, whose characters the offsets count.

    Line ends and a byte order mark are left as they are: translating the ones or
    dropping the other would move every offset.

    Raises:
        MissingSource: There is no such file.
        UnreadableSource: The file cannot be read, or is not UTF-8.
    """
    data = read_file(path).data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"Byte 0x{data[error.start]:02x} is not UTF-8.",
            place=Place(path, data.count(b"\n", 0, error.start) + 1),
            hint="Save the file as UTF-8.",
        ) from error


def _row(line: str, place: Place) -> dict[str, str]:
    row = dict(zip(COLUMNS, line.split("\t"), strict=False))
    if len(row) < len(COLUMNS) or line.count("\t") >= len(COLUMNS):
        raise UnreadableSource(
            f"{line.count(chr(9)) + 1} columns instead of {len(COLUMNS)}.",
            place=place,
            hint="Separate the columns by single tabs.",
        )
    name = _ID.fullmatch(row["id"])
    if not name or name["logical"] != row["logical_id"]:
        raise UnreadableSource(
            f"The id {row['id']!r} is not a part of {row['logical_id']!r}.",
            place=place,
            hint="Name parts after their paragraph: p007, then p007.2.",
        )
    start, end = row["start"], row["end"]
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end)):
        raise UnreadableSource(
            f"From {start!r} to {end!r} is no stretch of text.",
            place=place,
            hint="Give start and end in code points, end exclusive.",
        )
    return row


def _segment(row: dict[str, str], whole: bool) -> Segment:
    return Segment(
        start=int(row["start"]),
        end=int(row["end"]),
        logical=row["logical_id"],
        part=int(row["id"].partition(".")[2] or 1),
        kind=row["kind"],
        section=row["section"],
        whole=whole,
    )

"""Decide which passages an edition has: its segments, and what coders point at.

A paragraph that notes or page breaks interrupt is a passage without offsets; its
parts are within it. A finer passage is within the segment that its name begins
with. Inline quotations and call-outs are within what surrounds them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from dissensus.errors import MismatchedSource
from dissensus.passages.segments import Segment, SegmentTable

SPAN: Final = "span"
_FINER: Final = re.compile(r"(?P<segment>.+?)-(?P<start>[0-9]+)-(?P<end>[0-9]+)")


@dataclass(frozen=True)
class Entry:
    """One passage to be written.

    Attributes:
        name: Its IRI after the edition's slug: ``p007.1``, ``p008-7315-7545``.
        label: What readers call it, in English.
        kind: A concept of the vocabulary of passage kinds.
        title: The heading above it; may be empty.
        span: Start and end in code points; None for a paragraph in parts.
        within: The name of the passage around it; may be empty.
        following: The name of the passage that is read after it; may be empty.
    """

    name: str
    label: str
    kind: str
    title: str
    span: tuple[int, int] | None
    within: str = ""
    following: str = ""


def entries_of(table: SegmentTable, names: Iterable[str]) -> tuple[Entry, ...]:
    """Return the passages of an edition in the order of its text.

    Args:
        table: Its segments, each of which becomes a passage.
        names: Passages that data files point at; finer ones are added.

    Raises:
        MismatchedSource: Some of ``names`` cannot be: in no segment, beyond
            the segment's ends, or a second name for all of it.
    """
    order = _reading_order(table.segments)
    ranked = [(_rank(s), _of_segment(s, table, order)) for s in table.segments]
    ranked += [
        ((s.start, -1 - table.end, s.logical), _of_whole(s, table, order))
        for s in table.segments
        if not s.whole and s.part == 1
    ]
    known = {entry.name for _, entry in ranked}
    ranked += _finer(set(names) - known, table)
    return tuple(entry for _, entry in sorted(ranked, key=lambda pair: pair[0]))


def _rank(segment: Segment) -> tuple[int, int, str]:
    return segment.start, -segment.end, segment.name


def _of_segment(segment: Segment, table: SegmentTable, order: dict[str, str]) -> Entry:
    return Entry(
        name=segment.name,
        label=segment.label,
        kind=segment.kind,
        title=table.title(segment),
        span=(segment.start, segment.end),
        within=_container(segment, table.segments),
        following=order.get(segment.name, ""),
    )


def _of_whole(first: Segment, table: SegmentTable, order: dict[str, str]) -> Entry:
    """Return the passage of a paragraph whose first part is ``first``."""
    return Entry(
        name=first.logical,
        label=first.label.partition(",")[0],
        kind=first.kind,
        title=table.title(first),
        span=None,
        following=order.get(first.logical, ""),
    )


def _reading_order(segments: tuple[Segment, ...]) -> dict[str, str]:
    """Return the passage that follows each: paragraphs, notes, and parts apart."""
    outer = [s for s in segments if not any(other.holds(s) for other in segments)]
    notes = [s.logical for s in outer if s.kind == "footnote"]
    body = [s.logical for s in outer if not s.kind.startswith("footnote")]
    order = {
        one: next_
        for stream in (body, notes)
        for one, next_ in pairwise(dict.fromkeys(stream))
    }
    by_part = sorted(segments, key=lambda s: (s.logical, s.part))
    for _, parts in groupby(by_part, key=lambda s: s.logical):
        order |= {one.name: next_.name for one, next_ in pairwise(parts)}
    return order


def _container(segment: Segment, segments: tuple[Segment, ...]) -> str:
    if not segment.whole:
        return segment.logical
    around = [other for other in segments if other.holds(segment)]
    return min(around, key=lambda s: s.end - s.start).name if around else ""


def _finer(
    names: set[str], table: SegmentTable
) -> Iterator[tuple[tuple[int, int, str], Entry]]:
    by_name = {segment.name: segment for segment in table.segments}
    faults = []
    for name in sorted(names):
        found = _FINER.fullmatch(name)
        segment = by_name.get(found["segment"]) if found else None
        if not found or not segment:
            faults.append(f"{table.edition}-{name}: no segment has this name")
            continue
        start, end = int(found["start"]), int(found["end"])
        if not segment.start <= start < end <= segment.end:
            faults.append(
                f"{table.edition}-{name}: {segment.name} runs from "
                f"{segment.start} to {segment.end}"
            )
        elif (start, end) == (segment.start, segment.end):
            faults.append(f"{table.edition}-{name}: this is all of {segment.name}")
        else:
            entry = Entry(
                name=name,
                label=f"{segment.label}, code points {start} to {end}",
                kind=SPAN,
                title=table.title(segment),
                span=(start, end),
                within=segment.name,
            )
            yield (start, -end, name), entry
    if faults:
        raise MismatchedSource(
            f"{len(faults)} passages are named that cannot be.",
            details=faults,
            hint="Name a passage after its segment, or its segment and two "
            "offsets inside it.",
            see=str(table.path),
        )

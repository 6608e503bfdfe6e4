"""Read the header of a query: ``#+ key: value`` lines before and among its text.

A key's value may go on over lines that are indented by two spaces or more; an
empty ``#+`` line between two of them begins a new paragraph. Only this module
knows about lines: what the keys mean is for ``reading``.

Source: grlc, "Decorator syntax" (summary, description, tags, defaults,
pagination are its keys).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from dissensus.errors import BadQueryHeader, Place, one_of

SEE: Final = "CONTRIBUTING.md#queries"
_KEY: Final = re.compile(r" ?(\w+)\s*:\s*(.*?)\s*")


@dataclass
class Entry:
    """One key of a header.

    Attributes:
        line: Where it stands.
        value: What follows on the same line; may be empty.
        more: The lines below it that are indented: number and text, stripped.
    """

    line: int
    value: str
    more: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The value as prose: lines joined, paragraphs parted by an empty line."""
        lines = [self.value, *(text for _, text in self.more)]
        paragraphs = "\n".join(lines).strip().split("\n\n")
        return "\n\n".join(" ".join(part.split()) for part in paragraphs if part)

    @property
    def items(self) -> list[tuple[int, str]]:
        """The lines below as a list, without the hyphens that grlc writes."""
        return [(line, re.sub(r"^-\s+", "", text)) for line, text in self.more if text]


def read_header(
    path: PurePosixPath, text: str, known: Sequence[str]
) -> dict[str, Entry]:
    """Return the header of the query ``text``, by key.

    Raises:
        BadQueryHeader: A key is empty, unknown or there twice, or a line
            belongs to no key; the line is given.
    """
    header: dict[str, Entry] = {}
    entry: Entry | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        rest = line[2:]
        if entry and (not rest.strip() or rest.startswith("  ")):
            entry.more.append((number, rest.strip()))
            continue
        match = _KEY.fullmatch(rest)
        key = match[1] if match else rest.strip()
        if not match or key not in known or key in header:
            why = "there twice" if key in header else "none that is known"
            raise bad_line(path, number, f"{key!r} is {why}", known)
        entry = header[key] = Entry(number, match[2])
    for key, entry in header.items():
        if not entry.text:
            raise bad_line(path, entry.line, f"{key!r} is empty", known)
    return header


def bad_line(
    path: PurePosixPath, line: int, what: str, known: Sequence[str]
) -> BadQueryHeader:
    """Return the fault of a header line that cannot be."""
    return BadQueryHeader(
        f"The header line {what}.",
        place=Place(path, line),
        hint=f"Write '#+ key: value', each of {one_of(known)} at most once; "
        "indent what goes on below.",
        see=SEE,
    )

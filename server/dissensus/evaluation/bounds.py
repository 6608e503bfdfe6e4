"""How long an answer may be, what a query may use, and what to say of more."""

import re
from dataclasses import dataclass
from typing import Final, Self

from dissensus.errors import AnswerTooLong, Limit, QueryTimeout, QueryTooCostly
from dissensus.settings import Settings

_ELSEWHERE: Final = "the whole graph is a download away, at /dumps/."
# Between two solutions: a variable's name begins with no brace and no comma,
# and no literal can hold a bare quote, so what ends in one is not this.
_JSON_ROW: Final = re.compile(rb'\},\{"[^},]')
_XML_ROW: Final = re.compile(rb"<result>")
_OVERLAP: Final = 7
_MARGIN: Final = 64 * 1024


@dataclass(frozen=True)
class Bounds:
    """The limits that hold inside a worker.

    Attributes:
        rows: Solutions of one answer.
        size: Bytes of one answer.
        memory: MiB of one query.
    """

    rows: int
    size: int
    memory: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return those of ``settings``."""
        return cls(settings.answer_rows, settings.answer_bytes, settings.query_memory)

    def too_long(self, *, rows: bool, reached: int = 0) -> AnswerTooLong:
        """Return the fault of an answer with too many rows, or else bytes."""
        most, unit = (self.rows, "rows") if rows else (self.size, "bytes")
        return AnswerTooLong(
            f"The answer has more than {most:,} {unit}, as many as one may have.",
            hint="Take it in parts with ORDER BY, LIMIT and OFFSET, or count and "
            f"group instead; {_ELSEWHERE}",
            limit=Limit(f"answer_{unit}", most, max(reached, most + 1), unit),
        )


class Rows:
    """Count the solutions in an answer while it is written.

    Of JSON, XML, CSV and TSV as the engine writes them; a graph has none.
    """

    def __init__(self, media_type: str) -> None:
        self._kind = media_type.partition("+")[2] or media_type
        self._tail = b""
        self._quoted = False
        self._lines = 0
        self.count = 0

    def see(self, data: bytes) -> int:
        """Count those that end in ``data``, and return how many there were."""
        if self._kind == "json":
            self.count += self._matches(_JSON_ROW, data, 4) + (not self.count)
        elif self._kind == "xml":
            self.count += self._matches(_XML_ROW, data, _OVERLAP)
        elif self._kind == "text/tab-separated-values":
            self._count_lines(data.count(b"\n"))
        elif self._kind == "text/csv":
            parts = data.split(b'"')
            self._count_lines(
                sum(part.count(b"\n") for part in parts[self._quoted :: 2])
            )
            self._quoted ^= len(parts) % 2 == 0
        return self.count

    def _matches(self, pattern: re.Pattern[bytes], data: bytes, overlap: int) -> int:
        seen = self._tail + data
        self._tail = seen[-overlap:]
        return len(pattern.findall(seen))

    def _count_lines(self, lines: int) -> None:
        self._lines += lines
        self.count = max(0, self._lines - 1)


def longest_request(settings: Settings) -> int:
    r"""Return how many bytes the request to evaluate a query may have.

    JSON may write one byte of the text as six, for example \u0000; and each
    SERVICE says its part of the text again.
    """
    times = 2 + settings.service_blocks if settings.services else 1
    return 6 * times * settings.query_length + _MARGIN


def too_costly(bounds: Bounds) -> QueryTooCostly:
    """Return the fault of a query that ran out of memory."""
    most = bounds.memory
    return QueryTooCostly(
        f"The query needed more than {most:,} MiB of memory, as much as one may use.",
        hint="Join more narrowly, ORDER or GROUP fewer rows, or add a LIMIT inside "
        f"a sub-SELECT; {_ELSEWHERE}",
        limit=Limit("query_memory", most, most, "MiB"),
    )


def too_late(deadline: float, reached: float) -> QueryTimeout:
    """Return the fault of a query that was ended at its deadline."""
    return QueryTimeout(
        f"The query ran past its deadline of {deadline:g} s and was ended.",
        hint=f"Narrow the query or add a LIMIT; {_ELSEWHERE}",
        limit=Limit("deadline", deadline, round(reached, 3), "seconds"),
    )

"""Count requests in memory that all web processes share.

Each process counts in a slot of its own, so nobody waits for anybody, and
whoever is asked adds up all slots: the answer is that of the server, not of
the process that happens to give it. A process that dies leaves its counts to
the one that takes its place, so that no sum ever falls.

The memory is a file without a name (memfd_create): a full disk cannot touch it.
To count one request takes less than 1 µs.
"""

import fcntl
import mmap
import os
import sys
import time
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from typing import Final

KINDS: Final = (
    "page",
    "name",
    "document",
    "sparql",
    "query",
    "search",
    "download",
    "static",
    "operating",
)
_PAGE: Final = 0
# By the first part of the path; what is not here is a page.
_KIND_OF: Final = {
    part: KINDS.index(kind)
    for kind, parts in {
        "name": "id",
        "document": "doc resource graph named-graph ontology shapes vocab linkset",
        "sparql": "sparql rdf-graphs",
        "query": "queries",
        "search": "search suggest opensearch reconcile",
        "download": "dumps releases .well-known",
        "static": "static assets favicon",
        "operating": "status metrics robots sitemap sitemaps openapi",
    }.items()
    for part in parts.split()
}
# Nothing was answered, or an answer broke off; then by the status's first digit.
CLASSES: Final = ("aborted", "1xx", "2xx", "3xx", "4xx", "5xx")
# Upper bounds of the latency histogram, in seconds.
BOUNDS: Final = (
    *(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05),
    *(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
)
HELD: Final = 1
MADE: Final = 2

_WORD: Final = 8
# One row per kind: a cell per class, a bucket per bound and one above all
# bounds, then microseconds and bytes.
_BUCKETS: Final = len(CLASSES)
_TIME: Final = _BUCKETS + len(BOUNDS) + 1
_BYTES: Final = _TIME + 1
_ROW: Final = _BYTES + 1
# Below the rows, per process.
_CACHE: Final = _ROW * len(KINDS)
_LOST: Final = _CACHE + 3
_CHECKED: Final = _LOST + 1
_PROCESS: Final = _CHECKED + 1
_SLOT: Final = _PROCESS + 1
# A new process starts when the old one is gone; one more does no harm.
_SPARE: Final = 2


def kind_of(path: str) -> int:
    """Return the number of the kind of thing that ``path`` is.

    >>> [KINDS[kind_of(p)] for p in ("/", "/doc/person/a.ttl", "/status.json")]
    ['page', 'document', 'operating']
    """
    part = path[1:].partition("/")[0]
    found = _KIND_OF.get(part)
    if found is None:
        found = _KIND_OF.get(part.partition(".")[0], _PAGE)
    return found


@dataclass(frozen=True)
class Kind:
    """The requests of one kind.

    Attributes:
        name: Of ``KINDS``.
        classes: How many ended in which of ``CLASSES``.
        buckets: How many took up to which of ``BOUNDS``, and longer than all.
        seconds: That all of them took.
        sent: Bytes of their bodies.
    """

    name: str
    classes: tuple[int, ...]
    buckets: tuple[int, ...]
    seconds: float
    sent: int


@dataclass(frozen=True)
class Totals:
    """What all web processes of a server have counted.

    Attributes:
        kinds: Requests, by kind.
        held: Answers that came from the byte cache.
        made: Answers that were made, and then held.
        lost: Lines of the log that could not be written.
        checked: When a process last found every file of the release to be
            whole, in seconds since the epoch; 0 for not yet.
        processes: Web processes, by their number.
    """

    kinds: tuple[Kind, ...]
    held: int
    made: int
    lost: int
    checked: int
    processes: tuple[int, ...]


class Tally:
    """The counts of one process, and the sums of all.

    Args:
        path: Of the memory, as ``share`` returns it.

    Attributes:
        began: When the server was started, in seconds since the epoch.
    """

    def __init__(self, path: Path) -> None:
        # Open as long as the process lives: to close it would give up the slot.
        self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        cells = memoryview(mmap.mmap(self._file, 0)).cast("Q")
        self.began = cells[0] / 1e6
        self._slots = [
            cells[start : start + _SLOT] for start in range(1, len(cells), _SLOT)
        ]
        self._own = self._slots[self._claim()]
        self._own[_PROCESS] = os.getpid()

    def count(
        self, kind: int, status: int, cache: int, sent: int, seconds: float
    ) -> None:
        """Count one request.

        Args:
            kind: As ``kind_of`` has it.
            status: Of the answer; 0 when there was none, or it broke off.
            cache: ``HELD``, ``MADE`` or 0 when the cache had no part in it.
            sent: Bytes of the body.
            seconds: From the request to the end of the answer.
        """
        own, row = self._own, kind * _ROW
        own[row + status // 100] += 1
        own[row + _BUCKETS + bisect_left(BOUNDS, seconds)] += 1
        own[row + _TIME] += int(seconds * 1e6)
        own[row + _BYTES] += sent
        own[_CACHE + cache] += 1

    def lose(self, lines: int) -> None:
        """Count lines of the log that could not be written."""
        self._own[_LOST] += lines

    def check(self) -> None:
        """Note that every file of the release was whole just now."""
        self._own[_CHECKED] = int(time.time())

    def totals(self) -> Totals:
        """Return the sums over all processes; takes 0.1 ms."""
        sums = [sum(cells) for cells in zip(*self._slots, strict=True)]
        rows = (sums[i : i + _ROW] for i in range(0, _CACHE, _ROW))
        return Totals(
            tuple(
                Kind(
                    name,
                    tuple(row[:_BUCKETS]),
                    tuple(row[_BUCKETS:_TIME]),
                    row[_TIME] / 1e6,
                    row[_BYTES],
                )
                for name, row in zip(KINDS, rows, strict=True)
            ),
            held=sums[_CACHE + HELD],
            made=sums[_CACHE + MADE],
            lost=sums[_LOST],
            checked=max(slot[_CHECKED] for slot in self._slots),
            processes=tuple(slot[_PROCESS] for slot in self._slots if slot[_PROCESS]),
        )

    def _claim(self) -> int:
        """Return a slot that no living process has; the system frees it at our end."""
        for slot in range(len(self._slots)):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, slot)
            except OSError:
                continue
            return slot
        # Better a count that two processes may spoil than one process less.
        return len(self._slots) - 1


def share(processes: int) -> Path:
    """Return where ``processes`` find the memory to count in together.

    It lasts as long as this process, and the server's uptime begins now.
    """
    file = os.memfd_create("dissensus-tally")
    os.ftruncate(file, _WORD * (1 + (processes + _SPARE) * _SLOT))
    os.pwrite(file, int(time.time() * 1e6).to_bytes(_WORD, sys.byteorder), 0)
    return Path(f"/proc/{os.getpid()}/fd/{file}")

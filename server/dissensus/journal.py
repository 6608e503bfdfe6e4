"""Write what happens as lines on standard error, without ever waiting for it.

A server logs from its event loop, and whoever reads the log may be slow, gone,
or a disk that is full. So lines are put into a queue that is bounded, a thread
writes them, and what cannot be written is counted and forgotten: the log is
for the operator, the answer for the reader, and the reader goes first.
"""

import json
import logging
import os
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

JSON: Final = "json"
TEXT: Final = "text"
FORMS: Final = (JSON, TEXT)

_STDERR: Final = 2
_MOST: Final = 20_000
_PAUSE: Final = 0.1
# Up to here a pipe takes what one process writes in one piece (POSIX, write:
# PIPE_BUF), so that the lines of several processes do not run into each other.
_PIECE: Final = 4_096


def moment(seconds: float) -> str:
    """Return a time since the epoch as RFC 3339 has it, in UTC.

    >>> moment(0.5)
    '1970-01-01T00:00:00.500Z'
    """
    stamp = datetime.fromtimestamp(seconds, UTC)
    return stamp.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


class JsonLines(logging.Formatter):
    """Write a record of the library ``logging`` as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        line: dict[str, Any] = {
            "time": moment(record.created),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "source": record.name,
            "process": record.process,
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


class TextLines(logging.Formatter):
    """Write a record of the library ``logging`` for people."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")


class Journal:
    """The log of one process.

    Args:
        form: ``json`` or ``text``.
        descriptor: Of the file that is written to.
        lost: Called with the number of lines that could not be written.
    """

    def __init__(
        self,
        form: str,
        descriptor: int = _STDERR,
        lost: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.form = form
        self._descriptor = descriptor
        self._tell_lost = lost
        self._lines: deque[object] = deque()
        self._dropped = 0
        self._cut = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def put(self, line: object) -> None:
        """Have ``str(line)`` written soon; takes a moment, whatever the disk does."""
        if len(self._lines) < _MOST:
            self._lines.append(line)
        else:
            self._dropped += 1

    def close(self) -> None:
        """Write what is left, unless that takes more than a second."""
        self._ended.set()
        self._thread.join(1)

    def _run(self) -> None:
        while not self._ended.wait(_PAUSE):
            self._write_all()
        self._write_all()

    def _write_all(self) -> None:
        piece, count = b"", 0
        for _ in range(len(self._lines)):
            line = str(self._lines.popleft()).encode("ascii", "backslashreplace")
            if piece and len(piece) + len(line) >= _PIECE:
                self._write(piece, count)
                piece, count = b"", 0
            piece, count = piece + line + b"\n", count + 1
        if piece:
            self._write(piece, count)
        dropped, self._dropped = self._dropped, 0
        if dropped:
            self._tell_lost(dropped)

    def _write(self, piece: bytes, count: int) -> None:
        # What follows half a line must not become its end.
        rest = b"\n" + piece if self._cut else piece
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
                self._cut = bool(rest)
        except OSError:
            self._tell_lost(count)


class _Into(logging.Handler):
    """Put the records of the library ``logging`` into a journal."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal
        self.setFormatter(JsonLines() if journal.form == JSON else TextLines())

    def emit(self, record: logging.LogRecord) -> None:
        """Put one record."""
        self._journal.put(self.format(record))


def log_events(journal: Journal) -> None:
    """Have the events of this process written to ``journal``, warnings included."""
    logging.basicConfig(level=logging.INFO, handlers=[_Into(journal)], force=True)
    logging.captureWarnings(capture=True)

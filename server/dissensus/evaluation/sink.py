"""Send what the engine writes, in frames, and look at it on its way.

What would be ill-formed is mended or refused, what is too long is refused.
"""

import re
from collections.abc import Callable
from typing import Final

from dissensus.errors import NotAcceptable
from dissensus.evaluation.bounds import Bounds, Rows
from dissensus.evaluation.messages import DATA, END, FRAME, VERSION, frame
from dissensus.evaluation.versions import Versions

# The kernel queues so much in one piece, or not at all (af_unix.c: 32 KiB). Whoever
# reads it has the end too, and looks at nothing that the broker may add.
ATOMIC: Final = 16 * 1024

# XML 1.0, section 2.2: no character reference can stand for these either.
_NOT_XML: Final = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# How the engine writes a predicate that is no namespace and name.
_NOT_A_NAME: Final = b"<oxprefix: "


class Sink:
    """Where the engine writes: a file that sends what it gets in frames.

    The first frame is held until it is full or the answer ends, so that most
    faults come in its place.

    Args:
        send: Takes each frame.
        begin: Called before more is sent than one atomic piece.
        media_type: Of the answer.
        bounds: How long it may be.
        versions: Of RDF, that it may need.

    Attributes:
        started: Whether something was sent already.
    """

    def __init__(
        self,
        send: Callable[[bytes], None],
        begin: Callable[[], None],
        media_type: str,
        bounds: Bounds,
        versions: Versions,
    ) -> None:
        self.bounds = bounds
        self._send = send
        self._begin = begin
        self._xml = "xml" in media_type
        self._rows = Rows(media_type)
        self._versions = versions
        self._size = 0
        self._held = bytearray()
        self.started = False

    def write(self, data: bytes) -> int:
        """Take ``data``; send what fills a frame."""
        self._held += data
        while len(self._held) >= FRAME:
            self._flush(FRAME)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the engine flushes at will, frames are sent when full."""

    def finish(self) -> None:
        """Send what is held, and the end."""
        self._measure(bytes(self._held))
        data = self._checked(bytes(self._held))
        begun = self.started
        announced = self._announced(data, last=True)
        if begun or len(data) > ATOMIC:
            self._start()
        self._send(announced + (frame(DATA, data) if data else b"") + frame(END))

    def _flush(self, size: int) -> None:
        self._measure(bytes(self._held[:size]))
        # Two bytes more are looked at: a character may lie across the frames.
        if self._xml:
            self._checked(bytes(self._held[: size + 2]))
        data = self._checked(bytes(self._held[:size]))
        del self._held[:size]
        announced = self._announced(data, last=False)
        self._start()
        self._send(announced + frame(DATA, data))

    def _measure(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self.bounds.size:
            raise self.bounds.too_long(rows=False, reached=self._size)
        if (rows := self._rows.see(data)) > self.bounds.rows:
            raise self.bounds.too_long(rows=True, reached=rows)

    def _announced(self, data: bytes, *, last: bool) -> bytes:
        """Return the frame that says which version of RDF follows, if any does."""
        label = self._versions.see(data, last=last)
        return frame(VERSION, label.encode()) if label and not self.started else b""

    def _start(self) -> None:
        if not self.started:
            self.started = True
            self._begin()

    def _checked(self, data: bytes) -> bytes:
        if not self._xml:
            return data
        if _NOT_XML.search(data):
            raise NotAcceptable(
                "The answer holds a control character, which XML cannot say.",
                hint="Ask for JSON: Accept: application/sparql-results+json, or "
                "for Turtle: Accept: text/turtle.",
                see="https://www.w3.org/TR/xml/#charsets",
            )
        if _NOT_A_NAME in data:
            raise NotAcceptable(
                "The answer holds a property whose IRI does not end in an XML name.",
                hint="Ask for Turtle: Accept: text/turtle.",
                see="https://www.w3.org/TR/rdf-syntax-grammar/#section-Serialising",
            )
        # Left bare, a reader of XML would take it for a line feed.
        return data.replace(b"\r", b"&#xD;")

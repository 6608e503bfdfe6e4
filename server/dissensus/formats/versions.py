"""Know of an answer which version of RDF it needs: by its bytes, as they are written.

RDF 1.2 adds two things to the terms of 1.1: literals with a base direction
(all that 1.2-basic has) and triple terms. A parser for RDF 1.1 fails on both,
so whoever serves them says so in the media type.

Source: RDF 1.2 Concepts (W3C drafts of 2025 and 2026), sections 1.10 and 2.1
(version announcement, version labels); SPARQL 1.2 Query Results JSON Format,
section 2.
"""

import re
from typing import Final

LABELS: Final = ("1.1", "1.2-basic", "1.2")
_OVERLAP: Final = 32
# What writes terms as Turtle does: a string, with its direction, is passed over whole.
_TERMS: Final = re.compile(
    rb'"(?:[^"\\]|\\.)*+"(?:@[A-Za-z0-9-]+?--(ltr|rtl))?|(<<\()|<[^<>]*>', re.DOTALL
)
_HINTS: Final = (b"<<(", b"--ltr", b"--rtl")
_TEXTS: Final = frozenset(
    {"text/turtle", "application/trig", "application/n-triples"}
    | {"application/n-quads", "text/tab-separated-values"}
)
# In JSON and XML no value can hold these: its quotes would be escaped.
_MARKS: Final = {
    "application/sparql-results+json": (b'"its:dir":', b'"type":"triple"'),
    "application/sparql-results+xml": (b' its:dir="', b"<triple>"),
    "application/rdf+xml": (b' its:dir="', b'rdf:parseType="Triple"'),
}


def is_versioned(media_type: str) -> bool:
    """Return whether ``media_type`` has a parameter ``version``.

    CSV drops what makes a term, JSON-LD has its own directions: neither has.
    """
    return media_type in _TEXTS or media_type in _MARKS


def needed(data: bytes, media_type: str) -> str:
    """Return the label of the version that a whole answer needs.

    >>> needed(b'<a:s> <a:p> "x"@en--ltr .', "text/turtle")
    '1.2-basic'
    >>> needed(b'<a:s> <a:p> "<<( x )>>" .', "text/turtle")
    '1.1'
    """
    return Needs(media_type).see(data, last=True)


class Needs:
    """What version an answer needs, seen so far.

    Args:
        media_type: Of the answer, without parameters.
    """

    def __init__(self, media_type: str) -> None:
        self._marks = _MARKS.get(media_type)
        self._text = media_type in _TEXTS
        self._tail = b""
        self._level = 0

    def see(self, data: bytes, *, last: bool = False) -> str:
        """Look at the next piece and return what is needed by now.

        Args:
            data: As the engine writes it; any cut will do.
            last: Nothing follows.
        """
        data = self._tail + data
        if self._marks:
            direction, triple = self._marks
            self._tail = data[-_OVERLAP:]
            self._find(direction=direction in data, triple=triple in data)
        elif self._text:
            # No term holds a line's end: the engine escapes it.
            end = len(data) if last else data.rfind(b"\n") + 1
            self._tail = data[end:]
            self._read(data[:end])
        return LABELS[self._level]

    def _read(self, lines: bytes) -> None:
        if any(hint in lines for hint in _HINTS):
            for direction, triple in _TERMS.findall(lines):
                self._find(direction=bool(direction), triple=bool(triple))

    def _find(self, *, direction: bool, triple: bool) -> None:
        self._level = max(self._level, 2 if triple else int(direction))

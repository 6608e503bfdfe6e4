"""Anchor a text that may not be copied: where a passage stands, and its digest.

The only room that meets the words of a source text. What leaves it is offsets
(Unicode code points, end exclusive) and SHA-256 digests, so that whoever owns
the text can verify every anchor and nobody can rebuild the text from them.

* ``segments`` reads the edition's table of segments, which needs no text.
* ``entries`` decides which passages there are.
* ``writing`` generates an edition's passages file.
* ``verification`` compares published passages with the text.

Source: Web Annotation Data Model (W3C, 2017), section 4.2.5; the character
stream, which that section leaves open, is stated on the edition.
"""

from dissensus.passages.segments import (
    Segment,
    SegmentTable,
    find_tables,
    read_segments,
    read_source_text,
)
from dissensus.passages.verification import Mismatch, verify_passages
from dissensus.passages.writing import Written, render_passages, write_passages

__all__ = [
    "Mismatch",
    "Segment",
    "SegmentTable",
    "Written",
    "find_tables",
    "read_segments",
    "read_source_text",
    "render_passages",
    "verify_passages",
    "write_passages",
]

"""Pack answers: gzip, br or zstd, whichever the client takes best.

werkzeug reads Accept-Encoding (it is right about q=0 and ``*``). What is kept
is packed once and well, what is streamed is packed on its way and fast.

Source: RFC 9110, section 12.5.3; RFC 7932 (br); RFC 8878 (zstd).
"""

import gzip
import zlib
from typing import Final, Protocol

import brotli
import zstandard
from werkzeug.http import parse_accept_header

from dissensus.errors import NotAcceptable

IDENTITY: Final = ""
# Of those that a client likes as well, the first is taken.
CODINGS: Final = ("br", "zstd", "gzip")
WORTH_PACKING: Final = 800
_PACKED_TYPES: Final = (b"text/", b"application/", b"image/svg")
_ALREADY_PACKED: Final = (b"application/gzip", b"application/zip")
_GZIP: Final = 16 + zlib.MAX_WBITS


def choose_coding(header: str) -> str | None:
    """Return the coding that ``header`` (Accept-Encoding) likes best.

    Returns:
        One of ``CODINGS``; ``IDENTITY`` for none, which is also what a client
        gets that says nothing; None when the client forbids that too.
    """
    accept = parse_accept_header(header)
    named = {name.lower(): quality for name, quality in accept}
    best = max(CODINGS, key=accept.quality)
    quality = accept.quality(best)
    if quality > 0 and quality >= named.get("identity", 0):
        return best
    return IDENTITY if named.get("identity", named.get("*", 1)) > 0 else None


def no_coding() -> NotAcceptable:
    """Return the refusal of a request that forbids every coding."""
    return NotAcceptable(
        "Accept-Encoding forbids every coding on offer, and none at all too.",
        hint="Leave the header out, or do not set identity to q=0.",
        see="https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding",
        details=[*CODINGS, "identity"],
    )


def worth_packing(content_type: bytes, size: int | None) -> bool:
    """Return whether a body of that type gains by being packed.

    Args:
        content_type: Of the answer.
        size: Of the whole body; None when it is not known.
    """
    large = size is None or size >= WORTH_PACKING
    packable = content_type.startswith(_PACKED_TYPES)
    return large and packable and not content_type.startswith(_ALREADY_PACKED)


def pack(body: bytes, coding: str) -> bytes:
    """Return ``body`` packed well, the same bytes each time."""
    if coding == "br":
        return bytes(brotli.compress(body, quality=6))
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=9).compress(body)
    return gzip.compress(body, compresslevel=6, mtime=0)


class Packer(Protocol):
    """Packs a body that comes in pieces."""

    def add(self, data: bytes) -> bytes:
        """Return ``data`` packed: all of it, so that nothing is held back."""

    def end(self) -> bytes:
        """Return the rest."""


def packer(coding: str) -> Packer:
    """Return what packs a stream in ``coding``, fast and in flat memory."""
    kinds: dict[str, type[Packer]]
    kinds = {"br": _Brotli, "zstd": _Zstandard, "gzip": _Gzip}
    return kinds.get(coding, _Plain)()


class _Plain:
    def add(self, data: bytes) -> bytes:
        return data

    def end(self) -> bytes:
        return b""


class _Gzip:
    def __init__(self) -> None:
        self._stream = zlib.compressobj(4, zlib.DEFLATED, _GZIP)

    def add(self, data: bytes) -> bytes:
        return self._stream.compress(data) + self._stream.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> bytes:
        return self._stream.flush()


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Compressor(quality=3)

    def add(self, data: bytes) -> bytes:
        return bytes(self._stream.process(data) + self._stream.flush())

    def end(self) -> bytes:
        return bytes(self._stream.finish())


class _Zstandard:
    def __init__(self) -> None:
        self._stream = zstandard.ZstdCompressor(level=3).compressobj()

    def add(self, data: bytes) -> bytes:
        block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        return self._stream.compress(data) + self._stream.flush(block)

    def end(self) -> bytes:
        return self._stream.flush()

"""Hold the bytes of answers, ready to be sent, for as long as a release lives.

A page of a release never changes, so it is made once and then only sent. The
key is path, query and what the Accept header comes to: two headers that lead
to the same choice on every list of offers are one class, and there are only
as many classes as combinations of offers, whatever clients invent.

Source: RFC 9111, section 4.1 (keys); RFC 9110, sections 8.8.3 (ETag) and
13.1.2 (If-None-Match).
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from werkzeug.http import parse_accept_header

from dissensus.web.negotiation import ALL_OFFERS, choose, read_accept

Headers = list[tuple[bytes, bytes]]
Key = tuple[str, bytes, tuple[int, ...]]

_WORTH_PACKING: Final = 800
_PACKED_TYPES: Final = (b"text/", b"application/", b"image/svg")
_MEMORY: Final = 4_096


@dataclass(frozen=True)
class Coded:
    """An answer in one content coding, with its whole head."""

    headers: Headers
    unchanged: Headers
    etag: bytes
    body: bytes


@dataclass(frozen=True)
class Kept:
    """An answer that can be sent as it is: plain, and packed if worth it."""

    status: int
    plain: Coded
    packed: Coded | None

    @property
    def size(self) -> int:
        """Bytes that it takes in the cache, heads estimated."""
        packed = len(self.packed.body) if self.packed else 0
        return len(self.plain.body) + packed + 2_048


def keep_answer(status: int, headers: Headers, body: bytes, release: str) -> Kept:
    """Return the answer in the form in which it is sent from now on.

    The ETag is the release and a digest of the bytes sent, so it differs by
    release, path, type and coding, and is equal in all processes.
    """
    headers = _varying(headers)
    packed = None
    kind = next((v for n, v in headers if n == b"content-type"), b"")
    if len(body) >= _WORTH_PACKING and kind.startswith(_PACKED_TYPES):
        data = gzip.compress(body, compresslevel=6, mtime=0)
        coded = [*headers, (b"content-encoding", b"gzip")]
        packed = _coded(coded, data, release, status)
    return Kept(status, _coded(headers, body, release, status), packed)


def _coded(headers: Headers, body: bytes, release: str, status: int) -> Coded:
    digest = hashlib.sha256(repr(headers).encode() + body).hexdigest()[:20]
    etag = f'"{release}.{digest}"'.encode()
    head = [(n, v) for n, v in headers if n not in {b"content-length", b"etag"}]
    if status == 200:  # noqa: PLR2004
        head.append((b"etag", etag))
    rest = [(n, v) for n, v in head if n not in {b"content-type", b"content-encoding"}]
    length = (b"content-length", str(len(body)).encode())
    return Coded([*head, length], rest, etag, body)


def _varying(headers: Headers) -> Headers:
    """Add Accept-Encoding to Vary: the front chooses by it."""
    fields: dict[str, None] = {}
    for name, value in headers:
        if name == b"vary":
            fields |= dict.fromkeys(f.strip() for f in value.decode().split(","))
    fields["Accept-Encoding"] = None
    rest = [(n, v) for n, v in headers if n != b"vary"]
    return [*rest, (b"vary", ", ".join(sorted(fields)).encode())]


class ByteCache:
    """The answers of one site, the least recently used dropped first.

    Args:
        limit: Bytes that all answers together may take.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Kept | None:
        """Return the answer to ``key``, when it is held."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def put(self, key: Key, kept: Kept) -> None:
        """Hold ``kept``; an answer above an eighth of the limit is not held."""
        if kept.size * 8 > self._limit:
            return
        if key in self._kept:
            self._size -= self._kept.pop(key).size
        self._kept[key] = kept
        self._size += kept.size
        while self._size > self._limit:
            _, dropped = self._kept.popitem(last=False)
            self._size -= dropped.size


class Askers:
    """Remember what the headers of requests come to.

    Browsers and clients send few different headers; reading each anew would
    cost more than all the rest of sending a page.
    """

    def __init__(self) -> None:
        self._classes: dict[bytes, tuple[int, ...]] = {}
        self._packers: dict[bytes, bool] = {}

    def accept_class(self, header: bytes) -> tuple[int, ...]:
        """Return which offer of each list ``header`` chooses; -1 for none."""
        found = self._classes.get(header)
        if found is None:
            if len(self._classes) >= _MEMORY:
                self._classes.clear()
            accept = read_accept(header.decode("latin-1") or None)
            chosen = ((choose(accept, offers), offers) for offers in ALL_OFFERS)
            found = tuple(o.index(c) if c else -1 for c, o in chosen)
            self._classes[header] = found
        return found

    def takes_gzip(self, header: bytes) -> bool:
        """Return whether an Accept-Encoding header allows gzip."""
        found = self._packers.get(header)
        if found is None:
            if len(self._packers) >= _MEMORY:
                self._packers.clear()
            found = parse_accept_header(header.decode("latin-1"))["gzip"] > 0
            self._packers[header] = found
        return found


def matches(header: bytes, etag: bytes) -> bool:
    """Return whether an If-None-Match header names ``etag`` (weakly compared)."""
    return any(tag in {b"*", etag} for tag in _tags(header))


def _tags(header: bytes) -> Iterable[bytes]:
    return (tag.strip().removeprefix(b"W/") for tag in header.split(b","))

"""Hold the bytes of answers, ready to be sent, for as long as a release lives.

A page of a release never changes, so it is made once and then only sent. The
key is path, query, coding and what the headers Accept and Accept-Language come to: two
headers that lead to the same choice on every list of offers are one class, and there
are only as many classes as combinations of offers, whatever clients invent.

Source: RFC 9111, section 4.1 (keys); RFC 9110, sections 8.8.3 (ETag) and
13.1.2 (If-None-Match).
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from werkzeug.http import parse_date

from dissensus.web.coding import choose_coding, pack, worth_packing
from dissensus.web.languages import choose_language
from dissensus.web.negotiation import ALL_OFFERS, choose, read_accept
from dissensus.web.versions import Taken, version_class

Headers = list[tuple[bytes, bytes]]
# Which offer of each list is chosen (-1 for none), and which versions are taken.
AcceptClass = tuple[int | Taken, ...]
Key = tuple[str, bytes, AcceptClass, str]

_MEMORY: Final = 4_096


@dataclass(frozen=True)
class Kept:
    """An answer in one content coding, with its whole head, ready to be sent."""

    status: int
    headers: Headers
    unchanged: Headers
    etag: bytes
    body: bytes

    def is_known(self, condition: bytes, since: bytes) -> bool:
        """Return whether a client has these bytes already.

        Args:
            condition: If-None-Match; the date does not count beside it.
            since: If-Modified-Since; both may be empty.

        Source: RFC 9110, section 13.2.2.
        """
        if condition or not since:
            return bool(condition) and matches(condition, self.etag)
        made = next((v for n, v in self.headers if n == b"last-modified"), b"")
        asked, modified = (parse_date(d.decode("latin-1")) for d in (since, made))
        return asked is not None and modified is not None and modified <= asked

    @property
    def size(self) -> int:
        """Bytes that it takes in the cache, heads estimated."""
        return len(self.body) + 1_024


def keep_answer(status: int, headers: Headers, body: bytes, release: str) -> Kept:
    """Return the answer in the form in which it is sent from now on.

    The ETag is the release and a digest of the bytes sent, so it differs by
    release, path, type and coding, and is equal in all processes.
    """
    return _kept(_in_one_line(varying(headers)), body, release, status)


def pack_answer(kept: Kept, coding: str, release: str) -> Kept:
    """Return ``kept`` in ``coding``; as it is where that would gain nothing."""
    kind = next((v for n, v in kept.headers if n == b"content-type"), b"")
    if not coding or not worth_packing(kind, len(kept.body)):
        return kept
    headers = [*kept.headers, (b"content-encoding", coding.encode())]
    return _kept(headers, pack(kept.body, coding), release, kept.status)


def _kept(headers: Headers, body: bytes, release: str, status: int) -> Kept:
    head = [(n, v) for n, v in headers if n not in {b"content-length", b"etag"}]
    # When it was made is left out while a newer release lies beside this one.
    told = [(n, v) for n, v in head if n != b"last-modified"]
    digest = hashlib.sha256(repr(told).encode() + body).hexdigest()[:20]
    etag = f'"{release}.{digest}"'.encode()
    if status == 200:  # noqa: PLR2004
        head.append((b"etag", etag))
    length = (b"content-length", str(len(body)).encode())
    return Kept(status, [*head, length], unchanged(head), etag, body)


def unchanged(headers: Headers) -> Headers:
    """Return what of the head of a 200 stands in a 304 (RFC 9110, 15.4.5)."""
    told = {b"content-type", b"content-encoding", b"content-length"}
    return [(n, v) for n, v in headers if n not in told]


def varying(headers: Headers) -> Headers:
    """Return ``headers`` with Accept-Encoding in Vary: the front chooses by it."""
    fields: dict[str, None] = {}
    for name, value in headers:
        if name == b"vary":
            fields |= dict.fromkeys(f.strip() for f in value.decode().split(","))
    fields["Accept-Encoding"] = None
    rest = [(n, v) for n, v in headers if n != b"vary"]
    return [*rest, (b"vary", ", ".join(sorted(fields)).encode())]


def _in_one_line(headers: Headers) -> Headers:
    """Return ``headers`` with one Link header, which is cheaper to send than twenty."""
    links = [value for name, value in headers if name == b"link"]
    rest = [(name, value) for name, value in headers if name != b"link"]
    return [*rest, (b"link", b", ".join(links))] if links else rest


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
        self._classes: dict[bytes, AcceptClass] = {}
        self._codings: dict[bytes, str | None] = {}
        self._languages: dict[tuple[bytes, tuple[str, ...]], int] = {}

    def accept_class(self, header: bytes) -> AcceptClass:
        """Return which offer of each list ``header`` chooses; -1 for none."""
        found = self._classes.get(header)
        if found is None:
            if len(self._classes) >= _MEMORY:
                self._classes.clear()
            said = header.decode("latin-1")
            accept = read_accept(said or None)
            chosen = ((choose(accept, offers), offers) for offers in ALL_OFFERS)
            which = (o.index(c) if c else -1 for c, o in chosen)
            found = (*which, *version_class(said))
            self._classes[header] = found
        return found

    def language(self, header: bytes, offered: tuple[str, ...]) -> int:
        """Return which of the languages ``offered`` a header likes best."""
        key = (header, offered)
        if key not in self._languages:
            if len(self._languages) >= _MEMORY:
                self._languages.clear()
            chosen = choose_language(header.decode("latin-1"), offered)
            self._languages[key] = offered.index(chosen)
        return self._languages[key]

    def coding(self, header: bytes) -> str | None:
        """Return which coding an Accept-Encoding header likes best."""
        if header not in self._codings:
            if len(self._codings) >= _MEMORY:
                self._codings.clear()
            self._codings[header] = choose_coding(header.decode("latin-1"))
        return self._codings[header]


def matches(header: bytes, etag: bytes) -> bool:
    """Return whether an If-None-Match header names ``etag`` (weakly compared)."""
    return any(tag in {b"*", etag} for tag in _tags(header))


def _tags(header: bytes) -> Iterable[bytes]:
    return (tag.strip().removeprefix(b"W/") for tag in header.split(b","))

"""Know requests by the bytes that were sent: whoever sends the same gets the same.

Browsers and programs send the same few headers with each request, so that what
was asked by one is asked in the very same bytes by the next. What depends on
anything else (the moment, the client, another release) is never held here.
"""

from typing import Final, NamedTuple

from dissensus.web.cache import ByteCache, Headers, Key

ASKED: Final = "dissensus.asked"
_MOST: Final = 2_048


class Request(NamedTuple):
    """What is counted and logged of a request.

    Attributes:
        method: GET and the like.
        path: As it was sent.
        kind: Of what is there (``tally.py``).
        agent: What the client says of itself.
        cache: What the byte cache had to do with it (``tally.py``).
        query: That was evaluated, if one was.
    """

    method: str
    path: str
    kind: int
    agent: bytes
    cache: int
    query: str


class Repeats:
    """The requests that are answered from one cache."""

    def __init__(self, cache: ByteCache) -> None:
        self._cache = cache
        self._known: dict[bytes, tuple[Key, bytes, Request]] = {}

    def find(self, asked: bytes) -> tuple[bytes, bytes, Request] | None:
        """Return head and body to send for ``asked``, and what it is; None for none."""
        known = self._known.get(asked)
        if known is None:
            return None
        key, head, request = known
        kept = self._cache.get(key)
        if kept is None:
            del self._known[asked]
            return None
        return head, kept.body, request

    def learn(self, asked: bytes, key: Key, head: bytes, request: Request) -> None:
        """Answer ``asked`` with ``head`` and what is held as ``key`` from now on."""
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[asked] = key, head, request


def head_of(headers: Headers) -> bytes:
    """Return ``headers`` as they are sent, and the empty line (RFC 9112, 2.1)."""
    return b"".join(b"%s: %s\r\n" % header for header in headers) + b"\r\n"

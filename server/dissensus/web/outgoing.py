"""Send the answer to a query: whole or as it comes, packed, with its ETag.

The ETag is strong: release, query in normal form, dataset, form and coding
make the bytes what they are. So whoever has them is told so before anything
is evaluated, and an answer that fits one frame and has come to its end is held
for the next who asks by GET, as other documents of the release are.

Source: RFC 9110, sections 8.8.3 (ETag) and 13.1.2 (If-None-Match); RFC 9112,
section 8 (incomplete messages).
"""

from collections.abc import AsyncIterator
from typing import Final

from dissensus.errors import DissensusError
from dissensus.evaluation.client import Answer
from dissensus.web.cache import (
    ByteCache,
    Headers,
    Kept,
    Key,
    matches,
    unchanged,
)
from dissensus.web.coding import IDENTITY, pack, packer, worth_packing
from dissensus.web.served import Send
from dissensus.web.versions import with_version

_SHOWN_BYTES: Final = 1_000_000
START: Final = "http.response.start"
BODY: Final = "http.response.body"
OK: Final = 200
_NOT_MODIFIED: Final = 304


class BrokenOffError(Exception):
    """The head is out already: all that is left is to abort the connection."""


def _announced(headers: Headers, version: str) -> Headers:
    """Return ``headers`` with the version of RDF in their content type."""
    return [
        (
            n,
            with_version(v.decode(), "", version).encode()
            if n == b"content-type"
            else v,
        )
        for n, v in headers
    ]


async def send_all(send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Send a whole response (ASGI)."""
    await send({"type": START, "status": status, "headers": headers})
    await send({"type": BODY, "body": body, "more_body": False})


class Outgoing:
    """The answer to one query on its way to one client.

    Args:
        send: To the client (ASGI).
        headers: Of the response, as its plan has them.
        coding: That the client likes best.
        tag: What the ETag is made of; empty for none.
        cache: Holds whole answers by their ETag; None: neither look nor put.
        is_head: The client wants the head only.
    """

    def __init__(
        self,
        send: Send,
        headers: Headers,
        coding: str,
        tag: str,
        cache: ByteCache | None,
        *,
        is_head: bool,
    ) -> None:
        self._send = send
        self._cache = cache if tag else None
        self._headers = headers
        self._coding = coding
        self._tag = tag
        self._is_head = is_head

    async def unchanged(self, condition: bytes) -> bool:
        """Answer 304 if the client has the answer; return whether it has.

        ``*`` does not count: nobody knows yet whether there is an answer.
        """
        if not condition or not self._tag or condition.strip() == b"*":
            return False
        # Short answers are not packed: which it is, nobody knows yet either.
        for coding in dict.fromkeys((self._coding, IDENTITY)):
            etag = self._etag(coding)
            if matches(condition, etag):
                headers = [*unchanged(self._headers), (b"etag", etag)]
                await send_all(self._send, _NOT_MODIFIED, headers, b"")
                return True
        return False

    async def repeat(self) -> Key | None:
        """Send the answer if it is held; return its key then.

        The head is the request's own: two texts of one query share the bytes
        of the answer, not the hints about the text.
        """
        for coding in dict.fromkeys((self._coding, IDENTITY)):
            key = _key(self._etag(coding))
            kept = self._cache and self._cache.get(key)
            # Held as somebody liked it who takes no packed answers.
            unlike = kept and coding != self._coding and _is_packable(kept)
            if kept and not unlike:
                await self._whole(kept.body, coding, kept.headers)
                return key
        return None

    async def stream(self, answer: Answer) -> None:
        """Send an answer as it comes; hold it if it is whole.

        Raises:
            BrokenOffError: It broke off; so must the connection.
        """
        whole = answer.whole
        kind = next((v for n, v in self._headers if n == b"content-type"), b"")
        size = None if whole is None else len(whole)
        coding = self._coding if worth_packing(kind, size) else IDENTITY
        typed = _announced(self._headers, answer.version)
        if whole is not None:
            body = pack(whole, coding) if coding else whole
            if self._cache is not None:
                kept = Kept(OK, typed, [], self._etag(coding), body)
                self._cache.put(_key(kept.etag), kept)
            await self._whole(body, coding, typed)
        elif self._is_head:
            await send_all(self._send, OK, self._head(typed, coding), b"")
        else:
            await self._send_frames(answer, self._head(typed, coding), coding)

    async def _whole(self, body: bytes, coding: str, typed: Headers) -> None:
        length = (b"content-length", str(len(body)).encode())
        shown = b"" if self._is_head else body
        head = [*self._head(typed, coding), length]
        await send_all(self._send, OK, head, shown)

    def _head(self, typed: Headers, coding: str) -> Headers:
        """Return the head of this answer, with the content type of ``typed``."""
        kinds = [(n, v) for n, v in typed if n == b"content-type"]
        rest = [(n, v) for n, v in self._headers if n != b"content-type"]
        headers = [*kinds, *rest]
        if coding:
            headers.append((b"content-encoding", coding.encode()))
        if self._tag:
            headers.append((b"etag", self._etag(coding)))
        return headers

    async def _send_frames(self, answer: Answer, headers: Headers, coding: str) -> None:
        packing = packer(coding)
        await self._send({"type": START, "status": OK, "headers": headers})
        try:
            async for frame in answer.frames:
                if data := packing.add(frame):
                    await self._send({"type": BODY, "body": data, "more_body": True})
        except DissensusError as fault:
            raise BrokenOffError(fault.summary) from fault
        last = packing.end()
        await self._send({"type": BODY, "body": last, "more_body": False})

    def _etag(self, coding: str) -> bytes:
        return f'"{self._tag}{"-" if coding else ""}{coding}"'.encode()


def _is_packable(kept: Kept) -> bool:
    kind = next((v for n, v in kept.headers if n == b"content-type"), b"")
    return worth_packing(kind, len(kept.body))


def _key(etag: bytes) -> Key:
    """Return the key of an answer: the address, as a path cannot be empty."""
    return "", etag, (), ""


async def beginning(frames: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """Return as much of an answer as a page shows, and whether there is more."""
    found = bytearray()
    async for frame in frames:
        found += frame
        if len(found) > _SHOWN_BYTES:
            return bytes(found), True
    return bytes(found), False

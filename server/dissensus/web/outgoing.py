"""Send the answer to a query: whole or as it comes, packed, with its ETag.

The ETag is strong: release, query in normal form, dataset, form and coding
make the bytes what they are. So whoever has them is told so before anything
is evaluated.

Source: RFC 9110, sections 8.8.3 (ETag) and 13.1.2 (If-None-Match); RFC 9112,
section 8 (incomplete messages).
"""

from collections.abc import AsyncIterator
from typing import Final

from dissensus.errors import DissensusError
from dissensus.evaluation import Answer
from dissensus.web.cache import Headers, matches, unchanged, varying
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
        headers: Of the response, as the view left them.
        coding: That the client likes best.
        tag: What the ETag is made of; empty for none.
        is_head: The client wants the head only.
    """

    def __init__(
        self, send: Send, headers: Headers, coding: str, tag: str, *, is_head: bool
    ) -> None:
        self._send = send
        self._headers = varying([(n, v) for n, v in headers if n != b"content-length"])
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

    async def stream(self, answer: Answer) -> None:
        """Send an answer as it comes.

        Raises:
            BrokenOffError: It broke off; so must the connection.
        """
        whole = answer.whole
        kind = next((v for n, v in self._headers if n == b"content-type"), b"")
        size = None if whole is None else len(whole)
        coding = self._coding if worth_packing(kind, size) else IDENTITY
        headers = _announced(self._headers, answer.version)
        if coding:
            headers = [*headers, (b"content-encoding", coding.encode())]
        if self._tag:
            headers = [*headers, (b"etag", self._etag(coding))]
        if whole is not None:
            body = pack(whole, coding) if coding else whole
            length = (b"content-length", str(len(body)).encode())
            shown = b"" if self._is_head else body
            await send_all(self._send, OK, [*headers, length], shown)
        elif self._is_head:
            await send_all(self._send, OK, headers, b"")
        else:
            await self._send_frames(answer, headers, coding)

    async def _send_frames(self, answer: Answer, headers: Headers, coding: str) -> None:
        packing = packer(coding)
        await self._send({"type": START, "status": OK, "headers": headers})
        try:
            async for frame in answer.frames:
                if data := packing.add(frame):
                    await self._send({"type": BODY, "body": data, "more_body": True})
        except DissensusError as fault:
            raise BrokenOffError from fault
        last = packing.end()
        await self._send({"type": BODY, "body": last, "more_body": False})

    def _etag(self, coding: str) -> bytes:
        return f'"{self._tag}{"-" if coding else ""}{coding}"'.encode()


async def beginning(frames: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """Return as much of an answer as a page shows, and whether there is more."""
    found = bytearray()
    async for frame in frames:
        found += frame
        if len(found) > _SHOWN_BYTES:
            return bytes(found), True
    return bytes(found), False

"""Talk HTTP/1.1 with one client: uvicorn's protocol, and what it lacks.

What is held for just the bytes that a client sends is written at once: no request
is parsed, no task begun, nothing awaited. That is most of what a site that is read
has to do, and 2.5 times as fast as the way through ASGI. And a client that takes
too long to say what it wants, or says too much, is sent away.

Source: RFC 9112, sections 2.2 (parsing), 9.3 (persistence), 9.6 (closing); RFC 6585,
section 5 (431).
"""

import asyncio
import json
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from dissensus.web.repeats import ASKED

_HEAD_SECONDS: Final = 30
_HEAD_BYTES: Final = 131_072
# What httptools takes apart (the 16 bits of llhttp's field of a URL).
_LONGEST_TARGET: Final = 65_535
# Requests that a client may send ahead of the answers; uvicorn would take any number.
_MOST_AHEAD: Final = 128
# So long is listened to whoever is sent away, or it might not hear why.
_LINGERING_SECONDS: Final = 2
_END: Final = b"\r\n\r\n"
_LONGEST_KNOWN: Final = 2_048


class Connection(HttpToolsProtocol):
    """One connection of a client."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._reads_head = True
        self._between = True
        self._deaf = False
        self._head = 0
        self._fault = HTTPStatus.BAD_REQUEST
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, but not for ever."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the client."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Answer from what is held, or read on."""
        if self._deaf:
            return
        fresh = self._between and not self._is_busy()
        if fresh and (answer := self.app.again(data)):
            self._send_held(answer)
            return
        self._head += len(data)
        super().data_received(data)
        if self._reads_head:
            if self._head > _HEAD_BYTES:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif fresh and self._between and self._is_whole(data):
            self.scope[ASKED] = data  # type: ignore[typeddict-unknown-key]

    def _is_busy(self) -> bool:
        """Return whether an answer is under way, or not yet taken."""
        answering = bool(self.cycle and not self.cycle.response_complete)
        return answering or self.flow.write_paused or self.transport.is_closing()

    def _is_whole(self, data: bytes) -> bool:
        """Return whether ``data`` was one request, after which another may come."""
        one = len(data) <= _LONGEST_KNOWN and data.find(_END) == len(data) - len(_END)
        return one and self.cycle.keep_alive and not self.parser.should_upgrade()

    def _send_held(self, answer: tuple[bytes, bytes]) -> None:
        self._unset_keepalive_if_required()
        self._wait_no_more()
        self.transport.writelines([b"HTTP/1.1 200 OK\r\n", *self._date(), *answer])
        self.on_response_complete()

    def _date(self) -> list[bytes]:
        """Return what uvicorn puts into each head: one line, of this second."""
        return [b"%s: %s\r\n" % header for header in self.server_state.default_headers]

    def on_message_begin(self) -> None:
        """Take note that a request has begun."""
        super().on_message_begin()
        self._between, self._reads_head, self._head = False, True, 0
        self._wait_for_head()

    def on_headers_complete(self) -> None:
        """Take note that its head has come; take no more than can be answered soon."""
        self._reads_head = False
        self._wait_no_more()
        if len(self.url) > _LONGEST_TARGET:
            self._fault = HTTPStatus.REQUEST_URI_TOO_LONG
            raise ValueError
        if len(self.pipeline) >= _MOST_AHEAD:
            # RFC 9112, 9.3.2: whoever sends ahead must be ready to ask again.
            self._deaf, self.cycle.keep_alive = True, False
        if not self._deaf:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take what belongs to a request that was taken."""
        if not self._deaf:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Take note that it is whole."""
        self._between = True
        if not self._deaf:
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # says less
        """Say why this cannot be read as a request."""
        self._refuse(self._fault)

    def _wait_for_head(self) -> None:
        self._wait_no_more()
        self._patience = self.loop.call_later(_HEAD_SECONDS, self._give_up)

    def _wait_no_more(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer what cannot be read as a request, and end the connection."""
        self._deaf = True
        self._wait_no_more()
        if self.cycle and not self.cycle.response_complete:
            # What was asked before is answered first; that ends the connection.
            self.cycle.keep_alive = False
            return
        if self.transport.is_closing():
            return
        told = {"type": "about:blank", "title": status.phrase, "status": status.value}
        body = json.dumps(told).encode()
        head = (
            "content-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\n"
            "connection: close\r\n\r\n"
        )
        line = f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode()
        self.transport.writelines([line, *self._date(), head.encode(), body])
        self.transport.write_eof()
        self.loop.call_later(_LINGERING_SECONDS, self.transport.close)

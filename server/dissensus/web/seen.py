"""What is seen of one request from outside, and what the front notes of it."""

from collections.abc import Awaitable
from typing import Final

from dissensus.web.cache import Headers, Key
from dissensus.web.served import Message, Scope, Send

SEEN: Final = "dissensus.seen"


class Seen:
    """One request and its answer; travels in the ASGI scope.

    Attributes:
        status: Of the answer; 0 as long as there is none.
        sent: Bytes of the body.
        cache: What the byte cache had to do with it (``tally.py``); 0: nothing.
        query: The text of the query that was evaluated, if one was.
        key: Of what the byte cache held for it; empty for nothing.
        headers: Of the response.
    """

    __slots__ = ("_send", "cache", "headers", "key", "query", "sent", "status")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.sent = 0
        self.cache = 0
        self.query = ""
        self.key: Key | tuple[()] = ()
        self.headers: Headers = []

    def send(self, message: Message) -> Awaitable[None]:
        """Pass ``message`` on (ASGI)."""
        if "status" in message:
            self.status = message["status"]
            self.headers = message["headers"]
        else:
            self.sent += len(message.get("body", b""))
        return self._send(message)


async def _nowhere(_: Message) -> None:
    """Send nothing."""


def seen(scope: Scope) -> Seen:
    """Return what is seen of a request; of one that nobody watches, a blank."""
    found: Seen | None = scope.get(SEEN)
    return found or Seen(_nowhere)

"""Read of a request what the front must know before Flask does."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final
from urllib.parse import quote

from dissensus.web.cache import Headers
from dissensus.web.served import Receive, Scope

_ASKED: Final = (
    b"accept",
    b"accept-encoding",
    b"accept-language",
    b"if-none-match",
    b"if-modified-since",
    b"accept-datetime",
)
_NONE: Final = dict.fromkeys(_ASKED, b"")
_MOMENT: Final = 0.01
_QUERY_SAFE: Final = "%&=+/:?#[]@!$'()*,;~-._"


def asked_by(headers: Headers) -> tuple[bytes, bytes, bytes, bytes, bytes, bytes]:
    """Return the headers of ``_ASKED``.

    Empty when not sent; each may be sent in several lines (RFC 9110, section
    5.3).
    """
    found = _NONE.copy()
    for name, value in headers:
        if name in found:
            found[name] = found[name] + b"," + value if found[name] else value
    accept, coding, language, condition, since, moment = found.values()
    return accept, coding, language, condition, since, moment


def client_of(scope: Scope, header: str) -> str:
    """Return who asks: the peer, or whom a trusted proxy names last in ``header``."""
    name = header.lower().encode()
    told = [value for key, value in scope["headers"] if key == name]
    named = told[-1].decode("latin-1").rpartition(",")[2].strip() if told else ""
    return named or (scope.get("client") or ("unknown",))[0]


def as_sent(scope: Scope, *, proxied: bool) -> Scope:
    """Return ``scope`` as the client, and a trusted proxy, meant it.

    What is not ASCII in the query is percent-encoded, as browsers should have
    done; the scheme is that by which the proxy was asked.
    """
    query = scope["query_string"]
    told: dict[str, object] = {}
    if not query.isascii():
        told["query_string"] = quote(query, safe=_QUERY_SAFE).encode()
    if proxied and (b"x-forwarded-proto", b"https") in scope["headers"]:
        told["scheme"] = "https"
    return {**scope, **told} if told else scope


async def unless_gone(receive: Receive, work: Coroutine[Any, Any, None]) -> None:
    """Do ``work`` until it is done or the client has gone: then drop it.

    Most work is done in a moment, and to watch the client costs a tenth of that.
    """
    task = asyncio.ensure_future(work)
    gone: asyncio.Future[None] | None = None
    try:
        await asyncio.wait({task}, timeout=_MOMENT)
        if not task.done():
            gone = asyncio.ensure_future(_disconnect(receive))
            await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
    finally:
        if gone is not None:
            gone.cancel()
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def sent_path(scope: Scope) -> str:
    """Return the path as it was sent: decoded, two of them may be one."""
    raw = scope.get("raw_path")
    return bytes(raw).decode("latin-1") if raw else str(scope["path"])


async def read_body(receive: Receive, limit: int) -> bytes:
    """Return the body of a request.

    At most one byte more than ``limit`` is wanted: whoever takes no more refuses
    it then.
    """
    body, more = bytearray(), True
    while more and len(body) <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)

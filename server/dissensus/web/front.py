"""Stand before Flask: send the bytes that are held, stream what is evaluated.

A thin ASGI application. Routes, pages and negotiation are Flask's; here is
only what Flask cannot do: answer from the byte cache without waking it, and
break the connection when an answer that has begun cannot be finished. Under
ASGI an exception after the first bytes aborts the response, under WSGI it
ends as a clean, short 200 that a client takes for whole.

Source: ASGI HTTP specification 2.3; RFC 9112, section 8 (incomplete messages).
"""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from dissensus.errors import DissensusError
from dissensus.evaluation.client import evaluate, read_status
from dissensus.evaluation.messages import Evaluation
from dissensus.web.cache import (
    AcceptClass,
    Askers,
    ByteCache,
    Headers,
    Kept,
    keep_answer,
    pack_answer,
)
from dissensus.web.coding import no_coding
from dissensus.web.exchange import KEY, Exchange
from dissensus.web.incoming import (
    as_sent,
    asked_by,
    client_of,
    read_body,
    sent_path,
    unless_gone,
)
from dissensus.web.outgoing import BODY, OK, START, Outgoing, beginning, send_all
from dissensus.web.plans import Asked, Plan
from dissensus.web.seen import seen
from dissensus.web.served import Message, Receive, Scope, Send, Served
from dissensus.web.tally import HELD, MADE, Tally
from dissensus.web.wording import INTERFACES

NOT_MODIFIED: Final = 304
_ENDPOINT: Final = "/sparql"
_READING: Final = {"GET", "HEAD"}
_LIGHT_BYTES: Final = 16_384
_STATUS: Final = {"/status", "/status.json", "/status.html", "/metrics"}
_LENGTHS: Final = {b"content-length", b"transfer-encoding"}


@dataclass
class _Request:
    """One request on its way through the front."""

    served: Served
    socket: Path
    scope: Scope
    receive: Receive
    send: Send
    body: bytes = b""
    coding: str = ""
    condition: bytes = b""
    since: bytes = b""
    asked: Asked = ()
    dated: bool = False

    @property
    def is_head(self) -> bool:
        return bool(self.scope["method"] == "HEAD")

    @property
    def is_post(self) -> bool:
        return bool(self.scope["method"] == "POST")


class Front:
    """The ASGI application that uvicorn runs.

    Args:
        served: What is served at first.
        socket: Where the broker of the query workers listens.
        tally: Where requests are counted, for those who ask how many there were.

    Attributes:
        served: What is served now; whoever follows releases replaces it.
    """

    def __init__(
        self, served: Served, socket: Path, tally: Tally | None = None
    ) -> None:
        self.served, self.socket, self.tally = served, socket, tally
        self._askers = Askers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            return
        served = self.served
        accept, codings, languages, condition, since, moment = asked_by(
            scope["headers"]
        )
        coding = self._askers.coding(codings)
        sent = as_sent(scope, proxied=bool(served.site.settings.client_header))
        request = _Request(served, self.socket, sent, receive, send, b"", coding or "")
        if coding is None:
            await _flask(request, Exchange(fault=no_coding()))
            return
        if scope["method"] not in _READING:
            request = await _with_body(request)
            if not (_is_light(request) and await _repeat(request, accept)):
                await _ask(request, Exchange())
            return
        request.condition, request.since = condition, since
        request.dated = bool(moment)
        if _is_light(request) and await _repeat(request, accept):
            return
        asked = self._askers.accept_class(accept)
        language = self._askers.language(languages, served.site.languages)
        interface = self._askers.language(languages, INTERFACES)
        told = (*asked, language, interface)
        key = (sent_path(scope), scope["query_string"], told)
        kept = await self._kept(request, key)
        if kept is not None:
            await _send_kept(request, kept)

    async def _kept(
        self, request: _Request, key: tuple[str, bytes, AcceptClass]
    ) -> Kept | None:
        """Return the answer to send; None when Flask or a worker sent it."""
        # What is asked for by date is chosen anew each time: it is a redirect.
        cache = ByteCache(0) if request.dated else request.served.cache
        release = request.served.site.release
        if packed := cache.get((*key, request.coding)):
            seen(request.scope).cache = HELD
            seen(request.scope).key = (*key, request.coding)
            return packed
        kept = cache.get((*key, "")) if request.coding else None
        if kept is None:
            told = key[0] in _STATUS
            status = await self._status() if told else {}
            tally = self.tally if told else None
            kept = await _ask(request, Exchange(status=status, tally=tally))
            if kept is None:
                return None
            seen(request.scope).cache = MADE
            cache.put((*key, ""), kept)
        packed = pack_answer(kept, request.coding, release)
        if packed is not kept:
            cache.put((*key, request.coding), packed)
        return packed

    async def _status(self) -> dict[str, Any]:
        """Return what ``/status`` tells of the query workers."""
        try:
            return {"queries": await asyncio.to_thread(read_status, self.socket)}
        except DissensusError as fault:
            return {"queries": {"state": fault.summary}}


async def _send_kept(request: _Request, kept: Kept) -> None:
    if kept.status == OK and kept.is_known(request.condition, request.since):
        await send_all(request.send, NOT_MODIFIED, kept.unchanged, b"")
    else:
        body = b"" if request.is_head else kept.body
        await send_all(request.send, kept.status, kept.headers, body)


class _Reply:
    """Take Flask's messages: hold those of kept and evaluated answers back."""

    def __init__(self, exchange: Exchange, send: Send) -> None:
        self._exchange = exchange
        self._send = send
        self.status = 0
        self.headers: Headers = []
        self.body = bytearray()

    @property
    def held(self) -> bool:
        """Whether the front has yet to send this answer itself."""
        return self._exchange.held(self.status)

    async def __call__(self, message: Message) -> None:
        if message["type"] == START:
            self.status, self.headers = message["status"], list(message["headers"])
        if not self.held:
            await self._send(message)
        elif message["type"] == BODY:
            self.body += message.get("body", b"")


async def _ask(
    request: _Request, exchange: Exchange, *, again: bool = False
) -> Kept | None:
    """Let Flask answer; return what may be kept, or send the answer and None.

    A view may ask for one evaluation after another: the first of them minds
    whether the client is still there (``again`` says it is none).
    """
    reply = await _flask(request, exchange)
    if not reply.held:
        return None
    if exchange.evaluation is not None:
        plan = Plan.of(exchange.evaluation, reply.headers, posted=request.is_post)
        if request.asked and not exchange.render:
            request.served.plans.put(request.asked, plan)
        await _evaluate_for(request, exchange, plan, again=again)
        return None
    release = request.served.site.release
    kept = keep_answer(reply.status, reply.headers, bytes(reply.body), release)
    if exchange.answer is None:
        return kept
    # A page that shows an answer is nobody else's.
    await _send_kept(request, pack_answer(kept, request.coding, release))
    return None


async def _flask(request: _Request, exchange: Exchange) -> _Reply:
    reply = _Reply(exchange, request.send)
    scope = {**request.scope, KEY: exchange}
    if exchange.answer is None and _is_light(request):
        await request.served.flask_at_once(scope, request.body, reply)
        return reply

    async def whole_body() -> Message:
        return {"type": "http.request", "body": request.body, "more_body": False}

    await request.served.flask(scope, whole_body, reply)
    return reply


def _is_light(request: _Request) -> bool:
    """Return whether Flask has only to read a query, and leaves the rest to others."""
    query, method = request.scope["query_string"], request.scope["method"]
    asks = method == "POST" or (method in _READING and b"query=" in query)
    here = request.scope["path"] == _ENDPOINT and b"release=" not in query
    return asks and here and len(query) + len(request.body) < _LIGHT_BYTES


async def _repeat(request: _Request, accept: bytes) -> bool:
    """Answer a query that Flask need not read; return whether it is one."""
    plans = request.served.plans
    request.asked = plans.asked(request.scope, accept, request.body)
    plan = plans.find(request.asked)
    if plan is not None:
        await _evaluate_for(request, Exchange(), plan)
    return plan is not None


async def _evaluate_for(
    request: _Request, exchange: Exchange, plan: Plan, *, again: bool = False
) -> None:
    evaluation, exchange.evaluation = plan.evaluation, None
    seen(request.scope).query = evaluation.text
    outgoing = Outgoing(
        request.send,
        plan.headers,
        request.coding,
        f"{evaluation.release}.{plan.tag}" if plan.tag and not exchange.render else "",
        None if exchange.render or request.is_post else request.served.cache,
        is_head=request.is_head,
    )
    if await outgoing.unchanged(request.condition):
        return
    if key := await outgoing.repeat():
        seen(request.scope).key = key
        return
    client = client_of(request.scope, request.served.site.settings.client_header)
    work = _evaluate(request, exchange, replace(evaluation, client=client), outgoing)
    await (work if again else unless_gone(request.receive, work))


async def _evaluate(
    request: _Request, exchange: Exchange, evaluation: Evaluation, outgoing: Outgoing
) -> None:
    try:
        async with await evaluate(request.socket, evaluation) as answer:
            if not exchange.render:
                await outgoing.stream(answer)
                return
            exchange.answer, exchange.cut = await beginning(answer.frames)
    except DissensusError as fault:
        exchange.fault = fault
    await _ask(request, exchange, again=True)


async def _with_body(request: _Request) -> _Request:
    """Read the body, so that Flask can be asked twice, and learn its length."""
    body = await read_body(request.receive, request.served.body_limit)
    headers = [(n, v) for n, v in request.scope["headers"] if n not in _LENGTHS]
    headers.append((b"content-length", str(len(body)).encode()))
    return replace(request, scope={**request.scope, "headers": headers}, body=body)

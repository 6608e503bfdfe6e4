"""Ask the application one address at a time, as the front does for a client.

What a query needs, a worker behind the broker evaluates: a frozen answer is the
answer that the server would give, within the same limits.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from werkzeug.test import Client, TestResponse, run_wsgi_app

from dissensus.errors import DissensusError, OperationError
from dissensus.evaluation.client import evaluate
from dissensus.evaluation.messages import Evaluation
from dissensus.freezing.naming import file_of, is_page
from dissensus.web.exchange import KEY, Exchange
from dissensus.web.outgoing import beginning

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HOPS: Final = 4
_GIVEN, _REDIRECTED, _REFUSED = 2, 3, 4
_PAGE: Final = "text/html"


@dataclass(frozen=True)
class Answer:
    """What the site has at one address.

    Attributes:
        body: The bytes.
        is_page: Whether they are a page.
        refused: Whether the address makes no sense as it stands: it lacks a value.
    """

    body: bytes
    is_page: bool
    refused: bool


class Asking:
    """A client of the application that needs no server.

    Args:
        app: The application.
        socket: Where the broker of the query workers listens.
        language: Tag of the language that pages are wanted in.
    """

    def __init__(self, app: "WSGIApplication", socket: Path, language: str) -> None:
        self._client = Client(_Answering(app, socket))
        self._language = language

    def ask(self, address: str) -> Answer:
        """Return what is at ``address``, wherever that leads to.

        Raises:
            OperationError: The site fails there, or leads nowhere.
        """
        accept = _PAGE if is_page(file_of(address)) else "*/*"
        headers = {"Accept": f"{accept}, */*;q=0.1", "Accept-Language": self._language}
        response = self._client.get(address, headers=headers)
        for _ in range(_HOPS):
            if _hundreds(response) != _REDIRECTED:
                break
            there = urlsplit(response.location or "")
            wanted = f"{there.path}{'?' if there.query else ''}{there.query}"
            response = self._client.get(wanted, headers=headers)
        status, page = HTTPStatus(response.status_code), response.mimetype == _PAGE
        kind = _hundreds(response)
        # What is missing or gone has a page that says so, as it has on the site.
        told = page and status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
        refused = kind == _REFUSED and not told
        if kind != _GIVEN and not (told or refused):
            raise OperationError(
                f"The site cannot answer {address}: {status} {status.phrase}.",
                hint="Open that address with `dissensus serve`; then freeze again.",
            )
        return Answer(response.get_data(), page, refused)


def _hundreds(response: TestResponse) -> int:
    return response.status_code // 100


class _Answering:
    """Stand before Flask: evaluate what a view asks for (WSGI).

    Args:
        app: What answers.
        socket: Where the broker listens.
    """

    def __init__(self, app: "WSGIApplication", socket: Path) -> None:
        self._app = app
        self._socket = socket

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        exchange = Exchange()
        while True:
            asked = {**environ, "asgi.scope": {KEY: exchange}}
            chunks, status, headers = run_wsgi_app(self._app, asked, buffered=True)
            evaluation, exchange.evaluation = exchange.evaluation, None
            if evaluation is None:
                start_response(status, list(headers))
                return list(chunks)
            exchange.fault = None
            try:
                answer, cut = asyncio.run(self._evaluate(evaluation, exchange.render))
            except DissensusError as fault:
                exchange.fault = fault
                continue
            if not exchange.render:
                headers.remove("Content-Length")
                start_response(status, list(headers))
                return [answer]
            exchange.answer, exchange.cut = answer, cut

    async def _evaluate(self, wanted: Evaluation, shown: bool) -> tuple[bytes, bool]:
        """Return the answer, and whether it was cut to what a page shows."""
        async with await evaluate(self._socket, wanted) as answer:
            if shown:
                return await beginning(answer.frames)
            return b"".join([part async for part in answer.frames]), False

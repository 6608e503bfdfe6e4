"""Fuzzing: a few examples in each run, the same ones; thousands under ``slow``."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.front import Front
from dissensus.web.served import Served
from dissensus.web.site import Site

Fuzz = Callable[..., None]
LONGER = 10


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(1, id="few"),
        pytest.param(LONGER, id="many", marks=pytest.mark.slow),
    ],
)
def fuzz(request: pytest.FixtureRequest) -> Fuzz:
    """Hold a check against ``examples`` examples, or ten times as many."""

    def run(
        check: Callable[..., None], *values: SearchStrategy[Any], examples: int
    ) -> None:
        bounded = settings(
            max_examples=examples * request.param,
            derandomize=True,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        bounded(given(*values)(check))()

    return run


@dataclass(frozen=True)
class Answer:
    """What the front sent: status, headers in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Door:
    """The front of a site in this process, with Flask behind it; no broker."""

    def __init__(self, site: Site) -> None:
        self.served = Served(site)
        self._front = Front(self.served, Path("/nowhere"))
        self._loop = asyncio.new_event_loop()

    def ask(
        self, path: bytes, headers: dict[str, bytes] | None = None, method: str = "GET"
    ) -> Answer:
        """Return the answer to one request, as a server of HTTP would hand it over.

        Args:
            path: As sent, with the query.
            headers: Whatever a client may send, bytes that are no text included.
            method: Of HTTP.
        """
        return self._loop.run_until_complete(self._ask(path, headers or {}, method))

    def close(self) -> None:
        """Let go of the site."""
        self.served.close()
        self._loop.close()

    async def _ask(self, sent: bytes, headers: dict[str, bytes], method: str) -> Answer:
        path, _, query = sent.partition(b"?")
        told: list[Any] = []
        named = {name.lower().encode(): value for name, value in headers.items()}
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": unquote_to_bytes(path).decode("utf-8", "replace"),
            "raw_path": path,
            "query_string": query,
            "headers": [*({b"host": b"localhost"} | named).items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "scheme": "http",
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            told.append(message)

        await self._front(scope, receive, send)
        got = {n.decode().lower(): v.decode("latin-1") for n, v in told[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in told)
        return Answer(told[0]["status"], got, body)


@pytest.fixture(scope="module")
def door(release: Release) -> Iterator[Door]:
    """The minimal site, as a server would call it."""
    found = Door(Site.of(release, Settings()))
    yield found
    found.close()

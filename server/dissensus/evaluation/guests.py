"""Have other endpoints answer their part of a query, as well-behaved guests.

The broker's side of federation: one fetcher per SERVICE, killed when its time
is over or when whoever asked hangs up. No endpoint gets more requests at once,
or in a minute, than the operator grants it, from all clients together; and
one that asks to be left alone for a while is.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import quote, urlsplit

import dissensus
from dissensus.errors import (
    DissensusError,
    EndpointTimeout,
    EndpointUnavailable,
    Limit,
    Overloaded,
)
from dissensus.evaluation.lanes import Turn
from dissensus.evaluation.messages import pack, read_fault
from dissensus.settings import Settings
from dissensus.sparql import Service, join, nothing_known
from dissensus.sparql.tokens import place_of

_MODULE: Final = "dissensus.evaluation.fetcher"
_AGENT: Final = f"dissensus/{dissensus.__version__}"
_MINUTE: Final = 60.0
# For a fetcher to start, and to say itself that it is late.
_GRACE: Final = 1.0


class Guests:
    """What all queries together ask of other endpoints."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._doors = {url: _Door(url, settings) for url in settings.services}

    def census(self) -> dict[str, dict[str, int]]:
        """Return per endpoint how often it was asked, and with what success."""
        return {url: dict(door.counts) for url, door in self._doors.items()}

    async def join(self, request: dict[str, Any], turn: Turn) -> bytes:
        """Return ``request`` with the endpoints' answers in its text, packed.

        All endpoints are asked at once; the first failure that is not silent
        ends the others. The time that it takes is time of the query.

        Raises:
            EndpointUnavailable: One gave no answer that can be used.
            Overloaded: One is asked too often already.
        """
        begun, text = time.monotonic(), request["text"]
        found = [Service(**service) for service in request["services"]]
        asked = [
            asyncio.ensure_future(self._table(each, request["base"], text))
            for each in found
        ]
        try:
            tables = await asyncio.gather(*asked)
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
        turn.deadline -= time.monotonic() - begun
        return pack(request | {"joined": join(text, found, tables), "services": []})

    async def _table(self, service: Service, base: str, text: str) -> str:
        try:
            async with self._doors[service.endpoint].entered() as left:
                return await self._fetch(service, base, left)
        except DissensusError as fault:
            # A limit of ours is no failure of theirs: it is never silent.
            if service.silent and fault.limit is None:
                return nothing_known(service)
            fault.place = place_of(text, service.at)
            raise

    async def _fetch(self, service: Service, base: str, seconds: float) -> str:
        limits = self._settings
        plan = {
            "endpoint": service.endpoint,
            "query": service.query,
            "variables": service.variables,
            "agent": _agent(base),
            "services": limits.services,
            "networks": limits.service_networks,
            "seconds": seconds,
            "size": limits.service_bytes,
            "rows": limits.service_rows,
            "memory": limits.service_memory,
        }
        try:
            async with asyncio.timeout(seconds + _GRACE):
                said = await _run(json.dumps(plan).encode())
        except TimeoutError as error:
            raise EndpointTimeout(
                f"{service.endpoint} took longer than the {seconds:.1f} s that it has.",
                hint="Narrow the pattern inside SERVICE, or try again later.",
            ) from error
        except ValueError as error:
            raise EndpointUnavailable(
                f"{service.endpoint} sent what could not be read in "
                f"{limits.service_memory} MiB of memory.",
                hint="Narrow the pattern inside SERVICE.",
            ) from error
        if "table" in said:
            return str(said["table"])
        raise read_fault(said)


class _Door:
    """The way to one endpoint: how many go, and how often."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.counts: Counter[str] = Counter(asked=0, failed=0)
        self._url = url
        self._settings = settings
        self._places = asyncio.Semaphore(settings.service_requests)
        self._times: deque[float] = deque(maxlen=settings.service_rate)
        self._closed_until = 0.0

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[float]:
        """Hold a place; yields the seconds that are left for the request.

        Raises:
            Overloaded: None is free in time.
            EndpointUnavailable: The endpoint wants to be left alone.
        """
        end = time.monotonic() + self._settings.service_seconds
        await self._wait_for_place()
        try:
            await self._wait_for_rate(end)
            self.counts["asked"] += 1
            yield max(0.1, end - time.monotonic())
        except EndpointUnavailable as fault:
            self.counts["failed"] += 1
            self._closed_until = max(self._closed_until, time.monotonic() + fault.retry)
            raise
        finally:
            self._places.release()

    async def _wait_for_place(self) -> None:
        most = self._settings.service_requests
        try:
            async with asyncio.timeout(self._settings.service_seconds):
                await self._places.acquire()
        except TimeoutError as error:
            met = Limit("service_requests", most, most + 1, "requests at once")
            raise self._busy(met, 1.0) from error

    async def _wait_for_rate(self, end: float) -> None:
        now = time.monotonic()
        if (closed := self._closed_until - now) > 0:
            raise _left_alone(self._url, closed)
        most = self._settings.service_rate
        if len(self._times) == most and (wait := self._times[0] + _MINUTE - now) > 0:
            if now + wait >= end:
                met = Limit("service_rate", most, most + 1, "requests a minute")
                raise self._busy(met, wait)
            await asyncio.sleep(wait)
        self._times.append(time.monotonic())

    def _busy(self, met: Limit, wait: float) -> Overloaded:
        fault = Overloaded(
            f"{self._url} gets at most {met.most:g} {met.unit} from here, of all "
            "clients together.",
            hint="Ask again in a while, or ask that endpoint yourself.",
            limit=met,
        )
        fault.retry = wait
        return fault


def _agent(base: str) -> str:
    """Return who asks; files merely opened have no address that leads to them."""
    host = urlsplit(base).hostname or ""
    public = bool(host) and not host.endswith(".invalid")
    return f"{_AGENT} ({quote(base, safe='/:%')})" if public else _AGENT


def _left_alone(url: str, seconds: float) -> EndpointUnavailable:
    fault = EndpointUnavailable(
        f"{url} has asked to be left alone for another {seconds:.0f} s.",
        hint="Ask again then. SERVICE SILENT does without it.",
    )
    fault.retry = seconds
    return fault


async def _run(plan: bytes) -> dict[str, Any]:
    """Return what a fetcher says to ``plan``; ValueError: it died before it did."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", _MODULE),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        said, _ = await process.communicate(plan)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    found: dict[str, Any] = json.loads(said)
    return found

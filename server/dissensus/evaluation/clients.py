"""Give each client its share of the queries, and no client another's.

A client has *places* for the queries that run, a short *line* of its own for
those that wait for a place, and so many queries a minute. What it asks for
beyond these costs nobody else anything: it is told when to come again.

Plain asyncio, without processes. Who the client is, the web process says; the
addresses of one IPv6 network of 64 bits are one client, since whoever has one of
them has them all (RFC 6177, section 2). The machine itself may ask as often
as it likes: behind a proxy whose header nobody has configured, all the world
seems to come from there.
"""

import asyncio
import ipaddress
import math
import time
from collections import deque
from functools import lru_cache
from heapq import heappop, heappush
from typing import Final

from dissensus.errors import Limit, TooManyRequests
from dissensus.settings import Settings

_PATIENCE: Final = 1.0
# Nobody fills the queue alone.
_SHARE: Final = 4
_MINUTE: Final = 60.0
# Seconds after its time for which a booked query is held.
_HELD: Final = 5.0
_REMEMBERED: Final = 10_000


class Clients:
    """What each client has running and waiting, over all releases.

    Attributes:
        waiting: How many queries wait for a place of their client.
    """

    def __init__(self, settings: Settings) -> None:
        self._most = settings.queries_per_client
        self._line = max(1, settings.queue // _SHARE)
        self._rate = settings.query_rate
        self._deadline = settings.deadline
        # When each query that has a place got it, the oldest first.
        self._places: dict[str, deque[float]] = {}
        self._lines: dict[str, deque[asyncio.Future[None]]] = {}
        # When the client will have as many queries left as a minute gives.
        self._rested: dict[str, float] = {}
        # When queries that were turned away may come again, as a heap.
        self._booked: dict[str, list[float]] = {}
        self.waiting = 0

    def __len__(self) -> int:
        """Return how many have a query running."""
        return len(self._places)

    async def enter(self, name: str) -> str:
        """Take a place of the client called ``name``; return who it is to ``leave``.

        Raises:
            TooManyRequests: It has as many queries as it may, and none ended
                within one second; or it has asked too often.
        """
        client, local = _who(name)
        if not local:
            self._count(client)
        if len(self._places.get(client, ())) < self._most:
            self._take(client)
        else:
            await self._wait(client)
        return client

    def leave(self, client: str) -> None:
        """Hand one of the client's places to its next query, or give it up."""
        places = self._places[client]
        places.popleft()
        for free in self._lines.get(client, ()):
            if not free.done():
                free.set_result(None)
                self._take(client)
                return
        if not places:
            del self._places[client]

    def _take(self, client: str) -> None:
        self._places.setdefault(client, deque()).append(time.monotonic())

    def _count(self, client: str) -> None:
        """Count a query against the rate: a minute's worth at once, then as it comes.

        A leaky bucket that is told by one number, the time when it is empty. Who
        is turned away has a query booked for when it was told to come again, so
        that it is answered then, however often the client asks meanwhile.
        """
        now, one = time.monotonic(), _MINUTE / self._rate
        booked = self._booked.get(client, [])
        while booked and booked[0] <= now:
            if heappop(booked) > now - _HELD:
                return
        rested = max(now, self._rested.get(client, now)) + one
        late = rested - now - _MINUTE
        if late < _MINUTE:
            self._rested[client] = rested
        if len(self._rested) > _REMEMBERED:
            self._rested = {c: t for c, t in self._rested.items() if t > now}
            self._booked = {c: b for c, b in self._booked.items() if c in self._rested}
        if late > one / 2:
            wait = math.ceil(min(late, _MINUTE))
            if late < _MINUTE:
                heappush(self._booked.setdefault(client, []), now + wait)
            raise self._too_often(wait)

    async def _wait(self, client: str) -> None:
        line = self._lines.setdefault(client, deque())
        if len(line) >= self._line:
            raise self._too_many(client)
        free: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(free)
        self.waiting += 1
        try:
            async with asyncio.timeout(_PATIENCE):
                await free
        except BaseException as error:
            if free.done() and not free.cancelled():
                self.leave(client)
            if isinstance(error, TimeoutError):
                raise self._too_many(client) from error
            raise
        finally:
            self.waiting -= 1
            line.remove(free)
            if not line:
                self._lines.pop(client, None)

    def _too_many(self, client: str) -> TooManyRequests:
        most = self._most
        fault = TooManyRequests(
            f"You have {most} queries running already, as many as one client may.",
            hint="Wait for one of them to end, then ask again.",
            limit=Limit("queries_per_client", most, most + 1, "queries"),
        )
        # The oldest has ended by then, whatever it is; it may have just now.
        for began in list(self._places.get(client, ()))[:1]:
            fault.retry = max(1.0, self._deadline - (time.monotonic() - began))
        return fault

    def _too_often(self, wait: int) -> TooManyRequests:
        most = self._rate
        fault = TooManyRequests(
            f"You have asked {most} queries in a minute, as many as one client may.",
            hint="Ask more slowly, or for more at once: VALUES puts many questions "
            "into one query; the whole graph is a download away, at /dumps/.",
            limit=Limit("query_rate", most, most + 1, "queries"),
        )
        fault.retry = wait
        return fault


@lru_cache(maxsize=4096)
def _who(name: str) -> tuple[str, bool]:
    """Return who is called ``name``, and whether it is this machine itself."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name, not name
    if isinstance(address, ipaddress.IPv6Address):
        if mapped := address.ipv4_mapped:
            return _who(str(mapped))
        if not address.is_loopback:
            return str(ipaddress.ip_network((address, 64), strict=False)), False
    return str(address), address.is_loopback

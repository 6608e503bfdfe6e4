"""Decide whose query runs, whose waits and who is turned away.

Nobody can tell beforehand which query is light, so each gets a moment: for its
first 100 ms (less while others wait, down to 10) it runs in a slot that no long
query may keep. What lasts longer becomes *long*; long queries have all slots
but one, and those that find none are *parked* (stopped, in memory, nothing
lost) until one is free. So a light query waits for others' first moments at
most, however many heavy ones there are, and no client has more than its share.

Plain asyncio, without processes: what is parked and resumed is told by
callbacks.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from dissensus.errors import Limit, Overloaded
from dissensus.evaluation.clients import Clients
from dissensus.settings import Settings

_YOUNG: Final = 0.1
_YOUNG_AT_LEAST: Final = 0.01
_PARKED_PER_SLOT: Final = 2


class Turn:
    """One query's way through the lanes.

    Attributes:
        deadline: Seconds that it has once it has started.
        gave_way: It was long while another one ran, and stood back for that.
    """

    def __init__(self, lanes: "Lanes", client: str, deadline: float) -> None:
        self._lanes = lanes
        self.deadline = deadline
        self.client = client
        self.running = False
        self.long = False
        self.gave_way = False

    async def start(self) -> None:
        """Wait for a slot.

        Raises:
            Overloaded: None was free within the deadline.
        """
        await self._lanes.start(self)

    def youth(self) -> float:
        """Return for how many seconds this query may run before it is long."""
        return self._lanes.youth()

    async def lengthen(self, signal: Callable[[str], None], *, must: bool) -> None:
        """Go on as a long query; return when it may.

        Args:
            signal: Called with ``pause`` when it must wait, ``resume`` when it
                need not any more, and ``nice`` when another one runs beside it.
            must: It has begun to answer: park it however many are.

        Raises:
            Overloaded: Too many wait already, or it waited too long.
        """
        self._signal = signal
        await self._lanes.lengthen(self, signal, must=must)

    def give_way(self) -> None:
        """Let others have the processor first; there is no way back from that."""
        self.gave_way = True
        self._signal("nice")


class Lanes:
    """The slots of one broker, over all releases.

    Attributes:
        slots: Queries that run at once; at least two.
        running: How many do.
        long: How many of those have run for more than 100 ms.
    """

    def __init__(self, settings: Settings) -> None:
        self.slots = max(2, settings.query_workers)
        self.running = 0
        self.long = 0
        self._settings = settings
        self._clients = Clients(settings)
        self._waiting: deque[tuple[Turn, asyncio.Future[None]]] = deque()
        self._parked: deque[tuple[Turn, asyncio.Future[None]]] = deque()
        self._undisturbed: set[Turn] = set()

    def census(self) -> dict[str, int]:
        """Return how many queries are where."""
        return {
            "slots": self.slots,
            "running": self.running,
            "long": self.long,
            "parked": len(self._parked),
            "waiting": self._in_line(),
            "clients": len(self._clients),
        }

    async def enter(self, client: str) -> Turn:
        """Count a query against ``client``, until it leaves.

        Raises:
            TooManyRequests: It has as many as it may, and none ended within
                one second; or it has asked too often.
            Overloaded: The queue is full.
        """
        most = self._settings.queue
        if self._in_line() >= most:
            raise _overloaded(Limit("queue", most, most + 1, "waiting queries"))
        client = await self._clients.enter(client)
        return Turn(self, client, self._settings.deadline)

    def leave(self, turn: Turn) -> None:
        """Give up what ``turn`` has: its slot, and its client's place."""
        self.running -= turn.running
        self.long -= turn.long
        turn.running = turn.long = False
        self._undisturbed.discard(turn)
        self._clients.leave(turn.client)
        self._advance()

    def _in_line(self) -> int:
        return len(self._waiting) + self._clients.waiting

    def youth(self) -> float:
        """Return for how many seconds a query is young, from now."""
        return max(_YOUNG_AT_LEAST, _YOUNG / (1 + len(self._waiting)))

    async def start(self, turn: Turn) -> None:
        """Give ``turn`` a slot, in the order of asking."""
        if self.running < self.slots and not self._waiting:
            self.running += 1
        else:
            await self._wait_in(self._waiting, turn)
        turn.running = True
        self._make_way()

    async def lengthen(
        self,
        turn: Turn,
        signal: Callable[[str], None],
        *,
        must: bool,
    ) -> None:
        """Make ``turn`` a long one, now or when it is its turn."""
        self._undisturbed.add(turn)
        if self.long < self.slots - 1:
            self.long += 1
            turn.long = True
            self._make_way()
            return
        most = _PARKED_PER_SLOT * self.slots
        if not must and len(self._parked) >= most:
            raise _overloaded(Limit("parked", most, most + 1, "long queries"))
        signal("pause")
        turn.running = False
        self.running -= 1
        self._advance()
        await self._wait_in(self._parked, turn)
        turn.running = turn.long = True
        self._make_way()
        signal("resume")

    def _make_way(self) -> None:
        """Have long queries stand back, unless there is only one and nothing else."""
        if self.running > 1:
            for turn in self._undisturbed:
                turn.give_way()
            self._undisturbed.clear()

    async def _wait_in(
        self, line: deque[tuple[Turn, asyncio.Future[None]]], turn: Turn
    ) -> None:
        """Wait in ``line``; whoever calls us up has counted us already."""
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (turn, called)
        line.append(entry)
        patience = self._settings.deadline
        try:
            async with asyncio.timeout(patience):
                await called
        except BaseException as error:
            if called.done() and not called.cancelled():
                self.running -= 1
                self.long -= line is self._parked
                self._advance()
            if isinstance(error, TimeoutError):
                met = Limit("deadline", patience, patience, "seconds of waiting")
                raise _overloaded(met) from error
            raise
        finally:
            if entry in line:
                line.remove(entry)

    def _advance(self) -> None:
        """Call up whoever may run now: parked queries first, they are older."""
        while self._parked and self.running < self.slots and self.long < self.slots - 1:
            self.long += self._call(self._parked)
        while self._waiting and self.running < self.slots:
            self._call(self._waiting)

    def _call(self, line: deque[tuple[Turn, asyncio.Future[None]]]) -> bool:
        """Call up the first in ``line``; return whether it had not left already."""
        _, called = line.popleft()
        if called.done():
            return False
        self.running += 1
        called.set_result(None)
        return True


def _overloaded(met: Limit) -> Overloaded:
    return Overloaded(
        f"The server is busy: your query met its limit of {met.most:g} {met.unit}.",
        hint="Ask again in a few seconds; the whole graph is a download away, at "
        "/dumps/.",
        limit=met,
    )

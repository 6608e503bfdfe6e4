"""A worker, as the broker sees it: given a query, listened to, signalled.

Nothing here waits for a worker to obey: it is signalled through its zygote, and
its end is an event.
"""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from dissensus.errors import BackendUnavailable, DissensusError, QueryCrashed
from dissensus.evaluation.bounds import Bounds, too_costly
from dissensus.evaluation.forking import GRACE
from dissensus.evaluation.isolation import room_left
from dissensus.evaluation.messages import LENGTH
from dissensus.evaluation.worker import BYTES, DONE, LEFT, READ, ROWS, STARTED

Note = Callable[[DissensusError], None]


class Keeper(Protocol):
    """Who keeps the workers of a release: its pool."""

    folder: Path
    bounds: Bounds

    def tell(self, message: dict[str, Any], *descriptors: int) -> None:
        """Send ``message`` to the zygote."""

    def forget(self, worker: "Worker") -> None:
        """Do not give out ``worker`` again."""


class Worker:
    """A worker, as the broker sees it.

    Attributes:
        number: The zygote's name for it.
        pid: None until the zygote has said it.
        started: Whether it has begun to answer the query it has.
        deaf: Whether it ended before it had read the query it was given.
        slowed: Whether it had to be nice to others, for good.
        cold: Whether it has yet to read the store through.
        reading: Whether it is at that.
        met: The limit of answers that it met in the middle of one.
        done: Set when it is done with its query, or has ended.
        ended: Set when it has ended: the wait status, None if unknown.
    """

    def __init__(self, number: int, channel: socket.socket, keeper: Keeper) -> None:
        self.number = number
        self.pid: int | None = None
        self.started = False
        self.deaf = self.slowed = self.reading = False
        self.cold = True
        self.met: DissensusError | None = None
        self._note: Note
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self._loop.create_future()
        self.ended: asyncio.Future[int | None] = self._loop.create_future()
        self._channel = channel
        self._keeper = keeper
        self._loop.add_reader(channel.fileno(), self._listen)

    async def give(self, message: bytes, client: socket.socket, note: Note) -> None:
        """Hand over a query, and the connection that its answer goes to.

        ``note`` is called as soon as ``met`` is known: whoever has got a part of
        the answer may ask again before the worker is done.
        """
        self._note = note
        self.started, self.met = False, None
        self.done = self._loop.create_future()
        try:
            sent = socket.send_fds(self._channel, [message], [client.fileno()])
            if sent < len(message):
                await self._loop.sock_sendall(self._channel, message[sent:])
        except OSError:
            self.deaf = True
            await self.wait_for_end()

    def read_ahead(self) -> None:
        """Let it read the store through until there is a query for it."""
        self.reading = True
        with contextlib.suppress(OSError):  # it has ended: that is an event
            self._channel.send(LENGTH.pack(0))

    async def wait_for_end(self) -> None:
        """Wait until it has ended; what it said before is known then."""
        await asyncio.wait([self.ended], timeout=GRACE)

    def signal(self, name: str) -> None:
        """Have the zygote ``kill``, ``pause``, ``resume`` or ``nice`` it."""
        self._keeper.tell({"do": name, "worker": self.number})

    def end(self, status: int | None) -> None:
        """Take note that it has ended."""
        if self._channel.fileno() >= 0:
            # Its last words, or that it never read what it was given.
            self._listen()
        self._close()
        if not self.ended.done():
            self.ended.set_result(status)
        if not self.done.done():
            self.done.set_result(None)

    def fault(self) -> DissensusError:
        """Return what to say of a query whose worker ended by itself."""
        status = self.ended.result() if self.ended.done() else None
        if status is not None and status & 0x7F == signal.SIGABRT:
            # How the engine ends when the kernel refuses it memory.
            return too_costly(self._keeper.bounds)
        if self.deaf:
            return unavailable(self._keeper.folder, "its workers end at once")
        return QueryCrashed(
            "The engine died of the query.",
            hint="Simplify the query: nest less deeply, split long chains.",
        )

    def has_grown(self) -> bool:
        """Return whether the next query may lack the memory that it keeps."""
        return room_left(self.pid) < self._keeper.bounds.memory * 3 // 4

    def _listen(self) -> None:
        try:
            said = self._channel.recv(64)
        except BlockingIOError:
            return
        except OSError:
            # A connection reset, not closed: what we sent was not read.
            self.deaf = True
            said = b""
        if STARTED in said:
            self.started = True
        if READ in said or LEFT in said:
            self.reading, self.cold = False, READ not in said
        if ROWS in said or BYTES in said:
            self.met = self._keeper.bounds.too_long(rows=ROWS in said)
            self._note(self.met)
        if DONE in said and not self.done.done():
            self.done.set_result(None)
        if not said:
            # Why it ended, the zygote says; what it had said is read by now.
            self._close()
            self._keeper.forget(self)

    def _close(self) -> None:
        if self._channel.fileno() >= 0:
            self._loop.remove_reader(self._channel.fileno())
            self._channel.close()


def unavailable(folder: Path, why: str) -> BackendUnavailable:
    """Return what to say of a release whose store nobody can read."""
    return BackendUnavailable(
        f"The store of release {folder.name} cannot be read: {why}.",
        hint="Its publisher can see why: dissensus verify.",
    )

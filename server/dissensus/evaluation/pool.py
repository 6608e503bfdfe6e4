"""Keep the workers of one release: its zygote, those that are idle, their ends.

The broker's side of a zygote and of a worker. Nothing here waits for a worker
to obey: it is signalled through its zygote, and its end is an event.
"""

import asyncio
import json
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dissensus.errors import BackendUnavailable, DissensusError, QueryCrashed
from dissensus.evaluation.bounds import Bounds, too_costly
from dissensus.evaluation.forking import GRACE, SPARE, start_zygote
from dissensus.evaluation.isolation import room_left
from dissensus.evaluation.worker import BYTES, DONE, ROWS, STARTED
from dissensus.settings import Settings

Note = Callable[[DissensusError], None]


class Worker:
    """A worker, as the broker sees it.

    Attributes:
        number: The zygote's name for it.
        pid: None until the zygote has said it.
        started: Whether it has begun to answer the query it has.
        deaf: Whether it ended before it had read the query it was given.
        slowed: Whether it had to be nice to others, for good.
        met: The limit of answers that it met in the middle of one.
        done: Set when it is done with its query, or has ended.
        ended: Set when it has ended: the wait status, None if unknown.
    """

    def __init__(self, number: int, channel: socket.socket, pool: "Pool") -> None:
        self.number = number
        self.pid: int | None = None
        self.started = False
        self.deaf = self.slowed = False
        self.met: DissensusError | None = None
        self._note: Note
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self._loop.create_future()
        self.ended: asyncio.Future[int | None] = self._loop.create_future()
        self._channel = channel
        self._pool = pool
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

    async def wait_for_end(self) -> None:
        """Wait until it has ended; what it said before is known then."""
        await asyncio.wait([self.ended], timeout=GRACE)

    def signal(self, name: str) -> None:
        """Have the zygote ``kill``, ``pause``, ``resume`` or ``nice`` it."""
        self._pool.tell({"do": name, "worker": self.number})

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
            return too_costly(self._pool.bounds)
        if self.deaf:
            return _unavailable(self._pool.folder, "its workers end at once")
        return QueryCrashed(
            "The engine died of the query.",
            hint="Simplify the query: nest less deeply, split long chains.",
        )

    def has_grown(self) -> bool:
        """Return whether the next query may lack the memory that it keeps."""
        return room_left(self.pid) < self._pool.bounds.memory * 3 // 4

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
        if ROWS in said or BYTES in said:
            self.met = self._pool.bounds.too_long(rows=ROWS in said)
            self._note(self.met)
        if DONE in said and not self.done.done():
            self.done.set_result(None)
        if not said:
            # Why it ended, the zygote says; what it had said is read by now.
            self._close()
            self._pool.forget(self)

    def _close(self) -> None:
        if self._channel.fileno() >= 0:
            self._loop.remove_reader(self._channel.fileno())
            self._channel.close()


class Pool:
    """The workers of one release.

    Attributes:
        folder: Of the release.
        used: When it was last asked for, on the monotonic clock.
        users: How many queries hold it now.
        where: "memory" or "disk" once it is ready.
        bounds: How long an answer may be, and what a query may use.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.used = time.monotonic()
        self.users = 0
        self.where = ""
        self.bounds = Bounds.of(settings)
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._workers: dict[int, Worker] = {}
        self._idle: list[Worker] = []
        self._numbers = 0
        self._stopped = 0.0
        self._control, self._process = start_zygote(folder, settings)
        self._loop.add_reader(self._control.fileno(), self._listen)

    async def ready(self) -> None:
        """Wait until the store is loaded and the first workers are forked.

        Raises:
            BackendUnavailable: The store cannot be loaded.
        """
        if not self._ready.done():
            await asyncio.wait([self._ready])
        self._ready.result()

    def failed(self) -> bool:
        """Return whether this pool will never answer a query again."""
        return self._control.fileno() < 0

    def take(self) -> Worker:
        """Return an idle worker; a new one takes its place."""
        worker = self._idle.pop() if self._idle else self._spawn()
        self.refill()
        return worker

    def give_back(self, worker: Worker) -> None:
        """Take back one that is done; as many as run at once are kept."""
        if worker.number not in self._workers:
            return
        if len(self._idle) < self._settings.query_workers + SPARE:
            self._idle.insert(0 if worker.slowed else len(self._idle), worker)
        else:
            worker.signal("kill")

    def refill(self) -> None:
        """Fork workers until ``SPARE`` are idle."""
        while len(self._idle) < SPARE and not self.failed():
            self._idle.insert(0, self._spawn())

    def forget(self, worker: Worker) -> None:
        """Do not give out ``worker`` again."""
        if worker in self._idle:
            self._idle.remove(worker)
            self.refill()

    def tell(self, message: dict[str, Any], *descriptors: int) -> None:
        """Send ``message`` to the zygote; one that cannot take it is ended."""
        if self.failed():
            return
        try:
            data = json.dumps(message).encode()
            socket.send_fds(self._control, [data], descriptors)
        except OSError:
            self.stop()

    def census(self) -> dict[str, Any]:
        """Return what the pool says of itself."""
        pids = sorted(w.pid for w in self._workers.values() if w.pid is not None)
        return {
            "release": self.folder.name,
            "where": self.where or "loading",
            "zygote": self._process.pid,
            "workers": pids,
            "idle": len(self._idle),
            "users": self.users,
        }

    def stop(self) -> None:
        """Tell the zygote to end all workers and itself; queries that run, fail."""
        if self._control.fileno() >= 0:
            self._loop.remove_reader(self._control.fileno())
            self._control.close()
            self._stopped = time.monotonic()
        self._idle.clear()
        for worker in self._workers.values():
            worker.end(None)
        self._workers.clear()
        if not self._ready.done():
            self._ready.set_exception(_unavailable(self.folder, "its process ended"))
            # Nobody may be waiting for it; that is no error.
            self._ready.exception()

    def gone(self) -> bool:
        """Return whether a pool that was stopped is no more; insist after a while."""
        if time.monotonic() - self._stopped > GRACE:
            self._process.kill()
        return self._process.poll() is not None

    def _spawn(self) -> Worker:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self._numbers += 1
        worker = Worker(self._numbers, ours, self)
        self._workers[worker.number] = worker
        with theirs:
            self.tell({"do": "spawn", "worker": worker.number}, theirs.fileno())
        return worker

    def _listen(self) -> None:
        try:
            data = self._control.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.stop()
            return
        message = json.loads(data)
        event: dict[str, Callable[[dict[str, Any]], None]] = {
            "ready": self._on_ready,
            "failed": self._on_failed,
            "born": self._on_born,
            "gone": self._on_gone,
        }
        event[next(iter(message))](message)

    def _on_ready(self, message: dict[str, Any]) -> None:
        self.where = message["ready"]
        self.refill()
        if not self._ready.done():
            self._ready.set_result(None)

    def _on_failed(self, message: dict[str, Any]) -> None:
        if not self._ready.done():
            self._ready.set_exception(_unavailable(self.folder, message["failed"]))
            self._ready.exception()
        self.stop()

    def _on_born(self, message: dict[str, Any]) -> None:
        if worker := self._workers.get(message["born"]):
            worker.pid = message["pid"]

    def _on_gone(self, message: dict[str, Any]) -> None:
        if worker := self._workers.pop(message["gone"], None):
            self.forget(worker)
            worker.end(message["status"])


def _unavailable(folder: Path, why: str) -> BackendUnavailable:
    return BackendUnavailable(
        f"The store of release {folder.name} cannot be read: {why}.",
        hint="Its publisher can see why: dissensus verify.",
    )

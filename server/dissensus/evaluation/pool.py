"""Keep the workers of one release: its zygote, those that are idle, their ends."""

import asyncio
import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dissensus.errors import DissensusError
from dissensus.evaluation.bounds import Bounds
from dissensus.evaluation.forking import GRACE, SPARE, start_zygote
from dissensus.evaluation.handle import Worker, unavailable
from dissensus.settings import Settings

Note = Callable[[DissensusError], None]


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
        """Return an idle worker; one more is idle then, and may be a new one.

        Not more: a process of a gigabyte takes some 10 ms to fork, and this
        query and the next would feel it.
        """
        worker = self._idle.pop() if self._idle else self._spawn()
        self.refill(1)
        return worker

    def give_back(self, worker: Worker) -> None:
        """Take back one that is done; as many as run at once are kept."""
        if worker.number not in self._workers:
            return
        if len(self._idle) < self._settings.query_workers + SPARE:
            self._idle.insert(0 if worker.slowed else len(self._idle), worker)
        else:
            worker.signal("kill")

    def refill(self, wanted: int = SPARE) -> None:
        """Fork workers until ``wanted`` are idle."""
        while len(self._idle) < wanted and not self.failed():
            self._idle.insert(0, self._spawn())

    def tend(self, *, quiet: bool) -> None:
        """Renew a worker if too few are idle that need not be nice; one at a time.

        One that was made nice is kept till then: a crowd of long queries would
        else have each of them run in a process that is new, and slow at first.

        Args:
            quiet: Nobody has asked for a while. Then ``SPARE`` are kept, and the
                next to be taken reads the store ahead.
        """
        slowed = sum(worker.slowed for worker in self._idle)
        if self.where and slowed > max(0, len(self._idle) - SPARE):
            self._idle.pop(0).signal("kill")
            self._idle.append(self._spawn())
        elif quiet and len(self._idle) > SPARE:
            self._idle.pop(0).signal("kill")
        elif quiet and self.where and len(self._idle) < SPARE:
            self.refill()
        elif quiet and not any(worker.reading for worker in self._idle):
            for worker in [w for w in self._idle if w.cold][-1:]:
                worker.read_ahead()

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
            # It has no workers yet, and as long as it loads it hears nothing.
            self._process.kill()
            self._ready.set_exception(unavailable(self.folder, "its process ended"))
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
            self._ready.set_exception(unavailable(self.folder, message["failed"]))
            self._ready.exception()
        self.stop()

    def _on_born(self, message: dict[str, Any]) -> None:
        if worker := self._workers.get(message["born"]):
            worker.pid = message["pid"]

    def _on_gone(self, message: dict[str, Any]) -> None:
        if worker := self._workers.pop(message["gone"], None):
            self.forget(worker)
            worker.end(message["status"])

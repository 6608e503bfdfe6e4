"""Own everything that a query from outside may use up.

One process, one thread: it listens on a Unix socket, sends each query through
the lanes to a worker of the release that it names, and watches three things at
once: the worker, the clock and whoever asked. What a query cannot have, it
says itself; what a worker has begun to say, it leaves to the worker.
"""

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from dissensus.errors import BackendError, DissensusError
from dissensus.evaluation.bounds import longest_request, too_late
from dissensus.evaluation.broken import Broken, BrokenOffError
from dissensus.evaluation.forking import SPARE
from dissensus.evaluation.guests import Guests
from dissensus.evaluation.handle import Worker
from dissensus.evaluation.isolation import probe
from dissensus.evaluation.lanes import Lanes, Turn
from dissensus.evaluation.messages import LENGTH, REPLY, frame, pack_fault
from dissensus.evaluation.moments import first_moment, last_moment
from dissensus.evaluation.pool import Pool
from dissensus.evaluation.pools import Pools
from dissensus.journal import Journal, log_events
from dissensus.settings import Settings

_LOG: Final = logging.getLogger("dissensus.broker")
_BACKLOG: Final = 1024
_TICK: Final = 0.5
_MARGIN: Final = 64 * 1024
_Give = Callable[[Worker], Awaitable[None]]


class Broker:
    """The broker's work, apart from starting and ending it; ``pools`` end last."""

    def __init__(self, settings: Settings, releases: Path, isolation: str) -> None:
        self._settings = settings
        self._isolation = isolation
        self._lanes = Lanes(settings)
        self.pools = Pools(settings, releases)
        self._guests = Guests(settings)
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._counts: Counter[str] = Counter()
        self._killed = self._asked = 0
        self._broken = Broken()
        self._began = time.monotonic()
        self._longest = longest_request(settings)

    def accept(self, listener: socket.socket) -> None:
        """Take one connection that waits at ``listener``."""
        try:
            client, _ = listener.accept()
        except BlockingIOError:
            return
        except OSError as error:  # no descriptors left: let them wait
            _LOG.warning("Cannot accept a connection: %s", error)
            self._loop.remove_reader(listener.fileno())
            self._loop.call_later(_TICK, self.listen, listener)
            return
        client.setblocking(False)
        task = self._loop.create_task(self._serve(client))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def listen(self, listener: socket.socket) -> None:
        """Take connections from ``listener`` from now on."""
        self._loop.add_reader(listener.fileno(), self.accept, listener)

    async def tend(self) -> None:
        """Retire what nobody uses; return when our parent is gone."""
        parent, asked = os.getppid(), 0
        while os.getppid() == parent:
            await asyncio.sleep(_TICK)
            self.pools.retire()
            quiet = self._asked == asked and not self._lanes.running
            asked = self._asked
            self.pools.tend(quiet=quiet)

    async def _serve(self, client: socket.socket) -> None:
        """Answer one connection; whatever happens, it is closed and life goes on."""
        task = asyncio.current_task()
        try:
            message = await self._read(client)
            self._loop.add_reader(client.fileno(), self._hung_up, client, task)
            await self._do(client, message)
        except DissensusError as fault:
            self._counts[type(fault).__name__] += 1
            await _say(client, pack_fault(fault))
        except (asyncio.CancelledError, ConnectionError):
            self._counts["disconnected"] += 1
        except Exception:  # noqa: BLE001 - logged; no connection may end the broker
            _LOG.exception("A connection failed")
            await _say(client, pack_fault(BackendError("The query broker failed.")))
        finally:
            self._loop.remove_reader(client.fileno())
            client.close()

    async def _do(self, client: socket.socket, message: bytes) -> None:
        request = json.loads(message[LENGTH.size :])
        if request["do"] == "evaluate":
            await self._evaluate(client, message, request)
        elif request["do"] == "prepare":
            with self.pools.of(request["folder"]) as pool:
                await pool.ready()
            await _say(client, frame(REPLY, b"{}"))
        else:
            await _say(client, frame(REPLY, json.dumps(self._census()).encode()))

    async def _evaluate(
        self, client: socket.socket, message: bytes, request: dict[str, Any]
    ) -> None:
        self._broken.refuse(request)
        with self.pools.of(request["folder"], soon=True) as pool:
            await pool.ready()  # until then nobody has a query running
            self._asked += 1
            turn = await self._lanes.enter(request["client"])
            try:
                if request["services"]:
                    message = await self._guests.join(request, turn)
                await turn.start()
                note = partial(self._note, request)
                give = partial(Worker.give, message=message, client=client, note=note)
                worker = await self._run(pool, turn, give)
            except BrokenOffError as broken:
                self._broken.remember(request, broken.fault)
                raise
            finally:
                self._lanes.leave(turn)
        self._counts["answered"] += worker.met is None

    def _note(self, request: dict[str, Any], fault: DissensusError) -> None:
        self._broken.remember(request, fault)
        self._counts[type(fault).__name__] += 1

    async def _run(self, pool: Pool, turn: Turn, give: _Give) -> Worker:
        """Have a worker answer; one that was dead already costs nobody a query."""
        worker = pool.take()
        await self._hand_over(worker, turn, give)
        # All that were idle may be dead, and nobody knows yet; the next is new.
        for _ in range(SPARE + self._settings.query_workers):
            if worker.deaf:
                worker = pool.take()
                await self._hand_over(worker, turn, give)
        if worker.ended.done():
            self._unless_started(worker, worker.fault())
            raise worker.fault()
        worker.slowed |= turn.gave_way
        if turn.long and worker.has_grown():
            worker.signal("kill")  # for another, which has room again
        else:
            pool.give_back(worker)
        return worker

    async def _hand_over(self, worker: Worker, turn: Turn, give: _Give) -> None:
        """Return when the worker is done or has ended by itself."""
        try:
            await give(worker)
            await self._watch(worker, turn)
        except BaseException as error:
            if isinstance(error, asyncio.CancelledError) and await last_moment(worker):
                return
            self._killed += 1
            worker.signal("kill")
            # Until it is no more, it has its slot: whoever asks and hangs up
            # again and again has no more processes than whoever waits.
            await worker.wait_for_end()
            if isinstance(error, DissensusError):
                self._unless_started(worker, error)
            raise

    async def _watch(self, worker: Worker, turn: Turn) -> None:
        """Return when the worker is done or has ended.

        Raises:
            QueryTimeout: It ran past its deadline.
            Overloaded: There is no room for another long query.
        """
        began = time.monotonic()
        young = await first_moment(worker, turn)
        if worker.done.done():
            return
        await turn.lengthen(worker.signal, must=worker.started)
        await asyncio.wait([worker.done], timeout=max(0, turn.deadline - young))
        if not worker.done.done():
            spent = self._settings.deadline - turn.deadline
            raise too_late(self._settings.deadline, time.monotonic() - began + spent)

    def _unless_started(self, worker: Worker, fault: DissensusError) -> None:
        """Give up the connection if the worker has begun to answer through it.

        Whatever we wrote then would be read as a part of the answer.
        """
        if worker.started:
            self._counts["broken"] += 1
            raise BrokenOffError(fault)

    async def _read(self, client: socket.socket) -> bytes:
        received = bytearray()
        wanted = LENGTH.size
        while len(received) < wanted:
            data = await self._loop.sock_recv(client, _MARGIN)
            if not data:
                raise ConnectionAbortedError
            received += data
            if wanted == LENGTH.size <= len(received):
                wanted += LENGTH.unpack_from(received)[0]
                if wanted > self._longest:
                    raise ConnectionAbortedError
        return bytes(received)

    def _hung_up(self, client: socket.socket, task: asyncio.Task[None] | None) -> None:
        """End the task of a client that has closed its end; it has no more to say."""
        self._loop.remove_reader(client.fileno())
        if task is not None:
            task.cancel()

    def _census(self) -> dict[str, Any]:
        return {
            "process": os.getpid(),
            "isolation": self._isolation,
            "seconds": round(time.monotonic() - self._began, 1),
            "lanes": self._lanes.census(),
            "pools": self.pools.census(),
            "services": self._guests.census(),
            "counts": dict(self._counts),
            "killed": self._killed,
        }


async def _say(client: socket.socket, data: bytes) -> None:
    """Write to a client that may be gone, or may not read."""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(1):
            await asyncio.get_running_loop().sock_sendall(client, data)


async def _live(plan: dict[str, Any], isolation: str) -> None:
    """Serve until told to end, or until nobody could tell any more."""
    loop = asyncio.get_running_loop()
    path = Path(plan["socket"])
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.setblocking(False)
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(_BACKLOG)
        settings = Settings(**plan["settings"])
        broker = Broker(settings, Path(plan["releases"]), isolation)
        told = asyncio.Event()
        loop.add_signal_handler(signal.SIGTERM, told.set)
        loop.add_reader(sys.stdin.fileno(), told.set)
        broker.listen(listener)
        if plan["first"]:
            with broker.pools.of(plan["first"], soon=True):
                pass  # it loads meanwhile
        waits = [loop.create_task(work) for work in (broker.tend(), told.wait())]
        _announce({"ready": True})
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        broker.pools.stop()
        for wait in waits:
            wait.cancel()
    path.unlink(missing_ok=True)


def _announce(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Be the broker that the one argument describes."""
    plan = json.loads(sys.argv[1])
    log_events(Journal(plan["settings"]["log"]))
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    try:
        isolation = probe()
    except DissensusError as fault:
        kind = type(fault).__name__
        _announce({"fault": kind, "summary": fault.summary, "hint": fault.hint})
        return
    asyncio.run(_live(plan, isolation))


if __name__ == "__main__":
    main()

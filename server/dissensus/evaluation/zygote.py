"""Hold the store of one release, and fork a worker whenever the broker asks.

Started by the broker, one per release. It has one thread, for ever: whoever
forks with more may fork a lock that nobody will open again. It is the parent
of the workers, so it signals and reaps them: a process id that has not been
reaped cannot have become someone else's.
"""

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any, Final

from dissensus.errors import DissensusError
from dissensus.evaluation.bounds import Bounds
from dissensus.evaluation.dataset import Dataset
from dissensus.evaluation.elsewhere import Elsewhere, find_layout
from dissensus.evaluation.isolation import (
    end_with_parent,
    go_first,
    leave_network,
    limit,
)
from dissensus.evaluation.loading import load, open_on_disk
from dissensus.evaluation.worker import work
from dissensus.remote import Engine, Layout

_MESSAGE: Final = 4096
_SIGNALS: Final = {
    "kill": signal.SIGKILL,
    "pause": signal.SIGSTOP,
    "resume": signal.SIGCONT,
}
_NICE: Final = 12


def main() -> None:
    """Load the release that the arguments name, then fork until told to end."""
    plan = json.loads(sys.argv[1])
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end_with_parent()
    broker = socket.socket(fileno=plan["descriptor"])
    engine = Engine(**plan["engine"]) if plan["engine"] else None
    holding: Dataset | Layout | None
    try:
        if engine:
            holding = find_layout(engine, Path(plan["folder"]), plan["patience"])
        else:
            holding = load(Path(plan["folder"]), plan["in_memory"], plan["copies"])
    except (OSError, ValueError, SyntaxError, DissensusError) as error:
        _say(broker, {"failed": getattr(error, "summary", str(error))})
        return
    where = "elsewhere" if engine else "memory" if holding else "disk"
    _say(broker, {"ready": where})
    # What is here now stays: the collector need not look at it, nor touch and
    # so copy its pages in each worker.
    gc.collect()
    gc.freeze()
    Zygote(broker, holding, plan).run()


class Zygote:
    """The parent of the workers of one release."""

    def __init__(
        self,
        broker: socket.socket,
        holding: Dataset | Layout | None,
        plan: dict[str, Any],
    ) -> None:
        self._broker = broker
        self._holding = holding
        self._plan = plan
        self._workers: dict[int, int] = {}
        self._woken, waker = os.pipe()
        for descriptor in (self._woken, waker):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)

    def run(self) -> None:
        """Do what the broker says until it is gone; then end all workers."""
        poll = select.poll()
        poll.register(self._broker, select.POLLIN)
        poll.register(self._woken, select.POLLIN)
        going = True
        while going:
            ready = {descriptor for descriptor, _ in poll.poll()}
            if self._woken in ready:
                os.read(self._woken, _MESSAGE)
                self._reap()
            if self._broker.fileno() in ready:
                going = self._obey()
        for pid in self._workers.values():
            os.kill(pid, signal.SIGKILL)
        for pid in self._workers.values():
            os.waitpid(pid, 0)

    def _obey(self) -> bool:
        """Do the next thing that the broker says; False: it is gone."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self._broker, _MESSAGE, 1)
        except ConnectionError:
            return False
        if not data:
            return False
        message = json.loads(data)
        if message["do"] == "spawn":
            self._spawn(message["worker"], descriptors[0])
        elif (pid := self._workers.get(message["worker"])) is not None:
            if message["do"] == "nice":
                os.setpriority(os.PRIO_PROCESS, pid, _NICE)
            else:
                os.kill(pid, _SIGNALS[message["do"]])
        return True

    def _spawn(self, worker: int, descriptor: int) -> None:
        try:
            pid = os.fork()
        except OSError as error:  # no memory or too many processes: say so, go on
            os.close(descriptor)
            _say(self._broker, {"gone": worker, "status": None, "why": str(error)})
            return
        if pid == 0:
            try:
                become_worker(descriptor, self._holding, self._plan)
                os._exit(0)
            except BaseException:  # noqa: BLE001 - told, and never back to our loop
                traceback.print_exc()
            finally:
                os._exit(1)
        os.close(descriptor)
        self._workers[worker] = pid
        _say(self._broker, {"born": worker, "pid": pid})

    def _reap(self) -> None:
        for worker, pid in list(self._workers.items()):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                del self._workers[worker]
                _say(self._broker, {"gone": worker, "status": status})


def become_worker(
    descriptor: int, holding: Dataset | Layout | None, plan: dict[str, Any]
) -> None:
    """Turn this process into a worker that answers through ``descriptor``.

    Never returns to what it was: what was open is closed, the network is gone.
    """
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    channel = socket.socket(fileno=_alone_with(descriptor))
    go_first()
    dataset: Dataset | Elsewhere | None
    if isinstance(holding, Layout):
        dataset = Elsewhere(Engine(**plan["engine"]), holding, plan["patience"])
    else:
        dataset = holding
    leave_network()
    if dataset is None:
        dataset = open_on_disk(Path(plan["folder"]))
    # Last, so that what the store on disk maps for itself is not counted.
    bounds = Bounds(**plan["bounds"])
    limit(bounds.memory)
    # The engine's last words, "memory allocation failed", are no news to anybody.
    os.dup2(0, 2)
    with contextlib.suppress(ConnectionError):
        work(channel, dataset, bounds, plan["patience"])


def _alone_with(descriptor: int) -> int:
    """Close every descriptor but this one, which becomes 3; 0 and 1 are void."""
    null = os.open(os.devnull, os.O_RDWR)
    # Moved out of the way first: it may be one of those that are replaced.
    kept = os.dup2(descriptor, max(descriptor, null, 3) + 1)
    for standard in (0, 1):
        os.dup2(null, standard)
    os.dup2(kept, 3)
    os.closerange(4, os.sysconf("SC_OPEN_MAX"))
    return 3


def _say(broker: socket.socket, message: dict[str, Any]) -> None:
    """Tell the broker; if it is gone, the next look at it ends this process."""
    with contextlib.suppress(ConnectionError):
        broker.sendall(json.dumps(message).encode())


if __name__ == "__main__":
    main()

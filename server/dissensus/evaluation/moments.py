"""Give each query its first moment and its last, also on a busy machine.

A light query is told from a long one by the time that it runs. On a busy
machine that time passes before some have had a processor at all; those are
given more of it, or a crowd of long queries would have light ones refused.

Source: Linux, Documentation/scheduler/sched-stats.rst (/proc/<pid>/schedstat).
"""

import asyncio
import math
import time
from pathlib import Path
from typing import Final

from dissensus.evaluation.handle import Worker
from dissensus.evaluation.lanes import Turn

# Several times what a light query needs.
_ENOUGH: Final = 0.005
_AT_MOST: Final = 1.0
_LAST: Final = 0.5
_LINGER: Final = 0.02


async def first_moment(worker: Worker, turn: Turn) -> float:
    """Return when ``worker`` is done or has had its moment: after how many seconds.

    One that has begun to answer may wait for whoever reads: it has had it.
    """
    began, before = time.monotonic(), _worked(worker.pid)
    most = min(_AT_MOST, turn.deadline)
    young = 0.0
    while not worker.done.done() and young < most:
        await asyncio.wait([worker.done], timeout=min(turn.youth(), most - young))
        young = time.monotonic() - began
        if worker.started or _worked(worker.pid) >= before + _ENOUGH:
            break
    return young


async def last_moment(worker: Worker) -> bool:
    """Return whether ``worker`` is done, though its client has hung up.

    Most that hang up have read their answer to its end, and the worker is about
    to say so: late, where many want the processor. One that still writes learns
    of it by that, and is done too.
    """
    patience = _LAST if worker.started else _LINGER
    await asyncio.wait([worker.done], timeout=patience)
    return worker.done.done()


def _worked(pid: int | None) -> float:
    """Return the seconds that a process has had a processor; 0 before it is born."""
    if pid is None:
        return 0.0
    try:
        said = Path(f"/proc/{pid}/schedstat").read_bytes()
    except OSError:  # it is gone, or the kernel does not count
        return math.inf
    return int(said.split()[0]) / 1e9

"""Start the process that holds a release's store and forks its workers."""

import json
import socket
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from dissensus.evaluation.bounds import Bounds
from dissensus.remote import Engine
from dissensus.settings import Settings

GRACE: Final = 5.0
# Workers that wait for a query, beyond those that run.
SPARE: Final = 2


def start_zygote(
    folder: Path, settings: Settings
) -> "tuple[socket.socket, subprocess.Popen[bytes]]":
    """Return the broker's end of a new zygote's channel, and its process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    engine = Engine.of(settings)
    plan = {
        "engine": asdict(engine) if engine else None,
        "folder": str(folder),
        "descriptor": theirs.fileno(),
        "in_memory": settings.in_memory_triples,
        "copies": settings.query_workers + SPARE,
        "bounds": asdict(Bounds.of(settings)),
        # Longer than the deadline, which the broker sees to.
        "patience": settings.deadline + GRACE,
    }
    with theirs:
        module = "dissensus.evaluation.zygote"
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", module, json.dumps(plan)],
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
    return ours, process

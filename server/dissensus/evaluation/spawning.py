"""Start a zygote as a child of the broker."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

from dissensus.settings import Settings

_SLACK: Final = 5.0


def start_zygote(
    folder: Path, settings: Settings
) -> "tuple[socket.socket, subprocess.Popen[bytes]]":
    """Return a channel to a new zygote of the release in ``folder``, and its process.

    It says when it is ready. It ends when the channel is closed, and with us.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    plan = {
        "folder": str(folder),
        "descriptor": theirs.fileno(),
        "in_memory": settings.in_memory_triples,
        "memory": settings.query_memory,
        # Longer than the deadline, which the broker sees to.
        "patience": settings.deadline + _SLACK,
    }
    with theirs:
        module = "dissensus.evaluation.zygote"
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", module, json.dumps(plan)],
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
    return ours, process

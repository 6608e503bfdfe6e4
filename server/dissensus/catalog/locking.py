"""Let one publisher at a time write into a folder of releases.

The lock belongs to the open file, so the system lets go of it when its holder
dies, however it dies; nothing has to be cleaned up by hand.

Source: flock(2).
"""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from dissensus.errors import PublisherRuns
from dissensus.release.disk import disk_faults

LOCK: Final = ".lock"


@contextmanager
def only_publisher(folder: Path) -> Iterator[None]:
    """Hold the lock of the releases in ``folder``, which is made if need be.

    Raises:
        PublisherRuns: Another process holds it; the message says which.
        UnwritableFolder: The folder cannot be written to.
        NoSpace: The disk is full.
    """
    with disk_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
        raise PublisherRuns(
            f"Another publisher writes to {folder}: {holder or 'just started'}.",
            hint="Wait until it is done; the lock ends with that process.",
        ) from error
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    name = f"process {os.getpid()} on {socket.gethostname()} since {now}\n"
    with disk_faults(folder):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, name.encode(), 0)

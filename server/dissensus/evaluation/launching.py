"""Start the broker as a child process, and stop it.

The broker outlives nothing: it ends with its handle, when its standard input
closes, and when its parent is gone.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from dissensus import errors
from dissensus.errors import DissensusError, OperationError, WrongCall
from dissensus.settings import Settings

_LONGEST: Final = 107  # sun_path of sockaddr_un, less its closing NUL


class Broker:
    """A running broker.

    Attributes:
        socket: Where it listens.
        pid: Its process.
    """

    def __init__(self, path: Path, process: "subprocess.Popen[bytes]") -> None:
        self.socket = path
        self.pid = process.pid
        self._process = process

    def alive(self) -> bool:
        """Return whether the process still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the broker and all its workers; returns when it is gone."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self.socket.unlink(missing_ok=True)


def start_broker(
    path: Path, settings: Settings, releases: Path, first: Path | None = None
) -> Broker:
    """Return a broker that listens at ``path``; takes about 0.15 s.

    Args:
        path: Of the Unix socket, in a folder that only we can enter; a file
            that is there is replaced. At most 107 bytes long.
        settings: Limits.
        releases: The broker opens no folder that is not below this one.
        first: Folder of the release to load before anybody asks; whoever asks
            hears of what is wrong with it.

    Raises:
        WrongCall: ``path`` is too long for a Unix socket.
        NoIsolation: This machine cannot keep workers off the network.
        OperationError: The broker did not start.
    """
    if len(os.fsencode(path)) > _LONGEST:
        raise WrongCall(
            f"The socket's path is longer than {_LONGEST} bytes: {path}.",
            hint="Set TMPDIR to a shorter folder.",
        )
    plan = {
        "socket": str(path),
        "releases": str(releases.resolve()),
        "settings": asdict(settings),
        "first": str(first) if first else "",
    }
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-m", "dissensus.evaluation.broker", json.dumps(plan)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    broker = Broker(path, process)
    fault = _fault(process)
    if fault is not None:
        broker.stop()
        raise fault
    return broker


def _fault(process: "subprocess.Popen[bytes]") -> DissensusError | None:
    """Return why the broker does not start; None when it has said it is ready."""
    assert process.stdout is not None  # noqa: S101 - for the type checker
    line = process.stdout.readline()
    try:
        said = json.loads(line)
    except ValueError:
        return OperationError(
            "The query broker did not start.",
            hint="Its own words are above, on standard error.",
        )
    if said.get("ready"):
        return None
    kind = getattr(errors, said["fault"], OperationError)
    fault = kind(said["summary"], hint=said["hint"])
    assert isinstance(fault, DissensusError)  # noqa: S101 - for the type checker
    return fault

"""Start what is measured, each on a port of its own of this machine, and end it."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from asking import Ask

_LONGEST: Final = 900.0
_ENDING: Final = 20.0
_MEBI: Final = 1024


class Missing(Exception):
    """What a server needs is not installed; the message says what to do."""


@dataclass
class Server:
    """One server that runs.

    Attributes:
        name: For the table.
        version: Likewise.
        process: Its first process.
        url: Where it listens.
        endpoint: Path of its SPARQL endpoint; empty for none.
        describe: What to ask for the document of an entity, by number of the
            person and media type; None where it has none.
        dump: Path of the whole graph; empty for none.
        started: Seconds from its start, with the data that it keeps, to its
            first answer to a query; of several starts the median.
        starts: How many those were.
        loading: Seconds that it took to read the data before; 0 for not at all.
        said: More about its start, by the name of the row in the table: the
            figure, and of how many it is the median.
        folder: Of the files that it serves, where it serves files.
        stuck: Whether it has left a question without an answer.
    """

    name: str
    version: str
    process: "subprocess.Popen[bytes]"
    url: str
    endpoint: str = ""
    describe: Callable[[int, str], Ask | None] = lambda _, __: None
    dump: str = ""
    started: float = 0.0
    starts: int = 1
    loading: float = 0.0
    said: dict[str, tuple[float, int]] = field(default_factory=dict)
    folder: Path = Path()
    stuck: bool = False

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Let it be asked; what it goes on computing then must not disturb others."""
        if self.stuck:
            self._signal(signal.SIGCONT)
        yield
        if self.stuck:
            self._signal(signal.SIGSTOP)

    def _signal(self, number: signal.Signals) -> None:
        for process in _family(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def query(self, text: str, accept: str) -> Ask:
        """Return the request to evaluate ``text``."""
        return Ask.query(f"{self.url}{self.endpoint}", text, accept)

    def memory(self) -> float:
        """Return the MiB that its processes hold, what they share counted once."""
        return sum(_pss(process) for process in _family(self.process.pid)) / _MEBI


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    command: list[str], log: Path, environ: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start ``command``, whose words go to ``log``; end it in the end."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environ or {})},
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def first_answer(ask: Ask, process: "subprocess.Popen[bytes]") -> float:
    """Return the moment of the first good answer to ``ask``.

    Raises:
        Missing: The process ended, or does not answer for a quarter of an hour.
    """
    place = urlsplit(ask.url).netloc
    for _ in range(int(_LONGEST * 200)):
        if process.poll() is not None:
            break
        connection = http.client.HTTPConnection(place, timeout=_LONGEST)
        try:
            connection.request(ask.method, ask.target, ask.body or None, ask.headers)
            if connection.getresponse().status == http.client.OK:
                return time.monotonic()
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.005)
    raise Missing(f"it has ended or does not answer: {process.args!r}")


def _family(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                children.setdefault(int(stat[1]), []).append(int(entry.name))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def _pss(process: int) -> int:
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 0

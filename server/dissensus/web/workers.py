"""Run the web workers: processes that are forked after the imports are done.

Each listens on a socket of its own, and the kernel shares the connections out among
them. The sockets belong to the process that forks: who has come to a worker that
died is answered by the one that takes its place.
"""

import asyncio
import logging
import multiprocessing
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from uvicorn.config import Config
from uvicorn.server import Server

from dissensus.errors import DissensusError
from dissensus.journal import JSON, JsonLines, TextLines
from dissensus.settings import Settings
from dissensus.web.connections import Connection
from dissensus.web.outgoing import BrokenOffError
from dissensus.web.running import Running, load_front
from dissensus.web.tally import share

_ENDING_SECONDS: Final = 5
# A proxy keeps connections for a minute; who ends them first loses no request.
_IDLE_SECONDS: Final = 75
_PAUSE: Final = 0.01
_LEAST_LIFE: Final = 1.0
_WAITING: Final = 1_024
_FORKED: Final = multiprocessing.get_context("fork")
_LOG: Final = logging.getLogger("dissensus.workers")
_ORDERLY: Final = {0, -signal.SIGTERM}

Load = Callable[[], Running]


def run_workers(
    releases: Path,
    broker: Path,
    settings: Settings,
    address: tuple[str, int],
    announce: Callable[[], None],
) -> None:
    """Serve the current release of ``releases`` until SIGTERM or SIGINT.

    SIGHUP has new workers take the place of those that there are.

    Args:
        releases: Folder, followed while serving.
        broker: Where the broker listens.
        settings: Limits and numbers of workers.
        address: Host and port to listen on.
        announce: Called once, when requests are answered.
    """
    _log_faults(settings.log)
    shared = share(settings.web_workers)
    load = partial(load_front, releases, broker, settings, shared)
    workers = _Workers([_bound(address) for _ in range(settings.web_workers)], load)
    signal.signal(signal.SIGHUP, lambda *_: workers.end())
    try:
        workers.watch(address, announce)
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        workers.close()


def _bound(address: tuple[str, int]) -> socket.socket:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
        bound.setsockopt(socket.SOL_SOCKET, option, 1)
    bound.bind(address)
    return bound


class _Workers:
    """As many processes as there are sockets; one that ends is replaced."""

    def __init__(self, sockets: list[socket.socket], load: Load) -> None:
        self._sockets, self._load = sockets, load
        self._began = [0.0] * len(sockets)
        self._processes: list[BaseProcess] = []

    def _forked(self, number: int) -> BaseProcess:
        # What cannot start must not be started a thousand times a second.
        lived = time.monotonic() - self._began[number]
        time.sleep(max(0.0, _LEAST_LIFE - lived))
        self._began[number] = time.monotonic()
        process = _FORKED.Process(target=self._work, args=(number,), daemon=True)
        process.start()
        return process

    def _work(self, number: int) -> None:
        """Be the worker of one of the sockets; the others are not for it to keep."""
        listening = self._sockets.pop(number)
        for other in self._sockets:
            other.close()
        _answer(listening, self._load)

    def watch(self, address: tuple[str, int], announce: Callable[[], None]) -> None:
        """Start all, and replace what ends, for as long as this process lives."""
        self._processes += (self._forked(n) for n in range(len(self._sockets)))
        opened = False
        while True:
            sentinels = [process.sentinel for process in self._processes]
            ended = wait(sentinels, None if opened else _PAUSE)
            for number, process in enumerate(self._processes):
                if process.sentinel in ended:
                    self._processes[number] = self._next(number, process)
            if not opened and _answers(address):
                opened = True
                announce()

    def _next(self, number: int, ended: BaseProcess) -> BaseProcess:
        ended.join()
        if ended.exitcode not in _ORDERLY:
            told = "Web worker %s ended by itself (%s); another takes its place."
            _LOG.error(told, ended.pid, ended.exitcode)
        return self._forked(number)

    def end(self) -> None:
        """Have all of them answer what they began, and end."""
        for process in self._processes:
            process.terminate()

    def close(self) -> None:
        """Listen no more, and return when all of them are gone."""
        for each in self._sockets:
            each.close()
        self.end()
        latest = time.monotonic() + 2 * _ENDING_SECONDS
        for process in self._processes:
            process.join(max(0.0, latest - time.monotonic()))
            process.kill()
            process.join()


def _answers(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return False
    return True


def _answer(listening: socket.socket, load: Load) -> None:
    """Answer what comes to ``listening`` until SIGTERM."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        running = load()
    except DissensusError as fault:
        _LOG.error("%s", fault)
        sys.exit(1)
    config = Config(
        running,
        interface="asgi3",
        lifespan="on",
        http=Connection,
        ws="none",
        backlog=_WAITING,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level=None,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_ENDING_SECONDS,
    )
    Server(config).run(sockets=[listening])


def _log_faults(form: str) -> None:
    """Tell of faults on stderr, in the form of our own log."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == JSON else TextLines())
    handler.addFilter(_brief)
    for faults in (logging.getLogger("uvicorn.error"), _LOG):
        faults.handlers, faults.propagate = [handler], False
        faults.setLevel(logging.ERROR)


def _brief(record: logging.LogRecord) -> bool:
    """Say in one line what is no fault of ours, without a traceback.

    An exception is the only way to have a connection aborted (ASGI).
    """
    fault = record.exc_info[1] if record.exc_info else None
    if isinstance(fault, BrokenOffError):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args, record.exc_info = str(fault), None, None
    return not isinstance(fault, asyncio.CancelledError)

"""Run granian's web workers.

They are forked after the imports are done, and each opens the store for itself.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from dissensus.journal import JSON, JsonLines, TextLines
from dissensus.settings import Settings
from dissensus.web.outgoing import BrokenOffError
from dissensus.web.running import load_front
from dissensus.web.tally import share

_ENDING_SECONDS: Final = 5
_ATTEMPTS: Final = 3_000
_PAUSE: Final = 0.01


def run_workers(
    releases: Path,
    broker: Path,
    settings: Settings,
    address: tuple[str, int],
    announce: Callable[[], None],
) -> None:
    """Serve the current release of ``releases`` until SIGTERM or SIGINT.

    Args:
        releases: Folder, followed while serving.
        broker: Where the broker listens.
        settings: Limits and numbers of workers.
        address: Host and port to listen on.
        announce: Called once, when requests are answered.
    """
    host, port = address
    server = _Server(
        "dissensus.web",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=settings.web_workers,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_ENDING_SECONDS,
        log_access=False,
        log_level=LogLevels.warning,
        log_dictconfig=_words_of_granian(settings.log),
    )
    shared = share(settings.web_workers)
    loader = partial(load_front, releases, broker, settings, shared)
    server.afterwards = partial(_announce_when_open, address, announce)
    server.serve(target_loader=loader, wrap_loader=False)


def _words_of_granian(form: str) -> dict[str, Any]:
    """Return how granian is to log: on stderr, in the form of our own log."""
    lines = JsonLines if form == JSON else TextLines
    handler = {"class": "logging.StreamHandler", "formatter": "lines"}
    return {
        "filters": {"brief": {"()": _Brief}},
        "formatters": {"lines": {"()": lines}},
        "handlers": {"lines": {**handler, "filters": ["brief"]}},
        "loggers": {"_granian": {"handlers": ["lines"], "propagate": False}},
    }


class _Brief(logging.Filter):
    """Say in one line what is no fault of ours, without a traceback.

    An exception is the only way to have granian abort a connection.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass; that of an answer which broke off says just that."""
        _, found, why = record.getMessage().rpartition(f"{BrokenOffError.__name__}: ")
        if found:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.msg, record.args = why.strip(), None
        return True


class _Server(MPServer):
    """granian's server, which does something once its workers are forked.

    Not before: a process that has threads must not be forked.
    """

    afterwards: Callable[[], None]

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        """Start the workers, then what shall run beside them."""
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        threading.Thread(target=self.afterwards, daemon=True).start()


def _announce_when_open(address: tuple[str, int], announce: Callable[[], None]) -> None:
    for _ in range(_ATTEMPTS):
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            time.sleep(_PAUSE)
        else:
            announce()
            return

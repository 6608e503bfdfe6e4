"""Run the site: broker of the query workers first, then granian's web workers.

One process starts everything and ends everything. Web workers are forked
from it after the imports are done, and each opens the store for itself.
"""

import contextlib
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from dissensus.catalog import Catalog
from dissensus.errors import AddressInUse
from dissensus.evaluation import start_broker
from dissensus.journal import JSON
from dissensus.settings import Settings
from dissensus.web.tally import share

_ENDING_SECONDS: Final = 5
_ATTEMPTS: Final = 3_000
_PAUSE: Final = 0.01


def serve(
    catalog: Catalog,
    host: str,
    port: int,
    settings: Settings,
    announce: Callable[[str, str], None],
) -> None:
    """Serve the current release of ``catalog`` until SIGTERM or SIGINT.

    Args:
        catalog: Followed while serving.
        host: Address to listen on.
        port: 0 takes a free one.
        settings: Limits and numbers of workers.
        announce: Called once with release and URL when requests are answered.

    Raises:
        NoRelease: There is nothing to serve.
        AddressInUse: Somebody else listens there, or the address is not ours.
        NoIsolation: Query workers cannot be kept off the network.
    """
    release = catalog.current()
    port = _free_port(host, port)
    url = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    # Until granian takes the signal over, ending must still clean up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="dissensus-") as folder:
        path = Path(folder) / "broker"
        with _running_broker(path, settings, release.folder) as load_front:
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
            loader = partial(load_front, catalog.folder, path, settings, shared)
            server.afterwards = partial(
                _announce_when_open, host, port, announce, release.id, url
            )
            server.serve(target_loader=loader, wrap_loader=False)


@contextlib.contextmanager
def _running_broker(
    path: Path, settings: Settings, release: Path
) -> Iterator[Callable[..., Callable[..., object]]]:
    """Start the broker, which loads ``release``, while Flask is imported; then stop it.

    Yields:
        What loads the application in a web worker.
    """
    with ThreadPoolExecutor(1) as starter:
        starting = starter.submit(start_broker, path, settings, release.parent, release)
        try:
            from dissensus.web.running import load_front  # noqa: PLC0415  # meanwhile
        finally:
            broker = starting.result()
    try:
        yield load_front
    finally:
        broker.stop()


def _free_port(host: str, port: int) -> int:
    """Return ``port`` if it can be listened on; a free one for 0.

    granian's workers share a port on purpose, so without this a second
    server on the same port would quietly take half of the requests.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AddressInUse(
                f"Cannot listen on {host}, port {port}: {error.strerror}.",
                hint="Choose another with --host and --port.",
            ) from error
        found: int = probe.getsockname()[1]
        return found


def _words_of_granian(form: str) -> dict[str, Any] | None:
    """Return how granian is to log; None: as it does by itself."""
    if form != JSON:
        return None
    return {
        "formatters": {"lines": {"()": "dissensus.journal.JsonLines"}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "loggers": {"_granian": {"handlers": ["lines"], "propagate": False}},
    }


class _Server(MPServer):
    """granian's server, which does something once its workers are forked.

    Not before: a process that has threads must not be forked.
    """

    afterwards: Callable[[], None]

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        """Start the workers, then what shall run beside them."""
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        threading.Thread(target=self.afterwards, daemon=True).start()


def _announce_when_open(
    host: str, port: int, announce: Callable[[str, str], None], release: str, url: str
) -> None:
    for _ in range(_ATTEMPTS):
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(_PAUSE)
        else:
            announce(release, url)
            return

"""Run the site: broker of the query workers first, then the web workers.

One process starts everything and ends everything.
"""

import contextlib
import gc
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from dissensus.catalog import Catalog
from dissensus.errors import AddressInUse
from dissensus.evaluation.launching import start_broker
from dissensus.settings import Settings


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
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="dissensus-") as folder:
        path = Path(folder) / "broker"
        with _running_broker(path, settings, release.folder) as run_workers:
            opened = partial(announce, release.id, url)
            run_workers(catalog.folder, path, settings, (host, port), opened)


@contextlib.contextmanager
def _running_broker(
    path: Path, settings: Settings, release: Path
) -> Iterator[Callable[..., None]]:
    """Start the broker, which loads ``release``, and import the rest; then stop it.

    Yields:
        What runs the web workers.
    """
    with ThreadPoolExecutor(1) as starter:
        starting = starter.submit(start_broker, path, settings, release.parent, release)
        # What modules define stays; to look through it for garbage takes 40 ms.
        gc.disable()
        try:
            from dissensus.web.workers import run_workers  # noqa: PLC0415  # meanwhile
        finally:
            gc.freeze()
            gc.enable()
            broker = starting.result()
    try:
        yield run_workers
    finally:
        broker.stop()


def _free_port(host: str, port: int) -> int:
    """Return ``port`` if it can be listened on; a free one for 0.

    The web workers share a port on purpose, so without this a second server
    on the same port would quietly take half of the requests.
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

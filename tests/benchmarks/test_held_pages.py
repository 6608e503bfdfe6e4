"""What a page that is held costs beside a file: nginx sends the same bytes, in turn."""

import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from dissensus.release import Release

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("wrk") and shutil.which("nginx")),
        reason="wrk and nginx are not installed: apt-get install wrk nginx-light",
    ),
]
PACKED = {"Accept-Encoding": "gzip"}
ROUNDS = 7
CONFIGURATION = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}; add_header Content-Encoding gzip; }}
}}
"""


@pytest.fixture(scope="module")
def site(real_release: Release) -> Iterator[str]:
    """The address of a server of the real release."""
    command = [sys.executable, "-m", "dissensus", "serve", "--no-publish"]
    options = ["--port", "0", "--releases", str(real_release.folder.parent)]
    with subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1].rstrip("/")
        process.terminate()


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of nginx, and the folder that it serves."""
    folder = tmp_path_factory.mktemp("nginx")
    # Started as root it serves as nobody, who must get into the folder.
    for above in (folder, *folder.parents[:2]):
        above.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=folder, port=port))
    with subprocess.Popen(["nginx", "-c", str(file), "-p", str(folder)]) as process:
        address = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                httpx.get(address)
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        yield address, folder
        process.terminate()


def rate(address: str) -> float:
    """Return the requests per second that wrk gets answered at ``address``."""
    header = "Accept-Encoding: gzip"
    told = subprocess.run(
        ["wrk", "-t1", "-c16", "-d2", "-H", header, address],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Non-2xx" not in told
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found
    return float(found[1])


@pytest.mark.parametrize("form", ["html", "ttl"])
def test_a_held_document_comes_a_third_as_fast_as_a_file(
    site: str, nginx: tuple[str, Path], form: str
) -> None:
    """Median of rounds in turn, packed, 16 connections; wrk shares the cores."""
    beside, folder = nginx
    ours = f"{site}/doc/person/isaac-deutscher.{form}"
    with httpx.stream("GET", ours, headers=PACKED) as answer:
        (folder / f"page.{form}").write_bytes(b"".join(answer.iter_raw()))
    rate(ours)

    rounds = [(rate(ours), rate(f"{beside}/page.{form}")) for _ in range(ROUNDS)]

    ratio = statistics.median(file / own for own, file in rounds)
    own = statistics.median(own for own, _ in rounds)
    print(f"\n{form}: {own:,.0f} requests/s; nginx {ratio:.2f} times as many")  # noqa: T201
    assert ratio < 3

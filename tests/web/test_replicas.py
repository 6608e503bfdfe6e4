"""Several servers of one release answer alike, so that any of them may fall out."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

import stores
from dissensus.release import Release

pytestmark = pytest.mark.slow

NGINX = """\
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream replicas {{
    server 127.0.0.1:{ports[0]} max_fails=1 fail_timeout=2s;
    server 127.0.0.1:{ports[1]} max_fails=1 fail_timeout=2s;
    keepalive 16;
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://replicas;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_next_upstream error timeout http_502 http_503 non_idempotent;
      proxy_connect_timeout 2s;
    }}
  }}
}}
"""
DISSENSUS = (sys.executable, "-m", "dissensus")
PATHS = (
    *("/", "/doc/stance/galileo-moon.html", "/doc/stance/galileo-moon.ttl"),
    *("/id/person/galileo-galilei", "/search?q=moon", "/ontology", "/graph/inferred"),
    *(
        "/dumps/latest.ttl",
        "/.well-known/void",
        "/sparql?query=SELECT%20*%7B?s%20a%20?c%7D",
    ),
)


@contextmanager
def _served(releases: Path) -> "Iterator[subprocess.Popen[str]]":
    """Serve ``releases`` in a session of its own, which can be killed as a whole."""
    process = subprocess.Popen(
        [*DISSENSUS, "serve", "--no-publish", "--port=0", f"--releases={releases}"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(15)
        assert process.stdout is not None
        process.stdout.close()


def _port(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    return int(process.stdout.readline().rstrip("/\n").rpartition(":")[2])


@contextmanager
def _balanced(folder: Path, ports: list[int]) -> Iterator[str]:
    port = stores.free_port()
    conf = folder / "nginx.conf"
    conf.write_text(NGINX.format(folder=folder, port=port, ports=ports), "ascii")
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(conf)])
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                httpx.get(url)
                break
            except httpx.TransportError:
                sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def test_one_of_two_servers_is_killed_under_load_and_nobody_notices(
    release: Release, tmp_path: Path
) -> None:
    """The second is a replica, pulled from the first."""
    replica = tmp_path / "replica"
    with _served(release.folder.parent) as first:
        ports = [_port(first)]
        pull = [*DISSENSUS, "pull", f"http://127.0.0.1:{ports[0]}"]
        subprocess.run([*pull, f"--releases={replica}"], check=True, timeout=60)
        with _served(replica) as second:
            ports.append(_port(second))
            one, other = (_answers(f"http://127.0.0.1:{port}") for port in ports)
            with _balanced(tmp_path, ports) as url:
                with ThreadPoolExecutor(4) as clients:
                    asking = [clients.submit(_ask, url, 2.0) for _ in range(4)]
                    sleep(0.7)
                    os.killpg(first.pid, signal.SIGKILL)
                statuses = [status for asked in asking for status in asked.result()]

    assert one == other
    assert all(tag for path, (_, tag, _) in one.items() if "person" not in path)
    assert len(statuses) > 100
    assert set(statuses) <= {200, 303}


def _answers(url: str) -> dict[str, tuple[int, str, bytes]]:
    """What each path says: status, ETag and body."""
    with httpx.Client(base_url=url, timeout=30) as client:
        found = {path: client.get(path) for path in PATHS}
    return {
        path: (reply.status_code, reply.headers.get("ETag", ""), reply.content)
        for path, reply in found.items()
    }


def _ask(url: str, seconds: float) -> list[int]:
    """Ask for one path after the other; return the status of each answer."""
    statuses, end = [], monotonic() + seconds
    with httpx.Client(base_url=url, timeout=30) as client:
        while monotonic() < end:
            statuses += [client.get(path).status_code for path in PATHS]
    return statuses


def test_whole_releases_are_served_and_nothing_beside_them(
    http: httpx.Client, release: Release
) -> None:
    for name in ("manifest.sha256", "search.sqlite", "store/CURRENT"):
        reply = http.get(f"/releases/{release.id}/{name}")
        assert reply.content == (release.folder / name).read_bytes(), name
    for name in ("../.lock", "%2e%2e/.lock", "store", "nothing"):
        assert http.get(f"/releases/{release.id}/{name}").status_code == 404, name

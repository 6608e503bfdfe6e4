"""The site behind nginx, as deploy/nginx.conf has it: TLS, cache, nothing spoilt."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from dissensus.doctor import Caller, Manners, State, examine
from dissensus.release import Release

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
FRAME = """{user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
    include {types};
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Behind:
    """A site behind nginx: its address, its certificate, and the server itself."""

    url: str
    certificate: Path
    server: Any

    def client(self) -> httpx.Client:
        trust = ssl.create_default_context(cafile=str(self.certificate))
        return httpx.Client(base_url=self.url, verify=trust, timeout=30)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


def listens(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def certify(folder: Path) -> Path:
    """Make a certificate for localhost that signs itself."""
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run(
        ["openssl", *words.split(), *names, *files],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "fullchain.pem"


def configure(folder: Path, upstream: str, port: int) -> Path:
    """Write the snippet for this machine: ports, names and folders of its own."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in (
        ("127.0.0.1:8000", upstream.removeprefix("http://")),
        ("/etc/letsencrypt/live/example.org", str(folder)),
        ("/var/cache/nginx/dissensus", str(folder / "cache")),
        ("example.org", "localhost"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80", f"listen 127.0.0.1:{free_port()}"),
    ):
        assert old in text
        text = text.replace(old, new)
    text = re.sub(r"(?m)^\s*listen \[::\].*\n", "", text)
    (folder / "site.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    types = folder / "types"
    types.write_text("types { }")
    (folder / "nginx.conf").write_text(
        FRAME.format(user=user, folder=folder, types=types)
    )
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def behind(
    release: Release, serving: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Behind]:
    """The minimal site behind nginx, with limits that are soon reached."""
    folder = tmp_path_factory.mktemp("nginx")
    certificate, port = certify(folder), free_port()
    limits = {"DISSENSUS_ANSWER_ROWS": "100000"}
    proxied = {"DISSENSUS_CLIENT_HEADER": "X-Forwarded-For"}
    with serving(release.folder.parent, **limits, **proxied) as server:
        file = configure(folder, server.url, port)
        call = [NGINX, "-p", str(folder), "-c", str(file)]
        subprocess.run([*call, "-t"], check=True, capture_output=True)
        process = subprocess.Popen([*call, "-g", "daemon off;"])
        while not listens(port):
            assert process.poll() is None
            time.sleep(0.02)
        yield Behind(f"https://localhost:{port}", certificate, server)
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def test_the_doctor_finds_no_fault_behind_nginx(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(behind.certificate))

    found = examine(Caller(behind.url, Manners(pause=0)), samples=1)

    assert found.of(State.FAULT) == []


def test_nginx_keeps_the_forms_of_one_address_apart(behind: Behind) -> None:
    with behind.client() as client:
        for _ in range(2):
            for accept in ("text/turtle", "text/html", "application/ld+json"):
                got = client.get("/ontology", headers={"Accept": accept})

                assert got.headers["Content-Type"].startswith(accept)
                assert not got.headers["ETag"].startswith("W/")


def test_addresses_for_other_programs_are_those_that_they_reach(
    behind: Behind,
) -> None:
    """The site behind it is asked by plain HTTP."""
    with behind.client() as client:
        search = client.get("/opensearch.xml").text
        manifest = client.get("/reconcile", headers={"Accept": "application/json"})

    assert 'template="https://localhost/' in search
    assert "http://localhost" not in search + manifest.text


def test_an_answer_that_breaks_off_is_not_mended_by_nginx(behind: Behind) -> None:
    query = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

    with behind.client() as client, pytest.raises(httpx.RemoteProtocolError):
        client.get("/sparql", params={"query": query})


@pytest.mark.slow
def test_a_site_that_is_away_for_a_moment_is_served_from_the_cache(
    behind: Behind,
) -> None:
    asked = {"Accept": "text/turtle", "User-Agent": "a crawler"}
    with behind.client() as client:
        before = client.get("/doc/claim/moon-pulls-the-sea", headers=asked)
        behind.server.process.send_signal(signal.SIGTERM)
        behind.server.process.wait(15)

        after = client.get("/doc/claim/moon-pulls-the-sea", headers=asked)
        status = client.get("/status")

    assert (after.status_code, after.content) == (200, before.content)
    assert status.status_code == 502

"""Neighbours that are gone, slow, rude, or stand in between."""

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

from chaos.means import ALONE, needs
from chaos.site import DUMP, ENTITY, LIGHT, Site, change, command, publish

Tell = Callable[..., None]
VISIT = """
import sys, httpx
for path in sys.argv[2:]:
    answer = httpx.get(sys.argv[1] + path, timeout=30)
    assert answer.status_code == 200, (path, answer.status_code)
"""


@pytest.mark.chaos("F1", "there is no Internet at all")
def test_nothing_needs_the_internet(project: Path, tell: Tell) -> None:
    """In a network of its own, with the loopback and nothing else."""
    needs("unshare", "-n", "true")
    change(project, 1)
    call = command("serve", "--root", project, "--port", 0)
    paths = ("/", ENTITY, f"/sparql?query={quote(LIGHT)}", "/sparql", "/search?q=moon")
    visit = " ".join(f"'{path}'" for path in (*paths, DUMP, "/ontology"))
    script = (
        '"$@" > said & while [ ! -s said ]; do sleep 0.1; done; '
        f'url=$(sed "s/.* at //; s:/$::" said); {sys.executable} -c "$VISIT" $url '
        f"{visit}; code=$?; kill $!; wait; exit $code"
    )
    done = subprocess.run(
        [*ALONE, "env", f"VISIT={VISIT}", "sh", "-c", script, "sh", *call],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (project / "said").read_text().startswith("Serving 2-")
    tell(pages=len(paths) + 2)


@contextmanager
def neighbour(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Run somebody's service that answers everything with ``answer``."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        do_POST = do_GET  # noqa: N815  # the library asks for it

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql"
        finally:
            server.shutdown()
            thread.join()


def says(status: int, kind: str, body: bytes, **headers: str) -> Callable[..., None]:
    """Return an answer that is always the same."""

    def answer(door: BaseHTTPRequestHandler) -> None:
        door.rfile.read(int(door.headers.get("Content-Length") or 0))
        door.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            door.send_header(name.replace("_", "-"), value)
        door.end_headers()
        door.wfile.write(body)

    return answer


BAD = {
    "too many": says(429, "text/plain", b"slow down", Retry_After="1"),
    "broken": says(500, "text/plain", b"Oops"),
    "a page": says(200, "text/html", b"<!DOCTYPE html><p>Maintenance"),
    "half": says(200, "application/sparql-results+json", b'{"head": {"vars": ['),
}


def link(project: Path, url: str) -> "subprocess.CompletedProcess[str]":
    """Ask the service at ``url`` about the project's links."""
    call = command("link", "--root", project, "--endpoint", url)
    return subprocess.run(
        [*call, "--pause", "0.1", "--timeout", "2"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.chaos("F2", "Wikidata is down, slow or talks nonsense")
def test_publishing_asks_nobody_and_linking_says_what_failed(
    project: Path, tell: Tell
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        done = link(project, f"http://127.0.0.1:{closed.getsockname()[1]}/")
    assert done.returncode == 2, done.stderr
    for name, answer in BAD.items():
        with neighbour(answer) as url:
            done = link(project, url)
            change(project, len(name))
            assert publish(project).returncode == 0
        assert done.returncode == 2, (name, done.stderr)
        assert "Traceback" not in done.stderr
    tell(neighbours=len(BAD) + 1)


@pytest.mark.chaos("F3", "the redirection of the persistent IRIs is down")
def test_every_page_names_an_address_here(site: Site, tell: Tell) -> None:
    """Links stay on the serving host, whatever the base of the IRIs is."""
    queue, seen = ["/"], {"/"}
    while queue and len(seen) < 60:
        page = site.get(queue.pop(0)).text
        links = re.findall(
            r'<a [^>]*href="(/(?:doc|browse|ontology|graph)[^"#?]*)"', page
        )
        for link in sorted(set(links) - seen):
            assert site.get(link).status_code == 200, link
            seen.add(link)
            queue.append(link)
    assert not re.findall(r'<a [^>]*href="https://example.org/tides/', page)
    tell(pages=len(seen))


def raw(site: Site, path: str, version: str = "1.1", **headers: str) -> bytes:
    """Return all bytes of an answer, as a plain proxy would see them."""
    told = "".join(f"{n.replace('_', '-')}: {v}\r\n" for n, v in headers.items())
    with socket.create_connection(site.address, timeout=30) as connection:
        line = f"GET {path} HTTP/{version}\r\n{told}Connection: close\r\n\r\n"
        connection.sendall(line.encode())
        found = bytearray()
        while data := connection.recv(65536):
            found += data
    return bytes(found)


@pytest.mark.chaos("F4", "a proxy that changes Host, drops headers, speaks HTTP/1.0")
def test_a_rude_proxy_changes_no_address(site: Site, tell: Tell) -> None:
    forms = (".html", ".ttl", ".nt", ".jsonld", ".rdf")
    for suffix in forms:
        plain = raw(site, ENTITY + suffix, Host="127.0.0.1")
        for version, host in (("1.1", "evil.example:99"), ("1.0", "inner")):
            other = raw(site, ENTITY + suffix, version, Host=host)
            assert other.partition(b"\r\n\r\n")[2] == plain.partition(b"\r\n\r\n")[2]
            assert host.encode() not in other
    old = raw(site, f"/sparql?query={quote(LIGHT)}", "1.0")
    assert b"200 OK" in old
    assert b'"boolean":true' in old
    packed = raw(site, f"{ENTITY}.ttl", Host="x", Accept_Encoding="gzip")
    assert b"content-encoding: gzip" in packed
    assert b"accept-encoding" in packed.lower()
    tell(forms=len(forms))


@pytest.mark.parametrize(
    "where",
    [
        pytest.param(
            "tests/benchmarks and docs/performance.md",
            marks=pytest.mark.chaos("E9", "ten times the data"),
        ),
        pytest.param(
            "the fuzzing of the slow tests",
            marks=pytest.mark.chaos("E10", "queries made by a grammar"),
        ),
        pytest.param(
            "the two locked sets of requirements/",
            marks=pytest.mark.chaos("E11", "older and newer libraries"),
        ),
    ],
)
def test_elsewhere(where: str) -> None:
    pytest.skip(f"is no matter of a running server: see {where}")

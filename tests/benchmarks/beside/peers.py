"""Know how each server is started with the same data: ours, and its peers."""

import contextlib
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from asking import Ask, Client
from debate import BASE
from questions import TABLE
from servers import Missing, Server, first_answer, free_port, running

ROOT: Final = Path(__file__).resolve().parents[3]
_PEERS: Final = Path(__file__).parent / ".venv" / "bin"
_PAUSE: Final = 0.05
_STARTS: Final = 7
_ANYTHING: Final = "SELECT ?s { ?s ?p ?o } LIMIT 1"
_SUFFIXES: Final = {"text/html": "html", "text/turtle": "ttl"}
# One client may have as many queries at once as are asked at once here.
_OURS: Final = {
    "DISSENSUS_QUERIES_PER_CLIENT": "8",
    "DISSENSUS_DEADLINE": "60",
    "PYTHONPATH": str(ROOT / "server"),
}
# Without the graph it tells of itself too.
_VIRTUOSO_ENDPOINT: Final = f"/sparql?default-graph-uri={quote(BASE, safe='')}"
_NGINX: Final = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  types {{ text/html html; text/turtle ttl; application/json json; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""
_VIRTUOSO: Final = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {data}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
MaxClientConnections = 20
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 20
MaxKeepAlives = 20
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
DefaultGraph = {base}
"""


@dataclass(frozen=True)
class Place:
    """Where one size of the debate lies.

    Attributes:
        folder: To write into.
        data: The triples, a file that is both Turtle and N-Triples.
        releases: What our publisher made of them.
    """

    folder: Path
    data: Path
    releases: Path

    def room(self, name: str) -> Path:
        """Return an empty folder."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


@contextlib.contextmanager
def dissensus(place: Place) -> Iterator[Server]:
    """Serve the release."""
    port, log = free_port(), place.folder / "dissensus.log"
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "dissensus", "serve", "--no-publish"]
    options = ["--releases", str(place.releases), "--port", str(port)]
    asked = Ask.query(f"{url}/sparql", _ANYTHING, TABLE)

    def describe(number: int, accept: str) -> Ask:
        return Ask(f"{url}/doc/person/{number}.{_SUFFIXES[accept]}", accept)

    def start(ask: Ask) -> float:
        begun = time.monotonic()
        with running([*command, *options], log, _OURS) as process:
            return first_answer(ask, process) - begun

    page = statistics.median(start(describe(0, "text/html")) for _ in range(_STARTS))
    query = statistics.median(start(asked) for _ in range(_STARTS))
    disk = {**_OURS, "DISSENSUS_IN_MEMORY_TRIPLES": "1"}
    with running([*command, *options], log, disk) as process:
        first_answer(asked, process)
        held = Server("", "", process, url).memory()
    begun = time.monotonic()
    with running([*command, *options], log, _OURS) as process:
        first_answer(asked, process)
        server = Server("Dissensus", _commit(), process, url, "/sparql", describe)
        server.dump = "/dumps/latest.ttl"
        server.said = {
            "start to the first page, s": (page, _STARTS),
            "memory at first, store on disk, MiB": (held, 1),
        }
        server.started, server.starts = query, _STARTS
        server.said["start to a store in memory, s"] = _settled(url) - begun, 1
        yield server


def _settled(url: str) -> float:
    """Return the moment when all queries are answered from memory."""
    status = Ask(f"{url}/status.json", "application/json")
    while True:
        pools = json.loads(Client(url).ask(status)[1])["queries"]["pools"]
        if all(pool["where"] == "memory" for pool in pools):
            return time.monotonic()
        time.sleep(_PAUSE)


@contextlib.contextmanager
def oxigraph(place: Place) -> Iterator[Server]:
    """Serve the triples from memory, as its own server does without a folder."""
    port, log = free_port(), place.folder / "oxigraph.log"
    program = str(_installed(_PEERS / "oxigraph", "make bench"))
    version = _first_line([program, "--version"]).split()[-1]
    begun = time.monotonic()
    with running([program, "serve", "-b", f"127.0.0.1:{port}"], log) as process:
        server = Server("Oxigraph", version, process, f"http://127.0.0.1:{port}")
        server.endpoint = "/query"
        server.describe = _by_query(server, {"text/turtle"})
        first_answer(server.query("ASK {}", TABLE), process)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        with place.data.open("rb") as stream:
            kind = {"Content-Type": "application/n-triples"}
            connection.request("POST", "/store?default", stream, kind)
            connection.getresponse().read()
        server.started = first_answer(server.query(_ANYTHING, TABLE), process) - begun
        yield server


@contextlib.contextmanager
def rdflib_endpoint(place: Place) -> Iterator[Server]:
    """Serve the triples from an rdflib graph."""
    port, log = free_port(), place.folder / "rdflib-endpoint.log"
    program = str(_installed(_PEERS / "rdflib-endpoint", "make bench"))
    # By its suffix the program knows how to read a file.
    file = place.folder / "debate.nt"
    if not file.exists():
        file.symlink_to(place.data)
    begun = time.monotonic()
    options = ["--host", "127.0.0.1", "--port", str(port), str(file)]
    with running([program, "serve", *options], log) as process:
        server = Server("rdflib-endpoint", "", process, f"http://127.0.0.1:{port}")
        python = str(_PEERS / "python")
        asked = "import importlib.metadata as m; print(m.version('rdflib-endpoint'))"
        server.version = _first_line([python, "-c", asked])
        server.endpoint = "/"
        server.describe = _by_query(server, {"text/turtle"})
        server.started = first_answer(server.query(_ANYTHING, TABLE), process) - begun
        yield server


@contextlib.contextmanager
def virtuoso(place: Place) -> Iterator[Server]:
    """Load the triples into a new database, then serve it."""
    program = _installed(_found("virtuoso-t"), "apt-get install virtuoso-opensource")
    isql = _installed(_found("isql-vt"), "apt-get install virtuoso-opensource")
    folder, log = place.room("virtuoso"), place.folder / "virtuoso.log"
    port, sql = free_port(), free_port()
    file = folder / "virtuoso.ini"
    names = {"folder": folder, "data": place.data.parent, "base": BASE}
    file.write_text(_VIRTUOSO.format(port=port, sql=sql, **names))
    command = [str(program), "-f", "-c", str(file)]
    server = Server("Virtuoso", _virtuoso_version(command), None, "")  # type: ignore[arg-type]
    server.url, server.endpoint = f"http://127.0.0.1:{port}", _VIRTUOSO_ENDPOINT
    server.describe = _by_query(server, {"text/turtle", "text/html"})
    any_ = server.query(_ANYTHING, TABLE)
    begun = time.monotonic()
    with running(command, log) as process:
        first_answer(any_, process)
        load = f"DB.DBA.TTLP_MT(file_to_string_output('{place.data}'),'','{BASE}',0,2)"
        for said in (load, "checkpoint"):
            words = [str(isql), f"127.0.0.1:{sql}", "dba", "dba", f"exec={said};"]
            subprocess.run(words, check=True, capture_output=True)
    server.loading = time.monotonic() - begun
    begun = time.monotonic()
    with running(command, log) as process:
        server.process = process
        server.started = first_answer(any_, process) - begun
        yield server


@contextlib.contextmanager
def nginx(place: Place) -> Iterator[Server]:
    """Serve files: what no server that thinks can reach."""
    program = _installed(_found("nginx"), "apt-get install nginx-light")
    folder, port = place.room("nginx"), free_port()
    (folder / "files").mkdir()
    # Started as root it serves as nobody, who must get into the folder.
    for above in (folder / "files", folder, *folder.parents):
        with contextlib.suppress(OSError):
            above.chmod(above.stat().st_mode | 0o011)
    file = folder / "nginx.conf"
    file.write_text(_NGINX.format(folder=folder, port=port))
    command = [str(program), "-c", str(file), "-p", str(folder)]
    told = subprocess.run([program, "-v"], check=True, capture_output=True, text=True)
    with running(command, place.folder / "nginx.log") as process:
        version = told.stderr.rpartition("/")[2].split()[0]
        server = Server("nginx", version, process, f"http://127.0.0.1:{port}")
        (folder / "files" / "index.html").write_text("It runs.")
        first_answer(Ask(f"{server.url}/index.html", "*/*"), process)
        server.folder = folder / "files"
        yield server


SERVERS: Final = {
    "dissensus": dissensus,
    "oxigraph": oxigraph,
    "rdflib-endpoint": rdflib_endpoint,
    "virtuoso": virtuoso,
    "nginx": nginx,
}


def _by_query(server: Server, kinds: set[str]) -> Callable[[int, str], Ask | None]:
    def describe(number: int, accept: str) -> Ask | None:
        if accept not in kinds:
            return None
        asked = urlencode({"query": f"DESCRIBE <{BASE}id/person/{number}>"})
        mark = "&" if "?" in server.endpoint else "?"
        return Ask(f"{server.url}{server.endpoint}{mark}{asked}", accept)

    return describe


def _found(name: str) -> Path:
    places = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    return Path(shutil.which(name, path=places) or name)


def _installed(program: Path, how: str) -> Path:
    if not program.is_file():
        raise Missing(f"{program.name} is not installed: {how}")
    return program


def _first_line(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).splitlines()[0]


def _virtuoso_version(command: list[str]) -> str:
    done = subprocess.run(
        [command[0], "-?"], capture_output=True, text=True, check=False
    )
    found = re.search(r"Version ([\d.]+)", done.stdout + done.stderr)
    return found[1] if found else "7"


@cache
def _commit() -> str:
    # Asked once: the first size that is told of changes the page.
    asked = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    return _first_line(asked)

"""Stores of somebody else, run for the tests: Oxigraph's server and Virtuoso.

``pytest --backend oxigraph`` (or ``virtuoso``) has everything that the tests
publish brought into such a store, and everything that they serve read from it.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

NAMES: Final = ("oxigraph", "virtuoso")
PID: Final = "STORE_PID"
_SQL: Final = "STORE_SQL"
Environment = dict[str, str]
_ATTEMPTS: Final = 300
# What a store is known not to do, by the name of the test that sees it.
MEMORY: Final = "the limit of memory is the store's own, not ours"
_AT_ONCE: Final = "it sends nothing before it has the whole answer: no part to break"
_SERVER: Final = "web/test_server.py::"
_LIMIT: Final = "web/test_limits.py::test_a_limit_says_which_it_was_and_how_to_go_on"
_CANNED: Final = "web/test_canned_queries.py::"
_WRITTEN_DOWN: Final = f"{_CANNED}test_each_query_has_the_answer_that_was_written_down"
DEVIATIONS: Final[dict[str, dict[str, str]]] = {
    "oxigraph": {},
    "virtuoso": {
        f"{_LIMIT}[memory]": MEMORY,
        f"{_WRITTEN_DOWN}[events-between-dates]": "it finds six events less",
        f"{_CANNED}test_a_page_beyond_the_last_is_empty_and_says_so": "it counts "
        "no rows where there are some",
        "web/test_debate.py::test_a_reader_runs_the_query_that_the_page_shows": "it "
        "loses rows of a UNION inside an OPTIONAL",
        "web/test_nginx.py::test_an_answer_that_breaks_off_is_not_mended_by_nginx": (
            _AT_ONCE
        ),
        f"{_SERVER}test_an_answer_that_breaks_off_is_never_taken_for_whole": _AT_ONCE,
        f"{_SERVER}test_a_reader_who_leaves_frees_the_worker": _AT_ONCE,
        "web/test_operating.py::"
        "test_an_answer_that_broke_off_is_one_line_of_the_log": _AT_ONCE,
        "web/test_protocol_details.py::"
        "test_relative_names_rest_on_the_address_of_the_endpoint": "IRI() leaves a "
        "relative name as it is",
        "web/test_rdf12.py::test_a_query_may_make_what_the_data_do_not_hold": "it has "
        "no triple terms",
    },
}
_VIRTUOSO: Final = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 40
MaxClientConnections = 40
MaxKeepAlives = 40
KeepAliveTimeout = 15
[SPARQL]
MaxQueryExecutionTime = 15
"""


@contextmanager
def running(name: str, folder: Path) -> Iterator[Environment]:
    """Run the store ``name`` in ``folder``; yields the settings that lead to it."""
    with _oxigraph() if name == "oxigraph" else _virtuoso(folder) as environment:
        yield {"DISSENSUS_BACKEND": "sparql", **environment}


@contextmanager
def _oxigraph() -> Iterator[Environment]:
    url = f"http://127.0.0.1:{free_port()}"
    program = Path(sys.executable).with_name("oxigraph")
    bind = url.removeprefix("http://")
    with _process([str(program), "serve", "--bind", bind], url) as pid:
        yield {
            PID: str(pid),
            "DISSENSUS_QUERY_URL": f"{url}/query",
            "DISSENSUS_UPDATE_URL": f"{url}/update",
        }


@contextmanager
def _virtuoso(folder: Path) -> Iterator[Environment]:
    """Run Virtuoso with the account that it comes with: dba, dba."""
    http, sql = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_VIRTUOSO.format(sql=sql, http=http), encoding="ascii")
    url = f"http://127.0.0.1:{http}"
    program = shutil.which("virtuoso-t") or "virtuoso-t"
    with _process(
        [program, "+foreground", "+configfile", ini.name], url, folder
    ) as pid:
        yield {
            PID: str(pid),
            _SQL: str(sql),
            "DISSENSUS_QUERY_URL": f"{url}/sparql",
            "DISSENSUS_GSP_URL": f"{url}/sparql-graph-crud-auth",
            "DISSENSUS_STORE_USER": "dba",
            "DISSENSUS_STORE_PASSWORD": "dba",
        }


def end_queries() -> None:
    """End what Virtuoso still computes for nobody, where that is the store.

    It goes on when its client has gone, some of it beyond the time that it was
    given, and later tests would find no processor left.
    """
    if port := os.environ.get(_SQL):
        isql = shutil.which("isql-vt") or "isql-vt"
        end = [isql, f"127.0.0.1:{port}", "dba", "dba", "exec=txn_killall(1);"]
        subprocess.run(end, check=True, capture_output=True, timeout=60)


@contextmanager
def _process(command: list[str], url: str, folder: Path | None = None) -> Iterator[int]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet) as process:
        try:
            _wait_for(url, process)
            yield process.pid
        finally:
            # Nothing is to be kept: it need not write it down first.
            process.send_signal(signal.SIGKILL)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(_ATTEMPTS):
        assert process.poll() is None, f"the store at {url} has ended"
        try:
            httpx.get(url, timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

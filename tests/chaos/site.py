"""A sample project, whoever publishes it, and a server to be mistreated.

Everything runs as it does for users: as processes, over loopback.
"""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

JSON = "application/sparql-results+json"
LIGHT = "ASK { ?s ?p ?o }"
# 202 triples: two patterns have 40,000 solutions, three 8 million.
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENTITY = "/doc/claim/moon-pulls-the-sea"
DUMP = "/dumps/latest.ttl.gz"
_FIRST_LINE = re.compile(r"Serving (\S+) at (\S+)/\n")
_ETAG = re.compile(r'"(?:W/)?(\d+-[0-9a-f]{12})')


@dataclass(frozen=True)
class Site:
    """A running server, the leader of a process group of its own."""

    process: "subprocess.Popen[str]"
    release: str
    url: str
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    def ask(self, query: str, **headers: str) -> httpx.Response:
        """Return the answer to ``query``; a client of its own asks."""
        path = f"{self.url}/sparql?query={quote(query)}"
        told = {"Accept": JSON, **headers}
        return httpx.get(path, timeout=60, headers=told, trust_env=False)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Return what is at ``path``."""
        return httpx.get(
            f"{self.url}{path}", timeout=60, headers=headers, trust_env=False
        )

    def connection(self, timeout: float = 60) -> HTTPConnection:
        """Return a connection that is kept alive."""
        return HTTPConnection(*self.address, timeout=timeout)

    @contextmanager
    def answer(self, path: str, accept: str = "text/csv") -> Iterator[HTTPResponse]:
        """Ask for what is at ``path``, and hang up when the block ends."""
        connection = self.connection()
        try:
            connection.request("GET", path, headers={"Accept": accept})
            with connection.getresponse() as answer:
                yield answer
        finally:
            connection.close()

    def status(self) -> dict[str, Any]:
        """Return what ``/status`` says."""
        found: dict[str, Any] = self.get("/status.json").json()
        return found

    def family(self) -> dict[int, str]:
        """Return the processes that descend from the server, itself included."""
        table = _processes()
        found = {self.process.pid}
        for _ in table:
            found |= {pid for pid, (parent, *_) in table.items() if parent in found}
        return {pid: state for pid, (_, state) in table.items() if pid in found}

    def workers(self) -> list[int]:
        """Return the query workers, those that were forked from a zygote."""
        return [pid for pool in self.pools() for pid in pool["workers"]]

    def pools(self) -> list[dict[str, Any]]:
        """Return what the broker says of its pools."""
        found: list[dict[str, Any]] = self.status()["queries"]["pools"]
        return found

    def descriptors(self) -> int:
        """Return how many files the lasting processes have open, together."""
        lasting = set(self.family()) - set(self.workers())
        return sum(_descriptors(pid) for pid in lasting)

    def resident(self) -> float:
        """Return the MiB that all processes hold, shared pages counted in part."""
        return sum(_share(pid) for pid in self.family()) / 1024

    def kill(self) -> None:
        """End it as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _processes() -> dict[int, tuple[int, str]]:
    """Return parent and state of every process."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            found[int(stat.parent.name)] = (int(parent), state)
    return found


def _descriptors(pid: int) -> int:
    with suppress(OSError):
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    return 0


def _share(pid: int) -> int:
    with suppress(OSError, ProcessLookupError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(re.search(r"Pss:\s+(\d+)", text)[1])  # type: ignore[index]
    return 0


def ticks(pid: int) -> int:
    """Return the processor time of a process, in hundredths of a second."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])
    return 0


def environment(**settings: object) -> dict[str, str]:
    """Return ours, with ``settings`` of the program (``deadline=2``)."""
    named = {f"DISSENSUS_{n.upper()}": str(v) for n, v in settings.items()}
    return {**os.environ, **named}


def command(*arguments: object) -> list[str]:
    """Return the call of the program with ``arguments``."""
    return [sys.executable, "-m", "dissensus", *map(str, arguments)]


@contextmanager
def serving(
    releases: Path, *, prefix: Sequence[str] = (), **settings: object
) -> Iterator[Site]:
    """Serve what is in ``releases`` until the block ends."""
    call = command("serve", "--no-publish", "--port", 0, "--releases", releases)
    log = Path(f"{releases}.log")
    with log.open("a") as errors:
        process = subprocess.Popen(
            [*prefix, *call],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment(**settings),
            start_new_session=True,
        )
    assert process.stdout is not None
    try:
        ready, *_ = select.select([process.stdout], [], [], 120)
        said = process.stdout.readline() if ready else "nothing"
        first = _FIRST_LINE.fullmatch(said)
        assert first, (said, log.read_text())
        yield Site(process, first[1], first[2], log)
    finally:
        try:
            process.terminate()
            process.wait(20)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()


def publish(
    root: Path,
    *arguments: object,
    prefix: Sequence[str] = (),
    env: dict[str, str] | None = None,
) -> "subprocess.CompletedProcess[str]":
    """Publish the project below ``root`` and wait for it."""
    return subprocess.run(
        [*prefix, *command("publish", "--root", root, *arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=env or environment(),
    )


def change(root: Path, n: int) -> None:
    """Change the claim that ``ENTITY`` is about, so that there is news."""
    path = root / "data" / "tides" / "debate.ttl"
    text = re.sub(r"The moon draws[^.]*\.", f"The moon draws, {n}.", path.read_text())
    path.write_text(text)


def release_of(headers: Any) -> str:
    """Return the release that an answer says it is of; empty if it does not."""
    found = _ETAG.match(headers.get("ETag") or "")
    return found[1] if found else ""


def until(condition: Callable[[], object], seconds: float) -> float:
    """Wait until ``condition`` holds; return for how long that was."""
    began = time.monotonic()
    while not condition():
        took = time.monotonic() - began
        assert took < seconds, f"not within {seconds:g} s"
        time.sleep(0.02)
    return time.monotonic() - began

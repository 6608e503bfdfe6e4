"""What an operator sees of a running server: log, metrics, status."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from dissensus.catalog import Catalog
from dissensus.release import Release

QUERY = "SELECT * { ?secret ?p ?o } LIMIT 1"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@dataclass(frozen=True)
class Watched:
    """A server of its own, with its log."""

    url: str
    releases: Path
    log: Path
    process: int

    def metric(self, name: str, **labels: str) -> float:
        """Return the sum of a metric over what ``labels`` leaves open."""
        text = httpx.get(f"{self.url}/metrics").text
        found = [
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == f"dissensus_{name}"
            and labels.items() <= sample.labels.items()
        ]
        assert found, name
        return sum(found)

    def lines(self, path: str, least: int = 1) -> list[dict[str, Any]]:
        """Return what is logged of requests for ``path``, once that is enough."""
        for _ in range(1_000):
            found = [x for x in _read(self.log) if x.get("path") == path]
            if len(found) >= least:
                return found
            time.sleep(0.01)
        raise TimeoutError


@pytest.fixture(scope="module")
def watched(
    release: Release, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watched]:
    """A server with two web processes that logs as JSON; its own copy of a release."""
    folder = tmp_path_factory.mktemp("watched")
    releases, log = folder / "releases", folder / "log.jsonl"
    shutil.copytree(release.folder, releases / release.id)
    (releases / "current").symlink_to(release.id)
    with _serving(log, "--no-publish", "--releases", str(releases)) as (url, process):
        yield Watched(url, releases, log, process)


@contextmanager
def _serving(log: Path, *options: str) -> Iterator[tuple[str, int]]:
    """Serve, with all that is said beside the first line in ``log``.

    Yields:
        Where, and the number of the process.
    """
    command = [sys.executable, "-m", "dissensus", "serve", "--log-json", "--port", "0"]
    with (
        log.open("wb") as file,
        subprocess.Popen(
            [*command, *options],
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            env={**os.environ, "DISSENSUS_DEADLINE": "1"},
        ) as process,
    ):
        assert process.stdout is not None
        first = process.stdout.readline()
        try:
            assert first.startswith("Serving")
            yield first.split()[-1].rstrip("/"), process.pid
        finally:
            process.terminate()


def _read(log: Path) -> list[dict[str, Any]]:
    """Return what the lines of ``log`` say, each of them JSON."""
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_a_request_is_one_line_that_does_not_tell_who_asked(watched: Watched) -> None:
    path = "/doc/claim/moon-pulls-the-sea.ttl"
    agent = {"User-Agent": "Mozilla/5.0 (X11; nobody@example.org)"}

    answer = httpx.get(f"{watched.url}{path}?who=me", headers=agent)

    (line,) = watched.lines(path)
    assert line["status"] == 200
    assert line["bytes"] == int(answer.headers["content-length"])
    assert {"method": "GET", "level": "info", "client": "browser"}.items() <= (
        line.items()
    )
    assert line["release"] in answer.headers["etag"]
    assert line["ms"] > 0
    assert not {"127.0.0.1", "nobody", "who"} & set(json.dumps(line).split('"'))
    assert "nobody@" not in watched.log.read_text()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_of_a_query_only_the_digest_is_logged(watched: Watched, method: str) -> None:
    sent = {"params" if method == "GET" else "data": {"query": QUERY}}

    assert httpx.request(method, f"{watched.url}/sparql", **sent).status_code == 200  # type: ignore[arg-type]

    wanted = sha256(QUERY.encode()).hexdigest()[:16]
    until = time.monotonic() + 10
    lines: list[Any] = []
    while not lines and time.monotonic() < until:
        lines = [x for x in watched.lines("/sparql") if x["method"] == method]
    assert wanted in {line.get("query") for line in lines}
    assert "secret" not in watched.log.read_text()


def test_what_the_start_says_stands_in_the_log_as_the_rest_does(
    published: tuple[Path, Catalog], tmp_path: Path
) -> None:
    root, catalog = published
    note = root / "data" / "editorial" / "notes.ttl"
    note.write_text(note.read_text().replace("1609", "1610"))

    made = _logged_at_start(root, tmp_path / "made.jsonl")
    note.write_text("this is not Turtle")
    refused = _logged_at_start(root, tmp_path / "refused.jsonl")

    assert [line["level"] for line in made if "validate:" in line["message"]] == [
        "info"
    ]
    assert any(
        line["level"] == "warning"
        and f"older release {catalog.current_name()}" in line["message"]
        for line in refused
    )


def _logged_at_start(root: Path, log: Path) -> list[dict[str, Any]]:
    """Return all that a server of ``root`` logs from its start to its end."""
    with _serving(log, "--root", str(root)):
        pass
    return _read(log)


def test_the_metrics_are_those_of_all_processes(watched: Watched) -> None:
    """Each connection may meet another process; none of them knows all by itself."""
    asked = {"kind": "name"}
    for _ in range(3):  # to one of the two processes at least twice
        httpx.get(f"{watched.url}/ontology.ttl")
    before = watched.metric("http_request_duration_seconds_count", **asked)

    for _ in range(30):
        httpx.get(f"{watched.url}/id/claim/moon-pulls-the-sea")

    counts = {
        watched.metric("http_request_duration_seconds_count", **asked) - before
        for _ in range(8)
    }
    assert counts == {30}
    assert watched.metric("http_requests_total", kind="name", status="3xx") >= 30
    assert watched.metric("processes", process="web") == 2
    assert watched.metric("resident_memory_bytes", process="query") > 1_000_000
    assert watched.metric("cache_requests_total", outcome="hit") > 0
    assert watched.metric("log_lines_lost_total") == 0


def test_a_request_that_is_known_by_its_bytes_is_counted_and_logged(
    watched: Watched,
) -> None:
    path, asked = "/doc/claim/moon-pulls-the-sea.trig", {"kind": "document"}
    before = watched.metric("http_request_duration_seconds_count", **asked)

    with httpx.Client(headers={"User-Agent": "curl/8"}) as client:
        answers = [client.get(f"{watched.url}{path}") for _ in range(6)]

    lines = watched.lines(path, 6)
    assert [line.get("cache") for line in lines] == ["miss", *["hit"] * 5]
    assert {line["bytes"] for line in lines} == {
        int(answers[0].headers["Content-Length"])
    }
    assert {line["client"] for line in lines} == {"program"}
    assert watched.metric("http_request_duration_seconds_count", **asked) == before + 6


def test_queries_are_counted_by_how_they_ended(watched: Watched) -> None:
    answered = watched.metric("queries_total", outcome="answered")
    killed = watched.metric("queries_killed_total")

    ended = httpx.get(f"{watched.url}/sparql", params={"query": ENDLESS}, timeout=30)
    httpx.get(f"{watched.url}/sparql", params={"query": "ASK { ?s ?p ?o }"})

    assert ended.status_code in {503, 504}
    assert watched.metric("queries_killed_total") == killed + 1
    assert watched.metric("queries_total", outcome=_fault(ended)) == 1
    assert watched.metric("queries_total", outcome="answered") == answered + 1
    assert watched.metric("http_requests_total", kind="sparql", status="5xx") == 1


def _fault(answer: httpx.Response) -> str:
    return str(answer.json()["type"].partition("#")[2])


def test_a_web_worker_that_dies_is_told_of_and_replaced(watched: Watched) -> None:
    children = Path(f"/proc/{watched.process}/task/{watched.process}/children")
    alike = Path(f"/proc/{watched.process}/cmdline").read_bytes()
    worker = next(
        pid
        for pid in children.read_text().split()
        if Path(f"/proc/{pid}/cmdline").read_bytes() == alike
    )
    os.kill(int(worker), signal.SIGKILL)

    said = f"Web worker {worker} ended by itself (-9); another takes its place."
    assert {httpx.get(watched.url).status_code for _ in range(8)} == {200}
    assert [x["level"] for x in _read(watched.log) if x["message"] == said] == ["error"]
    assert watched.metric("processes", process="web") == 2


def test_every_metric_has_a_type_and_help(watched: Watched) -> None:
    answer = httpx.get(f"{watched.url}/metrics")

    families = list(text_string_to_metric_families(answer.text))

    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert len(families) > 20
    assert all(f.documentation and f.type != "unknown" for f in families)


def test_the_status_tells_how_old_and_how_sure(watched: Watched, browser: str) -> None:
    address = f"{watched.url}/status"
    first = httpx.get(address).json()
    assert first["verified"] == {}
    assert first["uptime_seconds"] >= 0
    assert first["started"].endswith("Z")

    command = ["verify", "--releases", str(watched.releases)]
    subprocess.run([sys.executable, "-m", "dissensus", *command], check=True)

    told = httpx.get(address).json()
    assert told["verified"]["result"] == "whole"
    assert told["verified"]["release"] == told["release"]
    page = httpx.get(address, headers={"Accept": browser}).text
    assert f"{told['verified']['time']}: every file is as it was published" in page


def test_an_answer_that_broke_off_is_one_line_of_the_log(watched: Watched) -> None:
    """What ends it is an exception; a traceback would tell an operator nothing."""
    asked = {"query": ENDLESS.replace("(COUNT(*) AS ?n)", "*"), "format": "csv"}
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{watched.url}/sparql", params=asked)

    def told() -> list[str]:
        return [
            line["message"] for line in _read(watched.log) if line["level"] == "warning"
        ]

    until = time.monotonic() + 10
    while not told() and time.monotonic() < until:
        time.sleep(0.01)
    (message,) = told()
    assert message.startswith("The answer broke off: ")
    assert "deadline" in message

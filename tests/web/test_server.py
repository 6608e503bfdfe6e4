"""A server from its first line to its end."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

from dissensus.catalog import Catalog
from dissensus.release import Release

Serving = Callable[..., AbstractContextManager[Any]]
CROSS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def _processes(server: Any) -> dict[int, str]:
    """Return the processes that descend from ``server``."""
    lines = subprocess.run(
        ["/bin/ps", "-e", "-o", "pid=,ppid=,args="],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    table = [line.split(None, 2) for line in lines]
    found = {server.process.pid}
    for _ in table:
        found |= {int(pid) for pid, parent, *_ in table if int(parent) in found}
    return {int(pid): args for pid, _, args in table if int(pid) in found}


def _alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


def _wait(condition: object, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def test_a_new_release_is_followed_and_no_request_is_lost(
    serving: Serving,
    published: tuple[Path, Catalog],
) -> None:
    """Within two seconds; requests under way end on what they began with."""
    root, catalog = published
    with serving(catalog.folder) as server:
        statuses: list[int] = []
        stop = threading.Event()

        def load() -> None:
            with httpx.Client(base_url=server.url, timeout=30) as client:
                while not stop.is_set():
                    statuses.append(client.get("/").status_code)
                    query = {"query": "ASK { ?s ?p ?o }"}
                    statuses.append(client.get("/sparql", params=query).status_code)

        threads = [threading.Thread(target=load) for _ in range(2)]
        for thread in threads:
            thread.start()
        claims = root / "data" / "tides" / "debate.ttl"
        text = claims.read_text(encoding="utf-8")
        claims.write_text(text.replace("draws the waters", "lifts the waters"))
        new = catalog.publish(root).release
        switched = time.monotonic()

        def followed() -> bool:
            found = {
                httpx.get(f"{server.url}/status").json()["release"] for _ in range(8)
            }
            return found == {new.id}

        assert _wait(followed, 10)
        took = time.monotonic() - switched
        page = httpx.get(f"{server.url}/doc/claim/moon-pulls-the-sea.html").text
        time.sleep(0.5)
        stop.set()
        for thread in threads:
            thread.join()

    assert "lifts the waters" in page
    assert set(statuses) == {200}
    assert len(statuses) > 20
    # Two seconds on a quiet machine; the tests share theirs.
    assert took < 6


def test_an_answer_that_breaks_off_is_never_taken_for_whole(
    serving: Serving,
    published: tuple[Path, Catalog],
) -> None:
    """RFC 9112, section 8: curl exits 18 on an incomplete body."""
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    with serving(published[1].folder) as server:
        httpx.get(f"{server.url}/sparql", params={"query": "ASK {}"})
        before = set(_processes(server))
        client = subprocess.Popen(
            [
                *(curl, "-sS", "-G", "-o", "/dev/null"),
                *("--data-urlencode", f"query={CROSS}", f"{server.url}/sparql"),
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(1)
        busy = _busiest_worker(server)
        os.kill(busy, signal.SIGKILL)
        _, complaint = client.communicate(timeout=30)
        after = httpx.get(f"{server.url}/sparql", params={"query": "ASK {}"})

    assert before
    assert client.returncode == 18, complaint
    assert after.status_code == 200


def _busiest_worker(server: Any) -> int:
    """Return the query worker that has used the most time so far."""

    def ticks(pid: int) -> int:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    tree = _processes(server)
    workers = [
        pid
        for pid, args in tree.items()
        if "zygote" in args and "zygote" in tree.get(int(_parent(pid)), "")
    ]
    return max(workers, key=ticks)


def _parent(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]


def test_a_runaway_query_is_ended_while_light_ones_are_answered(
    serving: Serving,
    published: tuple[Path, Catalog],
) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with serving(published[1].folder, DISSENSUS_DEADLINE="2") as server:
        ended: list[httpx.Response] = []

        def run() -> None:
            params = {"query": count}
            ended.append(httpx.get(f"{server.url}/sparql", params=params, timeout=30))

        runaway = threading.Thread(target=run)
        runaway.start()
        time.sleep(0.5)
        light = httpx.get(f"{server.url}/sparql", params={"query": "ASK {}"})
        runaway.join()

    assert light.status_code == 200
    assert ended[0].status_code in {503, 504}
    assert int(ended[0].headers["Retry-After"]) > 0
    assert ended[0].json()["type"] == "/problems#QueryTimeout"


def test_a_reader_who_leaves_frees_the_worker(
    serving: Serving, published: tuple[Path, Catalog]
) -> None:
    with serving(published[1].folder, DISSENSUS_QUERIES_PER_CLIENT="1") as server:
        params = {"query": CROSS}
        with httpx.stream("GET", f"{server.url}/sparql", params=params) as response:
            next(response.iter_raw())

        def free() -> bool:
            query = {"query": "ASK {}"}
            return httpx.get(f"{server.url}/sparql", params=query).status_code == 200

        assert _wait(free, 3)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_ends_with_all_its_processes(
    serving: Serving, published: tuple[Path, Catalog], number: signal.Signals
) -> None:
    with serving(published[1].folder) as server:
        httpx.get(f"{server.url}/sparql", params={"query": "ASK {}"})
        family = set(_processes(server))
        server.process.send_signal(number)

        assert server.process.wait(10) == 0
        assert _wait(lambda: not _alive(family), 3), _alive(family)
    assert len(family) > 4


def test_a_server_that_is_killed_leaves_nobody_behind(
    serving: Serving,
    published: tuple[Path, Catalog],
) -> None:
    with serving(published[1].folder) as server:
        httpx.get(f"{server.url}/sparql", params={"query": "ASK {}"})
        family = set(_processes(server))
        server.process.kill()
        server.process.wait()

        assert _wait(lambda: not _alive(family), 8), _alive(family)


def test_a_port_that_is_taken_is_said_to_be(release: Release) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(
            [
                *_command(),
                "--port",
                str(port),
                "--releases",
                str(release.folder.parent),
            ],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    assert result.returncode == 2
    assert f"port {port}" in result.stderr
    assert "Traceback" not in result.stderr


def test_nothing_published_is_nothing_to_serve(tmp_path: Path) -> None:
    result = subprocess.run(
        [*_command(), "--port", "0", "--releases", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert result.returncode == 2
    assert "dissensus publish" in result.stderr


def _command() -> list[str]:
    return [sys.executable, "-m", "dissensus", "serve", "--no-publish"]


def test_serving_publishes_what_was_not_published(
    running: Serving, minimal_project: Path
) -> None:
    root = str(minimal_project)
    with running("serve", "--root", root, "--port", "0") as server:
        assert httpx.get(f"{server.url}/").status_code == 200
        assert Catalog(minimal_project / "releases").current_name() == server.release


def test_refused_knowledge_leaves_the_older_release_on_line(
    running: Serving,
    published: tuple[Path, Catalog],
) -> None:
    root, catalog = published
    (root / "data" / "tides" / "bad.ttl").write_text("this is not Turtle")
    with running("serve", "--root", str(root), "--port", "0") as server:
        assert server.release == catalog.current_name()
        assert httpx.get(f"{server.url}/").status_code == 200


def test_a_damaged_file_is_noticed_and_the_last_good_release_served(
    serving: Serving,
    published: tuple[Path, Catalog],
) -> None:
    root, catalog = published
    good = catalog.current_name()
    note = root / "data" / "editorial" / "notes.ttl"
    note.write_text(note.read_text().replace("1609", "1610"))
    bad = catalog.publish(root).release
    dump = next((bad.folder / "dumps").glob("*.ttl"))
    data = bytearray(dump.read_bytes())
    data[100] ^= 1
    dump.write_bytes(data)
    with serving(catalog.folder) as server:
        status = httpx.get(f"{server.url}/status").json()

    assert bad.id != good
    assert status["release"] == good
    assert bad.id in status["degraded"]

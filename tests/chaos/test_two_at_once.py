"""Two publishers, a moved clock, another place on earth, signals, taken ports."""

import itertools
import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from chaos.means import faketime
from chaos.site import (
    DUMP,
    ENTITY,
    LIGHT,
    change,
    command,
    environment,
    publish,
    serving,
    until,
)
from dissensus.catalog import Catalog

Times = Callable[[int, int], int]
Tell = Callable[..., None]


def begin(project: Path) -> "subprocess.Popen[str]":
    """Start to publish, and do not wait."""
    call = command("publish", "--root", project)
    return subprocess.Popen(
        call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.chaos("C1", "two publishers at once")
def test_of_two_publishers_one_is_sent_away(
    project: Path, times: Times, tell: Tell
) -> None:
    """A loser that comes when all is done finds nothing to do, and says so."""
    catalog, rounds, refused = Catalog(project / "releases"), times(5, 50), 0
    for n in range(rounds):
        change(project, n)
        before = len(catalog.releases())
        both = [begin(project) for _ in range(2)]
        said = [process.communicate() for process in both]
        codes = sorted(process.returncode for process in both)
        assert codes in ([0, 3], [0, 0]), said
        if codes == [0, 3]:
            refused += 1
            loser = next(e for p, (_, e) in zip(both, said) if p.returncode)  # noqa: B905
            assert "process" in loser
            assert "since" in loser or "just started" in loser
        assert len(catalog.releases()) - before in {0, 1}
        assert catalog.current().verify() > 0
    tell(rounds=rounds, refused=refused)
    assert refused


@pytest.mark.chaos(
    "C2", "the holder of the lock is killed; an old lock file lies about"
)
def test_a_stale_lock_stops_nobody(project: Path, times: Times, tell: Tell) -> None:
    lock, rounds = project / "releases" / ".lock", times(2, 20)
    for n in range(rounds):
        change(project, n)
        holder = begin(project)
        until(lambda h=holder: str(h.pid) in lock.read_text(), 30)  # type: ignore[misc]
        holder.kill()
        holder.communicate()
        assert publish(project).returncode == 0
        lock.write_text("process 4194305 on elsewhere since 1999-01-01T00:00:00Z\n")
        change(project, n + 1000)
        assert publish(project).returncode == 0
    tell(rounds=rounds)


@pytest.mark.chaos("C3", "the server starts again and again while there is news")
def test_each_start_meets_a_whole_release(
    project: Path, times: Times, tell: Tell
) -> None:
    starts, stop, published = times(6, 200), threading.Event(), []

    def go_on() -> None:
        for n in itertools.count():
            if stop.is_set():
                return
            change(project, n)
            published.append(publish(project).returncode)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        for _ in range(starts):
            with serving(project / "releases") as site:
                assert site.get(ENTITY).status_code == 200
                assert site.ask(LIGHT).json()["boolean"]
                assert not site.status()["degraded"]
    finally:
        stop.set()
        thread.join()
    tell(starts=starts, published=len(published))
    assert set(published) == {0}


@pytest.mark.chaos(
    "C4", "the publisher's clock jumps: an hour back, 1970, ten years on"
)
def test_a_clock_that_jumps_confuses_nobody(project: Path, tell: Tell) -> None:
    """A server cannot be tried so: under libfaketime, sleeping fails (EINVAL)."""
    moves = ("-1h", "@1970-01-02 00:00:00", "+10y")
    library = faketime()
    for n, move in enumerate(moves):
        change(project, n)
        moved = {"LD_PRELOAD": library, "FAKETIME": move}
        done = publish(project, env=environment() | moved)
        assert done.returncode == 0, done.stderr
        with serving(project / "releases") as site:
            for path in (ENTITY, DUMP):
                headers = site.get(path).headers
                modified, date = (
                    parsedate_to_datetime(headers[name])
                    for name in ("Last-Modified", "Date")
                )
                assert modified <= date, (move, path)
                assert site.release in headers["ETag"]
    names = Catalog(project / "releases").releases()
    assert [int(name.partition("-")[0]) for name in names] == [4, 3, 2, 1]
    tell(clocks=len(moves))


@pytest.mark.chaos("C5", "another time zone, Turkish letters, no UTF-8")
def test_the_same_bytes_come_out_everywhere(project: Path, tell: Tell) -> None:
    places: tuple[dict[str, str], ...] = (
        {"TZ": "Asia/Kathmandu"},
        {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONHASHSEED": "7", "TZ": "America/Sao_Paulo"},
    )

    def dumps(releases: Path) -> dict[str, bytes]:
        folder = Catalog(releases).current().folder / "dumps"
        files = (p for p in folder.rglob("*") if p.is_file())
        return {str(p.relative_to(folder)): p.read_bytes() for p in files}

    expected = dumps(project / "releases")
    for n, place in enumerate(places):
        folder = project / f"elsewhere{n}"
        done = publish(project, "--releases", folder, env=environment() | place)
        assert done.returncode == 0, done.stderr
        assert dumps(folder) == expected, place
    tell(places=len(places), files=len(expected))


@pytest.mark.chaos("C7", "signals at random moments")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_all_or_nothing(
    project: Path, number: signal.Signals, times: Times, tell: Tell
) -> None:
    """SIGHUP renews the web workers, as of any daemon; the others end everything."""
    dice = random.Random(7)
    for _ in range(times(2, 20)):
        with serving(project / "releases") as site:
            time.sleep(dice.uniform(0, 1.0))
            site.ask(LIGHT)
            family = set(site.family())
            site.process.send_signal(number)
            if number == signal.SIGHUP:
                until(lambda s=site: s.ask(LIGHT).status_code == 200, 10)  # type: ignore[misc]
                site.process.terminate()
            assert site.process.wait(15) == 0
            until(lambda f=family: not any(map(_alive, f)), 10)  # type: ignore[misc]
            with socket.socket() as port:
                port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                port.bind(site.address)
    tell(**{number.name: times(2, 20)})


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.chaos("C8", "a taken port, one that is not ours, IPv6 alone, no such name")
def test_what_cannot_be_listened_on_is_said(published: Path, tell: Tell) -> None:
    serve = command("serve", "--no-publish", "--releases", published / "releases")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        wrong = (["--port", port], ["--host", "203.0.113.1"], ["--host", "no.invalid"])
        for arguments in wrong:
            done = subprocess.run(
                [*serve, *arguments],
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
            )
            assert done.returncode == 2, done.stderr
            assert "--host" in done.stderr
            assert "Traceback" not in done.stderr

    with subprocess.Popen(
        [*serve, "--host", "::1", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        host, _, port = url.removeprefix("http://").rstrip("/").rpartition(":")
        assert host == "[::1]"
        socket.create_connection(("::1", int(port)), timeout=5).close()
        process.terminate()
    tell(variants=4)

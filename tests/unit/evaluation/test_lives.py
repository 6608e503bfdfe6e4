"""Brokers, zygotes and workers: who starts, who stays, who goes with whom."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from dissensus.errors import BackendError, BackendUnavailable, WrongCall
from dissensus.evaluation.client import prepare
from dissensus.evaluation.forking import GRACE, SPARE
from dissensus.evaluation.launching import start_broker
from dissensus.evaluation.pools import Pools
from dissensus.release import Release
from dissensus.settings import Settings

House = Any
Housing = Callable[..., AbstractContextManager[House]]
Publish = Callable[..., Path]

LIGHT = "SELECT ?o { <http://e/s1> <http://e/p1> ?o } LIMIT 1"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def household(house: House) -> list[int]:
    """Return the process ids of a broker, its zygotes and their workers."""
    pools = house.status()["pools"]
    zygotes = [pool["zygote"] for pool in pools]
    return [house.broker.pid, *zygotes, *house.workers()]


def test_a_published_release_is_queried(
    release: Release, tmp_path: Path, asking: Callable[..., House]
) -> None:
    """As the catalog writes it, with the groups of its manifest."""
    broker = start_broker(tmp_path / "socket", Settings(), release.folder.parent)
    house = asking(broker, release.folder)
    try:
        everything = house.count()
        asserted = house.count(default_graphs=(f"{release.base.iri}graph/asserted",))
    finally:
        broker.stop()

    assert everything == release.manifest.counts["triples"]
    assert 0 < asserted < everything


def test_a_store_too_large_for_memory_is_read_from_disk(
    housing: Housing, tmp_path: Path
) -> None:
    with housing(tmp_path, in_memory_triples=10) as house:
        assert house.status()["pools"][0]["where"] == "disk"
        assert house.count() == house.triples
        assert house.count(default_graphs=(house.group,)) == 2 * house.triples // 5
        assert house.light() < 0.1


def test_the_first_release_is_loaded_before_anybody_asks(
    publish: Publish,
    numbered: Callable[..., bytes],
    tmp_path: Path,
    asking: Callable[..., House],
    soon: Callable[..., bool],
) -> None:
    release = publish(tmp_path / "1-tides", numbered(10))
    broker = start_broker(tmp_path / "socket", Settings(), tmp_path, first=release)
    house = asking(broker, release)
    try:
        assert soon(lambda: [p["where"] for p in house.status()["pools"]] == ["memory"])
    finally:
        broker.stop()


def test_stopping_the_broker_ends_everybody(
    housing: Housing,
    tmp_path: Path,
    alive: Callable[[int], bool],
    soon: Callable[..., bool],
) -> None:
    with housing(tmp_path) as house:
        assert soon(lambda: len(house.workers()) >= 2)
        pids = household(house)
        assert all(map(alive, pids))

    assert soon(lambda: not any(map(alive, pids)))
    assert not house.broker.socket.exists()


def test_a_broker_killed_takes_everybody_with_it(
    housing: Housing,
    tmp_path: Path,
    alive: Callable[[int], bool],
    soon: Callable[..., bool],
) -> None:
    with housing(tmp_path) as house:
        assert soon(lambda: len(house.workers()) >= 2)
        pids = household(house)

        os.kill(house.broker.pid, signal.SIGKILL)

        assert soon(lambda: not any(map(alive, pids)))
        with pytest.raises(BackendUnavailable):
            asyncio.run(house.ask(LIGHT))


PARENT = """
import sys, time
from pathlib import Path
from dissensus.evaluation.client import prepare, read_status
from dissensus.evaluation.launching import start_broker
from dissensus.settings import Settings
release = Path(sys.argv[1])
broker = start_broker(Path(sys.argv[2]), Settings(), release.parent)
prepare(broker.socket, release)
[pool] = read_status(broker.socket)["pools"]
print(broker.pid, pool["zygote"], flush=True)
time.sleep(60)
"""


def test_the_broker_ends_when_its_parent_ends(
    publish: Publish,
    numbered: Callable[..., bytes],
    tmp_path: Path,
    alive: Callable[[int], bool],
    soon: Callable[..., bool],
) -> None:
    """However it ends: nobody is left to tell the broker."""
    release = publish(tmp_path / "releases" / "1-tides", numbered(10))
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(release), str(tmp_path / "socket")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert all(map(alive, pids))

    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert soon(lambda: not any(map(alive, pids)))


def test_a_zygote_killed_is_replaced(house: House) -> None:
    [pool] = house.status()["pools"]

    async def interrupted() -> None:
        running = asyncio.create_task(house.ask(CROSS))
        await asyncio.sleep(0.1)
        os.kill(pool["zygote"], signal.SIGKILL)
        with pytest.raises(BackendError):
            await running

    asyncio.run(interrupted())

    assert asyncio.run(house.ask(LIGHT))
    [other] = house.status()["pools"]
    assert other["zygote"] != pool["zygote"]


def test_ctrl_c_at_the_terminal_is_left_to_the_parent(house: House) -> None:
    """It goes to the whole process group; the parent stops us when it is ready."""
    for pid in household(house)[:2]:
        os.kill(pid, signal.SIGINT)
        os.kill(pid, signal.SIGHUP)

    assert asyncio.run(house.ask(LIGHT))


def test_a_second_release_does_not_wait_for_the_first_to_load(
    housing: Housing,
    publish: Publish,
    numbered: Callable[..., bytes],
    tmp_path: Path,
) -> None:
    with housing(tmp_path) as house:
        large = publish(tmp_path / "releases" / "2-large", numbered(60_000), 20_000)
        small = publish(tmp_path / "releases" / "3-small", numbered(10), 10)

        async def both() -> tuple[float, float]:
            first = asyncio.create_task(house.seconds(LIGHT, folder=large))
            await asyncio.sleep(0.05)
            second = await house.seconds(LIGHT, folder=small)
            return second + 0.05, await first

        second, first = asyncio.run(both())

    assert second < first


def test_a_large_release_answers_from_disk_until_it_is_in_memory(
    housing: Housing,
    publish: Publish,
    numbered: Callable[..., bytes],
    tmp_path: Path,
    soon: Callable[..., bool],
) -> None:
    with housing(tmp_path) as house:
        large = publish(tmp_path / "releases" / "2-large", numbered(60_000), 300_000)

        def where() -> list[str]:
            pools = house.status()["pools"]
            return sorted(p["where"] for p in pools if p["release"] == large.name)

        assert asyncio.run(house.ask(LIGHT, folder=large))
        at_first = where()

        # Half a second after the first query it begins to be loaded.
        assert at_first in (["disk"], ["disk", "loading"])
        assert soon(lambda: where() == ["memory"])
        assert asyncio.run(house.ask(LIGHT, folder=large))
        assert where() == ["memory"]


def test_who_asks_while_a_release_is_loaded_waits_for_nothing_else(
    housing: Housing,
    publish: Publish,
    numbered: Callable[..., bytes],
    tmp_path: Path,
    soon: Callable[..., bool],
) -> None:
    """More queries than one client may have running: none of them is yet."""
    with housing(tmp_path) as house:
        slow = publish(tmp_path / "releases" / "2-slow", numbered(40_000), 20_000)

        def loading() -> list[int]:
            pools = house.status()["pools"]
            return [p["zygote"] for p in pools if p["where"] == "loading"]

        with ThreadPoolExecutor(6) as clients:
            asked = [
                clients.submit(asyncio.run, house.ask(LIGHT, folder=slow))
                for _ in range(5)
            ]
            assert soon(loading)
            (zygote,) = loading()
            os.kill(zygote, signal.SIGSTOP)
            time.sleep(1.2)
            os.kill(zygote, signal.SIGCONT)

            assert len([query.result() for query in asked]) == 5


def test_a_broker_ends_at_once_though_a_release_is_being_loaded(
    housing: Housing,
    publish: Publish,
    numbered: Callable[..., bytes],
    tmp_path: Path,
    soon: Callable[..., bool],
) -> None:
    with housing(tmp_path) as house:
        slow = publish(tmp_path / "releases" / "2-slow", numbered(40_000), 20_000)

        def loading() -> list[int]:
            pools = house.status()["pools"]
            return [p["zygote"] for p in pools if p["where"] == "loading"]

        with ThreadPoolExecutor(1) as client:
            asked = client.submit(asyncio.run, house.ask(LIGHT, folder=slow))
            assert soon(loading)
            os.kill(loading()[0], signal.SIGSTOP)
            begun = time.monotonic()
            house.broker.stop()
            took = time.monotonic() - begun

            with pytest.raises(BackendError):
                asked.result()

    # Once that is over, whatever has not ended is killed.
    assert took < GRACE


def test_a_release_that_cannot_be_loaded_is_named(house: House) -> None:
    broken = house.release.parent / "9-broken"
    broken.mkdir()
    (broken / "manifest.json").write_text('{"counts": {"triples": 1}}')

    with pytest.raises(BackendUnavailable, match="9-broken"):
        prepare(house.broker.socket, broken)

    assert asyncio.run(house.ask(LIGHT))


def test_what_nobody_uses_is_retired_but_not_the_last(
    publish: Publish,
    numbered: Callable[..., bytes],
    tmp_path: Path,
) -> None:
    one = publish(tmp_path / "1-one", numbered(5))
    two = publish(tmp_path / "2-two", numbered(5))

    async def a_minute_later() -> list[list[str]]:
        pools = Pools(Settings(), tmp_path)
        names = []
        for folder in (one, two):
            with pools.of(str(folder)) as pool:
                await pool.ready()
        with pools.of(str(one)) as used:
            for pool in (used, *pools.all()):
                pool.used -= 61
            pools.retire()
            names.append([pool["release"] for pool in pools.census()])
        with pools.of(str(two)):
            pass
        for pool in pools.all():
            pool.used -= 61
        pools.retire()
        names.append([pool["release"] for pool in pools.census()])
        pools.stop()
        return names

    assert asyncio.run(a_minute_later()) == [["1-one", "2-two"], ["2-two"]]


def test_a_socket_with_too_long_a_name_is_refused(tmp_path: Path) -> None:
    """sun_path of sockaddr_un holds 108 bytes."""
    with pytest.raises(WrongCall, match="107"):
        start_broker(tmp_path / ("x" * 108), Settings(), tmp_path)


def test_only_its_owner_can_ask_the_broker(house: House) -> None:
    assert house.broker.socket.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "message",
    [b"", b"\0", b"\0\0\0\5hello", b"\xff\xff\xff\xff", b"GET / HTTP/1.1\r\n"],
)
def test_nonsense_on_the_socket_harms_nobody(house: House, message: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(house.broker.socket))
        connection.sendall(message)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(5)
        while connection.recv(4096):
            pass

    assert asyncio.run(house.ask(LIGHT))


def test_the_status_says_what_runs(house: House, soon: Callable[..., bool]) -> None:
    async def running() -> dict[str, Any]:
        query = asyncio.create_task(house.ask(CROSS))
        await asyncio.sleep(0.3)
        status: dict[str, Any] = house.status()
        query.cancel()
        return status

    status = asyncio.run(running())

    assert status["isolation"] in {"seccomp", "network namespace"}
    assert status["lanes"]["long"] == 1
    assert status["pools"][0]["users"] == 1
    assert soon(lambda: house.status()["lanes"]["running"] == 0)


def test_a_worker_that_has_read_much_of_the_store_is_asked_again(
    house: House, soon: Callable[..., bool]
) -> None:
    """What it has read of the store, a fresh one would copy once more."""
    assert soon(lambda: len(house.workers()) <= SPARE)
    long = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?p ?d FILTER(?b != ?d) }"
    asyncio.run(house.ask(LIGHT))
    before = set(house.workers())

    seconds = asyncio.run(house.seconds(long))

    assert seconds > 0.1, "it was no long query"
    assert before <= set(house.workers())


def test_one_client_that_comes_and_goes_has_nobody_forked(
    house: House, soon: Callable[..., bool]
) -> None:
    """To fork a process of a gigabyte is felt by the query that it is done for."""
    assert soon(lambda: len(house.workers()) == SPARE)
    before = house.workers()

    for _ in range(3):
        asyncio.run(house.ask(LIGHT))
        assert house.workers() == before
        time.sleep(1.1)  # long enough for the broker to call it quiet


def test_workers_are_kept_while_the_load_rises_and_falls(
    housing: Housing, tmp_path: Path, soon: Callable[..., bool]
) -> None:
    """To fork one costs more than a light query; when all is quiet, most may go."""

    async def wave(house: House) -> None:
        await asyncio.gather(*(house.ask(LIGHT) for _ in range(12)))

    with housing(tmp_path, queries_per_client=12) as house:
        asyncio.run(wave(house))
        before = set(house.workers())
        for _ in range(5):
            asyncio.run(wave(house))

        assert len(before) > 4
        assert before <= set(house.workers())
        assert soon(lambda: len(house.workers()) == SPARE)

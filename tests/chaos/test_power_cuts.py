"""Crashes of workers and of the whole server; damage to what lies on the disk."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

import pytest

from chaos.probe import Probe
from chaos.site import (
    ENTITY,
    LIGHT,
    ROWS,
    Site,
    change,
    publish,
    serving,
    ticks,
    until,
)
from dissensus.catalog import Catalog
from dissensus.errors import DamagedRelease

Times = Callable[[int, int], int]
Tell = Callable[..., None]
MEBIBYTE = 1 << 20
LONG = f"/sparql?query={quote(f'{ROWS} LIMIT 100000')}"
COSTLY = "SELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != {n}) }} ORDER BY ?i"


def busiest(site: Site) -> int:
    """Return the query worker that has worked most."""
    return max(site.workers(), key=ticks)


def break_off(site: Site, kill: Callable[[], None]) -> bool:
    """Kill after 1 MB of a long answer; return whether the client notices."""
    with site.answer(LONG) as answer:
        assert answer.status == 200
        answer.read(MEBIBYTE)
        kill()
        try:
            answer.read()
        except (HTTPException, OSError):
            return True
    return False


@pytest.mark.chaos("A1", "a query worker is killed in mid-answer")
def test_an_answer_whose_worker_dies_is_an_error(
    site: Site, times: Times, tell: Tell
) -> None:
    site.ask(LIGHT)
    rounds, slowest = times(10, 50), 0.0
    break_off(site, lambda: os.kill(busiest(site), signal.SIGKILL))
    before = site.descriptors()

    for _ in range(rounds):
        assert break_off(site, lambda: os.kill(busiest(site), signal.SIGKILL))
        began = time.monotonic()
        assert site.ask(LIGHT).status_code == 200
        slowest = max(slowest, time.monotonic() - began)

    until(lambda: "Z" not in site.family().values(), 5)
    until(lambda: site.descriptors() <= before + 2, 15)
    tell(kills=rounds, slowest_next_query_s=slowest)
    assert slowest < 5


@pytest.mark.chaos("A2", "the whole server is killed in mid-answer, and started again")
def test_a_server_that_was_killed_starts_again(
    project: Path, times: Times, tell: Tell
) -> None:
    starts = []
    for _ in range(times(3, 20)):
        with serving(project / "releases") as site:
            release = site.release
            assert break_off(site, site.kill)
        began = time.monotonic()
        with serving(project / "releases") as again:
            assert again.get(ENTITY).status_code == 200
            starts.append(time.monotonic() - began)
            assert again.release == release

    tell(kills=len(starts), slowest_start_s=max(starts))
    assert max(starts) < 15


def _copies(project: Path, tmp_path: Path) -> Path:
    """Return a folder of two releases; damage is done to the newer one."""
    change(project, 1)
    assert publish(project).returncode == 0
    return Path(shutil.copytree(project / "releases", tmp_path / "good", symlinks=True))


def _restore(good: Path, releases: Path) -> None:
    shutil.rmtree(releases)
    shutil.copytree(good, releases, symlinks=True)


def _tear(file: Path, zero: bool) -> None:
    size = file.stat().st_size
    torn = min(4096, size)
    os.truncate(file, size - torn)
    if zero:
        os.truncate(file, size)


@pytest.mark.chaos("A5", "the end of each file in turn is lost, or zero")
def test_a_torn_file_is_named_and_the_release_before_is_served(
    project: Path, tmp_path: Path, tell: Tell
) -> None:
    good = _copies(project, tmp_path)
    catalog = Catalog(project / "releases")
    newest, oldest = catalog.releases()
    files = sorted(p for p in (good / newest).rglob("*") if p.is_file())
    noticed = []
    for file in files:
        for zero in (False, True):
            data = file.read_bytes()
            if not data.strip(b"\0") or (zero and not data[-4096:].strip(b"\0")):
                continue  # it cannot be told from what it was
            torn = project / "releases" / file.relative_to(good)
            _tear(torn, zero)
            with pytest.raises(DamagedRelease) as refused:
                Catalog(project / "releases").open(newest).verify()
            assert file.name in str(refused.value)
            assert catalog.current().id == oldest or torn.stat().st_size > 65_536
            noticed.append(str(refused.value))
            torn.write_bytes(data)

    store = next((project / "releases" / newest / "store").glob("*.sst"))
    for file in (project / "releases" / newest / "description.ttl", store):
        _tear(file, zero=False)
        with serving(project / "releases") as site:
            status = site.status()
            assert (status["release"], site.release) == (oldest, oldest)
            assert newest in status["degraded"]
        _restore(good, project / "releases")
    tell(files=len(files), torn=len(noticed), unnoticed=0)
    assert any("bytes" in line for line in noticed)
    assert any("SHA-256" in line for line in noticed)


@pytest.mark.chaos("A6", "one bit flips somewhere in a release")
def test_each_flipped_bit_is_found(project: Path, tell: Tell) -> None:
    dice = random.Random(6)
    release = Catalog(project / "releases").current()
    files = [p for p in release.folder.rglob("*") if p.is_file() and p.stat().st_size]
    weights = [p.stat().st_size for p in files]
    for file in dice.choices(files, weights, k=200):
        good = file.read_bytes()
        bad = bytearray(good)
        bad[dice.randrange(len(bad))] ^= 1 << dice.randrange(8)
        file.write_bytes(bad)

        with pytest.raises(DamagedRelease):
            Catalog(project / "releases").open(release.id).verify()
        file.write_bytes(good)

    tell(flipped=200, found=200, seed=6)


@pytest.mark.chaos("A8", "queries that abort the engine, one after the other")
def test_a_query_that_kills_the_engine_is_a_503(
    project: Path, times: Times, tell: Tell
) -> None:
    rounds = times(6, 20)
    with serving(project / "releases", query_memory=100) as site:
        site.ask(LIGHT)
        workers = set(site.workers())
        lasting = set(site.family()) - workers
        for n in range(rounds):
            answer = site.ask(COSTLY.format(n=n))
            problem = answer.json()
            assert answer.status_code == 503, problem
            assert "memory" in problem["detail"]
            assert int(answer.headers["Retry-After"]) > 0
            assert site.ask(LIGHT).status_code == 200
        os.kill(site.workers()[0], signal.SIGSEGV)

        assert site.ask(LIGHT).status_code == 200
        assert lasting <= set(site.family())
    tell(aborts=rounds)


@pytest.mark.chaos("A9", "a power cut while the log is being written")
def test_half_a_line_of_log_does_not_hinder_a_start(
    project: Path, times: Times, tell: Tell
) -> None:
    """What a server says goes to standard error; it reads no log back."""
    rounds = times(2, 20)
    for _ in range(rounds):
        with serving(project / "releases") as site, Probe(site, pause=0):
            time.sleep(0.5)
            site.kill()
        with site.log.open("a") as log:
            log.write("2026-11-22T10:00:00Z dissensus.we")
    with serving(project / "releases") as site:
        assert site.get("/status").status_code == 200
    tell(kills=rounds)

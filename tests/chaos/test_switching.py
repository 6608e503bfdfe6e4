"""Releases change while readers read: none is lost, none gets a mixture."""

import hashlib
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from chaos.probe import Probe, Seen, quantile
from chaos.site import (
    DUMP,
    ENTITY,
    ROWS,
    change,
    command,
    publish,
    release_of,
    serving,
    until,
)
from dissensus.catalog import Catalog
from dissensus.release import Release

Times = Callable[[int, int], int]
Tell = Callable[..., None]
PAGE = "SELECT * {{ ?a ?b ?c }} ORDER BY ?a ?b ?c LIMIT 20 OFFSET {n}"


def follow_up(seen: list[Seen], known: list[tuple[float, str]]) -> float:
    """Return how long an answer was still of the old release, at most."""
    late = [0.0]
    for switched, release in known:
        old = {s.release for s in seen if s.at < switched} - {release, ""}
        late += [s.at - switched for s in seen if s.at > switched and s.release in old]
    return max(late)


@pytest.mark.chaos("D1", "releases switch under load")
def test_no_request_is_lost_at_a_switch(
    project: Path, times: Times, tell: Tell
) -> None:
    releases, switches = project / "releases", []
    with (
        serving(releases) as site,
        Probe(site, clients=times(6, 16), pause=0.01) as probe,
    ):
        time.sleep(times(2, 10))
        rest = time.monotonic()
        for n in range(times(4, 12)):
            change(project, n)
            assert publish(project).returncode == 0
            switches.append((time.monotonic(), Catalog(releases).current_name()))
            time.sleep(times(1, 4))

    calm = [s.seconds for s in probe.seen if s.at < rest]
    tell(
        requests=len(probe.seen),
        lost=len(probe.failures),
        switches=len(switches),
        seconds_to_follow=follow_up(probe.seen, switches),
        p99_calm_s=quantile(calm, 0.99),
        p99_switching_s=probe.slowest(0.99),
    )
    assert not probe.failures
    assert not probe.mixed()
    assert {name for _, name in switches} <= probe.releases()
    assert follow_up(probe.seen, switches) < 6


@pytest.mark.chaos("D2", "a release is rolled back under load")
def test_a_rollback_loses_nobody_and_brings_old_tags_back(
    project: Path, times: Times, tell: Tell
) -> None:
    releases = project / "releases"
    with serving(releases) as site, Probe(site, clients=4, pause=0.01) as probe:
        first = site.get(ENTITY)
        for n in range(times(2, 10)):
            change(project, n)
            assert publish(project).returncode == 0
            newer = Catalog(releases).current_name()
            _until_served(probe, newer)
            back = command("rollback", "--releases", releases)
            subprocess.run(back, check=True, capture_output=True)
            _until_served(probe, site.release)
            known = {"If-None-Match": first.headers["ETag"]}
            # The clients may all be with one of the web processes.
            until(lambda k=known: site.get(ENTITY, **k).status_code == 304, 10)  # type: ignore[misc]
    tell(requests=len(probe.seen), lost=len(probe.failures), rollbacks=times(2, 10))
    assert not probe.failures
    assert not probe.mixed()


def _until_served(probe: Probe, release: str) -> None:
    """Wait until the last round of all clients was of ``release``."""
    end = time.monotonic() + 15
    while {s.release for s in probe.seen[-16:]} - {""} != {release}:
        assert time.monotonic() < end, f"{release} is not served"
        time.sleep(0.1)


@pytest.mark.chaos("D3", "a long query runs across a switch")
def test_a_long_answer_ends_on_the_release_that_it_began_with(
    project: Path, tell: Tell
) -> None:
    path = f"/sparql?query={quote(f'{ROWS} LIMIT 60000')}"
    with serving(project / "releases", deadline=60) as site:
        with site.answer(path) as answer:
            expected = hashlib.sha256(answer.read()).digest()
        with site.answer(path) as answer:
            begun = answer.read(100_000)
            change(project, 1)
            assert publish(project).returncode == 0
            newer = Catalog(project / "releases").current_name()
            began = time.monotonic()
            while release_of(site.get(ENTITY).headers) != newer:
                assert time.monotonic() - began < 15
            rest = answer.read()
            assert release_of(answer.headers) == site.release
    tell(bytes=len(begun) + len(rest))
    assert hashlib.sha256(begun + rest).digest() == expected


@pytest.mark.chaos("D4", "an answer is taken page by page across a switch")
def test_pages_of_an_answer_are_never_mixed(project: Path, tell: Tell) -> None:
    """Whoever names the release gets all pages of it; others can see the change."""
    with serving(project / "releases") as site:

        def page(n: int, release: str = "") -> tuple[str, bytes]:
            pinned = f"&release={release}" if release else ""
            answer = site.get(f"/sparql?query={quote(PAGE.format(n=n))}{pinned}")
            assert answer.status_code == 200
            return release_of(answer.headers), answer.content

        expected = [page(n) for n in range(0, 200, 20)]
        first = [page(n) for n in range(0, 100, 20)]
        change(project, 1)
        assert publish(project).returncode == 0
        newer = Catalog(project / "releases").current_name()
        began = time.monotonic()
        while page(0)[0] != newer:
            assert time.monotonic() - began < 15
        rest = [page(n, site.release) for n in range(100, 200, 20)]
        assert page(100)[0] == newer
    tell(pages=len(first + rest))
    assert first + rest == expected


@pytest.mark.chaos("D5", "many releases")
def test_old_releases_make_room(project: Path, times: Times, tell: Tell) -> None:
    rounds, catalog = times(6, 1000), Catalog(project / "releases", keep=3)
    sizes = []
    with serving(project / "releases") as site:
        for n in range(rounds):
            change(project, n)
            catalog.publish(project)
            files = (p for p in catalog.folder.rglob("*") if p.is_file())
            sizes.append(sum(p.stat().st_size for p in files))
        newest = catalog.current_name()
        until(lambda: release_of(site.get(ENTITY).headers) == newest, 10)
        kept = catalog.releases()
        statuses = [site.get(f"/releases/{name}/").status_code for name in kept]
        gone = site.get(f"/releases/{site.release}/")
    tell(published=rounds, kept=len(kept), most_mib=max(sizes) / 2**20)
    assert len(kept) == 4
    assert statuses == [200] * 4
    assert gone.status_code in {404, 410}
    assert "/releases" in gone.text
    assert max(sizes) < 1.5 * max(sizes[:4])


@pytest.mark.chaos("D6", "a download is resumed after a switch")
def test_a_resumed_download_is_never_spliced(project: Path, tell: Tell) -> None:
    """RFC 9110, section 13.1.5: If-Range asks for the whole when it changed."""
    old = Catalog(project / "releases").current()
    with serving(project / "releases") as site:
        whole = site.get(DUMP)
        change(project, 1)
        assert publish(project).returncode == 0
        new = Catalog(project / "releases").current()
        began = time.monotonic()
        while release_of(site.get(DUMP).headers) != new.id:
            assert time.monotonic() - began < 15
        condition = {"Range": "bytes=1000-", "If-Range": whole.headers["ETag"]}
        latest = site.get(DUMP, **condition)
        names = [n for n in old.manifest.files if n.endswith(".ttl.gz")]
        versioned = f"/releases/{old.id}/{names[0]}"
        kept = site.get(versioned, Range="bytes=1000-")
    tell(first_bytes=1000)
    assert latest.status_code == 200
    assert hashlib.sha256(latest.content).hexdigest() == _digest(new, names[0])
    assert kept.status_code == 206
    spliced = whole.content[:1000] + kept.content
    assert hashlib.sha256(spliced).hexdigest() == _digest(old, names[0])


def _digest(release: Release, name: str) -> str:
    return str(release.manifest.files[name]["sha256"])

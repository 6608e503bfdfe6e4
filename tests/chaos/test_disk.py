"""Full, frozen, absent and broken: what the disk may do to a publisher."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from chaos.means import fill, frozen, mounted, needs
from chaos.probe import Probe
from chaos.site import (
    ENTITY,
    LIGHT,
    ROWS,
    change,
    command,
    publish,
    serving,
    until,
)
from dissensus.catalog import Catalog

Times = Callable[[int, int], int]
Tell = Callable[..., None]
DATA = "data/tides/debate.ttl"
PREFIXES = (
    "@prefix clm: <https://example.org/tides/id/claim/> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
BROKEN = {
    "cut off": PREFIXES + 'clm:a skos:note "half a',
    "no prefix": PREFIXES + "clm:a foo:b clm:c .",
    "a bad date": PREFIXES + 'clm:a skos:note "1999-02-30"^^xsd:date .',
    "a space in an IRI": PREFIXES + "clm:a skos:related <https://example.org/a b> .",
    "zeros": "\0" * 300,
    "not UTF-8": PREFIXES + 'clm:a skos:note "caf\udce9" .',
    "a page": "<!DOCTYPE html><title>502</title>",
    "two dots": PREFIXES + "clm:a skos:related clm:b . .",
}


def size(folder: Path) -> int:
    """Return how many bytes lie below ``folder``."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


@pytest.mark.chaos("B1", "the disk is full while publishing")
def test_a_disk_that_fills_up_costs_the_readers_nothing(
    project: Path, tmp_path: Path, times: Times, tell: Tell
) -> None:
    codes = []
    with mounted(tmp_path / "disk", "-o", "size=48m") as disk:
        releases = disk / "releases"
        assert publish(project, "--releases", releases).returncode == 0
        need = size(Catalog(releases).current().folder)
        with serving(releases) as site, Probe(site) as probe:
            for share in range(10, 111, times(50, 10)):
                change(project, share)
                before = Catalog(releases).current_name()
                filling = fill(disk, need * share // 100)
                done = publish(project, "--releases", releases)
                codes.append(done.returncode)
                assert "Traceback" not in done.stderr
                if done.returncode:
                    assert done.returncode == 2
                    assert "No space left" in done.stderr
                    assert Catalog(releases).current_name() == before
                filling.unlink()
                assert Catalog(releases).current().verify()
                assert publish(project, "--releases", releases).returncode == 0
                assert not list(releases.glob(".tmp-*"))
    tell(disks=len(codes), refused=codes.count(2), asked=len(probe.seen))
    assert 2 in codes
    assert not probe.failures


@pytest.mark.chaos("B2", "the disk is full while serving")
def test_a_server_needs_no_room(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    path = f"/sparql?query={ROWS.replace(' ', '+').replace('?', '%3F')}+LIMIT+30000"
    with mounted(tmp_path / "disk", "-o", "size=48m") as disk:
        shutil.copytree(project / "releases", disk / "releases", symlinks=True)
        (disk / "tmp").mkdir()
        monkeypatch.setenv("TMPDIR", str(disk / "tmp"))
        with serving(disk / "releases") as site:
            fill(disk, 0)
            with Probe(site) as probe, site.answer(path) as answer:
                long = len(answer.read())
                time.sleep(2)
    tell(asked=len(probe.seen), longest_answer_mib=long / 2**20)
    assert not probe.failures


@pytest.mark.chaos("B3", "the disk has no inode left")
def test_a_disk_without_inodes_is_full_too(
    project: Path, tmp_path: Path, times: Times, tell: Tell
) -> None:
    counts = range(20, 70, times(30, 10))
    for inodes in counts:
        with mounted(tmp_path / "disk", "-o", f"nr_inodes={inodes}") as disk:
            done = publish(project, "--releases", disk / "releases")
            assert "Traceback" not in done.stderr
            if done.returncode:
                assert done.returncode == 2
                assert "No space left" in done.stderr
                assert not list((disk / "releases").glob("*-*"))
    tell(disks=len(counts))


@pytest.mark.chaos("B4", "the disk is read-only")
def test_a_frozen_disk_can_be_served_from(
    project: Path, tmp_path: Path, tell: Tell
) -> None:
    with frozen(project / "releases", tmp_path / "frozen") as releases:
        with serving(releases) as site:
            assert site.get(ENTITY).status_code == 200
            assert site.ask(LIGHT).json()["boolean"]
        change(project, 1)
        done = publish(project, "--releases", releases)
    assert done.returncode == 2
    assert "cannot be written to" in done.stderr
    assert "Traceback" not in done.stderr
    tell(served=1, refused=1)


@pytest.mark.chaos("B5", "the folder of releases is absent, empty, a file, not ours")
def test_nothing_to_serve_is_said_in_words(
    project: Path, tmp_path: Path, tell: Tell
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("releases")
    shutil.copytree(project / "releases", tmp_path / "closed", symlinks=True)
    (tmp_path / "closed").chmod(0)
    # Root may read everything, unless that right is given up.
    drop = "--bounding-set=-dac_override,-dac_read_search"
    drops = ("setpriv", drop) if os.geteuid() == 0 else ()
    cases = [tmp_path / name for name in ("absent", "empty", "file", "closed")]
    for folder in cases:
        done = subprocess.run(
            list(drops)
            + command("serve", "--no-publish", "--port", 0, "--releases", folder),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 2, (folder, done.stderr)
        assert str(folder) in done.stderr
        assert "Traceback" not in done.stderr
    tell(variants=len(cases))


@pytest.mark.chaos("B6", "a file of data is broken")
def test_a_broken_file_is_named_and_nothing_is_replaced(
    project: Path, tell: Tell
) -> None:
    link = project / "releases" / "current"
    before = link.lstat().st_ino
    good = (project / DATA).read_bytes()
    for name, text in BROKEN.items():
        (project / DATA).write_bytes(text.encode("utf-8", "surrogateescape"))
        done = publish(project)
        assert done.returncode == 1, (name, done.stderr)
        assert f"{DATA}:" in done.stderr, (name, done.stderr)
        assert "Traceback" not in done.stderr
        assert link.lstat().st_ino == before
    (project / DATA).write_bytes(good[:-100])
    assert publish(project).returncode == 1
    (project / DATA).write_bytes(good)
    assert publish(project).returncode == 0
    tell(files=len(BROKEN) + 1)


@pytest.mark.chaos("B7", "the knowledge is invalid, or nothing is validated")
def test_what_does_not_conform_replaces_nothing(project: Path, tell: Tell) -> None:
    before = Catalog(project / "releases").current_name()
    data, shapes = project / DATA, project / "shapes"
    good = data.read_text()
    data.write_text(good.replace("dis:holder per:galileo-galilei ; ", "", 1))
    refused = publish(project)
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert "galileo" in refused.stderr
    assert DATA in refused.stderr
    data.write_text(good)
    for file in shapes.rglob("*.ttl"):
        file.write_text("")
    vacuous = publish(project)
    assert vacuous.returncode == 1
    assert Catalog(project / "releases").current_name() == before
    tell(variants=2)


@pytest.mark.chaos("B8", "a file changes while it is read")
def test_a_file_that_grows_is_published_as_it_was_read(
    project: Path, times: Times, tell: Tell
) -> None:
    catalog, rounds, notes = Catalog(project / "releases"), times(2, 20), 0
    for _ in range(rounds):
        stop = threading.Event()

        def grow(stop: threading.Event = stop) -> None:
            nonlocal notes
            with (project / DATA).open("a") as file:
                while not stop.wait(0.002):
                    notes += 1
                    file.write(f'clm:moon-pulls-the-sea skos:note "n{notes}"@en .\n')
                    file.flush()

        thread = threading.Thread(target=grow)
        thread.start()
        codes = {publish(project).returncode for _ in range(2)}
        stop.set()
        thread.join()
        assert codes <= {0, 1}
        assert catalog.current().verify()
        assert publish(project).returncode == 0
        dump = next((catalog.current().folder / "dumps").glob("*.ttl")).read_text()
        assert f'"n{notes}"@en' in dump
    tell(rounds=rounds, notes=notes)


@pytest.mark.chaos("B9", "a very slow disk")
def test_a_slow_disk_does_not_slow_what_is_in_memory(project: Path, tell: Tell) -> None:
    """Each read and sync of a file takes 20 ms longer."""
    needs("strace", "-qq", "-o", "/dev/null", "true")
    slow = "inject=pread64,fsync,fdatasync:delay_enter=20000"
    calls = "trace=pread64,fsync,fdatasync"
    prefix = ("strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null")
    with serving(project / "releases", prefix=(*prefix, "-e", calls, "-e", slow)) as s:
        until(lambda: s.get(ENTITY).status_code == 200, 30)
        with Probe(s) as probe:
            change(project, 1)
            done = publish(project, prefix=(*prefix, "-e", calls, "-e", slow))
            time.sleep(3)
    tell(asked=len(probe.seen), p95_status_s=probe.slowest(0.95, "/status"))
    assert done.returncode == 0
    assert not probe.failures
    assert probe.slowest(0.95, "/status") < 2


@pytest.mark.chaos("B10", "a dump is deleted while it is sent")
def test_a_download_under_way_outlives_its_file(project: Path, tell: Tell) -> None:
    dice = os.urandom(3_000_000).hex()
    with (project / DATA).open("a") as file:
        for n in range(4):
            text = dice[n * 1_500_000 :][:1_500_000]
            file.write(f'clm:moon-pulls-the-sea skos:note "{text}"@en .\n')
    assert publish(project).returncode == 0
    release = Catalog(project / "releases").current()
    name = next(n for n in release.manifest.files if n.endswith(".nt.gz"))
    path = f"/dumps/{Path(name).name}"
    with serving(project / "releases") as site, ExitStack() as closing:
        assert site.ask(LIGHT).json()["boolean"]
        answer = closing.enter_context(site.answer(path, "*/*"))
        length = int(answer.headers["Content-Length"])
        begun = answer.read(1000)
        (release.folder / name).unlink()
        time.sleep(0.5)
        assert len(begun + answer.read()) == length
        again = site.get(path)
        assert again.status_code in {404, 503}
        assert site.ask(LIGHT).json()["boolean"]
    tell(mib=length / 2**20)

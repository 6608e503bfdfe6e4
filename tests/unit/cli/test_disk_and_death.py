"""Neither a full disk nor a killed publisher costs the readers anything."""

import fcntl
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dissensus.catalog import Catalog

STAGES = ["read", "reason", "validate", "store", "dumps"]
STAGES += ["index", "cover", "schema", "describe", "pack", "seal"]
# Seconds to wait before the kill: at once, and somewhere in the next stage or
# at its end. No test depends on how far the publisher gets meanwhile.
DELAYS = (0.0, pytest.param(0.05, marks=pytest.mark.slow))


def touch(project: Path, n: int) -> None:
    """Change the data a little, so that there is something to publish."""
    path = project / "data/editorial/notes.ttl"
    note = f'per:johannes-kepler skos:note "Remark number {n}."@en .\n'
    path.write_text(path.read_text("utf-8") + note, "utf-8")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 KiB, too small for any release."""
    yield from _mounted(tmp_path / "small", "size=200k")


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that nobody may write to, not even root."""
    yield from _mounted(tmp_path / "frozen", "ro")


def _mounted(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    if done.returncode:
        pytest.skip(f"this machine lets us mount nothing: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_to_be_full(
    minimal_project: Path, small_disk: Path, command: Callable[..., Any]
) -> None:
    """Exit code 2; how much is needed and free; nothing half-made is left."""
    run = command("publish", "--releases", str(small_disk), root=minimal_project)

    assert run.code == 2
    assert "No space left: need about" in run.err
    assert str(small_disk) in run.err
    assert "Traceback" not in run.err
    assert [p.name for p in small_disk.iterdir()] == [".lock"]


def test_a_read_only_disk_is_said_to_be_so(
    minimal_project: Path, read_only_disk: Path, command: Callable[..., Any]
) -> None:
    run = command("publish", "--releases", str(read_only_disk), root=minimal_project)

    assert run.code == 2
    assert "cannot be written to" in run.err
    assert "--releases" in run.err


def test_a_folder_that_is_a_file_is_a_wrong_call(
    minimal_project: Path, command: Callable[..., Any]
) -> None:
    target = str(minimal_project / "data/dataset.ttl")

    run = command("publish", "--releases", target, root=minimal_project)

    assert run.code == 2
    assert "Traceback" not in run.err


def test_a_file_size_limit_counts_as_a_full_disk(minimal_project: Path) -> None:
    """RLIMIT_FSIZE fails as a quota does, and needs no right to mount."""
    done = subprocess.run(
        [sys.executable, "-m", "dissensus", "publish"],
        cwd=minimal_project,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000,) * 2),
    )

    assert done.returncode == 2, done.stderr
    assert "No space left" in done.stderr
    assert not list((minimal_project / "releases").glob(".tmp-*"))
    assert not (minimal_project / "releases/current").is_symlink()


def test_of_two_publishers_one_is_told_to_wait(
    minimal_project: Path, command: Callable[..., Any]
) -> None:
    """Exit code 3, naming the process that holds the lock."""
    assert command("publish", root=minimal_project).code == 0
    touch(minimal_project, 1)
    with (minimal_project / "releases/.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        run = command("publish", root=minimal_project)

    assert run.code == 3
    assert "process" in run.err
    assert command("publish", root=minimal_project).code == 0


@contextmanager
def held_up_publisher(
    project: Path, lines: int
) -> Iterator["tuple[subprocess.Popen[bytes], list[str]]"]:
    """Run a publisher that cannot get past the stage after its first ``lines``.

    It reports each stage into a pipe that holds one packet (pipe(2), O_DIRECT), of
    which ``lines`` are read: the publisher may report one more, then it waits
    in its next report for a reader. However slow the machine is, it is alive.
    """
    receiving, sending = os.pipe2(os.O_DIRECT | os.O_CLOEXEC)
    fcntl.fcntl(sending, fcntl.F_SETPIPE_SZ, 4096)
    publisher = subprocess.Popen(
        [sys.executable, "-m", "dissensus", "publish"],
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=sending,
    )
    os.close(sending)
    try:
        said = [os.read(receiving, 4096).decode() for _ in range(lines)]
        yield publisher, said
    finally:
        publisher.kill()
        publisher.wait()
        os.close(receiving)


@pytest.mark.parametrize("delay", DELAYS)
def test_a_publisher_killed_at_any_moment_leaves_a_whole_release(
    minimal_project: Path, command: Callable[..., Any], delay: float
) -> None:
    """SIGKILL early and late in each stage; the next one just works."""
    assert command("publish", root=minimal_project).code == 0
    catalog = Catalog(minimal_project / "releases")
    first = catalog.current_name()
    leftovers = 0
    for lines in range(len(STAGES) - 1):
        touch(minimal_project, lines)
        with held_up_publisher(minimal_project, lines) as (publisher, said):
            time.sleep(delay)
            publisher.send_signal(signal.SIGKILL)
            code = publisher.wait()
        assert [line.split()[0] for line in said] == STAGES[:lines]
        assert code == -signal.SIGKILL
        leftovers += len(list(catalog.folder.glob(".tmp-*")))
        assert catalog.current().verify() > 0
        assert catalog.current_name() == first
        assert not catalog.degraded

    run = command("publish", root=minimal_project)

    assert leftovers
    assert run.code == 0, run.err
    assert catalog.is_current(minimal_project)
    assert catalog.current().verify() > 0
    assert not list(catalog.folder.glob(".tmp-*"))


def test_a_publisher_killed_between_naming_and_switching_loses_nothing(
    minimal_project: Path, command: Callable[..., Any]
) -> None:
    """The release is whole and named, but not current: the next one switches."""
    assert command("publish", root=minimal_project).code == 0
    catalog = Catalog(minimal_project / "releases")
    first = catalog.current_name()
    touch(minimal_project, 0)
    with held_up_publisher(minimal_project, len(STAGES) - 2) as (publisher, _):
        while len(catalog.releases()) == 1:
            assert publisher.poll() is None
            time.sleep(0.01)

    assert catalog.current_name() == first
    assert command("publish", root=minimal_project).out.split("\t")[1].startswith("2-")
    assert catalog.is_current(minimal_project)
    assert len(catalog.releases()) == 2

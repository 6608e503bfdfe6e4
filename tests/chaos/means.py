"""What a scenario needs of the machine; where it refuses, the scenario is skipped."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_FAKETIME = "/usr/lib/*/faketime/libfaketime.so.1"
ALONE = ("unshare", "-n", "--", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """Mount a disk of one's own at ``folder`` (``-o size=1m``) until the block ends."""
    folder.mkdir(exist_ok=True)
    _try("mount", "-t", "tmpfs", *options, "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def frozen(folder: Path, at: Path) -> Iterator[Path]:
    """Show ``folder`` at ``at`` too, where nobody can write."""
    at.mkdir()
    _try("mount", "--bind", str(folder), str(at))
    try:
        _try("mount", "-o", "remount,ro,bind", str(at))
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def needs(*program: str) -> str:
    """Return where the first is; skip unless calling it all succeeds."""
    _try(*program)
    return program[0]


def faketime() -> str:
    """Return the library that moves the clock of a process."""
    found = sorted(Path("/").glob(_FAKETIME.lstrip("/")))
    if not found:
        pytest.skip("libfaketime is not installed (apt install faketime)")
    return str(found[0])


def fill(disk: Path, leave: int) -> Path:
    """Fill ``disk`` but for ``leave`` bytes; return the file that does."""
    file = disk / "filling"
    file.unlink(missing_ok=True)
    size = shutil.disk_usage(disk).free - leave
    with file.open("wb") as stream:
        while size > 0:
            size -= stream.write(bytes(min(size, 1 << 20)))
    return file


def _try(*call: str) -> None:
    try:
        done = subprocess.run(call, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip(f"there is no {call[0]} here")
    if done.returncode:
        said = (done.stderr.strip() or "no reason given").splitlines()[-1]
        pytest.skip(f"{' '.join(call[:3])} is refused here: {said}")

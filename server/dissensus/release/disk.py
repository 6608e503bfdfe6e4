"""Write a folder so that it is there as a whole or not at all.

The only module that writes below the folder of releases, besides the store's
own engine. A release is built under a hidden name, forced to the disk, and
renamed: whoever lists the folder never meets a part of one.

Source: POSIX.1-2017, rename() and fsync(); Pillai et al., "All File Systems
Are Not Created Equal" (OSDI 2014), on why the parent is synced too.
"""

import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dissensus.errors import NoSpace, OperationError, UnwritableFolder

TEMPORARY: Final = ".tmp-"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED: Final = (
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.EEXIST,
)
_MIB: Final = 1024 * 1024


@contextmanager
def temporary_folder(into: Path) -> Iterator[Path]:
    """Yield a new hidden folder in ``into``; it is gone afterwards, whatever happens.

    Raises:
        UnwritableFolder: ``into`` cannot be written to.
        NoSpace: The disk is full.
    """
    with disk_faults(into):
        into.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=into))
        # mkdtemp is for secrets; a release is read by whoever serves it.
        folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(into: Path) -> None:
    """Remove what publishers that were killed left behind in ``into``.

    The caller holds the publisher's lock, so nobody is writing there.
    """
    if into.is_dir():
        for folder in into.glob(f"{TEMPORARY}*"):
            if folder.is_dir() and not folder.is_symlink():
                shutil.rmtree(folder, ignore_errors=True)
            else:
                folder.unlink(missing_ok=True)


def remove_release(folder: Path) -> None:
    """Remove ``folder``, out of sight first, so that no part of it is listed."""
    hidden = folder.with_name(f"{TEMPORARY}{folder.name}")
    folder.rename(hidden)
    shutil.rmtree(hidden, ignore_errors=True)


def settle(folder: Path, name: str) -> Path:
    """Force all of ``folder`` to the disk, then give it its final ``name``."""
    for root, _, files in os.walk(folder):
        for file in files:
            sync(Path(root, file))
        sync(Path(root))
    final = folder.with_name(name)
    folder.rename(final)
    sync(final.parent)
    return final


def sync(path: Path) -> None:
    """Force the file or folder at ``path`` to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def files_below(folder: Path) -> dict[str, dict[str, int | str]]:
    """Return size and SHA-256 of each file below ``folder``, by path, sorted."""
    return {
        path.relative_to(folder).as_posix(): {
            "size": path.stat().st_size,
            "sha256": digest_of(path),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def digest_of(path: Path) -> str:
    """Return the SHA-256 of the file at ``path``, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def disk_faults(folder: Path, need: int = 0) -> Iterator[None]:
    """Translate the faults of the disk below ``folder``.

    Args:
        folder: Where is being written.
        need: About how many bytes are wanted in all; 0 when unknown.

    Raises:
        NoSpace: The disk is full, or a quota or file size limit is reached.
        UnwritableFolder: The folder is read-only, or not ours, or a file.
    """
    try:
        yield
    except OSError as error:
        translated = _translated(error, folder, need)
        if translated is None:
            raise
        raise translated from error


def _translated(error: OSError, folder: Path, need: int) -> OperationError | None:
    number = error.errno or _number_in(str(error))
    if number in _FULL:
        wanted = f"need about {_mib(need)} MiB, " if need else ""
        return NoSpace(
            f"No space left: {wanted}have {_free(folder)} MiB in {folder}.",
            hint="Free some, or name another folder with --releases; what was "
            "begun is removed, and the current release stays.",
        )
    if number in _CLOSED:
        return UnwritableFolder(
            f"{folder} cannot be written to: {os.strerror(number)}.",
            hint="Give yourself the right to write there, or name another "
            "folder with --releases.",
        )
    return None


def _number_in(message: str) -> int:
    """Return the errno that a fault of RocksDB spells out in words only."""
    for number in (*_FULL, *_CLOSED):
        if re.search(re.escape(os.strerror(number)), message, re.IGNORECASE):
            return number
    return 0


def _free(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return _mib(shutil.disk_usage(folder).free)


def _mib(size: int) -> int:
    return -(-size // _MIB)

"""Take over the current release of another site, whole or not at all.

What comes is kept under a hidden name until every file is there and right;
then the folder gets its name and ``current`` moves, as when it is published.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dissensus.catalog.catalog import Catalog
from dissensus.catalog.fetching import Offer, Origin, fetch
from dissensus.catalog.locking import only_publisher
from dissensus.errors import DamagedRelease, EndpointUnavailable, NoSpace
from dissensus.release import Release
from dissensus.release.disk import disk_faults, remove_release, settle
from dissensus.release.manifest import NAME, SEAL

_HIDDEN: Final = ".pull-"
_ROOM: Final = 16 * 1024 * 1024
_ATTEMPTS: Final = 3


@dataclass(frozen=True)
class Pulled:
    """What pulling came to.

    Attributes:
        release: Now the current one.
        files: How many it has; 0 when it was there already.
        sent: How many bytes came.
    """

    release: Release
    files: int
    sent: int

    @property
    def seal(self) -> bytes:
        """What tells this release from any other."""
        return (self.release.folder / SEAL).read_bytes()


def pull(origin: Origin, catalog: Catalog) -> Pulled:
    """Make the current release of ``origin`` the current one of ``catalog``.

    Args:
        origin: Where it is.
        catalog: Where it is put.

    Raises:
        EndpointUnavailable: It is not to be had; what has come is kept.
        DamagedRelease: Something is not what it should be; nothing is used.
        PublisherRuns: Somebody publishes, or pulls, into the same folder.
        NoSpace, UnwritableFolder: The disk is at fault.
    """
    with only_publisher(catalog.folder):
        offer = _offer(origin)
        for left in catalog.folder.glob(f"{_HIDDEN}*"):
            if left.name != f"{_HIDDEN}{offer.id}":
                shutil.rmtree(left, ignore_errors=True)
        if not _is_here(catalog, offer):
            sent = _take(catalog.folder, offer)
            catalog.adopt(offer.id)
            return Pulled(catalog.open(offer.id), len(offer.files), sent)
        if catalog.current_name() != offer.id:
            catalog.adopt(offer.id)
        return Pulled(catalog.open(offer.id), 0, 0)


def _offer(origin: Origin) -> Offer:
    """Return what is current; again if that changes while it is read."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return origin.offer()
        except (DamagedRelease, EndpointUnavailable):
            continue
    return origin.offer()


def _is_here(catalog: Catalog, offer: Offer) -> bool:
    """Return whether the very same release is here, and whole."""
    folder = catalog.folder / offer.id
    if not folder.is_dir():
        return False
    try:
        release = catalog.open(offer.id)
    except DamagedRelease:
        remove_release(folder)
        return False
    if Pulled(release, 0, 0).seal == offer.seal:
        return True
    raise DamagedRelease(
        f"There is another release {offer.id} in {catalog.folder}.",
        hint="Pull into a folder of its own: --releases DIR.",
    )


def _take(folder: Path, offer: Offer) -> int:
    hidden = folder / f"{_HIDDEN}{offer.id}"
    with disk_faults(folder, offer.size):
        hidden.mkdir(exist_ok=True)
        _refuse_too_large(hidden, offer)
        sent = 0
        for path in sorted(offer.files):
            try:
                sent += fetch(offer, path, hidden)
            except FileNotFoundError as error:
                raise EndpointUnavailable(
                    f"{offer.url}{path} is not served.",
                    hint="Give the address of a site that serves whole releases.",
                ) from error
        (hidden / NAME).write_bytes(offer.manifest)
        (hidden / SEAL).write_bytes(offer.seal)
        _remove_strangers(hidden, offer)
        Release.open(hidden)
        settle(hidden, offer.id)
    return sent


def _refuse_too_large(hidden: Path, offer: Offer) -> None:
    have = sum(p.stat().st_size for p in hidden.rglob("*") if p.is_file())
    free = shutil.disk_usage(hidden).free
    if offer.size - have + _ROOM > free:
        raise NoSpace(
            f"The release {offer.id} has {offer.size:,} bytes; {free:,} are free in "
            f"{hidden.parent}.",
            hint="Free some, or name another folder with --releases.",
        )


def _remove_strangers(hidden: Path, offer: Offer) -> None:
    """Remove what an earlier attempt left and the manifest does not know."""
    for path in hidden.rglob("*"):
        name = path.relative_to(hidden).as_posix()
        if path.is_file() and name not in offer.files and name not in (NAME, SEAL):
            path.unlink()

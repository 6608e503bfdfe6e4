"""Remember what was rolled back, so that serving does not bring it forth again.

A line per release in ``.rolled-back``: the fingerprint of its sources. Only an
explicit ``publish`` forgives.
"""

from pathlib import Path
from typing import Final

from dissensus.errors import DamagedRelease
from dissensus.release.manifest import read_manifest

_ROLLED_BACK: Final = ".rolled-back"


def reject(folder: Path, name: str) -> None:
    """Remember the sources of the release ``name`` in ``folder``, if it tells them."""
    try:
        rejected = read_manifest(folder / name).fingerprint
    except DamagedRelease:
        return
    with (folder / _ROLLED_BACK).open("a", encoding="ascii") as file:
        file.write(f"{rejected}\n")


def rejected(folder: Path) -> list[str]:
    """Return the fingerprints of what was rolled back in ``folder``."""
    try:
        return (folder / _ROLLED_BACK).read_text(encoding="ascii").split()
    except OSError:
        return []


def forgive(folder: Path) -> None:
    """Forget what was rolled back in ``folder``."""
    (folder / _ROLLED_BACK).unlink(missing_ok=True)

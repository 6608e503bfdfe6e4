"""Remember when somebody verified a release, and with what result.

A release is never written to once it is sealed, so this stands beside the
releases: ``verified.jsonl``, a line per run of ``dissensus verify``.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from dissensus.release.disk import disk_faults

VERIFIED: Final = "verified.jsonl"


def note_verified(folder: Path, release: str, **found: Any) -> None:
    """Add that ``release`` was verified just now.

    Args:
        folder: Of the releases.
        release: Its id.
        found: ``result``, which is ``whole`` or says what is wrong; ``files`` and
            ``passages``, how many of them were compared.

    Raises:
        NoSpace, UnwritableFolder: The disk is at fault.
    """
    time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    line = json.dumps({"time": time, "release": release, **found})
    with disk_faults(folder), (folder / VERIFIED).open("a", encoding="ascii") as file:
        file.write(line + "\n")


def last_verified(folder: Path, release: str) -> Mapping[str, Any]:
    """Return what was found when ``release`` was verified last; empty: never."""
    try:
        lines = (folder / VERIFIED).read_text("ascii", "replace").splitlines()
    except OSError:
        return {}
    for line in reversed(lines):
        # The last line may be half of one: the disk was full.
        with suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict) and found.get("release") == release:
                return found
    return {}

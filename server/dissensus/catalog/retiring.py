"""Remember the releases that are kept no more: their addresses stay theirs.

Whoever follows a citation to such a release shall learn that it was there,
and of which day, and not that nobody knows of it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dissensus.errors import DamagedRelease
from dissensus.release.manifest import read_manifest

RETIRED: Final = "retired.jsonl"


@dataclass(frozen=True)
class Retired:
    """A release whose files were removed.

    Attributes:
        id: Its name.
        created: When it was built, ISO 8601; empty when it was damaged.
        version: Of the dataset.
        content: SHA-256 of its sorted N-Quads: who has a copy can check it.
    """

    id: str
    created: str = ""
    version: str = ""
    content: str = ""


def note_retired(folder: Path) -> None:
    """Write down that the release in ``folder`` is about to be removed."""
    try:
        said = read_manifest(folder)
        record = Retired(said.id, said.created, said.version, said.content)
    except DamagedRelease:
        record = Retired(folder.name)
    with (folder.parent / RETIRED).open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(record.__dict__, ensure_ascii=False)}\n")


def read_retired(folder: Path) -> tuple[Retired, ...]:
    """Return the releases that were once in ``folder``, newest first.

    A line that a crash cut short is passed over; so is the record of a
    release whose removal did not come about.
    """
    try:
        lines = (folder / RETIRED).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    found: dict[str, Retired] = {}
    for line in lines:
        try:
            record = Retired(**json.loads(line))
        except (ValueError, TypeError):
            continue
        if not (folder / record.id).is_dir():
            found[record.id] = record
    return tuple(reversed(found.values()))

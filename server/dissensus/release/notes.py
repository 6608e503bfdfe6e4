"""Keep the notes of a project with each release: its CHANGELOG, as it was then.

They are no input: to change them makes no new release, and they go along with
the next one.
"""

from pathlib import Path
from typing import Final

CHANGELOG: Final = "CHANGELOG.md"


def keep_notes(root: Path, folder: Path) -> None:
    """Copy the notes of the project below ``root``, if it has any, into ``folder``."""
    file = root / CHANGELOG
    if file.is_file():
        (folder / CHANGELOG).write_bytes(file.read_bytes())

"""The options that most commands share, worded once."""

from pathlib import Path
from typing import Final

import click

ROOT: Final = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="here",
    help="Folder of the project.",
)
RELEASES: Final = click.option(
    "--releases",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    show_default="ROOT/releases",
    help="Folder of its releases.",
)


def releases_folder(root: Path, releases: Path | None) -> Path:
    """Return where releases are kept: as told, or below the project."""
    return releases if releases is not None else root / "releases"

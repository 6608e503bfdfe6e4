"""What stands in the folder of a release beside its statements."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from dissensus.release.coverage import read_coverage
from dissensus.release.dumps import TABLES
from dissensus.release.manifest import NAME as MANIFEST
from dissensus.release.manifest import read_manifest
from dissensus.release.teaching import read_lessons
from dissensus.schema import read_schema
from dissensus.tables import read_tables


class Beside:
    """Files of a release, each read when a page first needs it.

    Attributes:
        folder: Of the release.
    """

    folder: Path

    @cached_property
    def coverage(self) -> Mapping[str, Any]:
        """What the reading has yielded so far; empty when nobody counted."""
        return read_coverage(self.folder)

    @cached_property
    def lessons(self) -> Sequence[Mapping[str, Any]]:
        """The steps of the course that the project brings; maybe none."""
        return read_lessons(self.folder)

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """Which classes and properties are used how; empty when nobody counted."""
        return read_schema(self.folder)

    @cached_property
    def dumps(self) -> Mapping[str, int]:
        """The names of the bulk files, with their sizes in bytes."""
        folder = self.folder / "dumps"
        found = sorted(folder.iterdir()) if folder.is_dir() else []
        return {file.name: file.stat().st_size for file in found if file.is_file()}

    @cached_property
    def files(self) -> Mapping[str, Mapping[str, Any]]:
        """Size and SHA-256 of each file of the release, by path; see ``Manifest``."""
        if not (self.folder / MANIFEST).is_file():
            return {}
        return read_manifest(self.folder).files

    @cached_property
    def tables(self) -> Sequence[Mapping[str, Any]]:
        """The tables of the release as their description has them; maybe none."""
        return read_tables(self.folder / "dumps" / TABLES)

"""What stands in the folder of a release beside its statements."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from dissensus.backends import Backend, Embedded, Sparql
from dissensus.catalog.opened import NO_BASE
from dissensus.release import Release
from dissensus.release.coverage import read_coverage
from dissensus.release.teaching import read_lessons
from dissensus.remote import Engine, Layout
from dissensus.schema import read_schema
from dissensus.settings import Settings


def backend_of(release: Release, settings: Settings) -> Backend:
    """Return where the triples of ``release`` are asked for."""
    engine = Engine.of(settings)
    # What somebody merely opened is here, whatever the settings say.
    if engine and release.manifest.base != NO_BASE:
        return Sparql(engine, Layout.of(release.manifest.document()))
    return Embedded(release.store)


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
        return {file.name: file.stat().st_size for file in found}

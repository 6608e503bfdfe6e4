"""Keep the releases of a dataset: which there are, and which is current.

A folder of releases holds one folder per release and the link ``current``,
which is replaced in one step: whoever reads it meets the old release or the
new one, never neither. Readers take no lock.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dissensus.catalog.locking import only_publisher
from dissensus.catalog.rejecting import forgive, reject, rejected
from dissensus.catalog.retiring import note_retired
from dissensus.catalog.stock import Stock
from dissensus.errors import DamagedRelease, NoRelease
from dissensus.release import RELEASE_ID, Release
from dissensus.release.disk import (
    TEMPORARY,
    disk_faults,
    remove_leftovers,
    remove_release,
    sync,
)
from dissensus.release.manifest import read_manifest
from dissensus.release.timing import Progress, silent
from dissensus.remote import Engine
from dissensus.settings import Settings
from dissensus.sources import fingerprint

if TYPE_CHECKING:
    # Publishing needs the reasoner and the validator; serving must not.
    from dissensus.validation import Report

CURRENT: Final = "current"


@dataclass(frozen=True)
class Outcome:
    """What publishing came to.

    Attributes:
        release: What is current now.
        built: Whether it was built, or had been there all along.
        report: What validation found; None when nothing was built.
    """

    release: Release
    built: bool
    report: "Report | None" = None


class Catalog:
    """The releases in ``folder``.

    Args:
        folder: Where they are.
        keep: How many besides the current one.
        engine: The store of somebody else that has their triples, too.

    Attributes:
        folder: Need not be there before the first publishing.
        degraded: Why ``current`` is not what was published last; empty when
            it is. Set by ``current()``.
    """

    def __init__(
        self,
        folder: Path,
        keep: int = Settings.keep_releases,
        engine: Engine | None = None,
    ) -> None:
        self.folder = folder
        self.degraded = ""
        self._keep = keep
        self._stock = Stock(engine, folder) if engine else None

    def current(self) -> Release:
        """Return the current release, or the last good one if that is damaged.

        Raises:
            NoRelease: Nothing was published yet.
            DamagedRelease: No release is whole.
        """
        name = self.current_name()
        if not name:
            raise NoRelease(
                f"There is no release in {self.folder}.",
                hint="Publish one: dissensus publish. For a single file: "
                "dissensus open FILE.",
            )
        try:
            release = Release.open(self.folder / name)
        except (DamagedRelease, NoRelease) as error:
            return self._last_good(name, error)
        self.degraded = ""
        return release

    def current_name(self) -> str:
        """Return the id that ``current`` names, or ``""``; reads one link."""
        try:
            return Path(os.readlink(self.folder / CURRENT)).name  # noqa: PTH115
        except OSError:
            return ""

    def releases(self) -> tuple[str, ...]:
        """Return the ids of the releases on disk, newest first."""
        if not self.folder.is_dir():
            return ()
        names = [p.name for p in self.folder.iterdir() if _sequence(p.name)]
        return tuple(sorted(names, key=_sequence, reverse=True))

    def open(self, name: str) -> Release:
        """Return the release called ``name``, or the current one for ``current``.

        Never another in its place, as ``current()`` may.

        Raises:
            NoRelease: There is none of that name.
            DamagedRelease: It is not what its manifest says.
        """
        if name == CURRENT:
            name = self.current_name() or self.current().id
        if not _sequence(name):
            raise NoRelease(
                f"{name!r} is not the name of a release.",
                hint=f"There are: {', '.join(self.releases()) or 'none'}.",
            )
        return Release.open(self.folder / name)

    def is_current(self, root: Path) -> bool:
        """Return whether publishing the sources below ``root`` would be idle.

        True too for sources whose release was rolled back: only an explicit
        ``publish`` brings that one back.

        Raises:
            SourceError: The sources cannot be read.
        """
        try:
            release = self.current()
        except (NoRelease, DamagedRelease):
            return False
        if self.degraded:
            return False
        known = {release.manifest.fingerprint, *rejected(self.folder)}
        return fingerprint(root) in known

    def publish(self, root: Path, progress: Progress = silent) -> Outcome:
        """Publish the project below ``root``, unless it is published already.

        10 ms when nothing changed; else see ``release.building.build``.

        Raises:
            SourceError: A file is at fault.
            ReleaseError: The knowledge is refused; what was current stays.
            PublisherRuns: Another process is publishing here.
            NoSpace, UnwritableFolder: The disk is at fault.
            EndpointUnavailable: A store of somebody else is; what was current
                stays.
        """
        there = self._published(fingerprint(root))
        if there and there.id == self.current_name() and self.is_stocked():
            return Outcome(there, built=False)
        with only_publisher(self.folder):
            remove_leftovers(self.folder)
            there = self._published(fingerprint(root))
            outcome = Outcome(there, built=False) if there else None
            return self._settle(outcome or self._build(root, progress), progress)

    def is_stocked(self) -> bool:
        """Return whether the store of somebody else, if any, has the current release.

        Raises:
            EndpointUnavailable: It does not answer.
        """
        return self._stock is None or self._stock.has(self.current())

    def stock(self, progress: Progress = silent) -> None:
        """Bring the current release into the store of somebody else, if it lacks it.

        Raises:
            WrongCall: It does, and there is no way to write.
            EndpointUnavailable: It does not answer, or does not take the release.
            PublisherRuns: Another process is publishing here.
        """
        if self._stock and not self.is_stocked():
            with only_publisher(self.folder):
                self._stock.take(self.current(), progress)

    def adopt(self, name: str) -> None:
        """Make the release ``name``, which is here, current; the lock is the caller's.

        Raises:
            NoSpace, UnwritableFolder: The disk is at fault.
        """
        with disk_faults(self.folder):
            self._switch(name)
            self._retire()

    def rollback(self) -> Release:
        """Make the release before the current one current; return it.

        Raises:
            NoRelease: There is none before.
            PublisherRuns: Another process is publishing here.
        """
        with only_publisher(self.folder), disk_faults(self.folder):
            name = self.current_name()
            for candidate in self._before(name):
                try:
                    release = Release.open(self.folder / candidate)
                except DamagedRelease:
                    continue
                if self._stock:
                    self._stock.take(release)
                reject(self.folder, name)
                self._switch(candidate)
                return release
        raise NoRelease(
            f"There is no whole release before {name or 'the first'} in {self.folder}.",
            hint="Mend the sources and publish anew.",
        )

    def _before(self, name: str) -> list[str]:
        """Return where to go back to: first what ``name`` followed, then the rest."""
        older = [n for n in self.releases() if _sequence(n) < _sequence(name)]
        try:
            followed = read_manifest(self.folder / name).previous
        except DamagedRelease:
            followed = ""
        return sorted(older, key=lambda other: other != followed)

    def _build(self, root: Path, progress: Progress) -> Outcome:
        from dissensus.catalog.publishing import build_project  # noqa: PLC0415  # heavy

        sequence = max(map(_sequence, self.releases()), default=0) + 1
        name = self.current_name()
        earlier = self.folder / name if name else None
        built = build_project(root, self.folder, sequence, progress, earlier=earlier)
        return Outcome(Release.open(built.folder), built=True, report=built.report)

    def _settle(self, outcome: Outcome, progress: Progress) -> Outcome:
        if self._stock:
            self._stock.take(outcome.release, progress)
        with disk_faults(self.folder):
            self._switch(outcome.release.id)
            forgive(self.folder)
            self._retire()
        if self._stock:
            self._stock.retain(outcome.release, self.releases())
        return outcome

    def _switch(self, name: str) -> None:
        link = self.folder / f"{TEMPORARY}{CURRENT}"
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        link.replace(self.folder / CURRENT)
        sync(self.folder)

    def _retire(self) -> None:
        """Remove the oldest releases above the number that is kept."""
        others = [name for name in self.releases() if name != self.current_name()]
        for name in others[self._keep :]:
            note_retired(self.folder / name)
            remove_release(self.folder / name)

    def _published(self, wanted: str) -> Release | None:
        """Return the newest whole release of sources with this fingerprint."""
        for name in self.releases():
            try:
                release = Release.open(self.folder / name)
            except (DamagedRelease, NoRelease):
                continue
            if release.manifest.fingerprint == wanted:
                return release
        return None

    def _last_good(self, name: str, error: Exception) -> Release:
        for candidate in self.releases():
            if candidate != name:
                try:
                    release = Release.open(self.folder / candidate)
                except DamagedRelease:
                    continue
                self.degraded = str(error).partition("\n")[0]
                return release
        raise error


def _sequence(name: str) -> int:
    match = RELEASE_ID.fullmatch(name)
    return int(match[1]) if match else 0

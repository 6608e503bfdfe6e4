"""Let a store that somebody else runs have the triples of the releases kept here.

A release is built and kept here as always; the store has its graphs besides.
``current`` stays the one pointer: it is moved when the store has everything.
"""

from collections.abc import Collection
from pathlib import Path

from dissensus.release import Release
from dissensus.release.timing import Progress, Timer, silent
from dissensus.remote import Engine, Layout
from dissensus.remote.keeping import Holding, Keeper


class Stock:
    """The releases of ``folder`` that are in the store ``engine``."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._keeper = Keeper(engine, folder)

    def has(self, release: Release) -> bool:
        """Return whether the store has all of ``release``.

        Raises:
            EndpointUnavailable: It does not answer.
        """
        return self._keeper.holds(_layout(release).naming)

    def take(self, release: Release, progress: Progress = silent) -> None:
        """Bring ``release`` into the store, unless it is there.

        Raises:
            WrongCall: There is no way to write.
            EndpointUnavailable: The store is at fault.
        """
        counts = release.manifest.counts
        with Timer(progress).stage("deliver") as outcome:
            holding = Holding(
                _layout(release),
                lambda: release.store,
                counts["triples"],
                sum(graph["triples"] for graph in release.manifest.graphs.values()),
            )
            outcome.append(self._keeper.hold(holding))

    def retain(self, release: Release, releases: Collection[str]) -> None:
        """Take out of the store what is not among ``releases``, kept here.

        Args:
            release: Any of the dataset's.
            releases: Their ids.

        Raises:
            EndpointUnavailable: The store is at fault.
        """
        self._keeper.retain(release.manifest.base, releases)


def _layout(release: Release) -> Layout:
    return Layout.of(release.manifest.document())

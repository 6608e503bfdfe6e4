"""Keep one pool per release that is asked for, and no more of them than that."""

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from dissensus.errors import BackendUnavailable
from dissensus.evaluation.loading import read_groups
from dissensus.evaluation.pool import Pool
from dissensus.remote import Engine
from dissensus.settings import Settings

_UNUSED: Final = 60.0
_MOST: Final = 4
_TICK: Final = 0.01
# What is loaded within a second is waited for: what stands in is memory too.
_SOON: Final = 80_000


class Pools:
    """The pools of one broker.

    A server that follows new releases asks for the newest one; whoever still
    has a query running on an older one keeps that one's pool alive.
    """

    def __init__(self, settings: Settings, releases: Path) -> None:
        self._settings = settings
        self._releases = releases.resolve()
        self._pools: dict[str, Pool] = {}
        self._stand_ins: dict[str, Pool] = {}
        self._due: set[str] = set()
        self._ending: list[Pool] = []

    @contextmanager
    def of(self, folder: str, *, soon: bool = False) -> Iterator[Pool]:
        """Hold the pool of the release in ``folder``, which may still load.

        Args:
            folder: Of the release.
            soon: While a large one is loaded into memory, give a pool that
                reads it from disk.

        Raises:
            BackendUnavailable: There is no release in ``folder``, or it is
                not below the releases that we serve.
        """
        pool = self._pool(folder, soon=soon)
        pool.users += 1
        try:
            yield pool
        finally:
            pool.users -= 1
            pool.used = time.monotonic()

    def retire(self) -> None:
        """End pools unused for a minute; the one last asked for stays."""
        now = time.monotonic()
        newest = max(self._pools.values(), key=lambda pool: pool.used, default=None)
        for folder, pool in list(self._pools.items()):
            unused = pool.users == 0 and pool is not newest
            if pool.failed() or (unused and now - pool.used > _UNUSED):
                self._stop(self._pools.pop(folder))
        for folder, stand_in in list(self._stand_ins.items()):
            loading = folder in self._pools and not self._pools[folder].where
            if stand_in.users == 0 and not loading and folder not in self._due:
                self._stop(self._stand_ins.pop(folder))
        self._ending = [pool for pool in self._ending if not pool.gone()]

    def tend(self, *, quiet: bool) -> None:
        """See to the idle workers of all; ``quiet``: nobody has asked for a while.

        Also begins to load what others stand in for. Not before: they, and the
        server that starts, want the processor more.
        """
        while self._due:
            with contextlib.suppress(BackendUnavailable):  # it may be gone
                self._pool(self._due.pop(), soon=False)
        for pool in self.all():
            pool.tend(quiet=quiet)

    def stop(self) -> None:
        """End all pools; return when they are no more."""
        for folder in list(self._pools):
            self._stop(self._pools.pop(folder))
        while self._stand_ins:
            self._stop(self._stand_ins.popitem()[1])
        while self._ending:
            self._ending = [pool for pool in self._ending if not pool.gone()]
            time.sleep(_TICK)

    def all(self) -> list[Pool]:
        """Return the pools, longest known first."""
        return [*self._pools.values(), *self._stand_ins.values()]

    def census(self) -> list[dict[str, Any]]:
        """Return what each pool says of itself."""
        return [pool.census() for pool in self.all()]

    def _pool(self, folder: str, *, soon: bool) -> Pool:
        # As named, not as resolved, which would cost as much as a light query.
        pool = self._working(self._pools, folder)
        if pool is not None and pool.where:
            return pool
        stand_in = self._stand_in(folder) if soon else None
        return stand_in or pool or self._load(folder)

    def _load(self, folder: str) -> Pool:
        path = self._known(folder)
        self._make_room()
        pool = self._pools[folder] = Pool(path, self._settings)
        return pool

    def _stand_in(self, folder: str) -> Pool | None:
        """Return what answers until a large release is loaded; None: that is soon."""
        stand_in = self._working(self._stand_ins, folder)
        if stand_in is None and self._takes_long(path := self._known(folder)):
            settings = replace(self._settings, in_memory_triples=0)
            stand_in = self._stand_ins[folder] = Pool(path, settings)
            self._due.add(folder)
        return stand_in

    def _working(self, pools: dict[str, Pool], folder: str) -> Pool | None:
        """Return the pool of ``folder``, if there is one that has not failed."""
        pool = pools.get(folder)
        if pool is not None and pool.failed():
            self._stop(pools.pop(folder))
            return None
        return pool

    def _known(self, folder: str) -> Path:
        """Return the folder of a release that we serve."""
        path = Path(folder).resolve()
        if path.is_relative_to(self._releases):
            with contextlib.suppress(OSError, ValueError):
                _triples(path)
                return path
        raise BackendUnavailable(
            f"There is no release {path.name} to be queried.",
            hint="Ask the current one, at /sparql.",
        )

    def _takes_long(self, path: Path) -> bool:
        """Return whether queries should not wait until a release is in memory."""
        here = Engine.of(self._settings) is None
        return here and _SOON < _triples(path) <= self._settings.in_memory_triples

    def _make_room(self) -> None:
        """End the pool longest unused if there are too many of them."""
        unused = [name for name, pool in self._pools.items() if pool.users == 0]
        if len(self._pools) >= _MOST and unused:
            oldest = min(unused, key=lambda name: self._pools[name].used)
            self._stop(self._pools.pop(oldest))

    def _stop(self, pool: Pool) -> None:
        pool.stop()
        self._ending.append(pool)


@lru_cache(maxsize=_MOST)
def _triples(path: Path) -> int:
    """Return how large a release is, as its manifest has it, which never changes."""
    return read_groups(path).triples

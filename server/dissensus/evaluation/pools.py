"""Keep one pool per release that is asked for, and no more of them than that."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from dissensus.errors import BackendUnavailable
from dissensus.evaluation.pool import Pool
from dissensus.settings import Settings

_UNUSED: Final = 60.0
_MOST: Final = 4
_TICK: Final = 0.01


class Pools:
    """The pools of one broker.

    A server that follows new releases asks for the newest one; whoever still
    has a query running on an older one keeps that one's pool alive.
    """

    def __init__(self, settings: Settings, releases: Path) -> None:
        self._settings = settings
        self._releases = releases.resolve()
        self._pools: dict[str, Pool] = {}
        self._ending: list[Pool] = []

    @contextmanager
    def of(self, folder: str) -> Iterator[Pool]:
        """Hold the pool of the release in ``folder``, which may still load.

        Raises:
            BackendUnavailable: There is no release in ``folder``, or it is
                not below the releases that we serve.
        """
        pool = self._pool(folder)
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
                self._end(folder)
        self._ending = [pool for pool in self._ending if not pool.gone()]

    def stop(self) -> None:
        """End all pools; return when they are no more."""
        for folder in list(self._pools):
            self._end(folder)
        while self._ending:
            self._ending = [pool for pool in self._ending if not pool.gone()]
            time.sleep(_TICK)

    def all(self) -> list[Pool]:
        """Return the pools, longest known first."""
        return list(self._pools.values())

    def census(self) -> list[dict[str, Any]]:
        """Return what each pool says of itself."""
        return [pool.census() for pool in self.all()]

    def _pool(self, folder: str) -> Pool:
        # As named, not as resolved, which would cost as much as a light query.
        pool = self._pools.get(folder)
        if pool is not None and pool.failed():
            self._end(folder)
            pool = None
        if pool is None:
            path = Path(folder).resolve()
            self._check(path)
            self._make_room()
            pool = self._pools[folder] = Pool(path, self._settings)
        return pool

    def _check(self, path: Path) -> None:
        below = path.is_relative_to(self._releases)
        if not below or not (path / "manifest.json").is_file():
            raise BackendUnavailable(
                f"There is no release {path.name} to be queried.",
                hint="Ask the current one, at /sparql.",
            )

    def _make_room(self) -> None:
        """End the pool longest unused if there are too many of them."""
        unused = [name for name, pool in self._pools.items() if pool.users == 0]
        if len(self._pools) >= _MOST and unused:
            oldest = min(unused, key=lambda name: self._pools[name].used)
            self._end(oldest)

    def _end(self, folder: str) -> None:
        pool = self._pools.pop(folder)
        pool.stop()
        self._ending.append(pool)

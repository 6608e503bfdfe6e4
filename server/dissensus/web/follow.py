"""Follow the current release: open a new one beside the old, then swap.

Each web process looks at one symbolic link every ``follow_seconds``. The new
site is built in a thread, and its store loaded, while the old one goes on
answering; requests under way end on the release they began with.
"""

import asyncio
import contextlib
import logging
import os
import signal
from typing import Final

from dissensus.catalog import Catalog
from dissensus.errors import DissensusError
from dissensus.evaluation.client import prepare
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.front import Front
from dissensus.web.served import Served
from dissensus.web.site import Site

_LOG: Final = logging.getLogger("dissensus.web")
_GRACE: Final = 120
_FIRST_CHECK: Final = 20
# Start-up and the first pages have the processor for themselves.
_WARM_AFTER: Final = 2


def serve_current(catalog: Catalog, settings: Settings) -> Served:
    """Return the current release, ready to be served.

    Raises:
        NoRelease: Nothing was published yet.
        DamagedRelease: No release is whole.
    """
    release = catalog.current()
    return Served(Site.of(release, settings, catalog.degraded))


async def follow(front: Front, catalog: Catalog, settings: Settings) -> None:
    """Swap what ``front`` serves whenever ``catalog`` has another release.

    Also ends this process when the one that started it is gone, so that a
    killed server leaves nobody behind. Runs until it is cancelled.
    """
    parent = os.getppid()
    seen = catalog.current_name()
    settling = asyncio.create_task(_settle(front, catalog, settings))
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            await asyncio.sleep(settings.follow_seconds)
            if os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGTERM)
                return
            if (name := catalog.current_name()) != seen:
                seen = name
                settling.cancel()
                await _swap(front, catalog, settings)
                settling = asyncio.create_task(_settle(front, catalog, settings))
    settling.cancel()


async def _swap(front: Front, catalog: Catalog, settings: Settings) -> None:
    try:
        fresh = await asyncio.to_thread(serve_current, catalog, settings)
        # No query shall wait for the new store to be loaded.
        await asyncio.to_thread(prepare, front.socket, fresh.site.folder)
    except DissensusError as error:
        # What is served stays: a release that cannot be opened is no reason
        # to stop serving one that can.
        _LOG.error("stays with %s: %s", front.served.site.release, error)
        return
    old, front.served = front.served, fresh
    _LOG.info("serves release %s from now on", fresh.site.release)
    asyncio.get_running_loop().call_later(_GRACE, old.close)


async def _settle(front: Front, catalog: Catalog, settings: Settings) -> None:
    """Do in the background what serving need not wait for."""
    await asyncio.sleep(_WARM_AFTER)
    warming = asyncio.to_thread(front.served.warm)
    (fault,) = await asyncio.gather(warming, return_exceptions=True)
    if fault:
        # Nobody waits for it; whoever asks for such a page will hear of it.
        _LOG.error("could not read ahead: %s", fault)
    await _check(front, catalog, settings)


async def _check(front: Front, catalog: Catalog, settings: Settings) -> None:
    """Hash the whole release once, in the background; leave it if it is damaged.

    Opening it hashed the small files only, so that serving begins at once.
    """
    await asyncio.sleep(_FIRST_CHECK)
    served = front.served
    try:
        await asyncio.to_thread(catalog.open(served.site.release).verify)
    except DissensusError as error:
        _LOG.error("%s", error)
        fallback = await asyncio.to_thread(_last_good, catalog, served.site.release)
        if fallback and front.served is served:
            site = Site.of(fallback, settings, degraded=error.summary)
            front.served = Served(site)
    else:
        if front.tally is not None:
            front.tally.check()
        _LOG.info("every file of release %s is whole", served.site.release)


def _last_good(catalog: Catalog, damaged: str) -> Release | None:
    for name in catalog.releases():
        if name != damaged:
            try:
                release = catalog.open(name)
                release.verify()
            except DissensusError:
                continue
            return release
    return None

"""Build the front in a web worker, and let it follow while it runs."""

import asyncio
import logging
from pathlib import Path
from typing import Final

from dissensus.catalog import Catalog
from dissensus.journal import Journal, log_events
from dissensus.settings import Settings
from dissensus.web.follow import follow, serve_current
from dissensus.web.front import Front
from dissensus.web.metering import Metered
from dissensus.web.served import Receive, Scope, Send
from dissensus.web.tally import Tally

_LOG: Final = logging.getLogger("dissensus.web")


class Running:
    """A front that follows its catalog between start-up and shutdown (ASGI)."""

    def __init__(
        self,
        front: Front,
        catalog: Catalog,
        settings: Settings,
        tally: Tally,
        journal: Journal | None,
    ) -> None:
        self._front = front
        self._metered = Metered(front, tally, journal)
        self._journal = journal
        self._catalog = catalog
        self._settings = settings

    def again(self, asked: bytes) -> tuple[bytes, bytes] | None:
        """Return head and body of what is held for just these bytes, if any is."""
        return self._metered.again(asked)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through the lifespan of the process."""
        if scope["type"] != "lifespan":
            await self._metered(scope, receive, send)
            return
        await receive()
        _LOG.info("answers, with release %s", self._front.served.site.release)
        following = asyncio.create_task(
            follow(self._front, self._catalog, self._settings)
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        _LOG.info("ends")
        if self._journal is not None:
            await asyncio.to_thread(self._journal.close)
        await send({"type": "lifespan.shutdown.complete"})


def load_front(folder: Path, socket: Path, settings: Settings, shared: Path) -> Running:
    """Return the application of one web worker; runs after the fork.

    Args:
        folder: Of the releases.
        socket: Where the broker listens.
        settings: Limits that clients meet, and whether there is a log.
        shared: The memory that requests are counted in.
    """
    tally = Tally(shared)
    journal = Journal(settings.log, lost=tally.lose) if settings.log else None
    if journal is not None:
        log_events(journal)
    catalog = Catalog(folder)
    front = Front(serve_current(catalog, settings), socket, tally)
    return Running(front, catalog, settings, tally, journal)

"""Build the front in a web worker, and let it follow while it runs."""

import asyncio
from pathlib import Path

from dissensus.catalog import Catalog
from dissensus.settings import Settings
from dissensus.web.follow import follow, serve_current
from dissensus.web.front import Front
from dissensus.web.served import Receive, Scope, Send


class Running:
    """A front that follows its catalog between start-up and shutdown (ASGI)."""

    def __init__(self, front: Front, catalog: Catalog, settings: Settings) -> None:
        self._front = front
        self._catalog = catalog
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through the lifespan of the process."""
        if scope["type"] != "lifespan":
            await self._front(scope, receive, send)
            return
        await receive()
        following = asyncio.create_task(
            follow(self._front, self._catalog, self._settings)
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await send({"type": "lifespan.shutdown.complete"})


def load_front(folder: Path, socket: Path, settings: Settings) -> Running:
    """Return the application of one web worker; runs after the fork.

    Args:
        folder: Of the releases.
        socket: Where the broker listens.
        settings: Limits that clients meet.
    """
    catalog = Catalog(folder)
    front = Front(serve_current(catalog, settings), socket)
    return Running(front, catalog, settings)

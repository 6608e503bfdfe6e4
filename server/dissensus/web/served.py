"""Hold a site together with its Flask application, ASGI adapter and cache."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import TYPE_CHECKING, Any, Final

from a2wsgi import WSGIMiddleware
from werkzeug.wsgi import FileWrapper

from dissensus.web.app import create_app
from dissensus.web.cache import ByteCache
from dissensus.web.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_THREADS: Final = 8
_BLOCK: Final = 256 * 1024


class Served:
    """One release as it is served; built beside the old one, then swapped in.

    Attributes:
        site: What is served.
        cache: The bytes of its answers.
        body_limit: Bytes of a request body that Flask takes.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cache = ByteCache(site.settings.cache_bytes)
        app = create_app(site)
        self.body_limit: int = app.config["MAX_CONTENT_LENGTH"]
        self._adapter = WSGIMiddleware(
            _with_long_blocks(app),  # type: ignore[arg-type]  # its own WSGI types
            workers=_THREADS,
        )

    async def flask(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Flask answer one request, in a thread (ASGI)."""
        await self._adapter(scope, receive, send)  # type: ignore[arg-type]

    def close(self) -> None:
        """Let the threads end when they have answered what they began."""
        self._adapter.executor.shutdown(wait=False)


def _with_long_blocks(app: "WSGIApplication") -> "WSGIApplication":
    """Read files in blocks of 256 KiB: each costs a hop between threads."""

    def run(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        environ["wsgi.file_wrapper"] = lambda file, _: FileWrapper(file, _BLOCK)
        return app(environ, start_response)

    return run

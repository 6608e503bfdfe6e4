"""Hold a site together with its Flask application, ASGI adapter and cache."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import build_environ
from werkzeug.test import run_wsgi_app
from werkzeug.wsgi import FileWrapper

from dissensus.web.app import create_app
from dissensus.web.cache import ByteCache
from dissensus.web.plans import Plans
from dissensus.web.repeats import Repeats
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
        repeats: Requests that are answered from these.
        plans: What to evaluate for queries that were asked before.
        body_limit: Bytes of a request body that Flask takes.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cache = ByteCache(site.settings.cache_bytes)
        self.repeats = Repeats(self.cache)
        self.plans = Plans(site.settings)
        app = create_app(site)
        self._app = app
        self.body_limit: int = app.config["MAX_CONTENT_LENGTH"]
        self._adapter = WSGIMiddleware(
            _with_long_blocks(app),  # type: ignore[arg-type]  # its own WSGI types
            workers=_THREADS,
        )

    async def flask(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Flask answer one request, in a thread (ASGI)."""
        await self._adapter(scope, receive, send)  # type: ignore[arg-type]

    async def flask_at_once(self, scope: Scope, body: bytes, send: Send) -> None:
        """Let Flask answer one request in this thread (ASGI): nothing else runs.

        For what Flask does in a moment. It saves eight changes of thread, 0.5 ms
        on two cores that have nothing else to do, and three times that on busy ones.
        """
        environ = build_environ(scope, BytesIO(body))  # type: ignore[arg-type]  # its own ASGI types
        chunks, status, headers = run_wsgi_app(self._app, environ, buffered=True)  # type: ignore[arg-type]
        head = [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers]
        code = int(status.partition(" ")[0])
        await send({"type": "http.response.start", "status": code, "headers": head})
        whole = b"".join(chunks)
        await send({"type": "http.response.body", "body": whole, "more_body": False})

    def warm(self) -> None:
        """Read what the first reader of each kind of page would have to wait for.

        Takes 1.5 s of processor time for the real graph, most of it templates
        and the names that a 404 compares.
        """
        templates = self._app.jinja_env
        for name in templates.list_templates():
            templates.get_template(name)
        here = self.site
        _ = here.languages, here.holdings.axioms, here.nearby
        for slug in here.debates.slugs:
            here.debates.read(slug)

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

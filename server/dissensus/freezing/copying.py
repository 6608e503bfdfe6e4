"""Copy the site file by file, following its links, in several processes.

Frozen-Flask asks for the files and writes them. Each process has an application
and a Freezer of its own; the first process only says who copies what, since no
page knows what others link to.
"""

import multiprocessing
import os
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from flask_frozen import Freezer, MissingURLGeneratorWarning

from dissensus.errors import OperationError
from dissensus.freezing.asking import Asking
from dissensus.freezing.entrances import entrances
from dissensus.freezing.indexing import NAME as SEARCH_INDEX
from dissensus.freezing.indexing import write_search
from dissensus.freezing.naming import Naming, file_of, is_page
from dissensus.freezing.relinking import relink
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.frozen import freeze_pages
from dissensus.web.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# So many addresses at a time: enough that asking for them costs nothing.
_BATCH: Final = 24


@dataclass(frozen=True)
class Source:
    """What a process must know to copy a part of the site.

    Attributes:
        release: The folder of the release.
        target: Where the files go.
        socket: Where the broker of the query workers listens.
        settings: Limits.
        language: Tag of the language that pages are wanted in.
    """

    release: Path
    target: Path
    socket: Path
    settings: Settings
    language: str


@dataclass(frozen=True)
class Wanted:
    """An address to copy; ``linked`` says that a page leads there."""

    address: str
    linked: bool = True


@dataclass(frozen=True)
class Copied:
    """What came of some addresses: how many files, and where they lead."""

    files: int
    found: tuple[str, ...]


class Copier:
    """A Freezer of the site of one release."""

    def __init__(self, source: Source) -> None:
        site = Site.of(Release.open(source.release), source.settings)
        app = create_app(site)
        freeze_pages(app)
        self._source = source
        self.site = site
        self.app = app
        self.naming = Naming(app.url_map, site.release)
        self._asking = Asking(app.wsgi_app, source.socket, source.language)
        self._wanted: list[Wanted] = []
        self._found: list[str] = []
        self._bodies: dict[str, bytes] = {}
        app.config.update(
            FREEZER_DESTINATION=str(source.target.resolve()),
            FREEZER_IGNORE_MIMETYPE_WARNINGS=True,
            FREEZER_REMOVE_EXTRA_FILES=False,
            FREEZER_REDIRECT_POLICY="error",
        )
        self._freezer = Freezer(
            app,
            with_static_files=False,
            with_no_argument_rules=False,
            log_url_for=False,
        )
        self._freezer.register_generator(self._addresses)
        app.wsgi_app = self._hand_out  # type: ignore[method-assign]  # as Flask advises

    def begin(self) -> list[Wanted]:
        """Write what is no page of the site; return where copying begins."""
        target, language = self._source.target, self._source.language
        write_search(target, self.site, self.naming, language)
        found: dict[str, Wanted] = {}
        for address, linked in entrances(self.site, self.app.url_map):
            canonical = self.naming.canonical(address)
            if canonical:
                found.setdefault(canonical, Wanted(canonical, linked))
        return list(found.values())

    def copy(self, wanted: list[Wanted]) -> Copied:
        """Write the files for ``wanted``; return where they lead."""
        self._wanted, self._found = wanted, []
        with warnings.catch_warnings():
            # It would have every route named by a generator of its own.
            warnings.simplefilter("ignore", MissingURLGeneratorWarning)
            files = sum(1 for _ in self._freezer.freeze_yield())
        return Copied(files, tuple(dict.fromkeys(self._found)))

    def _addresses(self) -> Iterator[str]:
        """Yield the paths of the files, each when its bytes are there."""
        for one in self._wanted:
            file = file_of(one.address)
            answer = self._asking.ask(one.address)
            if answer.is_page is not is_page(file) or answer.refused:
                if one.linked:
                    raise _misfit(one.address)
                continue
            body = answer.body
            if answer.is_page:
                page = relink(body.decode(), one.address, self.naming)
                self._found += [a for a in page.found if a != f"/{SEARCH_INDEX}"]
                body = page.text.encode()
            self._bodies[file] = body
            yield f"/{quote(file)}"

    def _hand_out(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Give Frozen-Flask the bytes for a file (WSGI)."""
        path = environ["PATH_INFO"].encode("latin-1").decode()
        body = self._bodies.pop(path.removeprefix("/"))
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]


def _misfit(address: str) -> OperationError:
    return OperationError(
        f"{unquote(address)} is linked to, but cannot be a file: what is there is "
        "refused, or is no page while its address has no suffix.",
        hint="Give the route a suffix, or name it in LEFT_OUT (web/frozen.py).",
    )


_copiers: list[Copier] = []


def _begin(source: Source) -> None:
    _copiers[:] = [Copier(source)]


def _entrances() -> list[Wanted]:
    return _copiers[0].begin()


def _copy(wanted: list[Wanted]) -> Copied:
    return _copiers[0].copy(wanted)


def copy_all(
    source: Source,
    show: Callable[[int, int], None],
    processes: int = 0,
) -> int:
    """Copy the site of ``source``, as far as it can be; return the number of files.

    Args:
        source: What is copied, and to where.
        show: Told now and then how many files there are, of how many known.
        processes: How many copy at once; 0: as many as there are processors.

    Raises:
        OperationError: The site fails at an address.
    """
    known: set[str] = set()
    waiting: deque[Wanted] = deque()
    running: set[Future[Copied]] = set()
    most = processes or os.cpu_count() or 1
    files = 0

    def want(some: Iterable[Wanted]) -> None:
        for one in some:
            if one.address not in known:
                known.add(one.address)
                waiting.append(one)

    # Not forked: whoever shows progress has threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(most, context, _begin, (source,)) as pool:
        want(pool.submit(_entrances).result())
        while waiting or running:
            while waiting and len(running) < 2 * most:
                batch = [waiting.popleft() for _ in range(min(_BATCH, len(waiting)))]
                running.add(pool.submit(_copy, batch))
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                copied = future.result()
                files += copied.files
                want(Wanted(address) for address in copied.found)
            show(files, len(known))
    return files

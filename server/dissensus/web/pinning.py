"""Serve the releases that are kept beside the current one: ``?release=``.

Whatever address names a release is answered from that one: pages, documents
and queries alike, since all of them ask ``site()``. What such an answer links
to stays in that release, so that a reader who cites what was true in March
does not walk into June unawares.
"""

import re
import threading
from collections import OrderedDict
from typing import Any, Final
from urllib.parse import quote, unquote

from flask import Flask, Response, g, request

from dissensus.catalog import Catalog
from dissensus.errors import MalformedRequest, NoRelease, UnknownEntity
from dissensus.release import RELEASE_ID
from dissensus.web.site import Site

NAME: Final = "release"
CURRENT: Final = "current"
_OPEN: Final = 3
_FORM: Final = re.compile(r"(<form\b[^>]*>)(.*?</form>)", re.DOTALL)
_LINK: Final = re.compile(r'(?<= href=")(/[^"]*)(?=")')
_HEADER: Final = re.compile(r"(?<=<)(/[^>]*)(?=>)")
# What is the same in all releases, or names its release itself.
_FREE: Final = (
    *("/static/", "/assets/", "/releases", "/q/"),
    *("/changes", "/corrections", "/timegate/", "/timemap/"),
)


class Archive:
    """The releases kept beside ``present``, opened as they are asked for.

    At most three stay open: each holds a store, and who pins one comes back.
    """

    def __init__(self, present: Site) -> None:
        self._present = present
        self._catalog = Catalog(present.folder.parent)
        self._open: OrderedDict[str, Site] = OrderedDict()
        self._lock = threading.Lock()

    def names(self) -> tuple[str, ...]:
        """Return the ids of the releases that can be asked for, newest first."""
        return self._catalog.releases() or (self._present.release,)

    def site(self, name: str) -> Site:
        """Return the site of the release ``name``; 30 ms when it is not open.

        Raises:
            MalformedRequest: That is not the name of a release.
            UnknownEntity: There is none of that name, or no longer.
            DamagedRelease: It is not what its manifest says.
        """
        if name in {CURRENT, self._present.release}:
            return self._present
        if not RELEASE_ID.fullmatch(name):
            raise MalformedRequest(
                f"{name[:60]!r} is not the name of a release.",
                hint=f"A release is called like {self._present.release!r}; those "
                "that are kept are under /releases.",
            )
        with self._lock:
            found = self._open.pop(name, None) or self._opened(name)
            self._open[name] = found
            while len(self._open) > _OPEN:
                self._open.popitem(last=False)
        return found

    def _opened(self, name: str) -> Site:
        try:
            release = self._catalog.open(name)
        except NoRelease as error:
            raise UnknownEntity(
                f"Release {name} is not kept here, or no longer.",
                hint="Leave the release out to ask the current one; those that are "
                "kept are under /releases.",
            ) from error
        return Site.of(release, self._present.settings)


def pin(app: Flask, present: Site) -> None:
    """Let requests to ``app`` name the release that they want answered."""
    archive = Archive(present)

    @app.before_request
    def _choose() -> None:
        if request.routing_exception is not None:
            return  # no such address, or not by this method: in no release
        name = request.args.get(NAME) or _posted()
        if name and (chosen := archive.site(name)) is not present:
            g.site = chosen

    @app.after_request
    def _carry(response: Response) -> Response:
        chosen: Site | None = g.get("site")
        if chosen is not None:
            _carry_release(response, chosen.release)
        return response

    @app.context_processor
    def _always() -> dict[str, Any]:
        return {
            "pinned": is_pinned(),
            "present_release": present.release,
            "kept_releases": archive.names,
            "unpinned": _unpinned,
        }


def is_pinned() -> bool:
    """Return whether the present request names a release that is not current."""
    return "site" in g


def _posted() -> str:
    if request.method == "POST" and request.mimetype.endswith("form-urlencoded"):
        return request.form.get(NAME, "")
    return ""


def _unpinned() -> str:
    """Return the query of the present address without the release, with ``?``."""
    parts = request.query_string.decode("latin-1").split("&")
    return "?" + "&".join(p for p in parts if unquote(p.partition("=")[0]) != NAME)


def _carry_release(response: Response, release: str) -> None:
    """Let what ``response`` links to stay in ``release``."""
    for name in ("Location", "Content-Location"):
        if name in response.headers:
            response.headers[name] = carried(response.headers[name], release)
    links = response.headers.getlist("Link")
    response.headers.remove("Link")
    for link in links:
        said = _HEADER.sub(lambda found: carried(found[0], release), link)
        response.headers.add("Link", said)
    if response.mimetype == "text/html" and not response.is_streamed:
        text = response.get_data(as_text=True)
        text = _LINK.sub(lambda found: carried(found[0], release, "&amp;"), text)
        field = f'<input type="hidden" name="{NAME}" value="{release}">'
        text = _FORM.sub(
            lambda found: (
                found[0]
                if f'name="{NAME}"' in found[2]
                else f"{found[1]}{field}{found[2]}"
            ),
            text,
        )
        response.set_data(text)


def carried(address: str, release: str, mark: str = "&") -> str:
    """Return ``address``, a path of this site, in ``release``.

    Args:
        address: With query and fragment, as it stands in a header or a page.
        release: The id of a release.
        mark: What stands between two parameters there.

    >>> carried("/browse/Claim?page=2#top", "3-5c0f4e1d2a3b")
    '/browse/Claim?page=2&release=3-5c0f4e1d2a3b#top'
    """
    if not address.startswith("/") or address.startswith(_FREE):
        return address
    path, hash_, fragment = address.partition("#")
    if f"{NAME}=" in path:
        return address
    joint = mark if "?" in path else "?"
    return f"{path}{joint}{NAME}={quote(release)}{hash_}{fragment}"

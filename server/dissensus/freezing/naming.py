"""Say which file an address of the site becomes, and which address has none.

A file is named as its address reads, so that a web server that adds a suffix by
Accept serves the addresses of the live site; a query becomes part of the name.
Two addresses for one thing become one file.
"""

import hashlib
import re
import unicodedata
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect

from dissensus.web.frozen import part_of

INDEX: Final = "index.html"
# What file names end in; anything else behind a dot belongs to a name.
_SUFFIXES: Final = re.compile(
    "atom|bib|cff|css|csv|gz|html|ico|jpg|js|json|jsonld|md|nq|nt|pdf|png|rdf|ris|rq|"
    "srj|srx|svg|tar|toml|trig|tsv|ttl|txt|webmanifest|xml|ya?ml|zip"
)
_FILES: Final = frozenset({"SHA256SUMS", "LICENSE", "manifest.sha256"})
# Names in a query of which there are only so many, whoever follows links. Others
# narrow, combine or look for something: there are more of those than files.
_COUNTED: Final = frozenset(
    {"class", "claims", "code", "iri", "kind", "of"}
    | {"page", "property", "severity", "sort", "tag", "view"}
)
# The same in another language, or from another release: neither is in a copy.
_OTHERWISE: Final = frozenset({"lang", "release", "format"})
_QUERIES: Final = "queries.ask_query"
_READABLE: Final = re.compile(r"[A-Za-z0-9=,_-]{1,40}")
_LONGEST: Final = 180


class Naming:
    """The names of the files of one copy.

    Args:
        routes: Of the application.
        release: The id of the release that is copied.
    """

    def __init__(self, routes: Map, release: str) -> None:
        self._routes = routes.bind("")
        self._own = {release, "current"}
        # Pages link to few addresses over and over.
        self._known: dict[str, str | None] = {}

    def canonical(self, address: str) -> str | None:
        """Return the one address for what ``address`` names; None if left out.

        >>> Naming(Map(), "1-0").canonical("/static/style.css?v=1")
        '/static/style.css'
        """
        address = address.partition("#")[0]
        if address not in self._known:
            self._known[address] = self._canonical(address)
        return self._known[address]

    def _canonical(self, address: str) -> str | None:
        path, _, query = address.partition("?")
        if path.startswith("/static/"):
            return path
        path = self._document(path.removesuffix(".html") or "/")
        if self._is_of_another_release(path):
            return None
        endpoint = self._endpoint(path)
        if part_of(endpoint):
            return None
        said = parse_qsl(query)
        names = {name for name, _ in said}
        counted = names <= _COUNTED or endpoint == _QUERIES
        if not counted or names & _OTHERWISE:
            return None
        said = [pair for pair in said if pair != ("page", "1")]
        return f"{path}?{urlencode(said)}" if said else path

    def part(self, address: str) -> str:
        """Return the name of the part of the site that ``address`` belongs to.

        Empty when only its query is to blame for being left out.
        """
        part = part_of(self._endpoint(address.partition("?")[0].partition("#")[0]))
        return part.name if part else ""

    def _endpoint(self, path: str) -> str:
        try:
            endpoint, _ = self._routes.match(unquote(path), method="GET")
        except RequestRedirect:
            return ""
        except HTTPException:
            # Only POST is answered there, or nothing at all.
            return "" if path.startswith("/static/") else "none"
        return str(endpoint)

    def _document(self, path: str) -> str:
        """Return the document behind a thing's name; of a file, its one name."""
        if path.startswith("/id/"):
            return f"/doc/{path.removeprefix('/id/')}"
        if path.startswith("/vocab/"):
            return f"/doc{path}"
        parts = path.split("/")
        if parts[1:2] == ["releases"] and parts[3:4] == ["dumps"]:
            return "/".join(["", *parts[3:]]) if parts[2] in self._own else path
        return path

    def _is_of_another_release(self, path: str) -> bool:
        parts = path.split("/")
        held = parts[1:2] == ["releases"] and re.match(r"\d+-", "".join(parts[2:3]))
        return bool(held) and parts[2] not in self._own


def file_of(address: str) -> str:
    """Return the name of the file for a canonical address.

    >>> file_of("/doc/passage/day-2.4"), file_of("/doc/passage/day-2.4.ttl")
    ('doc/passage/day-2.4.html', 'doc/passage/day-2.4.ttl')
    >>> file_of("/browse/Claim?sort=date&page=2")
    'browse/Claim~sort=date,page=2.html'
    """
    path, _, query = address.partition("?")
    if path.endswith("/"):
        path += INDEX.removesuffix(".html")
    *folders, last = [_segment(part) for part in path.removeprefix("/").split("/")]
    stem, suffix = _split(last)
    if query:
        readable = unquote(query.replace("&", ","))
        if not _READABLE.fullmatch(readable):
            readable = _digest(query)
        stem = f"{stem}~{readable}"
    return "/".join([*folders, f"{stem}{suffix}"])


def link_to(file: str, origin: str) -> str:
    """Return the relative address of ``file`` in a page that is the file ``origin``.

    >>> link_to("doc/person/ada.html", "doc/claim/x.html")
    '../person/ada.html'
    """
    here, there = origin.split("/")[:-1], file.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + quote("/".join(there[shared:]), safe="/~=,")


def is_page(file: str) -> bool:
    """Return whether ``file`` must hold a page."""
    return file.endswith(".html")


def _split(name: str) -> tuple[str, str]:
    if name in _FILES:
        return name, ""
    stem, _, suffix = name.rpartition(".")
    if not _SUFFIXES.fullmatch(suffix):
        return name, ".html"
    for double in (".csl", ".tar", ".ttl", ".nt", ".jsonld", ".rdf", ".trig"):
        if suffix in {"gz", "json"} and stem.endswith(double):
            return stem.removesuffix(double), f"{double}.{suffix}"
    return stem, f".{suffix}"


def _segment(part: str) -> str:
    """Return a part of a path as every disk and server takes it."""
    name = unquote(part)
    plain = not re.search(r'[\x00-\x1f%?#/\\:*"<>|~]', name)
    short = len(name.encode()) <= _LONGEST and name not in {"", ".", ".."}
    if plain and short and unicodedata.is_normalized("NFC", name):
        return name
    return f"{_digest(part)}{_split(name)[1] if '.' in name else ''}".replace(
        ".html", ""
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

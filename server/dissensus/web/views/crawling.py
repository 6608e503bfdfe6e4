"""Tell crawlers what to read and what to leave alone.

Source: RFC 9309 (robots.txt); sitemaps.org protocol 0.9: at most 50,000
addresses a file, all of them escaped.
"""

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from flask import Blueprint, Response

from dissensus.description import list_addresses
from dissensus.errors import UnknownEntity
from dissensus.web.responses import keep
from dissensus.web.signposts import address
from dissensus.web.site import Site, site

crawling = Blueprint("crawling", __name__)

MOST_ADDRESSES: Final = 50_000
# What answers without end, or says again what other pages say.
_DISALLOWED: Final = (
    "/sparql",
    "/incoming",
    "/report-error",
    "/resource",
    "/named-graph",
    "/linkset.",
    "/metrics",
    "/search",
    "/*?page=",
    "/*&page=",
    "/*?release=",
    "/*&release=",
)
_PAGES: Final = ("/", "/browse", "/queries", "/ontology", "/shapes", "/dumps", "/graph")
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_NAMESPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@crawling.get("/robots.txt")
def show_robots() -> Response:
    """Return what crawlers are asked to leave alone, and where to begin."""
    here = site()
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _DISALLOWED)]
    if not here.opened:
        lines += ["", f"Sitemap: {address(here, '/sitemap.xml')}"]
    text = "\n".join(lines) + "\n"
    return keep(Response(text, content_type="text/plain; charset=utf-8"))


@crawling.get("/sitemap.xml")
def show_index() -> Response:
    """Return the index of the sitemaps."""
    here = site()
    count = -(-len(_addresses(here)) // MOST_ADDRESSES)
    return _xml(here, "sitemapindex", "sitemap", _numbered(count))


@crawling.get("/sitemaps/<int:number>.xml")
def show_sitemap(number: int) -> Response:
    """Return one sitemap, numbered from 1: documents that are worth a visit."""
    here = site()
    start = (number - 1) * MOST_ADDRESSES
    found = _addresses(here)[start : start + MOST_ADDRESSES] if number else []
    if not found:
        raise UnknownEntity(
            f"There is no sitemap {number}.", hint="They are listed in /sitemap.xml."
        )
    return _xml(here, "urlset", "url", found)


def _numbered(count: int) -> list[str]:
    return [f"/sitemaps/{number}.xml" for number in range(1, count + 1)]


def _addresses(here: Site) -> list[str]:
    """Return the paths of all documents; 30 ms for 6,000, kept as bytes then."""
    if here.opened:
        raise UnknownEntity(
            "Files that were opened have no addresses of their own to crawl.",
            hint="Publish them as a project.",
        )
    documents = (here.path(i) for i in list_addresses(here.holdings, here.base.iri))
    return list(dict.fromkeys((*_PAGES, *documents)))


def _xml(here: Site, root: str, entry: str, paths: Iterable[str]) -> Response:
    changed = f"<lastmod>{here.created}</lastmod>" if here.created else ""
    lines = [
        f"<{entry}><loc>{escape(address(here, path))}</loc>{changed}</{entry}>"
        for path in paths
    ]
    body = "\n".join([_XML, f"<{root} {_NAMESPACE}>", *lines, f"</{root}>", ""])
    return keep(Response(body, content_type="application/xml; charset=utf-8"))

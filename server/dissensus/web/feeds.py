"""Write Atom feeds: of releases, and of the entities that one changed.

Source: RFC 4287 (The Atom Syndication Format), sections 3 and 4.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flask import Response

from dissensus.description import read_names
from dissensus.web.signposts import address
from dissensus.web.site import Site

ATOM: Final = "application/atom+xml"
_SPACE: Final = "http://www.w3.org/2005/Atom"
# What no XML document may hold (XML 1.0, section 2.2).
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Entry:
    """One entry of a feed.

    Attributes:
        path: Of the page that it is about; with the base, its id.
        title: Plain text.
        updated: ISO 8601, with its time zone.
        html: What there is to read.
    """

    path: str
    title: str
    updated: str
    html: str


def write_feed(here: Site, path: str, title: str, entries: Iterable[Entry]) -> Response:
    """Return the feed at ``path``, newest entry first."""
    found = list(entries)
    feed = Element("feed", {"xmlns": _SPACE, "xml:lang": "en"})
    _text(feed, "id", address(here, path))
    _text(feed, "title", title)
    _text(feed, "updated", max((e.updated for e in found), default=here.created))
    SubElement(feed, "link", rel="self", type=ATOM, href=address(here, path))
    page = address(here, path.removesuffix(".atom"))
    SubElement(feed, "link", rel="alternate", type="text/html", href=page)
    names = read_names(here.holdings, here.authors)
    for author in here.authors or ("",):
        person = SubElement(feed, "author")
        _text(person, "name", names[author] if author else here.title)
        if author:
            _text(person, "uri", author)
    if here.license:
        SubElement(feed, "link", rel="license", href=here.license)
    for entry in found:
        _entry(here, feed, entry)
    indent(feed)
    body = tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type=ATOM)


def _entry(here: Site, feed: Element, entry: Entry) -> None:
    element = SubElement(feed, "entry")
    _text(element, "id", address(here, entry.path))
    _text(element, "title", entry.title)
    _text(element, "updated", entry.updated)
    href = address(here, entry.path)
    SubElement(element, "link", rel="alternate", type="text/html", href=href)
    content = SubElement(element, "content", type="html")
    content.text = _UNSPEAKABLE.sub("\ufffd", entry.html)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _UNSPEAKABLE.sub("\ufffd", text)

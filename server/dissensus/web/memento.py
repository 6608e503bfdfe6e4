"""Lead from a document to what it said at a time: Accept-Datetime, Link headers.

The document of an entity is an original resource that negotiates by date
itself (RFC 7089, pattern 1.1); ``/timegate/`` does so for clients that are
told of one prefix. What it said in one release, ``?release=``, is a memento
of it. Addresses of mementos are absolute and canonical, as in link sets: they
are read away from where they were fetched, and clients do not resolve them.

Source: RFC 7089 (Memento), sections 2 to 5; RFC 6690 (link format).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Flask, Response, request
from werkzeug.http import http_date, parse_date

from dissensus.errors import MalformedRequest, UnknownEntity
from dissensus.history import State, at, mementos_of, read_states
from dissensus.web.addresses import asked_iri, sent_path
from dissensus.web.pinning import NAME, carried
from dissensus.web.signposts import address
from dissensus.web.site import Site

TIMEGATE: Final = "/timegate/"
TIMEMAP: Final = "/timemap/link/"
LINK_FORMAT: Final = "application/link-format"
ACCEPT: Final = "Accept-Datetime"
_DOCUMENTS: Final = "entities.show_document"
_TOLD: Final = {200, 410}
_HOST: Final = re.compile(r"/https?:/{1,2}[^/]+(?=/)")


@dataclass(frozen=True)
class Timeline:
    """The states of one document, as far as they are kept.

    Attributes:
        here: The site, in its present release.
        original: Path of the document, with query but without release.
        mementos: The releases that have it, newest first.
    """

    here: Site
    original: str
    mementos: tuple[State, ...] = ()

    def path(self, state: State) -> str:
        """Return the path of the document as it was in ``state``."""
        return carried(self.original, state.id)

    def links(self, chosen: State | None = None) -> Iterator[str]:
        """Yield the links of a response, as header and link format write them.

        Args:
            chosen: The memento that the response is, or leads to.
        """
        yield self._link(self.original, "original")
        yield self._link(f"{TIMEGATE}{self._uri(self.original)}", "timegate")
        target = f"{TIMEMAP}{self._uri(self.original)}"
        yield self._link(target, "timemap", f'type="{LINK_FORMAT}"')
        if chosen in self.mementos:
            place = self.mementos.index(chosen)
            near = self.mementos[max(0, place - 1) : place + 2]
            shown = dict.fromkeys((self.mementos[-1], *near, self.mementos[0]))
            for state in sorted(shown, key=lambda each: each.created):
                yield self.memento(state, chosen)

    def memento(self, state: State, chosen: State | None = None) -> str:
        """Return the link to one memento, with its place among the others."""
        place = self.mementos.index(state)
        rels = ["memento"]
        if chosen is not None and abs(by := self.mementos.index(chosen) - place) == 1:
            rels.insert(0, "next" if by == 1 else "prev")
        if state is self.mementos[0]:
            rels.insert(0, "last")
        if state is self.mementos[-1]:
            rels.insert(0, "first")
        when = f'datetime="{http_date(state.created)}"'
        return self._link(self.path(state), " ".join(rels), when)

    def map(self) -> Iterator[str]:
        """Yield the links of the TimeMap: all mementos, oldest first."""
        first, last = self.mementos[-1].created, self.mementos[0].created
        for link in self.links():
            if 'rel="timemap"' not in link:
                yield link
                continue
            itself = link.replace('rel="timemap"', 'rel="self"')
            span = f'from="{http_date(first)}"; until="{http_date(last)}"'
            yield f"{itself}; {span}"
        for state in reversed(self.mementos):
            yield self.memento(state)

    def _link(self, path: str, rel: str, *more: str) -> str:
        return "; ".join((f"<{self._uri(path)}>", f'rel="{rel}"', *more))

    def _uri(self, path: str) -> str:
        return address(self.here, path)


def install(app: Flask, present: Site) -> None:
    """Let documents of ``app`` be asked for by date, and say when they were so."""
    if present.opened:
        return

    @app.before_request
    def _negotiate() -> Response | None:
        asked = ACCEPT in request.headers and request.method in {"GET", "HEAD"}
        if not asked or request.endpoint != _DOCUMENTS or NAME in request.args:
            return None
        timeline = read_timeline(present, _original())
        # Without a state there is nothing to choose from: the view says so.
        return lead(timeline, asked_moment()) if timeline.mementos else None

    @app.after_request
    def _say_when(response: Response) -> Response:
        told = request.endpoint == _DOCUMENTS and response.status_code in _TOLD
        # An address that ends in a slash is a list of entities, and none itself.
        if told and not request.path.endswith("/"):
            _place(response, present)
        return response


def read_timeline(present: Site, original: str) -> Timeline:
    """Return the states of the document at the path ``original``.

    Takes 15 ms for each kept release whose store was not opened before.
    """
    iri, _ = asked_iri(original.partition("?")[0])
    states = read_states(present.folder.parent, present.release)
    return Timeline(present, original, mementos_of(states, iri))


def named_original(present: Site, prefix: str) -> str:
    """Return the path of the document that stands behind ``prefix`` in the address.

    It may be named by its path, by its canonical IRI, by that of the entity,
    or by the address at whatever host the client found it.

    Raises:
        UnknownEntity: Nothing stands there.
    """
    named = sent_path().removeprefix(prefix.rstrip("/"))
    if named.startswith(f"/{present.base.iri}"):
        named = named[len(present.base.iri) :]
    named = _HOST.sub("", named, count=1)
    iri, suffix = asked_iri(named)
    if not present.base.covers(iri) or iri == present.base.iri:
        raise UnknownEntity(
            "No document of this dataset is named.",
            hint=f"Put its address behind {prefix}.",
        )
    return present.base.document(iri, suffix)


def asked_moment() -> datetime | None:
    """Return the time that the present request asks for; None when for none.

    Raises:
        MalformedRequest: It is no date of HTTP.
    """
    header = request.headers.get(ACCEPT)
    if header is None:
        return None
    moment = parse_date(header)
    if moment is None:
        raise MalformedRequest(
            f"{ACCEPT} is {header[:60]!r}, which is no date.",
            hint=f"Write it like {http_date(0)!r}.",
            see="https://www.rfc-editor.org/rfc/rfc7089#section-2.1.1",
        )
    return moment


def lead(timeline: Timeline, moment: datetime | None) -> Response:
    """Return the redirect to what ``timeline`` has for ``moment``; None: the last."""
    states = timeline.mementos
    chosen = at(states, moment) if moment else states[0]
    response = Response(status=302)
    response.headers["Location"] = timeline.path(chosen)
    response.vary.add(ACCEPT)
    for link in timeline.links(chosen):
        response.headers.add("Link", link)
    return response


def _original() -> str:
    """Return the path and the query of the present request, but its release."""
    query = request.query_string.decode("latin-1")
    parts = [p for p in query.split("&") if p and p.partition("=")[0] != NAME]
    return "?".join(filter(None, (sent_path(), "&".join(parts))))


def _place(response: Response, present: Site) -> None:
    """Say of a document where its other states are; of a memento, of when it is."""
    timeline, chosen = Timeline(present, _original()), None
    if named := request.args.get(NAME):
        timeline = read_timeline(present, timeline.original)
        chosen = next((s for s in timeline.mementos if s.id == named), None)
    if chosen:
        response.headers["Memento-Datetime"] = http_date(chosen.created)
        response.last_modified = chosen.created
    else:
        response.vary.add(ACCEPT)
    for link in timeline.links(chosen):
        response.headers.add("Link", link)

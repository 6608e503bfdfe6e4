"""Look at the site around the data: pages, search, queries, faults, crawling.

Source: RFC 9457 (problem documents); sitemaps.org protocol 0.9; OpenAPI 3.1.
"""

from collections.abc import Iterator
from heapq import nsmallest
from typing import Any, Final
from urllib.parse import quote

from pyoxigraph import Literal

from dissensus.doctor.calling import Caller, Reply
from dissensus.doctor.findings import (
    Finding,
    confesses,
    found,
    media_type,
    refuses,
    says,
    status,
)
from dissensus.doctor.reading import Unreadable, format_of, quads
from dissensus.doctor.survey import HTML, JSON, TURTLE, Survey, elements, local
from dissensus.doctor.things import document_of
from dissensus.namespaces import RDFS, SKOS

_ADDRESSES: Final = 10
_QUERIES: Final = 40
_NOTHING: Final = "qzxwv-4c1f9d"
_LONGEST: Final = 5000


def look_at_site(ask: Caller, said: Survey) -> Iterator[Finding]:
    """Yield what is found at the addresses that every site has."""
    for path in ("/", "/browse", "/queries", "/dumps", "/sparql", "/status"):
        page = ask.get(path, HTML)
        bad = (status(page, 200), media_type(page, HTML), *confesses(page))
        yield found("site", "the page is there", page, *bad)
    reply = ask.get("/status", JSON)
    told = reply.json()
    ill = str(told.get("degraded", "")) if isinstance(told, dict) else "is no JSON"
    yield found("site", "the site serves what was published last", reply, ill)
    robots = ask.get("/robots.txt")
    names = says(robots, "Content-Type", "text/plain")
    yield found("site", "crawlers are told", robots, status(robots, 200), names)
    api = ask.get("/openapi.json", JSON)
    described = api.json()
    lacks = "" if isinstance(described, dict) and "paths" in described else "has none"
    yield found("site", "the API is described", api, status(api, 200), lacks)
    yield from _sitemap(ask, said)


def look_at_queries(ask: Caller, said: Survey) -> Iterator[Finding]:
    """Yield whether the shipped queries that need no parameter answer."""
    listed = ask.get("/queries", JSON)
    told = listed.json()
    queries = [query for query in _objects(told) if _addresses(query)]
    bad = "" if queries == told else "is no list of queries with addresses"
    yield found("queries", "the queries are listed", listed, status(listed, 200), bad)
    free = [query for query in queries if not _lacks(query)]
    for query in nsmallest(_QUERIES, free, key=lambda q: str(q.get("id"))):
        reply = ask.get(local(said.base, _addresses(query)[0]))
        unread = (
            "is no JSON" if reply.type.endswith("json") and not reply.json() else ""
        )
        yield found("queries", "a query answers", reply, status(reply, 200), unread)


def look_at_search(ask: Caller, said: Survey) -> Iterator[Finding]:
    """Yield whether a name finds its thing, and nonsense nothing."""
    name, iri = _a_name(ask, said)
    if name:
        reply = _search(ask, name)
        none = "" if _finds(reply) else f"does not find {name!r}, the name of <{iri}>"
        yield found("search", "a name finds something", reply, status(reply, 200), none)
    reply = _search(ask, _NOTHING)
    some = "finds something" if _finds(reply) else ""
    yield found("search", "nonsense finds nothing", reply, status(reply, 200), some)
    long = _search(ask, "x" * _LONGEST)
    harm = (status(long, 200, 400, 413, 414), *confesses(long))
    fault = "; ".join(filter(None, harm))
    yield Finding("search", "a long text harms nothing", "/search", fault)
    page = ask.get(f"/search?q={_NOTHING}", HTML)
    bad = (status(page, 200), media_type(page, HTML))
    yield found("search", "a browser gets a page", page, *bad)


def look_at_faults(ask: Caller, said: Survey) -> Iterator[Finding]:
    """Yield whether what is not there, or not had so, is answered rightly."""
    nowhere = f"/id/{_NOTHING}/{_NOTHING}"
    for path in (nowhere, f"/{_NOTHING}", f"/dumps/{_NOTHING}", f"/queries/{_NOTHING}"):
        reply = ask.get(path, JSON)
        yield found("faults", "what is not there is 404", reply, *refuses(reply, 404))
    page = ask.get(nowhere, HTML)
    faults = (status(page, 404), media_type(page, HTML), *confesses(page))
    yield found("faults", "a browser gets a page of it", page, *faults)
    refused = ask.get("/.well-known/void", "image/png")
    yield found("faults", "what cannot be had is 406", refused, *refuses(refused, 406))
    deleted = ask.ask("DELETE", "/status", {})
    allow = says(deleted, "Allow", "GET")
    yield found("faults", "another method is 405", deleted, status(deleted, 405), allow)
    outside = ask.get("/dumps/..%2f..%2f..%2fetc%2fpasswd", JSON)
    bad = status(outside, 400, 404)
    yield found("faults", "no path leads out of the site", outside, bad)
    later = ask.get(local(said.base, f"{said.base.iri}releases/0-{'0' * 12}"), JSON)
    yield found(
        "faults", "a release that is not kept is 404", later, status(later, 404)
    )


def _sitemap(ask: Caller, said: Survey) -> Iterator[Finding]:
    index = ask.get("/sitemap.xml")
    parts = elements(index, "loc")
    fault = status(index, 200) or ("" if parts else "names no sitemap")
    yield found("site", "the sitemap can be read", index, fault)
    for address in nsmallest(_ADDRESSES, said.sitemap, key=lambda a: (len(a), a)):
        page = ask.get(local(said.base, address), HTML)
        yield found("site", "what the sitemap names is there", page, status(page, 200))


def _objects(told: object) -> list[dict[str, Any]]:
    """Return the objects in a list of JSON; none if it is no list."""
    members = told if isinstance(told, list) else []
    return [each for each in members if isinstance(each, dict)]


def _addresses(query: dict[str, Any]) -> list[str]:
    """Return where a query is answered, by the list of queries."""
    formats = query.get("formats")
    told = formats.values() if isinstance(formats, dict) else ()
    return [address for address in told if isinstance(address, str)]


def _lacks(query: dict[str, Any]) -> bool:
    """Return whether a query cannot be asked without somebody's choice."""
    return any(p.get("default") is None for p in _objects(query.get("parameters")))


def _a_name(ask: Caller, said: Survey) -> tuple[str, str]:
    """Return a name that a sampled thing has, and the thing."""
    for iri in said.things[:5]:
        _, reply = document_of(ask, local(said.base, iri), TURTLE)
        try:
            read = (
                quads(reply.body, format_) if (format_ := format_of(reply)) else set()
            )
        except Unreadable:
            continue
        for quad in sorted(read, key=str):
            named = quad.predicate in (SKOS.prefLabel, RDFS.label)
            about = named and str(quad.subject) == f"<{iri}>"
            if about and isinstance(quad.object, Literal):
                return " ".join(quad.object.value.split()[:6]), iri
    return "", ""


def _search(ask: Caller, text: str) -> Reply:
    return ask.get(f"/search?q={quote(text)}", JSON)


def _finds(reply: Reply) -> bool:
    told = reply.json()
    total = told.get("total") if isinstance(told, dict) else 0
    return isinstance(total, int) and total > 0

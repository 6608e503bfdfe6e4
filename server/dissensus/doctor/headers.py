"""Look at what HTTP says around the documents: caches, codings, policies, links.

Source: RFC 9110, sections 8.8 (ETag), 9.3.2 (HEAD), 12.5.5 (Vary) and 13
(conditions); Fetch standard, section 3.2 (CORS); CSP level 3; FAIR Signposting
Profile; RFC 9264 (linkset).
"""

import re
from collections.abc import Iterator
from typing import Final

from dissensus.doctor.calling import Caller, Reply
from dissensus.doctor.findings import Finding, found, media_type, says, status, varies
from dissensus.doctor.reading import Unreadable, gunzip
from dissensus.doctor.survey import HTML, TURTLE, Survey, local
from dissensus.doctor.things import document_of

_LINK: Final = re.compile(r"<([^>]*)>([^,<]*)")
_RELATION: Final = re.compile(r'rel="?([^";]+)"?')
_OK: Final = 200


def look_at_headers(ask: Caller, said: Survey) -> Iterator[Finding]:
    """Yield what is found around the page and the Turtle of one thing."""
    for iri in said.things[:1]:
        for accept in (TURTLE, HTML):
            _, reply = document_of(ask, local(said.base, iri), accept)
            if reply.status == _OK:
                yield from _around(ask, reply, accept)
        _, reply = document_of(ask, local(said.base, iri), TURTLE)
        yield from _signposts(ask, reply, iri)
    yield from _around(ask, ask.get("/", HTML), HTML)
    yield from _preflight(ask)
    yield from _assets(ask)


def links(reply: Reply) -> dict[str, list[str]]:
    """Return the targets of the Link headers, by relation."""
    found_: dict[str, list[str]] = {}
    for target, rest in _LINK.findall(reply.header("Link")):
        for relation in _RELATION.findall(rest):
            found_.setdefault(relation, []).append(target)
    return found_


def _around(ask: Caller, reply: Reply, accept: str) -> Iterator[Finding]:
    yield found("headers", "the answer is safe to open", reply, *_policies(reply))
    # The address without suffix gives several forms: what it varies by counts.
    path = reply.path
    yield found(
        "headers",
        "caches keep the forms apart (Vary)",
        reply,
        varies(reply, "Accept-Encoding", *_negotiated(reply)),
    )
    yield from _conditions(ask, reply, accept)
    head = ask.head(path, accept)
    same = [_same(head, reply, name) for name in ("Content-Type", "ETag", "Vary")]
    body = "has a body" if head.body else ""
    yield found(
        "headers", "HEAD says what GET says", head, status(head, 200), *same, body
    )
    packed = ask.get(path, accept, Accept_Encoding="gzip")
    yield found("headers", "gzip packs the same bytes", packed, *_packed(packed, reply))


def _negotiated(reply: Reply) -> list[str]:
    name = reply.path.partition("?")[0].rpartition("/")[2]
    by_suffix = "." in name or not reply.header("Content-Location")
    return [] if by_suffix else ["Accept"]


def _policies(reply: Reply) -> Iterator[str]:
    yield says(reply, "X-Content-Type-Options", "nosniff")
    if reply.type != HTML:
        yield says(reply, "Access-Control-Allow-Origin", "*")
        return
    yield says(reply, "Content-Security-Policy", "default-src 'self'")
    yield says(reply, "Referrer-Policy", "")
    for loose in ("unsafe-inline", "unsafe-eval"):
        if loose in reply.header("Content-Security-Policy"):
            yield f"Content-Security-Policy allows {loose}"


def _conditions(ask: Caller, reply: Reply, accept: str) -> Iterator[Finding]:
    tag = reply.header("ETag")
    weak = f"ETag is weak: {tag}" if tag.startswith("W/") else ""
    yield found("headers", "a strong ETag", reply, weak or ("" if tag else "none"))
    if not tag:
        return
    again = ask.get(reply.path, accept, If_None_Match=tag)
    body = "has a body" if again.body else ""
    lacks = _same(again, reply, "ETag")
    yield found("headers", "304 for who has it", again, status(again, 304), lacks, body)
    other = ask.get(reply.path, accept, If_None_Match='"something-else"')
    yield found("headers", "200 for who has another", other, status(other, 200))


def _same(one: Reply, other: Reply, name: str) -> str:
    here, there = one.header(name), other.header(name)
    return "" if here == there else f"{name} is {here!r}, with GET {there!r}"


def _packed(packed: Reply, plain: Reply) -> Iterator[str]:
    yield status(packed, 200)
    yield varies(packed, "Accept-Encoding")
    if packed.header("Content-Encoding") != "gzip":
        # A short answer need not be packed, but then it must be as it was.
        yield "" if packed.body == plain.body else "is neither packed nor the same"
        return
    try:
        yield "" if gunzip(packed.body) == plain.body else "unpacks to other bytes"
    except Unreadable as error:
        yield str(error)
    tag = packed.header("ETag")
    if tag and tag == plain.header("ETag") and not tag.startswith("W/"):
        yield "has the strong ETag of the answer that is not packed"


def _signposts(ask: Caller, reply: Reply, iri: str) -> Iterator[Finding]:
    told = links(reply)
    wanted = ("cite-as", "describedby", "type", "linkset")
    lacks = [name for name in wanted if name not in told]
    fault = f"Link lacks {', '.join(lacks)}" if lacks else ""
    elsewhere = told.get("cite-as", [iri]) != [iri]
    other = f"cite-as is not <{iri}>" if elsewhere else ""
    yield found("headers", "links for machines (Signposting)", reply, fault, other)
    for target in told.get("linkset", [])[:1]:
        answer = ask.get(target)
        read = answer.json()
        right = isinstance(read, dict) and bool(read.get("linkset"))
        unread = "" if right else "holds no link set"
        type_ = media_type(answer, "application/linkset+json")
        yield found(
            "headers", "the link set", answer, status(answer, 200), type_, unread
        )


def _preflight(ask: Caller) -> Iterator[Finding]:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    reply = ask.ask("OPTIONS", "/sparql", asked)
    yield found(
        "headers",
        "pages elsewhere may ask the endpoint (CORS)",
        reply,
        status(reply, 200, 204),
        says(reply, "Access-Control-Allow-Origin", "*"),
        says(reply, "Access-Control-Allow-Methods", "POST"),
        says(reply, "Access-Control-Allow-Headers", "Content-Type"),
    )


def _assets(ask: Caller) -> Iterator[Finding]:
    """Yield whether what a page needs is there, and kept by browsers."""
    body = ask.get("/", HTML).body.decode("utf-8", "replace")
    for path in re.findall(r'<link rel="stylesheet" href="(/[^"]+)"', body)[:1]:
        reply = ask.get(path)
        kept = says(reply, "Cache-Control", "max-age")
        type_ = media_type(reply, "text/css")
        yield found(
            "headers", "the style sheet", reply, status(reply, 200), type_, kept
        )

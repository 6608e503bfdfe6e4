"""Look at IRIs of every kind: do they lead to documents, in every form?

Source: Cool URIs for the Semantic Web (W3C Note, 2008), section 4.2 (303);
RFC 9110, section 12 (negotiation).
"""

from collections.abc import Iterator
from typing import Final

from dissensus.doctor.calling import Caller, Reply
from dissensus.doctor.findings import Finding, found, media_type, status, varies
from dissensus.doctor.reading import GRAPHS, Unreadable, format_of, one_graph, quads
from dissensus.doctor.survey import HTML, TURTLE, Survey, local
from dissensus.sources import owner_of

_FOUND: Final = (200, 410)
_GONE: Final = 410


def look_at_things(ask: Caller, said: Survey) -> Iterator[Finding]:
    """Yield what is found at each sampled IRI: data, a page, and all forms of one."""
    if not said.samples:
        yield Finding("things", "the site names things", "/", "it names none")
    for iris in said.samples.values():
        for count, iri in enumerate(iris):
            path = local(said.base, iri)
            yield from _data(ask, said, iri, path)
            yield from _page(ask, path)
            if not count:
                yield from _forms(ask, said, iri)


def document_of(ask: Caller, path: str, accept: str) -> tuple[Reply, Reply]:
    """Return what is said at ``path``, and at the document it leads to."""
    first = last = ask.get(path, accept)
    for _ in range(2):  # to the document, and from there to one of its forms
        if last.status != 303 or not (target := ask.where(last)):  # noqa: PLR2004
            break
        last = ask.get(target, accept)
    return first, last


def _data(ask: Caller, said: Survey, iri: str, path: str) -> Iterator[Finding]:
    first, last = document_of(ask, path, TURTLE)
    if iri.startswith(f"{said.base.iri}id/"):
        yield found(
            "things",
            "a thing sends on to its document (303)",
            first,
            status(first, 303),
            varies(first, "Accept") if first.status == 303 else "",  # noqa: PLR2004
        )
    else:
        yield found("things", "an IRI leads on", first, status(first, 200, 303))
    faults = [status(last, *_FOUND)]
    if not faults[0] and last.status != _GONE:
        faults.append(media_type(last, TURTLE))
        # What a query that makes a graph leads to is that graph.
        if not iri.startswith(f"{said.base.iri}queries/"):
            faults.append(_mentions(last, iri))
    yield found("things", "the document is about the thing", last, *faults)


def _mentions(reply: Reply, iri: str) -> str:
    # A part that had no name when it was written is told of with its whole.
    format_, names = format_of(reply), {f"<{iri}>", f"<{owner_of(iri)}>"}
    if format_ is None:
        return ""  # its type has been found to be another
    try:
        read = quads(reply.body, format_)
    except Unreadable as error:
        return str(error)
    if any(names & {str(term) for term in q.triple} for q in read):
        return ""
    return f"says nothing of <{iri}>"


def _page(ask: Caller, path: str) -> Iterator[Finding]:
    _, last = document_of(ask, path, f"{HTML},*/*;q=0.1")
    right = [status(last, *_FOUND), media_type(last, HTML)]
    yield found("things", "a browser gets a page", last, *right)


def _forms(ask: Caller, said: Survey, iri: str) -> Iterator[Finding]:
    """Yield whether all forms of RDF of one document say the same."""
    name = iri.partition("#")[0]
    replies = (
        (format_, ask.get(said.base.document(name, format_.suffix)))
        for format_ in GRAPHS
        if format_.suffix != "nq"  # documents have no such form
    )
    yield from one_graph("formats", "{} is whole", replies, *_FOUND)

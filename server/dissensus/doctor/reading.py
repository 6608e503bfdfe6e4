"""Read the documents of a site back, whatever form they came in."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    parse,
    parse_query_results,
)

from dissensus.doctor.calling import Reply
from dissensus.doctor.findings import Finding, found, media_type, status
from dissensus.formats import Format, Kind, formats_for

GRAPHS: Final = tuple(
    dict.fromkeys((*formats_for(Kind.GRAPH), *formats_for(Kind.DATASET)))
)
_GONE: Final = 410


class Unreadable(Exception):
    """A body is not what its type says."""


def format_of(reply: Reply) -> Format | None:
    """Return the format of RDF that the Content-Type of ``reply`` names."""
    return next((f for f in GRAPHS if f.type == reply.type), None)


def quads(body: bytes, format_: Format) -> set[Quad]:
    """Return what ``body`` says, graphs merged, blank nodes by what is said of them.

    Two documents that say the same give the same set (RDF Dataset
    Canonicalization, 2024).

    Raises:
        Unreadable: It is not in ``format_``.
    """
    if not isinstance(format_.oxigraph, RdfFormat):
        raise TypeError(format_.name)
    try:
        read = {Quad(*q.triple) for q in parse(body, format=format_.oxigraph)}
    except (SyntaxError, ValueError) as error:
        raise Unreadable(f"is no {format_.name}: {error}") from error
    if not any(isinstance(n, BlankNode) for q in read for n in (q.subject, q.object)):
        return read
    dataset = Dataset(read)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def rows(body: bytes, format_: Format) -> int:
    """Return how many solutions ``body`` has; 1 for yes, 0 for no.

    Raises:
        Unreadable: It is not in ``format_``.
    """
    kind = format_.oxigraph
    if kind is QueryResultsFormat.CSV:
        # Only counted: a CSV of SPARQL does not say what its values are.
        return body.count(b"\n") - 1
    if not isinstance(kind, QueryResultsFormat):
        raise TypeError(format_.name)
    try:
        answer = parse_query_results(body, format=kind)
        if isinstance(answer, QueryBoolean):
            return int(bool(answer))
        return sum(1 for _ in answer)
    except (SyntaxError, ValueError) as error:
        raise Unreadable(f"is no {format_.name}: {error}") from error


def gunzip(data: bytes) -> bytes:
    """Return what was packed as ``data``.

    Raises:
        Unreadable: It is not packed by gzip, or not whole.
    """
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"cannot be unpacked: {error}") from error


def digest_of(triples: Iterable[Quad]) -> int:
    """Return a number that sets of the same triples have, in any order."""
    total = 0
    for each in triples:
        said = blake2b(str(each.triple).encode(), digest_size=16)
        total += int.from_bytes(said.digest())
    return total


def one_graph(
    area: str, check: str, replies: Iterable[tuple[Format, Reply]], *codes: int
) -> Iterator[Finding]:
    """Yield whether each reply is the graph of the first, in its own format.

    Args:
        area: The part of the site.
        check: What is looked at, with {} for the name of the format.
        replies: What was said, and the format that was asked for.
        codes: Each may be the status; 410 stands for no graph.
    """
    first: tuple[str, set[Quad]] | None = None
    for format_, reply in replies:
        faults = [status(reply, *codes)]
        if not faults[0] and reply.status != _GONE:
            faults.append(media_type(reply, format_.type))
            try:
                read = quads(reply.body, format_)
            except Unreadable as error:
                faults.append(str(error))
            else:
                first = first or (format_.name, read)
                faults.append(_unlike(read, *first))
        yield found(area, check.format(format_.name), reply, *faults)


def _unlike(read: set[Quad], other: str, wanted: set[Quad]) -> str:
    if read == wanted:
        return ""
    more, less = len(read - wanted), len(wanted - read)
    return f"says not what {other} says: {more} triples more, {less} fewer"

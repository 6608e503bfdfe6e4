"""Read which version of RDF a client takes, and say which one it gets.

A media type of RDF 1.2 has a parameter: ``text/turtle;version=1.2``. A client
that names none gets what there is, and is told when that needs more than RDF
1.1; one that names 1.1 or 1.2-basic and no more is not sent what its parser
would fail on. A label that nobody has defined is passed over.

Source: RDF 1.2 Concepts (draft), sections 1.10 and 2.1; RFC 9110, section 12.5.1.
"""

from dataclasses import dataclass
from typing import Final

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_options_header

from dissensus.evaluation.versions import too_new
from dissensus.formats import LABELS, is_versioned, needed
from dissensus.web.negotiation import GRAPH_OFFERS, Offer

_PARAMETER: Final = "; version="


@dataclass(frozen=True)
class Taken:
    """What a client takes of one media type.

    Attributes:
        said: The version that it likes best of those that it names, which the
            answer then says too; empty when it names none.
        most: The highest that it takes; empty for any.
    """

    said: str = ""
    most: str = ""


def read_versions(header: str | None, media_type: str) -> Taken:
    """Return which versions of ``media_type`` an Accept header takes.

    >>> read_versions("text/turtle;version=1.1, */*;q=0", "text/turtle")
    Taken(said='1.1', most='1.1')
    >>> read_versions("text/turtle;version=1.1, */*;q=0.1", "text/turtle")
    Taken(said='1.1', most='')
    """
    if not header or "version" not in header or not is_versioned(media_type):
        return Taken()
    named: dict[str, float] = {}
    wild = 0.0
    for name, quality in parse_accept_header(header, MIMEAccept):
        type_, options = parse_options_header(name)
        label = options.get("version", "")
        if type_ == media_type:
            label = label if label in LABELS else ""
            named[label] = max(quality, named.get(label, 0))
        elif type_ in {"*/*", f"{media_type.partition('/')[0]}/*"}:
            wild = max(wild, quality)
    if not any(named):
        return Taken()
    others = named.get("", wild)
    taken = [label for label in LABELS if named.get(label, others)]
    most = taken[-1] if taken else LABELS[0]
    liked = max((q, label) for label, q in named.items())[1]
    return Taken(liked, "" if most == LABELS[-1] else most)


def asked_version(offer: Offer) -> Taken:
    """Return which versions of ``offer`` the present request takes."""
    return read_versions(request.headers.get("Accept"), offer.media_type)


def version_class(header: str) -> tuple[Taken, ...]:
    """Return what ``header`` takes of each RDF format, to tell answers apart."""
    if "version" not in header:
        return ()
    return tuple(read_versions(header, offer.media_type) for offer in GRAPH_OFFERS)


def with_version(content_type: str, said: str, label: str = "") -> str:
    """Return ``content_type`` that announces the version of RDF.

    Args:
        content_type: Of the answer.
        said: The version that the client named; empty for none.
        label: The version that the answer needs, empty for 1.1: goes before
            what the client named, if it is higher.
    """
    plain, _, before = content_type.partition(_PARAMETER)
    known = [one for one in (said or before, label) if one in LABELS]
    if label and max(known, key=LABELS.index) != (said or before):
        known = [LABELS[-1]]
    return f"{plain}{_PARAMETER}{known[0]}" if known else plain


def announce(body: bytes, offer: Offer) -> str:
    """Return the content type of a document that is whole.

    Raises:
        NotAcceptable: The client does not take the version that it needs.
    """
    if offer.format is None or not is_versioned(offer.media_type):
        return offer.content_type
    taken, label = asked_version(offer), needed(body, offer.media_type)
    if taken.most and LABELS.index(label) > LABELS.index(taken.most):
        raise too_new(label, taken.most)
    modern = "" if label == LABELS[0] else label
    return with_version(offer.content_type, taken.said, modern)

"""List the passages of a text by their offsets and digests, never its words."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from dissensus.description.labels import Names, read_names
from dissensus.description.reading import Holdings, Row, named_node, select
from dissensus.namespaces import DIS, OA


@dataclass
class Anchor:
    """One passage.

    Attributes:
        iri: Of the passage.
        start: Code points before its first character.
        end: Code points before the first character after it.
        digest: ``sha256:`` and the digest of its words in UTF-8.
        attested: What is said in it: the entity, who says so, and whether the
            author contests it.
    """

    iri: str
    start: int
    end: int
    digest: str
    attested: dict[tuple[str, bool], list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Anchors:
    """The passages of one text.

    Attributes:
        text: IRI of the edition.
        digest: Of the whole text; empty when nobody states it.
        passages: In the order of the text, the longer first.
        names: Of all that is mentioned.
    """

    text: str
    digest: str
    passages: tuple[Anchor, ...]
    names: Names


def anchored_text(holdings: Holdings, iri: str) -> str:
    """Return the text with passages that ``iri`` is, or is a passage of.

    Empty when it is neither, or when no digest makes the passages checkable.
    """
    node = named_node(iri)
    wholes = [q.object for q in holdings.backend.quads(node, OA.hasSource, None)]
    for text in (node, *wholes):
        if isinstance(text, NamedNode) and _digest(holdings, text):
            return text.value
    return ""


def read_anchors(holdings: Holdings, text: str) -> Anchors:
    """Return the passages of ``text``; none when it has no such thing.

    Takes about 30 ms for 700 passages in which 2,000 things are attested.
    """
    node = named_node(text)
    found: dict[str, Anchor] = {}
    for row in select(holdings, "anchors", text=[node]):
        iri, start, end, digest = _fields(row, "passage", "start", "end", "digest")
        if not (start.isdecimal() and end.isdecimal()):
            continue
        anchor = found.setdefault(iri, Anchor(iri, int(start), int(end), digest))
        entity, link, author = _fields(row, "entity", "link", "author")
        if entity:
            said = (entity, link == DIS.contests.value)
            authors = anchor.attested.setdefault(said, [])
            if author and author not in authors:
                authors.append(author)
    mentioned = {iri for anchor in found.values() for iri in _mentioned(anchor)}
    return Anchors(
        text,
        _digest(holdings, node),
        tuple(found.values()),
        read_names(holdings, {text, *mentioned}),
    )


def _digest(holdings: Holdings, text: NamedNode) -> str:
    for quad in holdings.backend.quads(text, DIS.textDigest, None):
        if isinstance(quad.object, Literal):
            return quad.object.value
    return ""


def _fields(row: Row, *names: str) -> Iterator[str]:
    for name in names:
        term = row.get(name)
        yield term.value if isinstance(term, NamedNode | Literal) else ""


def _mentioned(anchor: Anchor) -> Iterator[str]:
    yield anchor.iri
    for (entity, _), authors in anchor.attested.items():
        yield entity
        yield from authors

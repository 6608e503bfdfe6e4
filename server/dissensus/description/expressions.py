"""Say in words what a class expression, a list or a property path means.

What is said comes as a row of words and terms, so that a page can link each
term; nothing here knows of pages.

Source: OWL 2 Web Ontology Language, Mapping to RDF Graphs, section 3.2;
SHACL, section 2.3 (paths).
"""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dissensus.description.reading import Holdings, Term
from dissensus.namespaces import OWL, RDF, SH

Word = str | NamedNode | Literal
Words = tuple[Word, ...]
# An expression that holds itself would never be said to the end.
_DEPTH: Final = 8
_LONGEST: Final = 1_000
_CONNECTIVES: Final = (
    (OWL.unionOf, (), " or "),
    (OWL.intersectionOf, (), " and "),
    (OWL.oneOf, ("one of ",), ", "),
)
_RESTRICTIONS: Final = (
    (OWL.someValuesFrom, "some"),
    (OWL.allValuesFrom, "only"),
    (OWL.hasValue, "the value"),
    (OWL.hasSelf, "itself:"),
    (OWL.cardinality, "exactly"),
    (OWL.minCardinality, "at least"),
    (OWL.maxCardinality, "at most"),
    (OWL.qualifiedCardinality, "exactly"),
    (OWL.minQualifiedCardinality, "at least"),
    (OWL.maxQualifiedCardinality, "at most"),
)
_MARKS: Final = (
    (SH.inversePath, "^", ""),
    (SH.zeroOrMorePath, "", "*"),
    (SH.oneOrMorePath, "", "+"),
    (SH.zeroOrOnePath, "", "?"),
)


def value(holdings: Holdings, node: Term, property_: NamedNode) -> Term | None:
    """Return one object of a property, the first in order, or None."""
    return next(iter(values(holdings, node, property_)), None)


def values(holdings: Holdings, node: Term, property_: NamedNode) -> list[Term]:
    """Return the objects of a property, each once, in order."""
    if isinstance(node, Literal | Triple):
        return []
    found = {q.object for q in holdings.backend.quads(node, property_, None, None)}
    return sorted(found, key=str)


def members(holdings: Holdings, node: Term) -> list[Term]:
    """Return the members of an RDF list; one that bites its tail ends there."""
    found: list[Term] = []
    seen: set[Term] = set()
    while node != RDF.nil and node not in seen and len(found) < _LONGEST:
        seen.add(node)
        first = value(holdings, node, RDF.first)
        if first is None:
            break
        found.append(first)
        node = value(holdings, node, RDF.rest) or RDF.nil
    return found


def is_list(holdings: Holdings, node: Term) -> bool:
    """Return whether ``node`` is an RDF list."""
    return node == RDF.nil or value(holdings, node, RDF.first) is not None


def say_class(holdings: Holdings, node: Term, depth: int = 0) -> Words:
    """Return a class expression in words; a named class is its own word."""
    if isinstance(node, Literal) or depth > _DEPTH:
        return (node,) if isinstance(node, Literal) else ("…",)
    for kind, before, joint in _CONNECTIVES:
        if listed := value(holdings, node, kind):
            return (*before, *_joined(holdings, listed, joint, depth))
    if other := value(holdings, node, OWL.complementOf):
        return ("not ", *say_class(holdings, other, depth + 1))
    if property_ := value(holdings, node, OWL.onProperty):
        return _restriction(holdings, node, property_, depth)
    if inverse := value(holdings, node, OWL.inverseOf):
        # A named property says so in a row of its own.
        return (node,) if isinstance(node, NamedNode) else ("^", *_named(inverse))
    return _named(node)


def say_path(holdings: Holdings, node: Term, depth: int = 0) -> Words:
    """Return a SHACL property path, or a chain of properties, as SPARQL writes it."""
    if depth > _DEPTH:
        return ("…",)
    if value(holdings, node, RDF.first) is not None:
        steps = [say_path(holdings, n, depth + 1) for n in members(holdings, node)]
        return tuple(_between(steps, " / "))
    for property_, before, after in _MARKS:
        if inner := value(holdings, node, property_):
            words = (before, *say_path(holdings, inner, depth + 1), after)
            return tuple(word for word in words if word != "")
    if choices := value(holdings, node, SH.alternativePath):
        ways = [say_path(holdings, n, depth + 1) for n in members(holdings, choices)]
        return tuple(_between(ways, " | "))
    return _named(node)


def terms_of(words: Words) -> Iterator[str]:
    """Yield the IRIs among ``words``."""
    for word in words:
        if isinstance(word, NamedNode):
            yield word.value


def joined(rows: list[Words], joint: str) -> Words:
    """Return ``rows`` one after the other, ``joint`` between them."""
    return tuple(_between(rows, joint))


def _restriction(holdings: Holdings, node: Term, property_: Term, depth: int) -> Words:
    said: list[Word] = [*say_class(holdings, property_, depth + 1)]
    for kind, word in _RESTRICTIONS:
        if (filler := value(holdings, node, kind)) is not None:
            said += [f" {word} ", *say_class(holdings, filler, depth + 1)]
    for kind in (OWL.onClass, OWL.onDataRange):
        if filler := value(holdings, node, kind):
            said += [" ", *say_class(holdings, filler, depth + 1)]
    return tuple(said)


def _joined(holdings: Holdings, listed: Term, joint: str, depth: int) -> Words:
    rows = [say_class(holdings, n, depth + 1) for n in members(holdings, listed)]
    return tuple(_between(rows, joint))


def _between(rows: list[Words], joint: str) -> Iterator[Word]:
    for number, row in enumerate(rows):
        if number:
            yield joint
        yield from row


def _named(node: Term) -> Words:
    if isinstance(node, NamedNode | Literal):
        return (node,)
    return ("something unnamed",) if isinstance(node, BlankNode) else (str(node),)

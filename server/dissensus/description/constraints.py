"""Say in words what a SHACL shape demands of a node or of its values.

Each demand is a row of words and terms, short enough to stand in a list. What
a shape demands by a query is not put into words here: its message is.

Source: Shapes Constraint Language (W3C Recommendation, 2017), section 4.
"""

from collections.abc import Callable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.description.expressions import (
    Word,
    Words,
    joined,
    members,
    say_path,
    value,
    values,
)
from dissensus.description.reading import Holdings, Term
from dissensus.namespaces import SH

_DEPTH: Final = 5
# Constraints of one parameter: the words before and after its value.
_PLAIN: Final = (
    (SH["class"], "each a ", ""),
    (SH.datatype, "each of datatype ", ""),
    (SH.minLength, "at least ", " characters long"),
    (SH.maxLength, "at most ", " characters long"),
    (SH.minInclusive, "not below ", ""),
    (SH.maxInclusive, "not above ", ""),
    (SH.minExclusive, "above ", ""),
    (SH.maxExclusive, "below ", ""),
    (SH.hasValue, "one of them is ", ""),
    (SH.equals, "the same values as ", ""),
    (SH.disjoint, "no value of ", ""),
    (SH.lessThan, "before or below each value of ", ""),
    (SH.lessThanOrEquals, "not after or above any value of ", ""),
    (SH.node, "conforms to ", ""),
)
_NODE_KINDS: Final = {
    "IRI": "an IRI",
    "Literal": "a literal",
    "BlankNode": "a node without IRI",
    "IRIOrLiteral": "an IRI or a literal",
    "BlankNodeOrIRI": "an IRI or a node without one",
    "BlankNodeOrLiteral": "a literal or a node without IRI",
}
_LOGICAL: Final = ((SH["or"], "or"), (SH["and"], "and"), (SH.xone, "or else"))


def say_demands(holdings: Holdings, shape: Term, depth: int = 0) -> tuple[Words, ...]:
    """Return what ``shape`` demands, its own property shapes left out."""
    if depth > _DEPTH:
        return (("…",),)
    return tuple(
        demand for say in _SAYINGS for demand in say(holdings, shape, depth) if demand
    )


def say_target(kind: str, node: Word) -> Words:
    """Return in words which nodes a target means (SHACL 2.1.3).

    >>> say_target("targetNode", "x")
    ('x', ' itself')
    """
    if kind == "targetClass":
        return ("every ", node)
    if kind == "targetSubjectsOf":
        return ("whatever has ", node)
    if kind == "targetObjectsOf":
        return ("every value of ", node)
    return (node, " itself")


def _counts(holdings: Holdings, shape: Term, _: int) -> Iterator[Words]:
    least, most = (
        value(holdings, shape, SH.minCount),
        value(holdings, shape, SH.maxCount),
    )
    if words := _between(least, most):
        yield (words,)


def _plain(holdings: Holdings, shape: Term, _: int) -> Iterator[Words]:
    for property_, before, after in _PLAIN:
        for node in values(holdings, shape, property_):
            if isinstance(node, NamedNode | Literal):
                yield (before, node, after) if after else (before, node)
            else:
                yield (before, "a shape of its own")


def _kind(holdings: Holdings, shape: Term, _: int) -> Iterator[Words]:
    for node in values(holdings, shape, SH.nodeKind):
        name = str(getattr(node, "value", "")).rpartition("#")[2]
        yield (_NODE_KINDS.get(name, name),)


def _text(holdings: Holdings, shape: Term, _: int) -> Iterator[Words]:
    flags = value(holdings, shape, SH.flags)
    for pattern in values(holdings, shape, SH.pattern):
        yield ("matches ", pattern) if isinstance(pattern, Literal) else ()
        if isinstance(flags, Literal):
            yield ("(read with the flags ", flags, ")")
    for listed in values(holdings, shape, SH.languageIn):
        yield ("in one of the languages ", *_listed(holdings, listed))
    if str(getattr(value(holdings, shape, SH.uniqueLang), "value", "")) == "true":
        yield ("one per language",)


def _choice(holdings: Holdings, shape: Term, _: int) -> Iterator[Words]:
    for listed in values(holdings, shape, SH["in"]):
        yield ("one of ", *_listed(holdings, listed))


def _closed(holdings: Holdings, shape: Term, _: int) -> Iterator[Words]:
    if str(getattr(value(holdings, shape, SH.closed), "value", "")) == "true":
        ignored = value(holdings, shape, SH.ignoredProperties)
        also = _listed(holdings, ignored) if ignored else ()
        yield ("no other properties", *((" but ", *also) if also else ()))


def _logic(holdings: Holdings, shape: Term, depth: int) -> Iterator[Words]:
    for property_, joint in _LOGICAL:
        for listed in values(holdings, shape, property_):
            parts = [_nested(holdings, n, depth) for n in members(holdings, listed)]
            yield joined(parts, f" – {joint} – ")
    for node in values(holdings, shape, SH["not"]):
        yield ("not: ", *_nested(holdings, node, depth))


def _qualified(holdings: Holdings, shape: Term, depth: int) -> Iterator[Words]:
    for node in values(holdings, shape, SH.qualifiedValueShape):
        words = _between(
            value(holdings, shape, SH.qualifiedMinCount),
            value(holdings, shape, SH.qualifiedMaxCount),
        )
        yield (f"{words or 'any number'} that: ", *_nested(holdings, node, depth))


_SAYINGS: Final[tuple[Callable[[Holdings, Term, int], Iterator[Words]], ...]] = (
    _counts,
    _kind,
    _plain,
    _text,
    _choice,
    _qualified,
    _logic,
    _closed,
)


def _nested(holdings: Holdings, node: Term, depth: int) -> Words:
    """Return an anonymous shape in one row: path, then its demands."""
    demands = [*say_demands(holdings, node, depth + 1)]
    if not demands and isinstance(node, NamedNode):
        return ("conforms to ", node)
    inner = values(holdings, node, SH.property)
    demands += [_nested(holdings, part, depth + 1) for part in inner]
    said = joined(demands, ", ")
    path = value(holdings, node, SH.path)
    return (*say_path(holdings, path), ": ", *said) if path is not None else said


def _listed(holdings: Holdings, node: Term) -> Words:
    rows: list[Words] = [
        (n,) if isinstance(n, NamedNode | Literal) else ("…",)
        for n in members(holdings, node)
    ]
    return joined(rows, ", ")


def _between(least: Term | None, most: Term | None) -> str:
    low, high = (str(getattr(t, "value", "")) for t in (least, most))
    if low and low == high:
        return f"exactly {low}"
    if high == "0":
        return "none"
    parts = [f"at least {low}"] if low and low != "0" else []
    return " and ".join([*parts, *([f"at most {high}"] if high else [])])

"""Decide constraints on single values, and join answers that may be unclear.

Only what is plain: of literals whose lexical form decides nothing by itself,
the answer is None, and pySHACL is asked.

Source: SHACL sections 4.1 (value types), 4.3 (ranges), 4.4 (strings), 4.8.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from dissensus.namespaces import RDF, SH, XSD
from dissensus.validation.facts import Term, translated

Answer: TypeAlias = bool | None
Holds: TypeAlias = Callable[[Term], Answer]
_DAY: Final = re.compile(r"(?!0000)\d{4}-\d\d-\d\d")
_NUMBER: Final = re.compile(r"[+-]?\d{1,40}")
_NODE_KINDS: Final = {
    "IRI": (NamedNode,),
    "BlankNode": (BlankNode,),
    "Literal": (Literal,),
    "BlankNodeOrIRI": (BlankNode, NamedNode),
    "BlankNodeOrLiteral": (BlankNode, Literal),
    "IRIOrLiteral": (NamedNode, Literal),
}


class Unclear(Exception):  # no fault: pySHACL is asked instead
    """A shape says something that is not decided here."""


def all_of(answers: Iterable[Answer]) -> Answer:
    """Return whether all hold."""
    unclear = False
    for answer in answers:
        if answer is False:
            return False
        unclear |= answer is None
    return None if unclear else True


def one_of(answers: Iterable[Answer]) -> Answer:
    """Return whether at least one holds."""
    return invert(all_of(map(invert, answers)))


def only_one_of(answers: Iterable[Answer]) -> Answer:
    """Return whether exactly one holds."""
    found = list(answers)
    return None if None in found else found.count(True) == 1


def invert(answer: Answer) -> Answer:
    """Return the contrary."""
    return None if answer is None else not answer


def only(terms: list[Term]) -> Term:
    """Return the one of ``terms``; raise Unclear if it is not alone."""
    if len(terms) != 1:
        raise Unclear
    return terms[0]


def count(terms: list[Term]) -> int:
    """Return the number that ``terms`` are; raise Unclear if they are none."""
    found = _integer(only(terms))
    if found is None:
        raise Unclear
    return found


def of_datatype(wanted: Term) -> Holds:
    """Return the test for sh:datatype."""
    text = {XSD.string, RDF.langString}

    @cache
    def well_formed(literal: Literal) -> Answer:
        # As rdflib reads it, since pySHACL goes by that; None is a datatype
        # that rdflib knows nothing of, and any form of it will do.
        ill = translated(literal).ill_typed
        known = literal.datatype.value in XSD
        return True if ill is False or (ill is None and not known) else None

    def holds(value: Term) -> Answer:
        if not isinstance(value, Literal) or value.datatype != wanted:
            return None
        return wanted in text or well_formed(value)

    return holds


def of_node_kind(wanted: Term) -> Holds:
    """Return the test for sh:nodeKind."""
    for name, kinds in _NODE_KINDS.items():
        if wanted == SH[name]:
            return lambda value: isinstance(value, kinds)
    raise Unclear


def of_pattern(pattern: Term) -> Holds:
    """Return the test for sh:pattern, in Python's regular expressions."""
    try:
        search = re.compile(_text(pattern)).search
    except re.error as error:
        raise Unclear from error

    def holds(value: Term) -> Answer:
        if isinstance(value, NamedNode | Literal):
            return search(value.value) is not None
        return None

    return holds


def in_languages(tags: Iterable[Term]) -> Holds:
    """Return the test for sh:languageIn."""
    wanted = {_text(tag).lower() for tag in tags}

    def holds(value: Term) -> Answer:
        tag = (value.language or "") if isinstance(value, Literal) else ""
        known = {tag.lower(), tag.partition("-")[0].lower()} & wanted
        return bool(tag and ("*" in wanted or known))

    return holds


def above(bound: Term, *, strictly: bool) -> Holds:
    """Return the test for sh:minInclusive and sh:minExclusive, of integers."""
    least = count([bound]) + strictly
    return lambda value: None if (n := _integer(value)) is None else n >= least


def below(bound: Term, *, strictly: bool) -> Holds:
    """Return the test for sh:maxInclusive and sh:maxExclusive, of integers."""
    most = count([bound]) - strictly
    return lambda value: None if (n := _integer(value)) is None else n <= most


def in_order(one: Term, other: Term, *, strictly: bool) -> Answer:
    """Return whether ``one`` comes before ``other``: two days, or two integers."""
    first: str | int | None = _integer(one)
    second: str | int | None = _integer(other)
    if first is None or second is None:
        first, second = _day(one), _day(other)
    if first is None or second is None:
        return None
    return first < second if strictly else first <= second  # type: ignore[operator]


def _integer(term: Term) -> int | None:
    if isinstance(term, Literal) and term.datatype == XSD.integer:
        return int(term.value) if _NUMBER.fullmatch(term.value) else None
    return None


def _day(term: Term) -> str | None:
    if isinstance(term, Literal) and term.datatype == XSD.date:
        return term.value if _DAY.fullmatch(term.value) else None
    return None


def _text(term: Term) -> str:
    if not (isinstance(term, Literal) and term.datatype == XSD.string):
        raise Unclear
    return term.value

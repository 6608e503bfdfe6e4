"""Read a call of a shipped query: values as they were sent, terms for the query.

Nothing of a call reaches a query but through ``read_value`` and ``bind``:
what is no term of the type that the parameter has is refused by name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from dissensus.description import Holdings, named_node, read_names
from dissensus.errors import MalformedRequest, one_of
from dissensus.namespaces import RDF, SKOS
from dissensus.queries import (
    Parameter,
    Query,
    Term,
    Type,
    expand,
    expected,
    read_value,
)
from dissensus.sparql import Form, bind, count_rows, one_page, prologue_of

MOST_ROWS: Final = 1_000
MOST_PAGES: Final = 1_000_000
_SHOWN: Final = 5
_GROUPS: Final = (RDF.type, SKOS.inScheme)

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Call:
    """A query with a value for each of its parameters.

    Attributes:
        query: Which one.
        values: As the caller wrote them, defaults included, in the query's order.
        terms: What they are.
        page: From 1.
        rows: Per page; 0 when the answer comes whole.
    """

    query: Query
    values: Mapping[str, str]
    terms: Mapping[str, Term]
    page: int = 1
    rows: int = 0

    @cached_property
    def form(self) -> Form:
        """Which form of query it is."""
        return prologue_of(self.query.text).form

    @cached_property
    def bound(self) -> str:
        """The query with its parameters bound, all pages of it."""
        return bind(self.query.text, self.terms)

    @property
    def text(self) -> str:
        """The query to evaluate: with parameters bound, for one page."""
        return one_page(self.bound, self.rows, self.page) if self.rows else self.bound

    @property
    def counting(self) -> str:
        """The query for how many rows all pages have."""
        return count_rows(self.bound)

    def parameters(self, page: int = 0) -> str:
        """Return the query of the address that asks the same, at ``page``."""
        said = dict(self.values)
        if self.rows and page:
            said |= {"page": str(page)} if page > 1 else {}
        if self.rows and self.rows != self.query.pagination:
            said["limit"] = str(self.rows)
        return urlencode(said)


def read_call(holdings: Holdings, query: Query, fields: Fields) -> Call:
    """Return the call of ``query`` that ``fields`` make.

    Args:
        holdings: Where members of classes are looked up.
        query: Which one.
        fields: Under each name what was sent.

    Raises:
        MalformedRequest: A value is missing, there twice, or not what its
            parameter takes; or nobody knows the parameter.
    """
    _refuse_unknown(query, fields)
    values, terms = {}, {}
    for parameter in query.parameters:
        text = _single(fields, parameter.name)
        text = parameter.default if text is None else text
        if text is None:
            raise MalformedRequest(
                f"The parameter {parameter.name!r} is missing.",
                hint=f"Add {parameter.name}=... ({parameter.description}): "
                f"{expected(parameter)}.",
            )
        values[parameter.name] = text
        terms[parameter.name] = _term(holdings, query, parameter, text)
    page = _number(fields, "page", 1, MOST_PAGES)
    rows = _number(fields, "limit", query.pagination, MOST_ROWS)
    return Call(query, values, terms, page, rows)


def shown_values(query: Query, fields: Mapping[str, str]) -> dict[str, str]:
    """Return what a form shows for each parameter: as asked, IRIs written out."""
    prefixes = prologue_of(query.text).prefixes
    said = {p.name: fields.get(p.name, p.default or "") for p in query.parameters}
    iris = {p.name for p in query.parameters if p.type is Type.IRI}
    return {n: expand(v, prefixes) if n in iris else v for n, v in said.items()}


def accepted(query: Query) -> tuple[str, ...]:
    """Return the names that the address of ``query`` may have."""
    paging = ("page", "limit") if query.pagination else ()
    return (*(p.name for p in query.parameters), *paging, "release", "lang")


def read_members(
    holdings: Holdings, query: Query, parameter: Parameter
) -> dict[str, str]:
    """Return what ``parameter`` may be, IRI and name, in the order of the names.

    Empty when any IRI will do. About 3 ms for 300 members.
    """
    if not parameter.members_of:
        return {}
    group = _group(query, parameter)
    found = {
        quad.subject.value
        for property_ in _GROUPS
        for quad in holdings.backend.quads(None, property_, group)
        if isinstance(quad.subject, NamedNode)
    }
    names = read_names(holdings, found)
    return {i: names[i] for i in sorted(found, key=lambda i: (names[i].casefold(), i))}


def _group(query: Query, parameter: Parameter) -> NamedNode:
    return named_node(expand(parameter.members_of, prologue_of(query.text).prefixes))


def _refuse_unknown(query: Query, fields: Fields) -> None:
    known = accepted(query)
    for name in fields:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            raise MalformedRequest(
                f"The query {query.name!r} has no parameter {name[:60]!r}.",
                hint=f"Did you mean {close[0]!r}?"
                if close
                else f"It takes {one_of(known)}.",
            )


def _single(fields: Fields, name: str) -> str | None:
    found = fields.get(name, ())
    if len(found) > 1:
        raise MalformedRequest(
            f"The parameter {name!r} is there {len(found)} times.",
            hint="Give it one value, and ask again for each other.",
        )
    return found[0] if found else None


def _number(fields: Fields, name: str, default: int, most: int) -> int:
    text = _single(fields, name)
    if text is None:
        return default
    if not text.isascii() or not text.isdecimal() or not 0 < int(text[:9]) <= most:
        raise MalformedRequest(
            f"The parameter {name!r} is {text[:60]!r}.",
            hint=f"It takes a whole number from 1 to {most:,}.",
        )
    return int(text[:9])


def _term(holdings: Holdings, query: Query, parameter: Parameter, text: str) -> Term:
    try:
        term = read_value(parameter, text, prologue_of(query.text).prefixes)
    except ValueError as error:
        raise _bad_value(holdings, query, parameter, text) from error
    if not parameter.members_of or not isinstance(term, NamedNode):
        return term
    group = _group(query, parameter)
    quads = holdings.backend.quads
    if not any(next(quads(term, p, group), None) for p in _GROUPS):
        raise _bad_value(holdings, query, parameter, text)
    return term


def _bad_value(
    holdings: Holdings, query: Query, parameter: Parameter, text: str
) -> MalformedRequest:
    """Return the fault of a value, with those that were perhaps meant."""
    near = _near(read_members(holdings, query, parameter), text) or get_close_matches(
        text, parameter.choices
    )
    return MalformedRequest(
        f"The parameter {parameter.name!r} is {text[:60]!r}.",
        hint=f"It takes {expected(parameter)}."
        + (" Did you mean one of those below?" if near else ""),
        details=near,
    )


def _near(members: Mapping[str, str], text: str) -> list[str]:
    """Return the members whose name or last part is like ``text``."""
    wanted = re.split("[/#:]", text.rstrip("/"))[-1].casefold()[:200]
    known: dict[str, str] = {}
    for iri, name in members.items():
        known.setdefault(name.casefold(), iri)
        known.setdefault(iri.rpartition("/")[2].casefold(), iri)
    within = [name for name in known if wanted and wanted in name]
    found = [*within, *get_close_matches(wanted, known, n=_SHOWN)]
    near = dict.fromkeys(known[name] for name in found)
    return [f"{members[iri]}: {iri}" for iri in near][:_SHOWN]

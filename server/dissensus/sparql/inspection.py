"""Say what a query is, and refuse what this endpoint does not run.

The guard is the first of two: it gives a clear refusal in microseconds. That
nothing reaches the network does not rest on it; see ``evaluation.isolation``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from typing import Final
from urllib.parse import urljoin

from dissensus.errors import Limit, MalformedQuery, RefusedQuery, RequestTooLarge
from dissensus.settings import Settings
from dissensus.sparql.federation import (
    Service,
    ServiceReader,
    mask,
    refuse_federation,
    write_prologue,
)
from dissensus.sparql.tokens import Token, place_of, tokens, unescape

GRAMMAR: Final = "https://www.w3.org/TR/sparql11-query/#sparqlGrammar"
_UPDATE: Final = "https://www.w3.org/TR/sparql11-update/"

_UPDATES: Final = frozenset(
    {"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE"}
    | {"WITH"}
)
_UNARY: Final = frozenset("!+-^")
_LOCAL_ESCAPE: Final = re.compile(r"\\(.)")


class Form(StrEnum):
    """The four forms of query (SPARQL 1.1 Query, section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


@dataclass(frozen=True)
class Inspection:
    """What the text of a query says of itself.

    Attributes:
        form: What it asks for.
        prefixes: As its prologue declares them, IRIs resolved.
        base: Of its last BASE; empty when it has none.
        default_graphs: IRIs of FROM.
        named_graphs: IRIs of FROM NAMED. If either has any, the dataset is
            those and nothing else.
        services: What it asks of other endpoints.
    """

    form: Form
    prefixes: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()


def inspect(text: str, limits: Settings, base: str = "") -> Inspection:
    """Return what ``text`` says of itself; 0.1 ms for a query of 20 lines.

    That it is a query in all its parts is for the engine to see.

    Args:
        text: SPARQL 1.1 Query.
        limits: ``query_length``, ``query_depth`` and those of ``services``.
        base: What other endpoints shall resolve relative IRIs against, where
            the text has no BASE.

    Raises:
        RequestTooLarge: It is longer than the limit.
        MalformedQuery: It has no form, or what it says of its dataset or of
            other endpoints cannot be read.
        RefusedQuery: It is an update, asks an endpoint that it may not, or
            nests deeper than the limit.
    """
    refuse_length(text, limits.query_length)
    found = tokens(text)
    refuse_depth(text, found, limits.query_depth)
    services: tuple[Service, ...] = ()
    rest, left = text, found
    if limits.services and any(token.is_word("SERVICE") for token in found):
        services = _services(text, found, limits, base)
        rest = mask(text, services)
        left = tokens(rest)
    refuse_federation(rest, left, limits.services)
    if "\\" in rest and (other := unescape(rest)) != rest:
        refuse_federation(other, tokens(other), limits.services)
    return replace(_Reader(text, found).read(), services=services)


def _services(
    text: str, found: Sequence[Token], limits: Settings, base: str
) -> tuple[Service, ...]:
    reader = _Reader(text, found, base)
    said = reader.read()
    prologue = write_prologue(said.prefixes, said.base)
    return ServiceReader(text, found, prologue, reader.iri).read(limits)


def prologue_of(text: str) -> Inspection:
    """Return what ``text`` says of itself, without any refusal.

    Raises:
        MalformedQuery: It has no form, or its prologue cannot be read.
    """
    return _Reader(text, tokens(text)).read()


def dataset_of(text: str, base: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the IRIs of FROM and those of FROM NAMED, without any refusal.

    Args:
        text: SPARQL 1.1 Query.
        base: What relative IRIs are resolved against, unless it has a BASE.

    Raises:
        MalformedQuery: They cannot be read.
    """
    found = _Reader(text, tokens(text), base).read()
    return found.default_graphs, found.named_graphs


def reader_of(text: str, base: str = "") -> "_Reader":
    """Return what reads ``text``, to be asked for its tokens and IRIs too."""
    return _Reader(text, tokens(text), base)


def refuse_length(text: str, most: int) -> None:
    """Refuse ``text`` if it is longer than ``most`` bytes, or no text at all."""
    try:
        length = len(text.encode())
    except UnicodeEncodeError as error:
        raise MalformedQuery(
            "The query holds half a surrogate pair, which is no character.",
            place=place_of(text, error.start),
            hint="Send the query in UTF-8.",
        ) from error
    if length > most:
        raise RequestTooLarge(
            f"The query is {length:,} bytes long; at most {most:,} are accepted.",
            hint="Ask for less at once, or take the whole graph from /dumps/.",
            limit=Limit("query_length", most, length, "bytes"),
        )


def refuse_depth(text: str, found: Sequence[Token], most: int) -> None:
    """Refuse what would need more stack than the engine has."""
    depth = 0
    for token in found:
        depth += (token.kind == "open") - (token.kind == "close")
        if depth > most:
            raise _too_deep(text, token, most)
    for sign, run in groupby(found, lambda token: token.text in _UNARY):
        if sign and len(signs := list(run)) > most:
            raise _too_deep(text, signs[most], most)


def _too_deep(text: str, token: Token, most: int) -> RefusedQuery:
    return RefusedQuery(
        f"The query nests more than {most} levels deep.",
        place=place_of(text, token.at),
        hint="Flatten it: most groups in groups and brackets in brackets say nothing.",
        limit=Limit("query_depth", most, most + 1, "levels"),
    )


class _Reader:
    """Reads the prologue, the form and the dataset clauses."""

    def __init__(self, text: str, found: Sequence[Token], base: str = "") -> None:
        self._text = text
        self.found = found
        self._at = 0
        self._base = base
        self._prefixes: dict[str, str] = {}

    def read(self) -> Inspection:
        self._read_prologue()
        form = self._read_form()
        default, named = self._read_dataset()
        return Inspection(form, self._prefixes, self._base, default, named)

    def _read_prologue(self) -> None:
        while (token := self._next()) is not None:
            if token.is_word("BASE"):
                self._base = self.iri(self._next(), token)
            elif token.is_word("PREFIX"):
                name = self._next()
                if name is None or name.kind != "name" or not name.text.endswith(":"):
                    raise self._malformed("PREFIX lacks its name.", name or token)
                self._prefixes[name.text[:-1]] = self.iri(self._next(), name)
            elif token.is_word("VERSION"):
                self._next()
            else:
                self._at -= 1
                return

    def _read_form(self) -> Form:
        token = self._next()
        if token is None:
            raise MalformedQuery(
                "The query is empty.",
                hint="Begin with SELECT, ASK, CONSTRUCT or DESCRIBE.",
                see=GRAMMAR,
            )
        word = token.text.upper()
        if token.kind == "word" and word in Form.__members__:
            return Form(word)
        if token.kind == "word" and word in _UPDATES:
            raise RefusedQuery(
                f"{word} is an update; this endpoint is read-only.",
                place=place_of(self._text, token.at),
                hint="A graph published here changes by a new release of its sources.",
                see=_UPDATE,
            )
        raise self._malformed(
            f"A query cannot begin with {token.text[:40]!r}.",
            token,
            hint="Begin with SELECT, ASK, CONSTRUCT or DESCRIBE, after the prefixes.",
        )

    def _read_dataset(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Read FROM and FROM NAMED, which stand outside of all brackets."""
        default: list[str] = []
        named: list[str] = []
        depth = 0
        while (token := self._next()) is not None:
            depth += (token.kind == "open") - (token.kind == "close")
            if depth == 0 and token.is_word("FROM"):
                graph = self._next()
                into = default
                if graph is not None and graph.is_word("NAMED"):
                    graph, into = self._next(), named
                into.append(self.iri(graph, token))
        return tuple(dict.fromkeys(default)), tuple(dict.fromkeys(named))

    def _next(self) -> Token | None:
        if self._at >= len(self.found):
            return None
        self._at += 1
        return self.found[self._at - 1]

    def iri(self, token: Token | None, before: Token) -> str:
        """Return the IRI that ``token`` writes, resolved."""
        if token is not None and token.kind == "iri":
            iri = unescape(token.text[1:-1])
            return _resolved(self._base, iri)
        if token is not None and token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if prefix in self._prefixes:
                return self._prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)
            raise undeclared(self._text, token)
        raise self._malformed(f"{before.text} lacks its IRI.", token or before)

    def _malformed(
        self, summary: str, token: Token, hint: str = "Write the IRI as <https://…>."
    ) -> MalformedQuery:
        place = place_of(self._text, token.at)
        return MalformedQuery(summary, place=place, hint=hint, see=GRAMMAR)


def _resolved(base: str, iri: str) -> str:
    """Return ``iri`` absolute; without BASE it stays, for the engine to refuse."""
    if not base:
        return iri
    try:
        # urljoin loses a fragment that is empty, and most prefixes end in one.
        return urljoin(base, iri) + ("#" if iri.endswith("#") else "")
    except ValueError:  # a host in brackets that is none: for the engine, too
        return iri


def undeclared(text: str, token: Token) -> MalformedQuery:
    """Return the fault of a prefixed name whose prefix has no declaration."""
    prefix = token.text.partition(":")[0]
    return MalformedQuery(
        f"The prefix {prefix + ':'!r} is not declared.",
        place=place_of(text, token.at),
        hint=f"Begin the query with PREFIX {prefix}: <…>.",
        see="https://www.w3.org/TR/sparql11-query/#prefNames",
    )

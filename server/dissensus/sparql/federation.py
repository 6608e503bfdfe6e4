r"""Find what a query asks of other endpoints, and put their answers in its place.

``SERVICE <endpoint> { pattern }`` is evaluated by itself, whatever stands
around it, and then joined. So is VALUES: a table of the endpoint's solutions
at the very place of the block gives the same answer, in OPTIONAL, UNION,
EXISTS, GRAPH and sub-selects too. What the endpoint is sent is the pattern as
it stands, below the query's own prefixes.

Nothing rests on this module's reading of the text: the engine that evaluates
the result has no network (``evaluation.isolation``).

Source: SPARQL 1.1 Federated Query, sections 2 and 4; SPARQL 1.1 Query,
sections 10.2 (VALUES) and 18.2.2.6.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from dissensus.errors import Limit, MalformedQuery, RefusedQuery
from dissensus.settings import Settings
from dissensus.sparql.tokens import Token, place_of

FEDERATION: Final = "https://www.w3.org/TR/sparql11-federated-query/"
_NAMES: Final = frozenset({"iri", "name", "variable"})
_VISIBLE: Final = re.compile(r"[^\r\n]")
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')


@dataclass(frozen=True)
class Service:
    """One SERVICE clause of a query, outside of all others.

    Attributes:
        endpoint: Whom it asks.
        silent: It shall not fail when the endpoint does.
        query: What to ask there: all solutions of its pattern.
        variables: The names in the pattern, whether they are solved for or not.
        at: Where it begins, in code points from 0.
        name: Where the endpoint's name begins.
        opens: Where its pattern does, at the brace.
        ends: Where it ends, behind the other brace.
    """

    endpoint: str
    silent: bool
    query: str
    variables: tuple[str, ...]
    at: int
    name: int
    opens: int
    ends: int


class ServiceReader:
    """Reads the SERVICE clauses of one query.

    Args:
        text: Of the query.
        found: Its tokens.
        prologue: That its patterns need, wherever they are evaluated.
        resolve: Returns the IRI that a token writes; of the token before it,
            it says that it lacks one.
    """

    def __init__(
        self,
        text: str,
        found: Sequence[Token],
        prologue: str,
        resolve: Callable[[Token, Token], str],
    ) -> None:
        self._text = text
        self._found = found
        self._prologue = prologue
        self._resolve = resolve
        self._at = 0

    def read(self, limits: Settings) -> tuple[Service, ...]:
        """Return the clauses, in their order.

        Raises:
            MalformedQuery: One has no name or no pattern.
            RefusedQuery: One asks whom it may not, or there are too many.
        """
        found = tuple(self._services(limits))
        most = limits.service_blocks
        if len(found) > most:
            raise RefusedQuery(
                f"The query has {len(found)} SERVICE clauses; {most} are allowed.",
                place=place_of(self._text, found[most].at),
                hint="Ask one endpoint for all that is wanted of it in one clause.",
                limit=Limit("service_blocks", most, len(found), "clauses"),
            )
        return found

    def _services(self, limits: Settings) -> Iterator[Service]:
        while self._at < len(self._found):
            token = self._next()
            if token is not None and token.is_word("SERVICE"):
                yield self._service(token, limits)

    def _service(self, begin: Token, limits: Settings) -> Service:
        name = self._next()
        silent = name is not None and name.is_word("SILENT")
        if silent:
            name = self._next()
        endpoint = self._endpoint(name, begin, limits)
        opens = self._next()
        if opens is None or opens.text != "{":
            raise self._malformed("SERVICE lacks its pattern.", opens or begin)
        inside = list(self._until_closed(opens))
        ends = inside.pop()
        names = dict.fromkeys(t.text[1:] for t in inside if t.kind == "variable")
        pattern = self._text[opens.at + 1 : ends.at]
        return Service(
            endpoint=endpoint,
            silent=silent,
            # One row more than is taken, to know that there are more.
            query=f"{self._prologue}SELECT * {{{pattern}\n}} "
            f"LIMIT {limits.service_rows + 1}",
            variables=tuple(names),
            at=begin.at,
            name=name.at if name else begin.at,
            opens=opens.at,
            ends=ends.at + 1,
        )

    def _endpoint(self, name: Token | None, begin: Token, limits: Settings) -> str:
        if name is not None and name.kind == "variable":
            raise RefusedQuery(
                f"SERVICE {name.text} leaves open which endpoint it asks.",
                place=place_of(self._text, name.at),
                hint="Name the endpoint by its IRI: which may be asked is in the "
                "description of this one.",
                see=FEDERATION,
            )
        if name is None or name.kind not in {"iri", "name"}:
            raise self._malformed("SERVICE lacks its endpoint.", name or begin)
        endpoint = self._resolve(name, begin)
        if endpoint not in limits.services:
            raise RefusedQuery(
                f"SERVICE asks <{endpoint}>, which is not among the endpoints that "
                "this one asks.",
                place=place_of(self._text, begin.at),
                hint="Ask it yourself and join the answers. Whoever runs this "
                "endpoint can add that one to DISSENSUS_SERVICES.",
                see=FEDERATION,
                details=[f"allowed: {allowed}" for allowed in limits.services],
            )
        return endpoint

    def _until_closed(self, opens: Token) -> Iterator[Token]:
        """Yield what follows ``opens``, up to and with the brace that closes it."""
        depth = 1
        while (token := self._next()) is not None:
            depth += (token.text == "{") - (token.text == "}")
            yield token
            if not depth:
                return
        raise self._malformed("This brace is not closed.", opens)

    def _next(self) -> Token | None:
        if self._at >= len(self._found):
            return None
        self._at += 1
        return self._found[self._at - 1]

    def _malformed(self, summary: str, token: Token) -> MalformedQuery:
        return MalformedQuery(
            summary,
            place=place_of(self._text, token.at),
            hint="Write SERVICE <https://…> { … }.",
            see=FEDERATION,
        )


def refuse_federation(
    text: str, found: Sequence[Token], allowed: Sequence[str] = ()
) -> None:
    """Refuse SERVICE, also where only the engine would see it.

    The engine needs no space around a keyword, and falls back from a prefixed
    name that nobody declared: to it ``trueSERVICE:x`` is ``true SERVICE :x``.

    Args:
        text: Of a query, clauses that may be evaluated left out.
        found: Its tokens.
        allowed: The endpoints that might have been asked.

    Raises:
        RefusedQuery: The engine might ask somebody.
    """
    declared = _declared(found)
    for at, token in enumerate(found):
        said = token.text.upper()
        hidden = token.kind == "word" and "SERVICE" in said
        glued = token.kind == "name" and said.partition(":")[0].endswith("SERVICE")
        if hidden or (glued and token.text.partition(":")[0] not in declared):
            place = place_of(text, token.at)
            if allowed or glued:
                raise RefusedQuery(
                    f"{token.text[:60]} hides a SERVICE.",
                    place=place,
                    hint="Put a space before and after SERVICE, write it without "
                    "escapes, and give no prefix that name.",
                    see=FEDERATION,
                )
            named = (t.text[:200] for t in found[at + 1 : at + 3] if t.kind in _NAMES)
            raise RefusedQuery(
                f"SERVICE asks {next(named, 'another endpoint')}, and this endpoint "
                "asks no other.",
                place=place,
                hint="Send that part to the other endpoint yourself and join the "
                "answers; links to Wikidata are in the graph, as schema:sameAs. "
                "Whoever runs this endpoint can allow others: DISSENSUS_SERVICES.",
                see=FEDERATION,
            )


def _declared(found: Sequence[Token]) -> set[str]:
    """Return the prefixes that the prologue declares.

    ``service`` never counts: the engine reads it as the keyword all the same.
    """
    return {
        name.text.removesuffix(":")
        for before, name in pairwise(found)
        if before.is_word("PREFIX") and name.text.upper() != "SERVICE:"
    }


def write_prologue(prefixes: Mapping[str, str], base: str) -> str:
    """Return BASE and PREFIX lines that say ``prefixes`` and ``base``."""
    lines = [f"BASE <{_written(base)}>\n"] if base else []
    lines += [f"PREFIX {name}: <{_written(iri)}>\n" for name, iri in prefixes.items()]
    return "".join(lines)


def mask(text: str, found: Sequence[Service]) -> str:
    """Return ``text`` with an empty table in the place of each clause.

    As long as ``text``, and all else at its place: what the engine says of the
    one holds of the other.

    >>> mask("ASK { SERVICE <urn:e> { ?s ?p 1 } }", [Service(
    ...     "urn:e", False, "", (), at=6, name=14, opens=22, ends=33)])
    'ASK { VALUES( )       {         } }'
    """
    for each in found:
        blank = list(_VISIBLE.sub(" ", text[each.at : each.ends]))
        blank[: len("VALUES(")] = "VALUES("
        blank[each.name - each.at] = ")"
        blank[each.opens - each.at] = "{"
        blank[-1] = "}"
        text = text[: each.at] + "".join(blank) + text[each.ends :]
    return text


def join(text: str, found: Sequence[Service], tables: Sequence[str]) -> str:
    """Return ``text`` with one of ``tables`` in the place of each clause.

    The lines below a clause stay where they are.
    """
    for each, table in reversed(list(zip(found, tables, strict=True))):
        lines = "\n" * text.count("\n", each.at, each.ends)
        text = f"{text[: each.at]} {table}{lines} {text[each.ends :]}"
    return text


def nothing_known(found: Service) -> str:
    """Return the one solution that binds nothing: what a silent failure gives.

    Its columns are all names in the pattern, so that a table keeps its shape.
    """
    names = " ".join(f"?{name}" for name in found.variables)
    return f"VALUES ({names}) {{ ({' '.join('UNDEF' for _ in found.variables)}) }}"


def _written(iri: str) -> str:
    return _NOT_IN_IRI.sub(lambda found: f"\\u{ord(found[0]):04X}", iri)

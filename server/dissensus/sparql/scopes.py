"""Find the variables of a legal query that nothing binds: most are misspelt.

``SELECT ?nmae { ?s rdfs:label ?name }`` is right by the grammar and answers
with an empty column. Who can see which variable follows the standard: a
subselect shows what it projects, MINUS and EXISTS show nothing, FILTER sees
its group, EXISTS and OPTIONAL see the group around them, BIND what stands
before it. Only told, never acted upon: the engine decides what a query means.

Source: SPARQL 1.1 Query, sections 18.2.1 (variable scope) and 18.2.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from dissensus.errors import Place
from dissensus.sparql.guessing import closest_variable
from dissensus.sparql.tokens import Token, place_of, tokens

_NEVER: Final = Token("end", "", -1)


@dataclass(frozen=True)
class Unbound:
    """A use of a variable that is bound nowhere it could be seen.

    Attributes:
        name: With its question mark.
        place: Of the use.
        guess: A variable that can be seen there and is called alike, or ``""``.
    """

    name: str
    place: Place
    guess: str

    @property
    def summary(self) -> str:
        """What to say of it, in one sentence."""
        return f"Nothing here binds {self.name}, so it never has a value."

    @property
    def hint(self) -> str:
        """What to do about it."""
        if self.guess:
            return f"Did you mean {self.guess}?"
        return "Use it in a pattern, or leave it out."


@dataclass
class _Scope:
    """What can be seen in a group; the token is the first to bind the name."""

    around: "_Scope | None" = None
    bound: dict[str, Token] = field(default_factory=dict)

    def bind(self, token: Token) -> None:
        self.bound.setdefault(token.text[1:], token)

    def show(self, other: "_Scope") -> None:
        """Let what ``other`` binds be seen here, too."""
        for name, token in other.bound.items():
            self.bound.setdefault(name, token)

    def seen(self) -> dict[str, Token]:
        around = self.around.seen() if self.around else {}
        return {**around, **self.bound}


def unbound(text: str) -> tuple[Unbound, ...]:
    """Return the variables of ``text``, a legal query, that never have a value.

    Each is named once, where it is first used. Takes 0.1 ms for 20 lines.
    """
    reader = _Reader(text)
    reader.read()
    found: dict[str, Unbound] = {}
    for use, seen in sorted(reader.lost, key=lambda lost: lost[0].at):
        guess = closest_variable(use.text[1:], seen)
        entry = Unbound(use.text, place_of(text, use.at), guess)
        found.setdefault(use.text[1:], entry)
    return tuple(found.values())


class _Reader:
    """Walks through the tokens once, group by group."""

    def __init__(self, text: str) -> None:
        self._found = tokens(text)
        self._at = 0
        self.lost: list[tuple[Token, list[Token]]] = []

    def read(self) -> None:
        while not self._next.is_word("SELECT", "CONSTRUCT", "DESCRIBE", "ASK"):
            if self._take() is _NEVER:
                return
        self._query(None)

    @property
    def _next(self) -> Token:
        return self._found[self._at] if self._at < len(self._found) else _NEVER

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _query(self, around: _Scope | None) -> _Scope:
        """Read a query or subselect from its form on; return what it shows."""
        head = self._head()
        pattern = _Scope(around)
        if self._next.text == "{":
            self._take()
            pattern = self._group(around)
        start = self._at
        modifiers = self._modifiers()
        for token in _named([*head, *modifiers]):
            pattern.bind(token)
        for token in self._values_of(modifiers):
            pattern.bind(token)
        self._at = start
        self._expression(pattern, start + len(modifiers))
        self._uses(head, pattern)
        if any(token.text == "*" for token in head[:3]):
            return pattern
        shown = _Scope()
        for token in _projected(head):
            shown.bind(token)
        return shown

    def _head(self) -> Sequence[Token]:
        """Return what stands before the pattern, a template included."""
        start = self._at
        if self._take().is_word("CONSTRUCT") and self._next.text == "{":
            self._skip()
        while self._next is not _NEVER and self._next.text not in {"{", "}"}:
            self._take()
        return self._found[start : self._at]

    def _skip(self) -> None:
        """Go past the bracket that opens here."""
        depth = 0
        while (token := self._take()) is not _NEVER:
            depth += (token.kind == "open") - (token.kind == "close")
            if depth == 0:
                return

    def _modifiers(self) -> Sequence[Token]:
        """Return what stands between the pattern and the end of its query."""
        start = self._at
        while self._next is not _NEVER and self._next.text != "}":
            self._skip() if self._next.kind == "open" else self._take()
        return self._found[start : self._at]

    def _group(self, around: _Scope | None) -> _Scope:
        """Read a group past its bracket; return what can be seen in it."""
        if self._next.is_word("SELECT"):
            scope = self._query(None)
            self._take()
            return scope
        scope = _Scope(around)
        filters: list[tuple[int, int]] = []
        while (token := self._take()) is not _NEVER and token.text != "}":
            if token.is_word("FILTER"):
                start = self._at
                self._skip_constraint()
                filters.append((start, self._at))
            else:
                self._element(token, scope)
        after = self._at
        for start, end in filters:
            self._at = start
            self._expression(scope, end)
        self._at = after
        return scope

    def _element(self, token: Token, scope: _Scope) -> None:
        """Read one element of a group, or one token of a triple pattern."""
        if token.is_word("OPTIONAL", "LATERAL") and self._next.text == "{":
            self._take()
            scope.show(self._group(scope))
        elif token.is_word("MINUS") and self._next.text == "{":
            self._take()
            self._group(None)
        elif token.text == "{":
            scope.show(self._group(None))
        elif token.is_word("BIND"):
            self._bind(scope)
        elif token.is_word("VALUES"):
            for named in self._values():
                scope.bind(named)
        elif token.kind == "variable":
            scope.bind(token)

    def _bind(self, scope: _Scope) -> None:
        """Read BIND: its expression sees what stands before it."""
        start = self._at
        self._skip_constraint()
        end, self._at = self._at, start
        self._expression(scope, end)
        for named in _named(self._found[start:end]):
            scope.bind(named)

    def _values(self) -> list[Token]:
        """Return the variables of VALUES, and go past its data."""
        start = self._at
        while self._next is not _NEVER and self._next.text != "{":
            self._take()
        found = self._found[start : self._at]
        self._skip()
        return [token for token in found if token.kind == "variable"]

    def _values_of(self, modifiers: Sequence[Token]) -> list[Token]:
        for number, token in enumerate(modifiers):
            if token.is_word("VALUES"):
                self._at -= len(modifiers) - number - 1
                return self._values()
        return []

    def _skip_constraint(self) -> None:
        """Go past a constraint: a bracket, a call, or EXISTS and a group."""
        while self._next is not _NEVER and self._next.text not in {"(", "{", "}"}:
            self._take()
        if self._next.text != "}":
            self._skip()

    def _expression(self, scope: _Scope, end: int) -> None:
        """Note the variables used up to ``end`` that ``scope`` does not show."""
        named = False
        while self._at < end:
            token = self._take()
            if token.is_word("EXISTS") and self._next.text == "{":
                self._take()
                self._group(scope)
            elif token.is_word("VALUES"):
                self._values()
            elif token.kind == "variable" and not named:
                self._use(token, scope)
            named = token.is_word("AS")

    def _uses(self, head: Sequence[Token], scope: _Scope) -> None:
        before = _NEVER
        for token in head:
            if token.kind == "variable" and not before.is_word("AS"):
                self._use(token, scope)
            before = token

    def _use(self, token: Token, scope: _Scope) -> None:
        seen = scope.seen()
        if token.text[1:] not in seen:
            self.lost.append((token, list(seen.values())))


def _named(found: Sequence[Token]) -> list[Token]:
    """Return the variables that AS gives a value."""
    return [name for word, name in pairwise(found) if word.is_word("AS")]


def _projected(head: Sequence[Token]) -> list[Token]:
    """Return the variables of a SELECT that stand alone or behind AS."""
    depth, before, found = 0, _NEVER, []
    for token in head:
        depth += (token.kind == "open") - (token.kind == "close")
        if token.kind == "variable" and (depth == 0 or before.is_word("AS")):
            found.append(token)
        before = token
    return found

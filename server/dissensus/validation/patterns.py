"""Read the triple patterns of a SPARQL constraint, and which others each needs.

A match of one pattern can matter only where all patterns of its group, and of
the groups around it, match too: what ``reach`` follows from a changed statement
to the nodes whose findings it may change. Whatever is not read here for certain
raises Unclear, and the constraint is then put to the whole graph.

Source: SPARQL 1.1 Query, sections 18.2 (groups), 9.1 (property paths) and 8 (EXISTS).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from pyoxigraph import NamedNode

from dissensus.namespaces import RDF
from dissensus.sparql.tokens import Token, tokens
from dissensus.validation.values import Unclear

THIS: Final = "?this"
# How variables of our own begin, here and in ``reach``.
_OURS: Final = ("step_", "changed_")
_END: Final = Token("end", "", -1)
# Whose value, or whose rows, depend on more than the node that is judged.
_FICKLE: Final = (
    *("NOW", "RAND", "UUID", "STRUUID", "BNODE", "LIMIT", "OFFSET", "FROM", "BASE"),
    *("SELECT", "UNION", "MINUS", "GRAPH", "SERVICE", "VALUES", "LATERAL"),
)


@dataclass(frozen=True)
class Pattern:
    """One triple pattern, or one step of a path.

    Attributes:
        subject: A variable with its question mark, or a term as SPARQL writes it.
        verb: The property as SPARQL writes it.
        repeats: Whether it is a path of any length, zero included.
        object: As the subject.
    """

    subject: str
    verb: str
    repeats: bool
    object: str

    @property
    def predicate(self) -> NamedNode | None:
        """The property; None for a variable."""
        return None if is_variable(self.verb) else NamedNode(self.verb[1:-1])

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables in it, each once."""
        told = (self.subject, self.verb, self.object)
        return tuple(dict.fromkeys(term for term in told if is_variable(term)))

    def __str__(self) -> str:
        return (
            f"{self.subject} {self.verb}{'*' if self.repeats else ''} {self.object} ."
        )


@dataclass(frozen=True)
class Needing:
    """A pattern with all that must match where it matters, itself included.

    Attributes:
        pattern: The pattern.
        others: Those of the others that variables link to ``$this``, however
            indirectly; None where the pattern itself is not so linked.
    """

    pattern: Pattern
    others: tuple[Pattern, ...] | None


def is_variable(term: str) -> bool:
    """Return whether a term of a Pattern is a variable."""
    return term.startswith("?")


def read_patterns(text: str) -> tuple[Needing, ...]:
    """Return the patterns of ``text``, a SELECT with its prologue.

    Raises:
        Unclear: Something in it is not read here.
    """
    reader = _Reader(text)
    reader.read()
    found = []
    for pattern, scope in reader.found:
        needed = [other for group in scope for other in group]
        _refuse_loose_ends(pattern, needed)
        linked = _linked(needed)
        others = tuple(p for p in linked if p != pattern)
        found.append(Needing(pattern, others if pattern in linked else None))
    return tuple(found)


def _refuse_loose_ends(pattern: Pattern, needed: Sequence[Pattern]) -> None:
    """A path of length zero between two free ends is any node of the graph."""
    bound = {v for p in needed if not p.repeats for v in p.variables}
    ends = {pattern.subject, pattern.object}
    if pattern.repeats and all(is_variable(e) and e not in bound for e in ends):
        raise Unclear


def _linked(patterns: Sequence[Pattern]) -> list[Pattern]:
    known, size = {THIS}, 0
    while len(known) > size:
        size = len(known)
        for pattern in patterns:
            if not known.isdisjoint(pattern.variables):
                known.update(pattern.variables)
    return [p for p in patterns if not known.isdisjoint(p.variables)]


def _so_far(scope: tuple[list[Pattern], ...]) -> tuple[list[Pattern], ...]:
    """Return what BIND and OPTIONAL are evaluated with: not what follows them."""
    return tuple(map(list, scope))


class _Reader:
    """Walks through the tokens once, group by group."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._at = 0
        self._optional = False
        self._prefixes: dict[str, str] = {}
        self._fresh = (f"?step_{number}" for number in count())
        self.found: list[tuple[Pattern, tuple[list[Pattern], ...]]] = []

    @property
    def _next(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        if token is _END or token.is_word(*_FICKLE):
            raise Unclear
        return token

    def _takes(self, text: str) -> bool:
        taken = self._next.text == text
        self._at += taken
        return taken

    def read(self) -> None:
        while self._next.is_word("PREFIX"):
            self._take()
            prefix = self._take().text.removesuffix(":")
            self._prefixes[prefix] = self._take().text
        if not self._next.is_word("SELECT"):
            raise Unclear
        self._at += 1
        while self._take().text != "{":
            pass
        self._group(())
        self._modifiers()

    def _modifiers(self) -> None:
        """Rows may be put together only of one node at a time."""
        if self._next is _END:
            return
        if not (self._take().is_word("GROUP") and self._take().is_word("BY")):
            raise Unclear
        by = set()
        while self._next.kind == "variable":
            by.add(self._term(self._take()))
        if THIS not in by or not (self._next is _END or self._take().is_word("HAVING")):
            raise Unclear
        while self._next is not _END:
            if self._take().text == "{":
                raise Unclear

    def _group(self, around: tuple[list[Pattern], ...]) -> None:
        scope = (*around, [])
        while (token := self._take()).text != "}":
            if token.is_word("FILTER"):
                self._expression(scope)
            elif token.is_word("BIND"):
                self._expression(_so_far(scope))
            elif token.is_word("OPTIONAL"):
                # Further in, it is evaluated before $this is known: any node
                # may then decide what is found of another.
                if around or not self._takes("{"):
                    raise Unclear
                self._optional = True
                self._group(_so_far(scope))
                self._optional = False
            elif token.text != ".":
                self._triples(self._term(token), scope)

    def _expression(self, scope: tuple[list[Pattern], ...]) -> None:
        """Go past an expression; read the groups of EXISTS in it."""
        depth = 0
        while True:
            token = self._take()
            if token.text == "{":
                if self._optional:
                    raise Unclear
                self._group(scope)
            elif token.kind in {"open", "close"}:
                if token.text not in {"(", ")"}:
                    raise Unclear
                depth += 1 if token.text == "(" else -1
            else:
                continue
            if depth == 0:
                return

    def _triples(self, subject: str, scope: tuple[list[Pattern], ...]) -> None:
        while True:
            steps = list(self._verb())
            while True:
                self._add(subject, steps, self._term(self._take()), scope)
                if not self._takes(","):
                    break
            while self._takes(";"):
                pass
            before = self._tokens[self._at - 1].text
            if before != ";" or self._next.text in {".", "}"}:
                break
        if self._next.text == "}" or self._takes("."):
            return
        if not self._next.is_word("FILTER", "BIND", "OPTIONAL"):
            raise Unclear

    def _verb(self) -> Iterator[tuple[str, bool, bool]]:
        """Yield the steps of a path: property, whether it repeats, whether inverse."""
        if self._next.kind == "variable":
            yield self._term(self._take()), False, False
            return
        while True:
            inverse = self._takes("^")
            token = self._take()
            verb = str(RDF.type) if token.text == "a" else self._term(token)
            if not verb.startswith("<") or "\\" in verb:
                raise Unclear
            yield verb, any(map(self._takes, "*+?")), inverse
            if not self._takes("/"):
                return

    def _add(
        self,
        subject: str,
        steps: Sequence[tuple[str, bool, bool]],
        object_: str,
        scope: tuple[list[Pattern], ...],
    ) -> None:
        inner = [next(self._fresh) for _ in steps[1:]]
        ends = zip([subject, *inner], [*inner, object_], strict=True)
        for (start, end), (verb, repeats, inverse) in zip(ends, steps, strict=True):
            first, last = (end, start) if inverse else (start, end)
            pattern = Pattern(first, verb, repeats, last)
            scope[-1].append(pattern)
            self.found.append((pattern, scope))

    def _term(self, token: Token) -> str:
        """Return a variable or a constant, prefixes spelt out."""
        if token.kind == "variable" and not token.text[1:].startswith(_OURS):
            return f"?{token.text[1:]}"
        if token.kind == "name":
            return self._spelt(token.text)
        if token.kind == "string":
            return token.text + self._tag()
        if token.kind in {"iri", "number"} or token.is_word("TRUE", "FALSE"):
            return token.text
        raise Unclear

    def _spelt(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        if "\\" in local or prefix not in self._prefixes:
            raise Unclear
        return f"{self._prefixes[prefix][:-1]}{local}>"

    def _tag(self) -> str:
        """Return the language tag or datatype that follows a string, if any."""
        if self._next.kind == "tag":
            return self._take().text
        if self._takes("^") and self._takes("^"):
            return f"^^{self._term(self._take())}"
        return ""

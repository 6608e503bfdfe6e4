"""Turn what the engine says of a text that it cannot read into advice.

The engine names the farthest place that it got to and what would have fitted
there, which is true and of little use. What people do wrong most is found from
the tokens: a prefix nobody declared, a bracket left open, a word misspelt.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from dissensus.errors import MalformedQuery, Place
from dissensus.namespaces import DISSENSUS, prefixes
from dissensus.sparql.guessing import comma_fault, prefix_hint, word_fault
from dissensus.sparql.inspection import GRAMMAR, undeclared
from dissensus.sparql.tokens import Token, place_of, tokens

_PLACE: Final = re.compile(
    r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.S
)
# The engine lists its own sentences among the characters it would have taken.
_SENTENCE: Final = re.compile(r"(?:^|, )([A-Z][a-z][^,\[\]\"]* [^,\[\]\"]+)")
_GAVE_UP: Final = "The place is where the engine gave up; the cause may stand before."
_SENTENCE_HINTS: Final = {
    "The SELECT contains a variable that is unbound": "With GROUP BY or an aggregate, "
    "SELECT takes only what is grouped by and aggregates: add the variable to GROUP "
    "BY, or wrap it as (SAMPLE(?x) AS ?one).",
    "Duplicated variable name in SELECT": "Give each AS a name of its own.",
}
_PARTNER: Final = {"{": "}", "(": ")", "[": "]", "<<": ">>"}
_ENOUGH: Final = 40
_WIDE: Final = 100


def explain(
    error: SyntaxError, text: str, *, update: bool = False, base: str = DISSENSUS
) -> MalformedQuery:
    """Return the engine's ``error`` about ``text`` as one for its author.

    Its details are the line at fault and, below it, a caret.

    Args:
        error: What the engine raised.
        text: What it was given.
        update: The text should have been an update.
        base: Of the dataset, whose prefixes are the first to be guessed.
    """
    found = tokens(text)
    fault = (
        _quote_fault(text, found)
        or _prefix_fault(text, found, base)
        or word_fault(text, found, update=update)
        or _bracket_fault(text, found)
        or comma_fault(text, found)
        or _engine_fault(str(error), text)
    )
    fault.details = _excerpt(text, fault.place)
    return fault


def _quote_fault(text: str, found: Sequence[Token]) -> MalformedQuery | None:
    for token in found:
        if token.text in {"'", '"'}:
            return MalformedQuery(
                f"The string that {token.text} opens here is not closed.",
                place=place_of(text, token.at),
                hint="Close it on the same line, or write it between three quotes.",
                see="https://www.w3.org/TR/sparql11-query/#rSTRING_LITERAL1",
            )
    return None


def _prefix_fault(
    text: str, found: Sequence[Token], base: str
) -> MalformedQuery | None:
    declared = {
        name.text.removesuffix(":")
        for before, name in pairwise(found)
        if before.is_word("PREFIX") and name.kind == "name"
    }
    for token in found:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in declared:
            fault = undeclared(text, token)
            fault.hint = prefix_hint(prefix, prefixes(base))
            return fault
    return None


def _bracket_fault(text: str, found: Sequence[Token]) -> MalformedQuery | None:
    opened: list[Token] = []
    for token in found:
        if token.text in _PARTNER and token.kind == "open":
            opened.append(token)
        elif token.kind == "close":
            if opened and _PARTNER[opened[-1].text] == token.text:
                opened.pop()
            else:
                return _unmatched(text, token, "nothing opens it")
    return _unmatched(text, opened[-1], "nothing closes it") if opened else None


def _unmatched(text: str, token: Token, why: str) -> MalformedQuery:
    return MalformedQuery(
        f"There is a {token.text!r} too many: {why}.",
        place=place_of(text, token.at),
        hint="Each bracket needs its partner.",
        see=GRAMMAR,
    )


def _engine_fault(said: str, text: str) -> MalformedQuery:
    match = _PLACE.fullmatch(said)
    if match is None:
        return MalformedQuery(f"The query cannot be read: {said}.", see=GRAMMAR)
    place = Place(None, int(match[1]), int(match[2]))
    if sentence := _SENTENCE.search(match[3]):
        return MalformedQuery(
            f"{sentence[1].strip()}.",
            place=place,
            hint=_SENTENCE_HINTS.get(sentence[1].strip(), _GAVE_UP),
            see=GRAMMAR,
        )
    rest = _rest(text, place)
    return MalformedQuery(
        f"Cannot read {rest!r} as SPARQL." if rest else "The query ends too early.",
        place=place,
        hint="Look at what stands here, or just before it.",
        see=GRAMMAR,
    )


def _rest(text: str, place: Place) -> str:
    line = _line(text, place)
    return line[place.column - 1 :].strip()[:_ENOUGH]


def _line(text: str, place: Place) -> str:
    lines = text.split("\n")
    return lines[place.line - 1].rstrip("\r") if place.line <= len(lines) else ""


def _excerpt(text: str, place: Place | None) -> tuple[str, ...]:
    """Return the line of ``place`` and a caret below, cut to fit a screen."""
    if place is None or not place.column:
        return ()
    line = _line(text, place).replace("\t", " ")
    start = max(0, place.column - 1 - _WIDE // 2)
    return (line[start : start + _WIDE], " " * (place.column - 1 - start) + "^")

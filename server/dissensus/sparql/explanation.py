"""Turn what the engine says of a text that it cannot read into advice.

The engine names the farthest place that it got to and what would have fitted
there, which is true and of little use. What people do wrong most is found from
the tokens: a prefix nobody declared, a bracket left open, a word misspelt.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Final

from dissensus.errors import MalformedQuery, Place
from dissensus.namespaces import DISSENSUS, prefixes
from dissensus.sparql.inspection import GRAMMAR, undeclared
from dissensus.sparql.tokens import Token, place_of, tokens

_PLACE: Final = re.compile(
    r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.S
)
# The engine lists its own sentences among the characters it would have taken.
_SENTENCE: Final = re.compile(r"(?:^|, )([A-Z][a-z][^,\[\]\"]* [^,\[\]\"]+)")
_PARTNER: Final = {"{": "}", "(": ")", "[": "]", "<<": ">>"}
_ENOUGH: Final = 40
_WIDE: Final = 100
_WORDS: Final = tuple(
    """
    A ABS ADJUST AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT
    CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI
    EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HASLANG HASLANGDIR
    HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG
    LANGDIR LANGMATCHES LATERAL LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED
    NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX RAND REDUCED REGEX
    REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SHA1 SHA256 SHA384
    SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN
    STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE TRIPLE TRUE TZ UCASE UNDEF UNION
    URI UUID VALUES VERSION WHERE YEAR
    """.split()  # noqa: SIM905 - read as a list of words, not as a list of strings
)


def explain(error: SyntaxError, text: str) -> MalformedQuery:
    """Return the engine's ``error`` about ``text`` as one for its author.

    Its details are the line at fault and, below it, a caret.
    """
    found = list(tokens(text))
    fault = (
        _quote_fault(text, found)
        or _prefix_fault(text, found)
        or _word_fault(text, found)
        or _bracket_fault(text, found)
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


def _prefix_fault(text: str, found: Sequence[Token]) -> MalformedQuery | None:
    declared = {
        name.text.removesuffix(":")
        for before, name in pairwise(found)
        if before.is_word("PREFIX") and name.kind == "name"
    }
    for token in found:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in declared:
            fault = undeclared(text, token)
            if (iri := _known().get(prefix)) is not None:
                fault.hint = f"Begin the query with PREFIX {prefix}: <{iri}>."
            return fault
    return None


def _known() -> Mapping[str, str]:
    return prefixes(DISSENSUS)


def _word_fault(text: str, found: Sequence[Token]) -> MalformedQuery | None:
    for token in found:
        word = token.text.upper()
        if token.kind == "word" and word not in _WORDS:
            close = get_close_matches(word, _WORDS, n=1, cutoff=0.7)
            return MalformedQuery(
                f"SPARQL has no keyword {token.text[:_ENOUGH]!r}.",
                place=place_of(text, token.at),
                hint=f"Did you mean {close[0]}?"
                if close
                else "A variable begins with ?, a name has a prefix, a string quotes.",
                see=GRAMMAR,
            )
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
            hint="The place is where the engine gave up; the cause may stand before.",
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

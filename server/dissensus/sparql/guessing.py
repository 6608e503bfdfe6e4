"""Guess what was meant by a word that SPARQL does not have.

A keyword misspelt, a variable whose question mark is missing, a habit of
another language. Only told beside a fault, never acted upon.
"""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from dissensus.errors import MalformedQuery
from dissensus.sparql.inspection import GRAMMAR
from dissensus.sparql.tokens import Token, place_of

_ENOUGH: Final = 40
_WORDS: Final = tuple(
    """
    A ABS ADJUST AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT
    CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI
    EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HASLANG HASLANGDIR
    HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG
    LANGDIR LANGMATCHES LATERAL LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED
    NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX RAND REDUCED REGEX
    REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256
    SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN
    STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE TRIPLE TRUE TZ UCASE UNDEF UNION
    URI UUID VALUES VERSION WHERE YEAR
    """.split()  # noqa: SIM905 - read as a list of words, not as a list of strings
)
_UPDATE_WORDS: Final = (
    *("ADD", "ALL", "CLEAR", "COPY", "CREATE", "DATA", "DEFAULT", "DELETE", "DROP"),
    *("INSERT", "INTO", "LOAD", "MOVE", "TO", "USING", "WITH"),
)
# What people who know SQL or programming languages write.
_HABITS: Final = {
    "AND": "Write && inside FILTER; patterns are joined by a full stop.",
    "OR": "Write || inside FILTER, or UNION between two groups.",
    "JOIN": "Patterns in one group are joined already: leave the word out.",
    "LIKE": 'Write FILTER(CONTAINS(STR(?x), "…")) or FILTER(REGEX(?x, "…", "i")).',
    "NULL": "Write FILTER(!BOUND(?x)), or FILTER NOT EXISTS { … }.",
    "STARTSWITH": "Did you mean STRSTARTS?",
    "ENDSWITH": "Did you mean STRENDS?",
    "LENGTH": "Did you mean STRLEN?",
    "LOWER": "Did you mean LCASE?",
    "UPPER": "Did you mean UCASE?",
    "SUBSTRING": "Did you mean SUBSTR?",
}
# Prefixes that the house does not use, as prefix.cc has them.
_ELSEWHERE: Final = {
    "bibo": "http://purl.org/ontology/bibo/",
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "dbo": "http://dbpedia.org/ontology/",
    "dbr": "http://dbpedia.org/resource/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "frbr": "http://purl.org/vocab/frbr/core#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "gn": "http://www.geonames.org/ontology#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "time": "http://www.w3.org/2006/time#",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "wikibase": "http://wikiba.se/ontology#",
}
_ANYTHING: Final = (
    "A variable begins with ?, a name has a prefix, a string stands in quotes."
)


def word_fault(
    text: str, found: Sequence[Token], *, update: bool
) -> MalformedQuery | None:
    """Return the fault of the first word in ``found`` that is none of SPARQL's."""
    words = (*_WORDS, *_UPDATE_WORDS) if update else _WORDS
    for token in found:
        if token.kind == "word" and token.text.upper() not in words:
            return MalformedQuery(
                f"SPARQL has no keyword {token.text[:_ENOUGH]!r}.",
                place=place_of(text, token.at),
                hint=_guess(token.text, found, words),
                see=GRAMMAR,
            )
    return None


def prefix_hint(prefix: str, house: Mapping[str, str]) -> str:
    """Return what to do about a prefix that is not declared.

    Args:
        prefix: Without its colon.
        house: The prefixes of the dataset.
    """
    known = {**_ELSEWHERE, **house}
    if iri := known.get(prefix) or known.get(prefix.lower()):
        return f"Begin the query with PREFIX {prefix}: <{iri}>."
    if prefix and (close := get_close_matches(prefix.lower(), known, n=1, cutoff=0.7)):
        iri = known[close[0]]
        return f"Did you mean {close[0]}:? Its declaration: PREFIX {close[0]}: <{iri}>."
    return f"Begin the query with PREFIX {prefix}: <…>."


def comma_fault(text: str, found: Sequence[Token]) -> MalformedQuery | None:
    """Return the fault of a comma between the variables of SELECT."""
    for number, token in enumerate(found):
        if token.is_word("WHERE", "FROM") or token.text == "{":
            return None
        if token.text == "," and number and found[number - 1].kind == "variable":
            return MalformedQuery(
                "SELECT names its variables without commas.",
                place=place_of(text, token.at),
                hint="Put a space where the comma stands: SELECT ?a ?b.",
                see=GRAMMAR,
            )
    return None


def closest_variable(name: str, found: Iterable[Token]) -> str:
    """Return the variable in ``found`` that ``name`` may stand for, or ""."""
    names = {t.text[1:]: t.text for t in found if t.kind == "variable"}
    folded = {known.lower(): known for known in names}
    close = get_close_matches(name.lower(), folded, n=1, cutoff=0.7)
    return names[folded[close[0]]] if close else ""


def _guess(word: str, found: Sequence[Token], words: Sequence[str]) -> str:
    variable = closest_variable(word, found)
    close = get_close_matches(word.upper(), words, n=1, cutoff=0.7)
    if variable and variable[1:].lower() == word.lower():
        return f"Did you mean the variable {variable}?"
    if habit := _HABITS.get(word.upper()):
        return habit
    if close:
        return f"Did you mean {close[0]}?"
    return f"Did you mean the variable {variable}?" if variable else _ANYTHING

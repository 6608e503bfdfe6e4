"""Say whether a literal is well typed, and write it as the store would.

pyoxigraph's parsers take any lexical form for any datatype; its store then
rewrites those that it can read (``61.0`` becomes ``61``) and keeps the others.
Both are settled before anything is published: ill-typed literals are refused,
the rest pass once through a store, so that files, dumps, store and pages agree.

Source: XML Schema Definition Language 1.1 Part 2, sections 3.3 and 3.4.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from dissensus.namespaces import XSD

_ZONE: Final = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_YEAR: Final = r"-?(?:[1-9]\d{3,}|0\d{3})"
_CLOCK: Final = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_DATE: Final = rf"({_YEAR})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_MONTHS: Final = r"(?:\d+Y)?(?:\d+M)?"
_DURATION: Final = (
    rf"-?P(?=.){_MONTHS}(?:\d+D)?"
    r"(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
)
_REAL: Final = r"(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?|[+-]?INF|NaN)"
_FORMS: Final = {
    "boolean": (r"true|false|0|1", "it is true or false"),
    "decimal": (r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", "digits with at most one point"),
    "double": (_REAL, "a number such as 1.5E3"),
    "float": (_REAL, "a number such as 1.5E3"),
    "date": (_DATE + _ZONE, "a day is YYYY-MM-DD"),
    "dateTime": (_DATE + "T" + _CLOCK + _ZONE, "a moment is YYYY-MM-DDThh:mm:ss"),
    "dateTimeStamp": (
        _DATE + "T" + _CLOCK + _ZONE[:-1],
        "a moment with its zone is YYYY-MM-DDThh:mm:ssZ",
    ),
    "time": (_CLOCK + _ZONE, "a time is hh:mm:ss"),
    "gYear": (_YEAR + _ZONE, "a year has at least four digits"),
    "gYearMonth": (_YEAR + "-(?:0[1-9]|1[0-2])" + _ZONE, "a month is YYYY-MM"),
    "gMonth": ("--(?:0[1-9]|1[0-2])" + _ZONE, "a month is --MM"),
    "gDay": (r"---(?:0[1-9]|[12]\d|3[01])" + _ZONE, "a day is ---DD"),
    "gMonthDay": (
        r"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])" + _ZONE,
        "a day of the year is --MM-DD",
    ),
    "duration": (_DURATION, "a duration is like P1Y2M3DT4H"),
    "dayTimeDuration": (_DURATION.replace(_MONTHS, ""), "a duration is like P3DT4H"),
    "yearMonthDuration": (r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?", "a duration is like P1Y2M"),
    "hexBinary": (r"(?:[0-9a-fA-F]{2})*", "pairs of hexadecimal digits"),
    "language": (r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*", "a tag such as en-GB"),
}
_LONG: Final = 40
_BOUNDS: Final[dict[str, tuple[float, float]]] = {
    "integer": (float("-inf"), float("inf")),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "nonNegativeInteger": (0, float("inf")),
    "positiveInteger": (1, float("inf")),
    "nonPositiveInteger": (float("-inf"), 0),
    "negativeInteger": (float("-inf"), -1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}


def why_ill_typed(literal: Literal) -> str:
    """Return why ``literal`` is not of its XSD datatype, or ``""`` if it is.

    Datatypes outside XSD, and those that take any string, are always fine.
    """
    if literal.datatype.value not in XSD:
        return ""
    name = literal.datatype.value[len(XSD.iri) :]
    if name in _BOUNDS:
        return _integer(literal.value, *_BOUNDS[name])
    if name not in _FORMS:
        return ""
    pattern, why = _FORMS[name]
    match = re.fullmatch(pattern, literal.value, re.ASCII)
    if not match:
        return why
    if name in {"date", "dateTime", "dateTimeStamp"}:
        return _day(match[1], int(match[2]), int(match[3]))
    return ""


def canonical_forms(literals: Iterable[Literal]) -> Callable[[Literal], Literal]:
    """Return a function that writes each of ``literals`` as the store would.

    Numbers and times lose what carries no value (``01`` is ``1``), and integer
    types narrower than xsd:integer become xsd:integer, as in SPARQL.
    """
    distinct = [literal for literal in set(literals) if literal.language is None]
    is_ = NamedNode("urn:x-dissensus:is")
    store = Store()
    store.extend(
        Quad(NamedNode(f"urn:x-dissensus:n{n}"), is_, literal)
        for n, literal in enumerate(distinct)
    )
    table: dict[Literal, Literal] = {}
    for quad in store:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            table[distinct[int(quad.subject.value.rpartition("n")[2])]] = quad.object
    return lambda literal: table.get(literal, literal)


def _integer(text: str, low: float, high: float) -> str:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        return "an integer is digits, with or without a sign"
    # Longer than any bound, and int() refuses more than 4,300 digits.
    digits = text.lstrip("+-0")
    value = (
        int(text) if len(digits) < _LONG else float("-inf" if text[0] == "-" else "inf")
    )
    return "" if low <= value <= high else "it is out of range"


def _day(year: str, month: int, day: int) -> str:
    # The Gregorian calendar repeats every 400 years, of which 10,000 are a
    # multiple; year 0 is a leap year.
    last = int(year[-4:]) * (-1 if year[0] == "-" else 1)
    days = monthrange(last % 400 + 400, month)[1]
    return "" if day <= days else f"month {month} of that year has {days} days"

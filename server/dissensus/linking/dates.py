"""Compare dates that are known to a day, a month, a year or a century.

Source: Extended Date/Time Format (ISO 8601-2:2019), levels 0 and 1; Wikibase
RDF dump format, "Time": 11 is a day, 10 a month, 9 a year, 8 a decade, 7 a
century. Wikidata's query service gives days in the Gregorian calendar.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

Interval = tuple[date, date]
SLACK: Final = timedelta(days=14)
_MONTHS: Final = 12
_EDTF: Final = re.compile(r"(\d{2}|\d{3}|\d{4})(X{0,2})(?:-(\d\d)(?:-(\d\d))?)?[?~%]?")
_TIME: Final = re.compile(r"\+?(\d{4})-(\d\d)-(\d\d)T")
_SPANS: Final = {9: 1, 8: 10, 7: 100}


class Fit(IntEnum):
    """How two dates go together."""

    APART = 0
    NEAR = 1
    SAME = 2


def fit(one: Interval, other: Interval) -> Fit:
    """Return whether the two may be the same time.

    Within 14 days they are NEAR: two calendars, as a rule.

    >>> fit(span("1879-11-07"), span("1879"))
    <Fit.SAME: 2>
    >>> fit(span("1879-11-07"), span("1879-10-26"))
    <Fit.NEAR: 1>
    """
    gap = max(one[0], other[0]) - min(one[1], other[1])
    if gap <= timedelta(0):
        return Fit.SAME
    return Fit.NEAR if gap <= SLACK else Fit.APART


def span(edtf: str) -> Interval:
    """Return the first and last day that ``edtf`` may mean.

    Raises:
        ValueError: It is none of the forms known here, or has an open end.
    """
    begin, slash, end = edtf.partition("/")
    first = _single(begin)
    return (first[0], _single(end)[1]) if slash else first


def at_precision(time: str, precision: str) -> Interval | None:
    """Return the days of a Wikidata time; None when it is too vague to compare."""
    match = _TIME.match(time)
    if not match or not precision.isdigit():
        return None
    year, month, day = map(int, match.groups())
    try:
        return _days(year, month, day, int(precision))
    except ValueError:
        return None


def shown(interval: Interval) -> str:
    """Return ``interval`` for a reader, as short as it is vague.

    >>> shown(span("1917")), shown(span("1917-11")), shown(span("1917-11-07"))
    ('1917', '1917-11', '1917-11-07')
    """
    first, last = interval
    for edtf in (f"{first}", f"{first}"[:7], f"{first}"[:4]):
        if span(edtf) == interval:
            return edtf
    return f"{first}/{last}"


def _days(year: int, month: int, day: int, precision: int) -> Interval | None:
    if precision >= 11:  # noqa: PLR2004  # Wikibase's number for a day
        return date(year, month, day), date(year, month, day)
    if precision == 10:  # noqa: PLR2004  # and for a month
        return _month(year, month)
    if precision not in _SPANS:
        return None
    years = _SPANS[precision]
    # The 20th century has 1901 as its first year, the 1950s have 1950.
    first = (year - 1) // years * years + 1 if precision == 7 else year // years * years  # noqa: PLR2004
    return date(first, 1, 1), date(first + years - 1, 12, 31)


def _single(text: str) -> Interval:
    match = _EDTF.fullmatch(text)
    if not match or len(match[1]) + len(match[2]) != 4:  # noqa: PLR2004  # digits
        raise ValueError(text)
    digits, blanks, month, day = match.groups()
    if blanks:
        first = int(digits + "0" * len(blanks))
        return date(first or 1, 1, 1), date(int(digits + "9" * len(blanks)), 12, 31)
    if day:
        moment = date(int(digits), int(month), int(day))
        return moment, moment
    if month and int(month) > _MONTHS:  # a season: somewhere in that year
        month = None
    return (
        _month(int(digits), int(month))
        if month
        else (date(int(digits), 1, 1), date(int(digits), 12, 31))
    )


def _month(year: int, month: int) -> Interval:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])

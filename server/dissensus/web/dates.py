"""Say a date as a person writes it: from EDTF, levels 0 and 1, and XSD.

The library ``edtf`` reads more, but has no words for what it read; the forms
that level 1 adds are few. What is not understood is shown as it stands.

Source: Extended Date/Time Format (EDTF) Specification, Library of Congress,
4 February 2019 (ISO 8601-2), levels 0 and 1.
"""

import re
from datetime import date
from typing import Final

from dissensus.web.wording import gettext, mark

_MONTHS: Final = (
    *(mark("January"), mark("February"), mark("March")),
    *(mark("April"), mark("May"), mark("June")),
    *(mark("July"), mark("August"), mark("September")),
    *(mark("October"), mark("November"), mark("December")),
)
_SEASONS: Final = {
    "21": mark("spring %(year)s"),
    "22": mark("summer %(year)s"),
    "23": mark("autumn %(year)s"),
    "24": mark("winter %(year)s"),
}
_DAY: Final = re.compile(
    r"(?P<year>-?[0-9]{4}|-?[0-9]{2,3}X{1,2}|Y-?[0-9]{5,})"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?:T(?P<time>[0-9]{2}:[0-9]{2})(?::[0-9.]+)?(?P<zone>Z|[+-][0-9:]+)?)?"
    r"(?P<doubt>[?~%])?"
)
_DOUBT: Final = {
    "?": mark("%(date)s, uncertain"),
    "~": mark("about %(date)s"),
    "%": mark("about %(date)s, uncertain"),
}


def spoken(text: str) -> str:
    r"""Return the date ``text`` in words; ``text`` itself when it is none.

    >>> [spoken(t) for t in ("1917-10-25", "1917-10", "193X", "2011~")]
    ['25 October 1917', 'October 1917', '1930s', 'about 2011']
    >>> [spoken(t) for t in ("1903/1917", "1917/..", "../1921", "17XX")]
    ['1903 to 1917', 'since 1917', 'until 1921', '18th century']
    >>> [spoken(t) for t in ("../..", "1921-21?", "1917-XX-XX", "-0043")]
    ['at any time', 'spring 1921, uncertain', 'a day in 1917', '44 BC']
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _instant(text) or text
    if first in {"..", ""} and last in {"..", ""}:
        return gettext("at any time") if ".." in {first, last} else gettext("unknown")
    begin, end = _instant(first), _instant(last)
    if not begin:
        return _until(first, end) if end and first in {"..", ""} else text
    if last == "..":
        return gettext("since %(date)s", date=begin)
    if not last:
        return gettext("from %(date)s, until when is unknown", date=begin)
    return gettext("%(first)s to %(last)s", first=begin, last=end) if end else text


def machine(text: str) -> str:
    """Return ``text`` where HTML's ``time`` element takes it, else ``""``.

    Source: HTML, section 4.5.14: a month, a date, a year of four digits.

    >>> machine("1917-10"), machine("193X"), machine("1917-02-30")
    ('1917-10', '', '')
    """
    if re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2]))?", text):
        return text if text[:4] != "0000" else ""
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else ""  # noqa: PLR2004
    except ValueError:
        return ""


def _until(first: str, end: str) -> str:
    if first == "..":
        return gettext("until %(date)s", date=end)
    return gettext("until %(date)s, from when is unknown", date=end)


def _instant(text: str) -> str:
    found = _DAY.fullmatch(text)
    if not found:
        return ""
    said = _calendar_day(found["year"], found["month"] or "", found["day"] or "")
    if said and found["time"]:
        zone = {"Z": " UTC", None: ""}.get(found["zone"], f" {found['zone']}")
        said += f", {found['time']}{zone}"
    doubt = _DOUBT.get(found["doubt"] or "")
    return gettext(doubt, date=said) if doubt and said else said


def _calendar_day(year: str, month: str, day: str) -> str:
    written = _year(year)
    if not month:
        return written
    if month == "XX":
        some = mark("a day in %(time)s") if day else mark("a month in %(time)s")
        return gettext(some, time=written)
    if month in _SEASONS and not day:
        return gettext(_SEASONS[month], year=written)
    if not 1 <= int(month) <= len(_MONTHS):
        return ""
    name = f"{gettext(_MONTHS[int(month) - 1])} {written}"
    if day == "XX":
        return gettext("a day in %(time)s", time=name)
    return gettext("%(day)s %(month)s", day=int(day), month=name) if day else name


def _year(text: str) -> str:
    if text.endswith("XX"):
        before = text.startswith("-")
        century = int(text.removeprefix("-")[:-2]) + 1
        nth = f"{century}{gettext(_ordinal(century))}"
        return _before(gettext("%(nth)s century", nth=nth), is_before=before)
    if text.endswith("X"):
        decade = gettext("%(year)ss", year=f"{text[:-1].removeprefix('-')}0")
        return _before(decade, is_before=text[0] == "-")
    year = int(text.removeprefix("Y"))
    # There is no year 0: EDTF counts as astronomers do.
    return _before(str(year if year > 0 else 1 - year), is_before=year <= 0)


def _before(time: str, *, is_before: bool) -> str:
    return gettext("%(year)s BC", year=time) if is_before else time


def _ordinal(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return mark("th")
    endings = {1: mark("st"), 2: mark("nd"), 3: mark("rd")}
    return endings.get(number % 10, mark("th"))

"""Read a date of publication: what of EDTF the forms of citation can say.

Source: Extended Date/Time Format (EDTF) Specification, Library of Congress,
4 February 2019, levels 0 and 1.
"""

import re
from dataclasses import dataclass
from typing import Final

_INSTANT: Final = re.compile(
    r"(?P<year>-?[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
    r"(?:T[0-9:.Z+-]+)?(?P<doubt>[?~%]?)"
)
_SEASONS: Final = range(21, 25)
_MONTHS: Final = range(1, 13)


@dataclass(frozen=True)
class Issued:
    """When something was published.

    Attributes:
        text: As the graph has it.
        parts: Year, month and day as far as they are stated, of the date or
            of the first and the last; empty when the text says no such thing.
        season: 1 for spring to 4 for winter; 0 when none is stated.
        circa: Somebody says that it is approximate or uncertain.
    """

    text: str
    parts: tuple[tuple[int, ...], ...] = ()
    season: int = 0
    circa: bool = False

    @property
    def year(self) -> str:
        """The year, or the first and the last; empty when none is stated.

        >>> read_issued("1867/1894").year
        '1867/1894'
        """
        return "/".join(dict.fromkeys(f"{part[0]:04d}" for part in self.parts))

    @property
    def exact(self) -> str:
        """The date as ISO 8601, when it is one and nobody doubts it.

        >>> read_issued("2014-04").exact, read_issued("2010~").exact
        ('2014-04', '')
        """
        if len(self.parts) != 1 or self.circa or self.season:
            return ""
        year, *rest = self.parts[0]
        return "-".join([f"{year:04d}", *(f"{part:02d}" for part in rest)])


def read_issued(text: str) -> Issued:
    """Return what ``text`` says; at least the text itself.

    >>> read_issued("1963-21")
    Issued(text='1963-21', parts=((1963,),), season=1, circa=False)
    """
    found = [_INSTANT.fullmatch(part) for part in text.split("/")]
    instants = [one for one in found if one]
    if not 1 <= len(instants) == len(found) <= 2:  # noqa: PLR2004  # or a stretch
        return Issued(text)
    months = [int(one["month"] or 0) for one in instants]
    season = months[0] - 20 if len(months) == 1 and months[0] in _SEASONS else 0
    return Issued(
        text,
        parts=tuple(_parts(one) for one in instants),
        season=season,
        circa=any(one["doubt"] for one in instants),
    )


def _parts(instant: re.Match[str]) -> tuple[int, ...]:
    month, day = int(instant["month"] or 0), int(instant["day"] or 0)
    if month not in _MONTHS:
        return (int(instant["year"]),)
    return (int(instant["year"]), month, *([day] if day else []))

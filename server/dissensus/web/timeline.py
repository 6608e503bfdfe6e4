"""Draw when things happened: one scale of years, a mark or a bar for each.

Dates come as bounds, day, month or year (EDTF says no more than its author
knew), so a thing is as wide as what is not known of it, and at least a mark.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from dissensus.search import Entity

WIDTH: Final = 1000
HEIGHT: Final = 60
_NARROWEST: Final = 4.0
_TICKS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_MOST_TICKS: Final = 9


@dataclass(frozen=True)
class Bar:
    """A thing on the scale: where it begins there and how wide it is.

    Attributes:
        entity: The thing.
        x: Of ``WIDTH``.
        width: Of ``WIDTH``.
        year: In which it begins.
        outside: It lies before or after the scale, and stands at its end.
    """

    entity: Entity
    x: float
    width: float
    year: int
    outside: bool


@dataclass(frozen=True)
class Column:
    """A year of the overview, and how many things begin in it."""

    year: int
    count: int
    x: float
    width: float
    height: float


@dataclass(frozen=True)
class Timeline:
    """Things with dates, as a page draws and lists them.

    Attributes:
        first: The first year.
        last: The last year.
        years: Year by year what begins in it.
        columns: How many begin in each year that has any.
        ticks: Years that are written on the scale, with their place.
    """

    first: int
    last: int
    years: tuple[tuple[int, tuple[Bar, ...]], ...]
    columns: tuple[Column, ...]
    ticks: tuple[tuple[int, float], ...]

    @property
    def outside(self) -> int:
        """How many things lie before or after the scale."""
        return sum(bar.outside for _, bars in self.years for bar in bars)


def draw(entities: Sequence[Entity]) -> Timeline | None:
    """Return the timeline of ``entities``; None when none has a date."""
    dated = [entity for entity in entities if entity.begins]
    if not dated:
        return None
    first, last = _range(dated)
    unit = WIDTH / (last + 1 - first)
    bars = sorted(
        (_bar(entity, first, unit) for entity in dated),
        key=lambda bar: (bar.year, bar.x, bar.entity.sort),
    )
    years = tuple(
        (year, tuple(some)) for year, some in groupby(bars, key=lambda bar: bar.year)
    )
    step = next((s for s in _TICKS if (last - first) / s < _MOST_TICKS), _TICKS[-1])
    ticks = tuple(
        (year, round((year - first) * unit, 1))
        for year in range(-(-first // step) * step, last + 1, step)
    )
    return Timeline(first, last, years, _columns(bars, first, unit), ticks)


def _range(dated: Sequence[Entity]) -> tuple[int, int]:
    """Return the first and last year of the scale.

    A few that lie far off would press all others into a corner: up to a
    tenth stay outside when that halves the scale at least.
    """
    begins = sorted(_year(entity.begins) for entity in dated)
    ends = sorted(_year(entity.ends or entity.begins) for entity in dated)
    most = len(dated) // 10
    whole = (begins[0], max(begins[0], ends[-1]))
    narrower = min(
        ((begins[n], ends[n - most - 1]) for n in range(most + 1)),
        key=lambda pair: pair[1] - pair[0],
    )
    halves = 0 < 2 * (narrower[1] + 1 - narrower[0]) <= whole[1] + 1 - whole[0]
    return narrower if halves else whole


def _bar(entity: Entity, first: int, unit: float) -> Bar:
    begin = _moment(entity.begins)
    end = max(begin, _moment(entity.ends or entity.begins, after=True))
    left = min(max(0.0, (begin - first) * unit), WIDTH - _NARROWEST)
    right = min(max((end - first) * unit, left + _NARROWEST), WIDTH)
    outside = (end - first) * unit <= 0 or (begin - first) * unit >= WIDTH
    year = _year(entity.begins)
    return Bar(entity, round(left, 1), round(right - left, 1), year, outside)


def _columns(bars: Iterable[Bar], first: int, unit: float) -> tuple[Column, ...]:
    counts = Counter(bar.year for bar in bars if 0 <= (bar.year - first) * unit < WIDTH)
    most = max(counts.values(), default=1)
    wide = max(_NARROWEST, unit - 1)
    return tuple(
        Column(
            year,
            count,
            round((year - first) * unit, 1),
            round(wide, 1),
            round(HEIGHT * count / most, 1),
        )
        for year, count in sorted(counts.items())
    )


def _year(date: str) -> int:
    return int(date[:4])


def _moment(date: str, *, after: bool = False) -> float:
    """Return a date as a year and its fraction; ``after``: when it was over.

    >>> _moment("1917-10"), _moment("1917", after=True)
    (1917.75, 1918.0)
    """
    year, month, day = ([int(part) for part in date.split("-")] + [0, 0])[:3]
    begin = year + (max(month, 1) - 1) / 12 + (max(day, 1) - 1) / 366
    if not after:
        return begin
    return begin + (1 / 366 if day else 1 / 12 if month else 1)

"""Hold an entity of ours against an item of Wikidata, with reasons that add up.

The score is the sum of its parts, from 0 to 1; each part says what was compared
and what it weighs. It orders candidates; that two things are the same, only a
person says.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from dissensus.linking.dates import Fit, Interval, fit, shown
from dissensus.linking.entities import BORN, DIED, ISSUED, WHEN, Entity
from dissensus.linking.expectations import EXPECTED, HUMAN, NEVER
from dissensus.linking.items import Item, Name

# What each agreement weighs. A label and a type that agree are many namesakes;
# it takes a date or a second language to pass 0.85.
LABEL: Final = 0.4
ALIAS: Final = 0.25
LANGUAGE: Final = 0.15
TYPE: Final = 0.3
DATE: Final = 0.3
CLASH: Final = -0.5
_THEIR_DATES: Final = {
    BORN: ("P569",),
    DIED: ("P570",),
    WHEN: ("P580", "P582", "P585", "P571", "P576"),
    ISSUED: ("P577",),
}


class Verdict(Enum):
    """What a part of a comparison comes to."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Part:
    """One thing that was compared.

    Attributes:
        name: ``label``, ``type``, ``dates`` or ``namesakes``.
        verdict: What it comes to.
        weight: What it adds to the score.
        text: What was found, for a reader.
    """

    name: str
    verdict: Verdict
    weight: float
    text: str

    def __str__(self) -> str:
        return f"{self.name} {self.verdict.value} ({self.weight:+.2f}): {self.text}"


@dataclass(frozen=True)
class Comparison:
    """All that was compared."""

    parts: tuple[Part, ...]

    @property
    def score(self) -> float:
        """The sum of the weights, from 0 to 1."""
        return round(min(1.0, max(0.0, sum(part.weight for part in self.parts))), 2)

    @property
    def differs(self) -> bool:
        """Whether any part differs."""
        return any(part.verdict is Verdict.DIFFERS for part in self.parts)

    def text(self, name: str) -> str:
        """Return the parts called ``name``, for a reader."""
        return "; ".join(str(part) for part in self.parts if part.name == name)


def compare(entity: Entity, item: Item) -> Comparison:
    """Return how ``entity`` and ``item`` agree in label, type and dates."""
    parts = (_label(entity, item), _type(entity, item), *_dates(entity, item))
    return Comparison(parts)


def _label(entity: Entity, item: Item) -> Part:
    theirs, others = _plain(item.names), _plain(item.aliases)
    shared: dict[str, float] = {}
    for weight, ours, known in (
        (ALIAS, entity.names | entity.aliases, theirs | others),
        (LABEL, entity.names, theirs),
    ):
        for text, language in sorted(ours):
            if {(_same(text), language), (_same(text), "mul")} & known:
                shared[f"{text!r}@{language}"] = weight
    if not shared:
        said = f"{entity.label!r} here, {item.label!r} there"
        return Part("label", Verdict.DIFFERS, 0.0, said)
    more = LANGUAGE * (len({name.rpartition("@")[2] for name in shared}) - 1)
    weight = max(shared.values()) + min(more, 2 * LANGUAGE)
    return Part("label", Verdict.AGREES, round(weight, 2), ", ".join(sorted(shared)))


def _type(entity: Entity, item: Item) -> Part:
    there = ", ".join(sorted(label or id_ for id_, label in item.types.items()))
    if item.types.keys() & NEVER:
        return Part("type", Verdict.DIFFERS, -1.0, f"a page about a name: {there}")
    expected = [r for c in sorted(entity.classes) for r in EXPECTED.get(c, ())]
    if item.roots & set(expected):
        return Part("type", Verdict.AGREES, TYPE, there)
    if not entity.classes:
        return Part("type", Verdict.UNKNOWN, 0.0, f"we state no class; {there}")
    if not item.types:
        return Part("type", Verdict.UNKNOWN, 0.0, "the item has no type")
    if expected or HUMAN in item.types:
        ours = ", ".join(
            sorted(c.rpartition("#")[2] for c in entity.classes if "#" in c)
        )
        return Part("type", Verdict.DIFFERS, -TYPE, f"{ours} here, {there} there")
    return Part("type", Verdict.UNKNOWN, 0.0, f"nothing is expected of it; {there}")


def _dates(entity: Entity, item: Item) -> Iterator[Part]:
    compared = False
    for name, ours in entity.dates.items():
        found = [d for p in _THEIR_DATES[name] for d in item.dates.get(p, ())]
        if not found:
            continue
        compared = True
        # An event may begin and end; two birth dates are two opinions.
        several = [_around(found)] if name == WHEN else found
        yield _date(name, ours, several)
    if not compared:
        why = "we state no date" if not entity.dates else "the item has none of them"
        yield Part("dates", Verdict.UNKNOWN, 0.0, why)


def _date(name: str, ours: Interval, theirs: list[Interval]) -> Part:
    best = max(fit(ours, date) for date in theirs)
    there = " or ".join(shown(date) for date in theirs)
    said = f"{name} {shown(ours)} here, {there} there"
    if best is Fit.SAME:
        return Part("dates", Verdict.AGREES, DATE, said)
    if best is Fit.NEAR:
        said = f"{said}: within 14 days, another calendar?"
        return Part("dates", Verdict.AGREES, DATE / 2, said)
    return Part("dates", Verdict.DIFFERS, CLASH, said)


def _around(dates: Iterable[Interval]) -> Interval:
    firsts, lasts = zip(*dates, strict=True)
    return min(firsts), max(lasts)


def _plain(names: Iterable[Name]) -> set[Name]:
    return {(_same(text), language) for text, language in names}


def _same(text: str) -> str:
    """Return what names that differ in case, form or spacing have in common."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())

"""Read which stances of a debate a reader wants to see: plain GET parameters.

Every choice is part of the address, so that it can be kept and sent around. A
value that the page does not offer is refused, not ignored.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from werkzeug.datastructures import MultiDict

from dissensus.description import (
    COLUMN_ORDERS,
    ROW_ORDERS,
    Column,
    Debate,
    Report,
    read_columns,
)
from dissensus.errors import MalformedRequest, one_of
from dissensus.web.typography import local
from dissensus.web.wording import gettext, mark

SCOPES: Final = ("main", "shared", "all")
_MAIN_BANDS: Final = 3
_STRENGTHS: Final = {"qualified": 0.5, "plain": 0.75, "strong": 1.0}
_SIGNS: Final = {
    "affirms": ("affirms", "sides with"),
    "denies": ("denies",),
    "leaves-open": ("leaves open",),
}
NOWHERE: Final = "none"


@dataclass(frozen=True)
class Choice:
    """What a reader chose; what is empty was left open.

    Attributes:
        side: Last part of the IRI of the holder's side, or none.
        kind: Of the holder: person, organisation, collective.
        sign: affirms, denies, leaves-open.
        mode: Last part of the IRI of a mode of reporting.
        strength: At least qualified, plain, or strong.
        voice: own or reported.
        claim: Words that the claim's name must hold.
        claims: Which claims are columns: one of ``SCOPES``.
        sort: Order of the holders.
        order: Order of the claims.
    """

    side: str = ""
    kind: str = ""
    sign: str = ""
    mode: str = ""
    strength: str = ""
    voice: str = ""
    claim: str = ""
    claims: str = SCOPES[0]
    sort: str = ROW_ORDERS[0]
    order: str = COLUMN_ORDERS[0]

    @property
    def narrows(self) -> bool:
        """Whether something is left out that would be there otherwise."""
        plain = Choice(claims=self.claims, sort=self.sort, order=self.order)
        return self != plain


@dataclass(frozen=True)
class Field:
    """One parameter: its name, what it is called, and value by value what it offers."""

    name: str
    label: str
    options: Mapping[str, str]


def read_fields(debate: Debate) -> tuple[Field, ...]:
    """Return what can be chosen for ``debate``: only what occurs in it."""
    names = debate.names
    kinds = {r.kind for r in debate.reports if r.kind}
    modes = {mode for r in debate.reports for mode in r.modes}
    sides = {_slug(side): names[side] for side in debate.stood}
    signs = {name: name.replace("-", " ") for name in _SIGNS}
    strengths = {
        "qualified": mark("at least qualified"),
        "plain": mark("plain"),
        "strong": mark("strong"),
    }
    return (
        Field(
            "side", mark("Side of the holder"), sides | {NOWHERE: mark("on no side")}
        ),
        Field("kind", mark("Kind of holder"), _named(debate, kinds)),
        Field("sign", mark("Stance"), signs),
        Field("strength", mark("Strength"), strengths),
        Field("mode", mark("Reported as"), _named(debate, modes)),
        Field(
            "voice",
            mark("Voice"),
            {"own": mark("in their own words"), "reported": mark("as reported")},
        ),
        Field(
            "claims",
            mark("Claims"),
            {
                "main": mark("theses and what is argued about them"),
                "shared": mark("with stances of two holders or more"),
                "all": gettext("all %(n)s of the debate", n=len(debate.claims)),
            },
        ),
        Field(
            "sort",
            mark("Holders by"),
            {
                "side": mark("side"),
                "name": mark("name"),
                "stances": mark("number of stances"),
            },
        ),
        Field(
            "order",
            mark("Claims by"),
            {
                "standing": mark("nearness to the theses"),
                "name": mark("name"),
                "stances": mark("number of stances"),
            },
        ),
    )


def _named(debate: Debate, iris: Iterable[str]) -> dict[str, str]:
    return {
        _slug(iri): debate.names[iri]
        for iri in sorted(iris, key=debate.names.__getitem__)
    }


def read_choice(arguments: "MultiDict[str, str]", fields: Iterable[Field]) -> Choice:
    """Return what the parameters of a request choose.

    Words are looked for in all claims of the debate, whichever are columns.

    Raises:
        MalformedRequest: A value is none of those on offer.
    """
    chosen: dict[str, str] = {}
    for field in fields:
        value = arguments.get(field.name, "")
        if value and value not in field.options:
            raise MalformedRequest(
                f"{field.name}={value[:60]!r} is no choice on this page.",
                hint=f"Leave it out, or give one of: {one_of([*field.options])}.",
            )
        if value:
            chosen[field.name] = value
    words = arguments.get("claim", "").strip()
    if words:
        chosen |= {"claims": "all", "claim": words}
    return replace(Choice(), **chosen)


def chosen_reports(debate: Debate, choice: Choice) -> tuple[Report, ...]:
    """Return the attestations that ``choice`` leaves."""
    least = _STRENGTHS.get(choice.strength, 0.0)
    tests: Mapping[str, Callable[[Report], bool]] = {
        "side": lambda r: choice.side in _sides(debate, r.holder),
        "kind": lambda r: _slug(r.kind) == choice.kind,
        "sign": lambda r: r.sign in _SIGNS[choice.sign],
        "mode": lambda r: choice.mode in map(_slug, r.modes),
        "strength": lambda r: abs(r.grade or 0.0) >= least,
        "voice": lambda r: r.voice == choice.voice,
    }
    active = [test for name, test in tests.items() if getattr(choice, name)]
    return tuple(r for r in debate.reports if all(test(r) for test in active))


def chosen_columns(debate: Debate, choice: Choice) -> tuple[Column, ...]:
    """Return the claims and sides that may be columns under ``choice``."""
    words = choice.claim.casefold()
    pairs = {(report.holder, report.object) for report in debate.reports}
    holders = Counter(object_ for _, object_ in pairs)

    def fits(column: Column) -> bool:
        name = f"{column.short} {debate.names[column.object]}".casefold()
        near = {
            "main": column.band <= _MAIN_BANDS,
            "shared": not column.band or holders[column.object] > 1,
            "all": True,
        }
        return near[choice.claims] and words in name

    return tuple(column for column in read_columns(debate) if fits(column))


def _sides(debate: Debate, holder: str) -> list[str]:
    return [_slug(side) for side in debate.side_of.get(holder, (NOWHERE,))]


def _slug(iri: str) -> str:
    return local(iri).lower()

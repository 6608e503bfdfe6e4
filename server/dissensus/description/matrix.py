"""Lay the stances of a debate out as a matrix: holders by claims.

Two matrices, never one: what holders say themselves, and what others report of
them. A cell holds every attestation of what one holder thinks of one claim, so
that it can say when these differ.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dissensus.description.debate import SIDES_WITH, Debate, Report

ROW_ORDERS: Final = ("side", "name", "stances")
COLUMN_ORDERS: Final = ("standing", "name", "stances")
BANDS: Final = (
    "Sides",
    "Theses of the sides",
    "Parts of a thesis",
    "Argued about a thesis",
    "Connected with these",
)


@dataclass(frozen=True)
class Cell:
    """What one holder thinks of one claim or side, as far as anybody says.

    Attributes:
        holder: IRI of the holder.
        object: IRI of the claim or side.
        reports: Every attestation, by stance; never none.
    """

    holder: str
    object: str
    reports: tuple[Report, ...]

    @property
    def stances(self) -> tuple[tuple[Report, ...], ...]:
        """The attestations of each stance, the earliest stance first."""
        found: dict[str, list[Report]] = {}
        for report in sorted(self.reports, key=lambda r: (r.date, r.stance)):
            found.setdefault(report.stance, []).append(report)
        return tuple(tuple(some) for some in found.values())

    @property
    def differs(self) -> tuple[str, ...]:
        """In what the attestations differ: sign, strength, mode, whether held."""
        traits: Mapping[str, Callable[[Report], object]] = {
            "sign": lambda report: report.sign,
            "strength": lambda report: report.grade and abs(report.grade),
            "mode": lambda report: report.modes,
            "whether it is held": lambda report: report.contested,
        }
        return tuple(
            name for name, of in traits.items() if len(set(map(of, self.reports))) > 1
        )

    @property
    def contested(self) -> bool:
        """Whether an author denies that the holder takes such a stance."""
        return any(report.contested or report.alleged for report in self.reports)


@dataclass(frozen=True)
class Column:
    """A claim or a side that stances are about; ``band`` counts in ``BANDS``."""

    object: str
    band: int
    short: str


@dataclass(frozen=True)
class Matrix:
    """One of the two tables of a debate.

    Attributes:
        voice: Whose words: the holders' own, or those of others.
        groups: The holders, for each side in turn, ``""`` where on none.
        columns: What they think of, each with a stance at least.
        silent: What could be a column, but nobody here says anything of it.
        cells: By holder and object; what is missing is silence.
    """

    voice: str
    groups: Mapping[str, tuple[str, ...]]
    columns: tuple[Column, ...]
    silent: tuple[Column, ...]
    cells: Mapping[tuple[str, str], Cell]

    @property
    def bands(self) -> tuple[tuple[str, int], ...]:
        """What the columns are, and how many are so, one after the other."""
        counts = Counter(column.band for column in self.columns)
        return tuple((BANDS[band], counts[band]) for band in sorted(counts))

    @property
    def rows(self) -> Mapping[str, tuple[Cell, ...]]:
        """For each holder the cells that are not empty."""
        return {
            holder: tuple(
                cell
                for column in self.columns
                if (cell := self.cells.get((holder, column.object)))
            )
            for holders in self.groups.values()
            for holder in holders
        }


def read_columns(debate: Debate) -> tuple[Column, ...]:
    """Return all that stances of ``debate`` may be about, nearest first."""
    sides = (Column(side, 0, "") for side in debate.stood)
    claims = (Column(c.iri, c.standing + 1, c.short) for c in debate.claims)
    return (*sides, *claims)


def lay_out(
    debate: Debate,
    voice: str,
    reports: Iterable[Report],
    columns: Sequence[Column],
    rows_by: str = ROW_ORDERS[0],
    columns_by: str = COLUMN_ORDERS[0],
) -> Matrix:
    """Return the matrix of what is said in ``voice`` of some claims.

    Args:
        debate: Whose sides and names they are.
        voice: own, or reported.
        reports: Those that may be shown.
        columns: What may be a column.
        rows_by: One of ``ROW_ORDERS``.
        columns_by: One of ``COLUMN_ORDERS``; bands stay together under the first.
    """
    objects = {column.object for column in columns}
    found: dict[tuple[str, str], list[Report]] = {}
    for report in reports:
        if report.voice == voice and report.object in objects:
            found.setdefault((report.holder, report.object), []).append(report)
    cells = {key: Cell(*key, tuple(some)) for key, some in found.items()}
    across, down = Counter(o for _, o in cells), Counter(h for h, _ in cells)
    names = debate.names
    orders: Mapping[str, Callable[[Column], tuple[object, ...]]] = {
        "standing": lambda c: (c.band, -across[c.object], names[c.object]),
        "name": lambda c: (c.band > 0, (c.short or names[c.object]).casefold()),
        "stances": lambda c: (-across[c.object], c.band, names[c.object]),
    }
    ordered = sorted(columns, key=orders[columns_by])
    return Matrix(
        voice=voice,
        groups=_groups(debate, down, rows_by),
        columns=tuple(column for column in ordered if across[column.object]),
        silent=tuple(column for column in ordered if not across[column.object]),
        cells=cells,
    )


def _groups(
    debate: Debate, stances: Counter[str], order: str
) -> Mapping[str, tuple[str, ...]]:
    """Return the holders in a reader's order, those of one side together."""
    names = debate.names

    def rank(holder: str) -> tuple[object, ...]:
        return (
            (-stances[holder], names[holder]) if order != "name" else (names[holder],)
        )

    holders = sorted(stances, key=rank)
    if order != "side":
        return {"": tuple(holders)}
    first = {holder: debate.side_of.get(holder, ("",))[0] for holder in holders}
    return {
        side: some
        for side in (*debate.stood, "")
        if (some := tuple(h for h in holders if first[h] == side))
    }


def symbol(report: Report) -> str:
    r"""Return the sign and grade of a stance in one to five characters.

    >>> symbol(Report("h", "c", "s", "denies", "own", grade=-0.5))
    '(\u2212)'
    """
    sign = {"affirms": "+", SIDES_WITH: "+", "denies": "\u2212"}.get(report.sign, "○")
    grade = abs(report.grade) if report.grade is not None else None
    if grade is None:
        said = f"{sign}?" if report.position else sign
    elif grade == 0 or sign == "○":
        said = "○"
    else:
        said = sign * 2 if grade >= 1 else sign if grade > 0.5 else f"({sign})"  # noqa: PLR2004
    return f"[{said}]" if report.alleged else said

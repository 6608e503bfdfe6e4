"""Draw who disagrees with whom on what: three columns and the lines between.

Left stands who affirms a claim, right who denies it, the claim between them,
so that each line is a stance. Positions are computed here, in units of the
drawing; the page writes them as SVG and has the same as a table.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dissensus.description import Disagreement

DRAWN: Final = 24
WIDTH: Final = 1060
_ROW: Final = 34
_TOP: Final = 44
_COLUMNS: Final = (290, 340, 720, 770)  # right edge, claim from, claim to, left edge


@dataclass(frozen=True)
class Place:
    """A thing in the drawing: its IRI and the height of its middle."""

    iri: str
    y: float


@dataclass(frozen=True)
class Line:
    """A stance: from a holder to a claim, as the path of a curve."""

    stance: str
    path: str
    denies: bool


@dataclass(frozen=True)
class Drawing:
    """What to draw, and how many claims did not fit."""

    affirmers: tuple[Place, ...]
    claims: tuple[Place, ...]
    deniers: tuple[Place, ...]
    lines: tuple[Line, ...]
    height: int
    left_out: int
    width: int = WIDTH
    columns: tuple[int, ...] = _COLUMNS


def draw(disagreements: Sequence[Disagreement]) -> Drawing:
    """Return the drawing of ``disagreements``: the first 24 claims of them."""
    claims = tuple(dict.fromkeys(d.claim for d in disagreements))
    kept = [d for d in disagreements if d.claim in claims[:DRAWN]]
    affirmers = tuple(dict.fromkeys(d.affirmer for d in kept))
    deniers = tuple(dict.fromkeys(d.denier for d in kept))
    rows = max(len(claims[:DRAWN]), len(affirmers), len(deniers), 1)
    height = _TOP + rows * _ROW

    middle = _spread(claims[:DRAWN], height)
    left = _spread(_near(affirmers, middle, kept, lambda d: d.affirmer), height)
    right = _spread(_near(deniers, middle, kept, lambda d: d.denier), height)
    at = {place.iri: place.y for place in middle}
    from_left = {place.iri: place.y for place in left}
    from_right = {place.iri: place.y for place in right}
    edge_left, claim_left, claim_right, edge_right = _COLUMNS
    lines = {
        d.affirming: _line(
            d.affirming,
            (edge_left + 8, from_left[d.affirmer]),
            (claim_left, at[d.claim]),
        )
        for d in kept
    } | {
        d.denying: _line(
            d.denying,
            (edge_right - 8, from_right[d.denier]),
            (claim_right, at[d.claim]),
            denies=True,
        )
        for d in kept
    }
    return Drawing(
        affirmers=left,
        claims=middle,
        deniers=right,
        lines=tuple(lines.values()),
        height=height,
        left_out=len(claims[DRAWN:]),
    )


def _spread(iris: Sequence[str], height: int) -> tuple[Place, ...]:
    """Return ``iris`` below each other, evenly over the height."""
    step = (height - _TOP) / max(len(iris), 1)
    return tuple(
        Place(iri, round(_TOP + step * (n + 0.5), 1)) for n, iri in enumerate(iris)
    )


def _near(
    holders: Iterable[str],
    claims: Sequence[Place],
    disagreements: Sequence[Disagreement],
    who: Callable[[Disagreement], str],
) -> list[str]:
    """Return ``holders`` in the order of the claims that they speak of."""
    at = {place.iri: place.y for place in claims}

    def height(holder: str) -> float:
        spoken = [at[d.claim] for d in disagreements if who(d) == holder]
        return sum(spoken) / len(spoken)

    return sorted(holders, key=height)


def _line(
    stance: str,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    denies: bool = False,
) -> Line:
    (x, y), (to_x, to_y) = start, end
    middle = (x + to_x) / 2
    path = f"M{x},{y} C{middle},{y} {middle},{to_y} {to_x},{to_y}"
    return Line(stance, path, denies)

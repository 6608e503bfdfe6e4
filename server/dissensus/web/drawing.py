"""Lay out a small drawing: one entity in the middle, its neighbours around.

Two drawings of the same: one for wide screens with the neighbours on both
sides, one for narrow screens with them below. Text is cut to what fits, the
whole of it stands in the title and in the table beside the drawing. All
places are whole numbers of the drawing's own units; colours are the style's.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dissensus.description import Names, Neighbour

_LINE: Final = 17
_GAP: Final = 14
_LABEL: Final = 15
_PAD: Final = 8
_LINES: Final = 2
_WIDE: Final = 860
_NARROW: Final = 340
# Letters of the sans face at 13 units are 6.9 units wide on average; text that
# comes out wider still fits, as the boxes leave a margin.
_LETTER: Final = 7.1
_BOLD: Final = 8.2


@dataclass(frozen=True)
class Box:
    """A neighbour as it is drawn: a link, its name over one or two lines."""

    neighbour: Neighbour
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    curve: str
    arrow: str


@dataclass(frozen=True)
class Drawing:
    """A drawing, ready to be written as SVG.

    Attributes:
        shape: ``wide`` or ``narrow``.
        width: In its own units, as ``height``.
        lines: The name of the entity in the middle.
        centre: Its box: x, y, width, height.
        boxes: The neighbours.
    """

    shape: str
    width: int
    height: int
    lines: tuple[str, ...]
    centre: tuple[int, int, int, int]
    boxes: tuple[Box, ...]


def draw(name: str, neighbours: Sequence[Neighbour], names: Names) -> list[Drawing]:
    """Return the drawings of ``neighbours`` around the entity called ``name``."""
    if not neighbours:
        return []
    return [_wide(name, neighbours, names), _narrow(name, neighbours, names)]


def _wide(name: str, neighbours: Sequence[Neighbour], names: Names) -> Drawing:
    side, middle = 300, 180
    half = (len(neighbours) + 1) // 2 if len(neighbours) > 1 else 0
    sides = [
        _sized(some, names, side) for some in (neighbours[:half], neighbours[half:])
    ]
    lines = _cut(name, middle, 4, _BOLD)
    tall = 2 * _PAD + _LINE * len(lines)
    height = max(tall, *(_height(some) for some in sides)) + 2
    left, top = (_WIDE - middle) // 2, (height - tall) // 2
    boxes: list[Box] = []
    for right, some in enumerate(sides):
        x = _WIDE - side - 1 if right else 1
        y = (height - _height(some)) // 2
        for neighbour, text, box in some:
            start = (left + middle if right else left, height // 2)
            end = (x if right else x + side, y + _LABEL + box // 2)
            boxes.append(
                Box(neighbour, x, y, side, box, text, *_curve(start, end, neighbour))
            )
            y += _LABEL + box + _GAP
    return Drawing(
        "wide", _WIDE, height, lines, (left, top, middle, tall), tuple(boxes)
    )


def _narrow(name: str, neighbours: Sequence[Neighbour], names: Names) -> Drawing:
    indent = 26
    lines = _cut(name, _NARROW - 2, 3, _BOLD)
    tall = 2 * _PAD + _LINE * len(lines)
    y = tall + _GAP
    boxes: list[Box] = []
    for neighbour, text, box in _sized(neighbours, names, _NARROW - indent - 1):
        start, end = (12, tall + 1), (indent, y + _LABEL + box // 2)
        curve = f"M{start[0]} {start[1]}V{end[1]}H{end[0]}"
        at = (end, 1) if not neighbour.inverse else ((12, tall + 1), 0)
        boxes.append(
            Box(
                neighbour,
                indent,
                y,
                _NARROW - indent - 1,
                box,
                text,
                curve,
                _arrow(*at),
            )
        )
        y += _LABEL + box + _GAP
    return Drawing("narrow", _NARROW, y, lines, (1, 1, _NARROW - 2, tall), tuple(boxes))


_Sized = tuple[Neighbour, tuple[str, ...], int]


def _sized(some: Sequence[Neighbour], names: Names, width: int) -> list[_Sized]:
    cut = [(n, _cut(names[n.entity], width, _LINES)) for n in some]
    return [(n, lines, 2 * _PAD + _LINE * len(lines)) for n, lines in cut]


def _height(some: list[_Sized]) -> int:
    return sum(_LABEL + box + _GAP for _, _, box in some) - _GAP if some else 0


def _cut(text: str, width: int, lines: int, letter: float = _LETTER) -> tuple[str, ...]:
    letters = int((width - 2 * _PAD) / letter)
    return tuple(
        textwrap.wrap(text, letters, max_lines=lines, placeholder="\u2009\u2026")
    )


def _curve(
    start: tuple[int, int], end: tuple[int, int], neighbour: Neighbour
) -> tuple[str, str]:
    """Return the line from the middle to a box, and the arrow at its head."""
    bend = (start[0] + end[0]) // 2
    line = f"M{start[0]} {start[1]}C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}"
    rightwards = (end[0] > start[0]) != neighbour.inverse
    return line, _arrow(start if neighbour.inverse else end, 1 if rightwards else -1)


def _arrow(tip: tuple[int, int], towards: int) -> str:
    """Return a triangle with its tip there: to the right, the left, or up (0)."""
    x, y = tip
    if not towards:
        return f"M{x} {y}l-4 7h8z"
    return f"M{x} {y}l{-7 * towards} -4v8z"

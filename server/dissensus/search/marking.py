"""Cut the part out of a text in which what was looked for stands, and mark it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from dissensus.search.folding import Word, sound, words
from dissensus.search.question import Question

_LONG: Final = 220
_BEFORE: Final = 60


class Piece(NamedTuple):
    """A piece of a text, and whether it is what was looked for."""

    text: str
    marked: bool


def mark(text: str, question: Question, long: int = _LONG) -> tuple[Piece, ...]:
    """Return ``text``, or the part of it that matters, cut into pieces.

    Args:
        text: As it was written.
        question: What was looked for.
        long: Characters that are shown at most, dots aside.
    """
    found = matches(text, question)
    begin, end = _window(text, found, long)
    pieces = [Piece("… ", False)] if begin else []
    at = begin
    for word in found:
        if word.start >= at and word.end <= end:
            if word.start > at:
                pieces.append(Piece(text[at : word.start], False))
            pieces.append(Piece(text[word.start : word.end], True))
            at = word.end
    if at < end:
        pieces.append(Piece(text[at:end], False))
    return (*pieces, Piece(" …", False)) if end < len(text) else tuple(pieces)


def matches(text: str, question: Question) -> list[Word]:
    """Return the words of ``text`` that were looked for."""
    begins = tuple(w for one in question.sought for w in one.folded())
    sounds = tuple(w for one in question.sought if not one.exact for w in one.sounds())
    return [
        word
        for word in words(text)
        if word.folded.startswith(begins)
        or (sounds and sound(text[word.start : word.end]).startswith(sounds))
    ]


def best(texts: Iterable[str], question: Question) -> str:
    """Return the text in which most different words stand; of equals the first."""
    return max(texts, key=lambda text: _different(text, question), default="")


def _different(text: str, question: Question) -> int:
    return len({word.folded for word in matches(text, question)})


def _window(text: str, found: Sequence[Word], long: int) -> tuple[int, int]:
    if len(text) <= long:
        return 0, len(text)
    first = found[0].start if found else 0
    begin = 0 if first <= _BEFORE else next(_breaks(text, first - _BEFORE), first)
    end = len(text)
    if begin + long < end:
        end = text.rfind(" ", begin, begin + long)
        end = end if end > first else begin + long
    return begin, end


def _breaks(text: str, start: int) -> Iterator[int]:
    """Yield where words begin after ``start``."""
    at = text.find(" ", start)
    while at != -1:
        yield at + 1
        at = text.find(" ", at + 1)

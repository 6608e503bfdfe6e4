"""Say how like two names are, and why.

Each word of the one is paired with one of the other: as it stands, as it
sounds in another script or spelling, as an initial of it, or with letters
amiss. What is left over counts against, a middle name less than others.

Source: the coefficient of Dice (1945), with weights; P. Christen, Data Matching
(2012), sections 5.4 and 5.10, on swapped and abbreviated names.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from dissensus.search import sound, words

_WORDS: Final = 40
_HALF, _WHOLE = 1, 2
_HEARD, _INITIAL, _INVERTED = 0.98, 0.8, 0.98
# Letters amiss: words shorter than this have too few to tell.
_LONG, _ALIKE, _SHARED = 4, 0.8, 0.5
_LEFT_OVER: Final = 12
_ABBREVIATED: Final = 3


class _Word(NamedTuple):
    typed: str
    folded: str
    heard: str

    @property
    def is_initial(self) -> bool:
        return len(self.typed) == 1


@dataclass(frozen=True)
class Likeness:
    """How like a name is to what was asked for.

    Attributes:
        value: From 0 to 1.
        same: Words that both have.
        respelt: Words that sound alike in another script or spelling.
        initials: Words of which one side has the first letter only.
        misspelt: Words with letters amiss.
        missing: Words asked for that the name has not.
        extra: Words of the name that were not asked for.
        inverted: The order is another, and no comma said so.
    """

    value: float = 0.0
    same: int = 0
    respelt: int = 0
    initials: int = 0
    misspelt: int = 0
    missing: int = 0
    extra: int = 0
    inverted: bool = False


def liken(asked: str, name: str, years: Iterable[str] = ()) -> Likeness:
    """Return how like ``name`` is to ``asked``; 0.05 ms for names of persons.

    Args:
        asked: As somebody wrote it. "Doe, John" and "John Doe" are the same,
            as are "JR Doe" and "J. R. Doe".
        name: As the release has it.
        years: Those of the entity: where ``asked`` ends in them, as names in
            library catalogues do, they count neither for nor against.
    """
    given = _cut(name)
    found = [_compare(read, given) for read in _readings(asked, frozenset(years))]
    return max(found, key=lambda one: one.value, default=Likeness())


@lru_cache(maxsize=512)
def _readings(asked: str, years: frozenset[str]) -> tuple[tuple[_Word, ...], ...]:
    """Return the ways to read what was asked for."""
    last, first, *rest = (*asked.split(","), "")
    turned = " ".join((first, last, *rest))
    readings = []
    for text in dict.fromkeys((asked, turned)):
        read = _cut(text)
        dated = tuple(word for word in read if word.folded not in years)
        for some in (read, dated, _spread(dated)):
            if some and some not in readings:
                readings.append(some)
    return tuple(readings)


def _spread(read: tuple[_Word, ...]) -> tuple[_Word, ...]:
    """Take capitals among other words ("AP Chekhov") for initials."""
    if all(word.typed.isupper() for word in read):
        return read
    return tuple(
        part
        for word in read
        for part in (
            map(_word, word.typed)
            if word.typed.isupper() and 1 < len(word.typed) <= _ABBREVIATED
            else (word,)
        )
    )


@lru_cache(maxsize=20_000)
def _cut(text: str) -> tuple[_Word, ...]:
    found = (_word(text[w.start : w.end]) for w in words(text))
    return tuple(word for word in found if word.folded)[:_WORDS]


def _word(typed: str) -> _Word:
    return _Word(typed, next((w.folded for w in words(typed)), ""), sound(typed))


def _compare(asked: Sequence[_Word], given: Sequence[_Word]) -> Likeness:
    pairs: dict[int, tuple[int, float]] = {}
    counts = [
        _pair(asked, given, alike, pairs)
        for alike in (_is_same, _is_heard, _is_initial, _is_misspelt)
    ]
    mine = _weights(asked, set(pairs))
    theirs = _weights(given, {j for j, _ in pairs.values()})
    shared = sum(v * (mine[i] + theirs[j]) for i, (j, v) in pairs.items())
    whole = sum(mine) + sum(theirs)
    places = [pairs[i][0] for i in sorted(pairs)]
    inverted = any(a > b for a, b in pairwise(places))
    value = shared / whole if whole else 0.0
    return Likeness(
        value * _INVERTED if inverted else value,
        same=counts[0],
        respelt=counts[1],
        initials=counts[2],
        misspelt=counts[3],
        missing=len(asked) - len(pairs),
        extra=len(given) - len(pairs),
        inverted=inverted,
    )


def _pair(
    asked: Sequence[_Word],
    given: Sequence[_Word],
    alike: Callable[[_Word, _Word], float],
    pairs: dict[int, tuple[int, float]],
) -> int:
    """Pair what is left over on both sides as ``alike`` says; return how often."""
    before = len(pairs)
    taken = {j for j, _ in pairs.values()}
    left = [i for i in range(len(asked)) if i not in pairs]
    free = [j for j in range(len(given)) if j not in taken]
    if alike is _is_misspelt:
        left, free = left[:_LEFT_OVER], free[:_LEFT_OVER]
    for i in left:
        best = max(((alike(asked[i], given[j]), -j) for j in free), default=(0.0, 0))
        if best[0]:
            pairs[i] = (-best[1], best[0])
            free.remove(-best[1])
    return len(pairs) - before


def _weights(some: Sequence[_Word], paired: set[int]) -> list[int]:
    """Return what each word weighs: initials and unpaired middle names half."""
    first, last = min(paired, default=0), max(paired, default=-1)
    return [
        _HALF if word.is_initial or (i not in paired and first < i < last) else _WHOLE
        for i, word in enumerate(some)
    ]


def _is_same(asked: _Word, given: _Word) -> float:
    return float(asked.folded == given.folded)


def _is_heard(asked: _Word, given: _Word) -> float:
    # A single letter says too little to be the same in another script.
    heard = asked.heard == given.heard and len(asked.heard) > 1
    return _HEARD if heard else 0.0


def _is_initial(asked: _Word, given: _Word) -> float:
    short, long = (asked, given) if asked.is_initial else (given, asked)
    if not short.is_initial or long.is_initial:
        return 0.0
    begins = long.folded.startswith(short.folded)
    heard = bool(short.heard) and long.heard.startswith(short.heard)
    return _INITIAL if begins or heard else 0.0


def _is_misspelt(asked: _Word, given: _Word) -> float:
    best = max(_ratio(asked.folded, given.folded), _ratio(asked.heard, given.heard))
    return best if best >= _ALIKE else 0.0


@lru_cache(maxsize=50_000)
def _ratio(one: str, other: str) -> float:
    """Return how many letters two words share in order, from 0 to 1."""
    short, long = sorted((len(one), len(other)))
    if short < _LONG or one.isdigit() or other.isdigit():
        return 0.0
    # The real ratio is dear; words that differ so much need not wait for it.
    letters = len(set(one) & set(other)) / max(len(set(one)), len(set(other)))
    if 2 * short / (short + long) < _ALIKE or letters < _SHARED:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # Nothing misspelt is as good as another spelling.
    return min(matcher.ratio(), _HEARD)

"""Bring words to a form in which those that are meant alike are alike.

Two forms. ``fold`` drops case, accents and script: "Чехов" is ``chekhov``,
"Łódź" ``lodz``, "Straße" ``strasse``. ``sound`` goes on to the spellings that
one Slavic name has in English, German, French and scholarly Latin letters:
Tchaikovsky, Tschaikowski, Čajkovskij and Чайковский are one.

Source: Unicode Standard Annex 15 (NFKD); anyascii for scripts and letters. The
rules of ``sound`` follow ALA-LC, ISO 9 and the German Duden table; they do not
know words: "Gorbachev" and "Gorbatschow" differ still, as do "Hamlet" and
"Гамлет", since those are other letters, not other spellings of one.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from anyascii import anyascii

_MARKS: Final = "\u0300-\u036f"
_APOSTROPHES: Final = "'’ʹʼʻ`´′"
# One letter before an apostrophe is a word of its own (l'État, O'Connor).
_WORD: Final = re.compile(
    rf"[^\W_](?=[{_APOSTROPHES}][^\W_]{{2}})"
    rf"|[^\W_][^\W_{_MARKS}]*(?:[{_MARKS}{_APOSTROPHES}]+[^\W_]+)*[{_MARKS}]*"
)
_NOT_KEPT: Final = re.compile(r"[^a-z0-9]+")
_LETTERS: Final = str.maketrans(
    {"č": "ch", "š": "sh", "ž": "zh", "ä": "ae", "ö": "oe", "ü": "ue", "щ": "shch"}
)
_SPELLINGS: Final = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"schtsch", "shch"),
        (r"tsch|tch", "ch"),
        (r"sch", "sh"),
        (r"ck(?=[iyj])", "tsk"),
        (r"tz", "ts"),
        (r"[ck]h", "h"),
        (r"z", "s"),
        (r"w", "v"),
        (r"ph", "f"),
        (r"x", "ks"),
        (r"ou", "u"),
        (r"[jy]", "i"),
        (r"i(?=[eu])", ""),
        (r"(.)\1+", r"\1"),
    )
)


class Word(NamedTuple):
    """A word of a text: where it stands, and its folded form."""

    start: int
    end: int
    folded: str


def words(text: str) -> Iterator[Word]:
    """Yield the words of ``text`` that have anything to look for in them.

    >>> [w.folded for w in words("L'État, Prokof'ev's «Łódź»")]
    ['l', 'etat', 'prokofevs', 'lodz']
    """
    for found in _WORD.finditer(text):
        if folded := fold(found[0]):
            yield Word(found.start(), found.end(), folded)


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return ``word`` without case, accents and script; ``""`` when nothing is left.

    >>> fold("Чехов"), fold("Ærø"), fold("Œuvre")
    ('chekhov', 'aero', 'oeuvre')
    """
    if word.isascii() and word.isalnum():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_KEPT.sub("", anyascii(bare).lower())


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """Return the form that the spellings of one Slavic name share.

    >>> {sound(w) for w in "Prokofiev Prokof'ev Prokofjew Прокофьев".split()}
    {'prokofev'}
    """
    composed = unicodedata.normalize("NFC", word).lower()
    spelt = fold(composed.translate(_LETTERS))
    for pattern, instead in _SPELLINGS:
        spelt = pattern.sub(instead, spelt)
    return spelt


def spelling_rules() -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return what ``sound`` does, for other programs: letters, then patterns.

    The patterns are understood alike by Python and ECMAScript.
    """
    letters = {chr(code): str(instead) for code, instead in _LETTERS.items()}
    return letters, [(p.pattern, instead) for p, instead in _SPELLINGS]

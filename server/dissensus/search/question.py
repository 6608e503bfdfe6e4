"""Read what somebody typed into a search field, whatever it is.

Words are looked for together, each also as the beginning of a word; what
stands in quotation marks, or is joined by a hyphen, as it stands. Nothing of
FTS5's own syntax comes through: only folded letters and digits do.
"""

import re
from dataclasses import dataclass
from typing import Final

from dissensus.search.folding import fold, sound, words

_CHUNK: Final = re.compile(r'["“„«]([^"“”„«»]*)["”“»]?|([^\s"“”„«»]+)')


@dataclass(frozen=True)
class Sought:
    """Words that must stand together: one, or those of a phrase.

    Attributes:
        words: As they were typed.
        exact: They stood in quotation marks.
    """

    words: tuple[str, ...]
    exact: bool = False

    def folded(self) -> list[str]:
        """Return the words without case, accents and script."""
        return [fold(word) for word in self.words]

    def sounds(self) -> list[str]:
        """Return the words as all spellings of a name share them."""
        return [sound(word) for word in self.words]


@dataclass(frozen=True)
class Question:
    """What is looked for.

    Attributes:
        text: As it was typed, without space around it.
        sought: What of it can be looked for; empty when nothing can.
    """

    text: str
    sought: tuple[Sought, ...]

    @property
    def folded(self) -> str:
        """All words, folded."""
        return " ".join(word for one in self.sought for word in one.folded())

    def expression(self, columns: str, prefix: bool) -> str:
        """Return the FTS5 expression that wants every word in ``columns``.

        Args:
            columns: Names of columns of folded words, separated by spaces.
            prefix: Whether the beginning of a word will do.
        """
        parts = (_phrase(one.folded(), prefix, one.exact) for one in self.sought)
        return f"{{{columns}}} : ({' AND '.join(parts)})"

    def sounding(self, prefix: bool) -> str:
        """Return the FTS5 expression that wants every word as names sound."""
        parts = (_phrase(one.sounds(), prefix, one.exact) for one in self.sought)
        return f"{{sound}} : ({' AND '.join(parts)})"

    def anywhere(self) -> str:
        """Return the FTS5 expression that is content with each word anywhere."""
        return " AND ".join(
            f"({{name alias text}} : {_phrase(one.folded(), True, one.exact)}"
            f" OR {{sound}} : {_phrase(one.sounds(), True, one.exact)})"
            if not one.exact
            else f"{{name alias text}} : {_phrase(one.folded(), False, True)}"
            for one in self.sought
        )


def read_question(text: str) -> Question:
    """Return what ``text`` asks for; never fails.

    >>> read_question('"spring tide" moo')
    ... # doctest: +NORMALIZE_WHITESPACE
    Question(text='"spring tide" moo',
        sought=(Sought(words=('spring', 'tide'), exact=True),
                Sought(words=('moo',), exact=False)))
    """
    sought = []
    for quoted, plain in _CHUNK.findall(text):
        chunk = quoted or plain
        found = tuple(chunk[w.start : w.end] for w in words(chunk) if _heard(chunk, w))
        if found:
            sought.append(Sought(found, exact=bool(quoted)))
    return Question(text.strip(), tuple(sought))


def _heard(chunk: str, word: tuple[int, int, str]) -> bool:
    return bool(sound(chunk[word[0] : word[1]]))


def _phrase(folded: list[str], prefix: bool, exact: bool) -> str:
    return f'"{" ".join(folded)}"{" *" if prefix and not exact else ""}'

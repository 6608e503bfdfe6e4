"""Say how well what the release knows of an entity agrees with a client's value."""

import re
from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.description import Holdings
from dissensus.namespaces import expand
from dissensus.reconciliation.names import liken
from dissensus.reconciliation.paths import Term, texts_of

_YEAR: Final = re.compile(r"-?\d{4,}")
_DATE: Final = re.compile(r"(-?\d{4,})(?:-\d\d(?:-\d\d)?)?(?:T.*|Z)?")
# Below this two texts are different ones.
_ALIKE: Final = 0.8


def agreement(
    holdings: Holdings, wanted: Iterable[str], found: Iterable[Term]
) -> float:
    """Return how well the best of ``found`` agrees with any of ``wanted``, 0 to 1.

    An entity agrees by its IRI, prefixed name, last part or label; a number by
    what it is worth; a date with a year, or with another date that is the same
    as far as the less exact of them goes; a text by its words.
    """
    ends = list(found)
    return max(
        (_agrees(holdings, want, end) for want in wanted for end in ends), default=0.0
    )


def _agrees(holdings: Holdings, want: str, term: Term) -> float:
    if isinstance(term, NamedNode):
        iri = term.value
        named = (iri, iri.rstrip("/#").replace("#", "/").rpartition("/")[2])
        if want in named or expand(want, holdings.base) == iri:
            return 1.0
        labels = (label.value for label in texts_of(holdings, term, "label"))
        return max((_alike(want, label) for label in labels), default=0.0)
    return _equals(want, term.value) if isinstance(term, Literal) else 0.0


def _equals(want: str, text: str) -> float:
    if want == text or _same_number(want, text):
        return 1.0
    mine, theirs = _DATE.fullmatch(want), _DATE.fullmatch(text)
    if mine and theirs:
        short, long = sorted((want.partition("T")[0], text.partition("T")[0]), key=len)
        return float(long.startswith(short))
    return _alike(want, text)


def _same_number(want: str, text: str) -> bool:
    # Four digits are a year, and a year is no number that others come near.
    if _YEAR.fullmatch(want):
        return False
    try:
        return float(want) == float(text)
    except ValueError:
        return False


def _alike(want: str, text: str) -> float:
    value = liken(want, text).value
    return value if value >= _ALIKE else 0.0

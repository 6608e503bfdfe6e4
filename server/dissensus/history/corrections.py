"""Log the corrections: what a release took back of what was published before.

A correction is a statement that somebody had written down about one of the
dataset's own entities and that a later release no longer makes. What is only
added corrects nothing; what followed and follows no more is a consequence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import Literal, NamedNode

from dissensus.history.difference import (
    Change,
    Difference,
    Fate,
    compare_states,
)
from dissensus.history.reasons import reasons_for
from dissensus.history.states import State


@dataclass(frozen=True)
class Correction:
    """One entity that a release corrected.

    Attributes:
        change: What was taken back, and what stands there now.
        reasons: Why, as far as somebody stated it: text, or IRIs.
    """

    change: Change
    reasons: tuple[Literal | NamedNode, ...]


def read_corrections(
    states: Sequence[State],
) -> list[tuple[State, State, tuple[Correction, ...]]]:
    """Return for each release but the first the one before, and its corrections.

    Args:
        states: Newest first. Costs one comparison for each neighbouring pair
            that was not compared before.
    """
    return [
        (newer, older, _corrections(newer, compare_states(older, newer)))
        for newer, older in pairwise(states)
    ]


def _corrections(newer: State, difference: Difference) -> tuple[Correction, ...]:
    own = f"{newer.manifest.base}id/"
    return tuple(
        Correction(change, tuple(reasons_for(change, difference)))
        for change in difference.changes
        if change.iri.startswith(own)
        and change.fate is not Fate.ADDED
        and any(not said.added for said in change.asserted)
    )

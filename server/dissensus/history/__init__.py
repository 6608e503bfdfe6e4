"""What became of a dataset from release to release: states, differences, reasons.

Reads releases that are kept and writes nothing. What a release holds never
changes, so what is told here of two of them never does either.
"""

from dissensus.history.corrections import Correction, read_corrections
from dissensus.history.difference import (
    Change,
    Difference,
    Fate,
    Said,
    compare_states,
    read_labels,
)
from dissensus.history.patch import write_lines, write_patch
from dissensus.history.reasons import read_notes
from dissensus.history.states import State, at, mementos_of, read_states

__all__ = [
    "Change",
    "Correction",
    "Difference",
    "Fate",
    "Said",
    "State",
    "at",
    "compare_states",
    "mementos_of",
    "read_corrections",
    "read_labels",
    "read_notes",
    "read_states",
    "write_lines",
    "write_patch",
]

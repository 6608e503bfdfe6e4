"""Match other people's names for things to the entities of a release.

What OpenRefine and its kin ask over the Reconciliation Service API: candidates
with scores that are explained, suggestions, and values to extend a table by.
"""

from dissensus.reconciliation.asking import (
    CANDIDATES,
    IDS,
    LENGTH,
    PROPERTIES,
    QUERIES,
    SPECIFICATION,
    VALUES,
    Asked,
    Column,
    read_batch,
    read_extension,
)
from dissensus.reconciliation.extending import extend
from dissensus.reconciliation.matching import Feature, Match, Reconciler
from dissensus.reconciliation.vocabulary import Term, Vocabulary, suggest_terms

__all__ = [
    "CANDIDATES",
    "IDS",
    "LENGTH",
    "PROPERTIES",
    "QUERIES",
    "SPECIFICATION",
    "VALUES",
    "Asked",
    "Column",
    "Feature",
    "Match",
    "Reconciler",
    "Term",
    "Vocabulary",
    "extend",
    "read_batch",
    "read_extension",
    "suggest_terms",
]

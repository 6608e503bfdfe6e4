"""The releases of a dataset: publish, find, roll back."""

from dissensus.catalog.catalog import Catalog, Outcome
from dissensus.catalog.verifying import last_verified, note_verified

__all__ = [
    "Catalog",
    "Outcome",
    "last_verified",
    "note_verified",
]

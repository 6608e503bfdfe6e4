"""The releases of a dataset: publish, find, roll back."""

from dissensus.catalog.catalog import Catalog, Outcome
from dissensus.catalog.contents import holdings_of, is_opened, queries_of
from dissensus.catalog.opened import open_files
from dissensus.catalog.verifying import last_verified, note_verified

__all__ = [
    "Catalog",
    "Outcome",
    "holdings_of",
    "is_opened",
    "last_verified",
    "note_verified",
    "open_files",
    "queries_of",
]

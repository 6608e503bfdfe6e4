"""The releases of a dataset: publish, find, roll back."""

from dissensus.catalog.catalog import Catalog, Outcome
from dissensus.catalog.opened import open_files

__all__ = ["Catalog", "Outcome", "open_files"]

"""Flat tables of what is stated of entities, for spreadsheets and data frames.

One CSV file per class, and one description of them all (CSV on the Web), which
says what each column means: its property, its language, its datatype.
"""

from dissensus.tables.columns import Facts, file_stem
from dissensus.tables.writing import Table, read_tables, write_tables

__all__ = ["Facts", "Table", "file_stem", "read_tables", "write_tables"]

"""How an answer is written: one module per format, one that writes."""

from dissensus.formats.csv import write_csv
from dissensus.formats.kinds import Format, Kind
from dissensus.formats.registry import by_suffix, formats_for
from dissensus.formats.versions import LABELS, Needs, is_versioned, needed
from dissensus.formats.writing import (
    no_triple_terms,
    statement_order,
    why_not_xml,
    write_graph,
    write_sorted,
)

__all__ = [
    "LABELS",
    "Format",
    "Kind",
    "Needs",
    "by_suffix",
    "formats_for",
    "is_versioned",
    "needed",
    "no_triple_terms",
    "statement_order",
    "why_not_xml",
    "write_csv",
    "write_graph",
    "write_sorted",
]

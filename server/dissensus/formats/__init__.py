"""How an answer is written: one module per format, one that writes."""

from dissensus.formats.kinds import Format, Kind
from dissensus.formats.registry import by_suffix, formats_for
from dissensus.formats.writing import (
    statement_order,
    why_not_xml,
    write_graph,
    write_sorted,
)

__all__ = [
    "Format",
    "Kind",
    "by_suffix",
    "formats_for",
    "statement_order",
    "why_not_xml",
    "write_graph",
    "write_sorted",
]

"""SPARQL results in CSV: values only, for spreadsheets.

Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 3.
"""

from typing import Final

from pyoxigraph import QueryResultsFormat

from dissensus.formats.kinds import Format, Kind

FORMAT: Final = Format(
    name="CSV",
    media_type="text/csv; charset=utf-8",
    iri="http://www.w3.org/ns/formats/SPARQL_Results_CSV",
    suffix="csv",
    rank=2,
    kinds=frozenset({Kind.BINDINGS, Kind.BOOLEAN}),
    oxigraph=QueryResultsFormat.CSV,
)

"""SPARQL results in TSV: terms in Turtle syntax, tabs between.

Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 4.
"""

from typing import Final

from pyoxigraph import QueryResultsFormat

from dissensus.formats.kinds import Format, Kind

FORMAT: Final = Format(
    name="TSV",
    media_type="text/tab-separated-values; charset=utf-8",
    iri="http://www.w3.org/ns/formats/SPARQL_Results_TSV",
    suffix="tsv",
    rank=3,
    kinds=frozenset({Kind.BINDINGS, Kind.BOOLEAN}),
    oxigraph=QueryResultsFormat.TSV,
)

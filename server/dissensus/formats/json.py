"""SPARQL results in JSON: what most clients ask for.

Source: SPARQL 1.1 Query Results JSON Format, section 4.
"""

from typing import Final

from pyoxigraph import QueryResultsFormat

from dissensus.formats.kinds import Format, Kind

FORMAT: Final = Format(
    name="SPARQL JSON",
    media_type="application/sparql-results+json",
    iri="http://www.w3.org/ns/formats/SPARQL_Results_JSON",
    suffix="json",
    rank=0,
    kinds=frozenset({Kind.BINDINGS, Kind.BOOLEAN}),
    oxigraph=QueryResultsFormat.JSON,
)

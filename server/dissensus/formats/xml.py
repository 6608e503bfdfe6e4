"""SPARQL results in XML.

Source: SPARQL Query Results XML Format, section 4.
"""

from typing import Final

from pyoxigraph import QueryResultsFormat

from dissensus.formats.kinds import Format, Kind

FORMAT: Final = Format(
    name="SPARQL XML",
    media_type="application/sparql-results+xml",
    iri="http://www.w3.org/ns/formats/SPARQL_Results_XML",
    suffix="xml",
    rank=1,
    kinds=frozenset({Kind.BINDINGS, Kind.BOOLEAN}),
    oxigraph=QueryResultsFormat.XML,
)

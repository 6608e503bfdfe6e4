"""JSON-LD: triples for those who read JSON.

Source: JSON-LD 1.1, appendix C.
"""

from typing import Final

from pyoxigraph import RdfFormat

from dissensus.formats.kinds import Format, Kind

FORMAT: Final = Format(
    name="JSON-LD",
    media_type="application/ld+json",
    iri="http://www.w3.org/ns/formats/JSON-LD",
    suffix="jsonld",
    rank=2,
    kinds=frozenset({Kind.GRAPH, Kind.DATASET}),
    oxigraph=RdfFormat.JSON_LD,
)

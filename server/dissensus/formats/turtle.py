"""Turtle: what people read and write.

Source: RDF 1.1 Turtle, section 7.
"""

from typing import Final

from pyoxigraph import RdfFormat

from dissensus.formats.kinds import Format, Kind

FORMAT: Final = Format(
    name="Turtle",
    media_type="text/turtle; charset=utf-8",
    iri="http://www.w3.org/ns/formats/Turtle",
    suffix="ttl",
    rank=0,
    kinds=frozenset({Kind.GRAPH}),
    oxigraph=RdfFormat.TURTLE,
)

"""TriG: Turtle that says in which graph a statement stands.

Source: RDF 1.1 TriG, section 5.
"""

from typing import Final

from pyoxigraph import RdfFormat

from dissensus.formats.kinds import Format, Kind

FORMAT: Final = Format(
    name="TriG",
    media_type="application/trig",
    iri="http://www.w3.org/ns/formats/TriG",
    suffix="trig",
    rank=4,
    kinds=frozenset({Kind.GRAPH, Kind.DATASET}),
    oxigraph=RdfFormat.TRIG,
)

"""N-Quads: one statement and its graph a line.

Source: RDF 1.1 N-Quads, section 4.
"""

from typing import Final

from pyoxigraph import RdfFormat

from dissensus.formats.kinds import Format, Kind

FORMAT: Final = Format(
    name="N-Quads",
    media_type="application/n-quads",
    iri="http://www.w3.org/ns/formats/N-Quads",
    suffix="nq",
    rank=5,
    kinds=frozenset({Kind.DATASET}),
    oxigraph=RdfFormat.N_QUADS,
)

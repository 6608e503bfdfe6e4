"""N-Triples: one statement a line, for streams and sorting.

Source: RDF 1.1 N-Triples, section 4.
"""

from typing import Final

from pyoxigraph import RdfFormat

from dissensus.formats.kinds import Format, Kind

FORMAT: Final = Format(
    name="N-Triples",
    media_type="application/n-triples",
    iri="http://www.w3.org/ns/formats/N-Triples",
    suffix="nt",
    rank=1,
    kinds=frozenset({Kind.GRAPH}),
    oxigraph=RdfFormat.N_TRIPLES,
)

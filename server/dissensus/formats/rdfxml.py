"""RDF/XML: what older tools read.

Source: RDF 1.1 XML Syntax, section 4.
"""

from typing import Final

from pyoxigraph import RdfFormat

from dissensus.formats.kinds import Format, Kind

FORMAT: Final = Format(
    name="RDF/XML",
    media_type="application/rdf+xml",
    iri="http://www.w3.org/ns/formats/RDF_XML",
    suffix="rdf",
    rank=3,
    kinds=frozenset({Kind.GRAPH}),
    oxigraph=RdfFormat.RDF_XML,
)

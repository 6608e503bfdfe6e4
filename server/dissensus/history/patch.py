"""Write a difference for machines: as an RDF Patch, or as plain N-Triples.

Whoever keeps the N-Triples dump of the older release and applies the patch has
that of the newer one, in another order of lines.

Source: RDF Patch (afs.github.io/rdf-delta/rdf-patch.html); RDF 1.1 N-Triples.
"""

from collections.abc import Iterable

from pyoxigraph import RdfFormat, Triple, serialize

from dissensus.history.difference import Difference


def write_patch(difference: Difference) -> bytes:
    """Return the rows that lead from the older release to the newer."""
    rows = [
        f'H older "{difference.older}" .'.encode(),
        f'H newer "{difference.newer}" .'.encode(),
        b"TX .",
        *(b"D " + line for line in write_lines(difference.removed).splitlines()),
        *(b"A " + line for line in write_lines(difference.added).splitlines()),
        b"TC .",
    ]
    return b"\n".join(rows) + b"\n"


def write_lines(triples: Iterable[Triple]) -> bytes:
    """Return ``triples`` as N-Triples, one a line, as the dumps write them."""
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""

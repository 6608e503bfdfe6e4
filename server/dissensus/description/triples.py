"""Collect the statements of a document: what its RDF forms hold.

Every triple of a document stands in the release: nothing is added, so a
document is a part of the dump. Where it comes from is said by HTTP headers
and, in TriG, by the graphs.
"""

from pyoxigraph import DefaultGraph, NamedNode, Quad

from dissensus.description.incoming import read_incoming
from dissensus.description.reading import (
    Holdings,
    Node,
    is_part,
    named_node,
    select,
)


def document_quads(holdings: Holdings, iri: str) -> list[Quad]:
    """Return the statements that the document about ``iri`` holds, sorted.

    These are its own and those of its parts, the statements that point at
    it (at most fifty per property, as on the page), and the attestations of
    it in full, so that whoever takes the statement takes along who says so.
    """
    node = named_node(iri)
    found: dict[Quad, None] = {}
    _own(holdings, node, node, found)
    for entry in read_incoming(holdings, node):
        property_ = NamedNode(entry.link)
        for subject in entry.subjects:
            pattern = (NamedNode(subject), property_, node, None)
            found |= dict.fromkeys(holdings.backend.quads(*pattern))
    for row in select(holdings, "attestations", entity=[node]):
        if isinstance(attestation := row["attestation"], NamedNode):
            found |= dict.fromkeys(holdings.about(attestation))
    return sorted(_placed(holdings, found), key=str)


def _own(
    holdings: Holdings, whole: NamedNode, node: Node, found: dict[Quad, None]
) -> None:
    fresh = [quad for quad in holdings.about(node) if quad not in found]
    found |= dict.fromkeys(fresh)
    for quad in fresh:
        if is_part(quad.object, whole):
            _own(holdings, whole, quad.object, found)


def _placed(holdings: Holdings, found: dict[Quad, None]) -> list[Quad]:
    """Leave out the merge where a statement's own graphs are known."""
    if holdings.graphs is not None:
        return list(found)
    named = {quad.triple for quad in found if quad.graph_name != DefaultGraph()}
    return [
        quad
        for quad in found
        if quad.graph_name != DefaultGraph() or quad.triple not in named
    ]


def graph_quads(holdings: Holdings, graph: str) -> list[Quad]:
    """Return the statements of one named graph, sorted."""
    return sorted(holdings.backend.quads(None, None, None, NamedNode(graph)), key=str)

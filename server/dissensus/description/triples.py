"""Collect the statements of a document: what its RDF forms hold.

Every triple of a document stands in the release, so a document is a part of
the dump, but for what it says of itself: its topic, its dataset, its licence.
Where a statement comes from is said, in TriG, by the graphs.
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
from dissensus.namespaces import DCTERMS, FOAF, RDF, VOID


def document_quads(holdings: Holdings, iri: str) -> list[Quad]:
    """Return the statements that the document about ``iri`` holds, sorted.

    These are its own and those of its parts, the statements that point at
    it (at most fifty per property, as on the page), and the attestations of
    it in full, so that whoever takes the statement takes along who says so.
    """
    node = named_node(iri)
    found: dict[Quad, None] = {}
    _own(holdings, node, found)
    for entry in read_incoming(holdings, node):
        property_ = NamedNode(entry.link)
        for subject in entry.subjects:
            pattern = (NamedNode(subject), property_, node, None)
            found |= dict.fromkeys(holdings.backend.quads(*pattern))
    for row in select(holdings, "attestations", entity=[node]):
        if isinstance(attestation := row["attestation"], NamedNode):
            found |= dict.fromkeys(holdings.about(attestation))
    return sorted(_placed(holdings, found), key=str)


def about_document(
    document: str, topic: str, dataset: str, license_: str
) -> list[Quad]:
    """Return what a document says of itself: topic, dataset and licence.

    Args:
        document: Its canonical IRI; nothing is said of a topic that is its own.
        topic: The entity that it is about.
        dataset: IRI of the dataset that it is a part of.
        license_: IRI of the licence; may be empty.

    Source: VoID, section 6.2.1 (void:inDataset on a document).
    """
    if document == topic:
        return []
    said = [
        (RDF.type, FOAF.Document),
        (FOAF.primaryTopic, NamedNode(topic)),
        (VOID.inDataset, NamedNode(dataset)),
    ]
    if license_:
        said.append((DCTERMS.license, NamedNode(license_)))
    return [Quad(NamedNode(document), *each) for each in said]


def _own(holdings: Holdings, whole: NamedNode, found: dict[Quad, None]) -> None:
    """Add the statements about ``whole`` and its parts, a long list's included.

    Whatever is named by a fragment of its name is told of here too: who looks it
    up is led to this document, since a client does not send fragments.
    """
    fragment = f"{whole.value}#"
    nodes: list[Node] = [whole]
    while nodes:
        fresh = [quad for quad in holdings.about(nodes.pop()) if quad not in found]
        found |= dict.fromkeys(fresh)
        nodes += [
            part
            for quad in fresh
            if is_part(part := quad.object, whole)
            or (isinstance(part, NamedNode) and part.value.startswith(fragment))
        ]


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

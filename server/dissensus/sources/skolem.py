"""Give every blank node of a project an IRI that depends on its content only.

A release holds no blank nodes: each would be another node on every parse, and
no link could name it. The IRI is ``{nearest named subject}#{property}-{n}``,
where ``n`` counts the nodes that hang on one subject by one property, in the
order of what they say. A subject whose IRI has a fragment already takes a dot
instead of the hash. A node that hangs on no named subject is its graph's:
``{graph}#node-{n}``.

Source: RDF 1.1 Concepts, section 3.5; RDF Dataset Canonicalization 1.0.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    Triple,
)

Key: TypeAlias = tuple[tuple[str, ...], int]
Children: TypeAlias = Mapping[BlankNode | NamedNode, list[tuple[str, BlankNode]]]


def skolemise(quads: Iterable[Quad]) -> list[Quad]:
    """Return ``quads`` with an IRI in the place of every blank node.

    Args:
        quads: All quads of a project; blank nodes differ between files and
            graph names are IRIs.

    Returns:
        Another order, the same number. Equal content gives equal IRIs,
        whatever the labels in the files.
    """
    ground: list[Quad] = []
    blank: list[Quad] = []
    for quad in quads:
        holds = isinstance(quad.subject, BlankNode) or isinstance(
            quad.object, BlankNode
        )
        (blank if holds else ground).append(quad)
    if not blank:
        return ground
    # Canonical labels, so that nodes that say the same and differ only in
    # what leads to them are told apart by content too.
    dataset = Dataset(blank)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    blank = list(dataset)
    names = _names(blank, _subjects([*ground, *blank]))
    return ground + [_renamed(quad, names) for quad in blank]


def _subjects(quads: Iterable[Quad]) -> set[str]:
    return {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}


def _names(blank: list[Quad], taken: set[str]) -> dict[BlankNode, NamedNode]:
    keys = _keys(blank)
    owners = _owners(
        blank, keys, {iri.partition("#")[0] for iri in taken if "#" in iri}
    )
    groups: dict[str, list[BlankNode]] = defaultdict(list)
    for node, stem in owners.items():
        groups[stem].append(node)
    names: dict[BlankNode, NamedNode] = {}
    for stem, nodes in groups.items():
        number = 0
        for node in sorted(nodes, key=keys.__getitem__):
            number += 1
            while f"{stem}-{number}" in taken:
                number += 1
            names[node] = NamedNode(f"{stem}-{number}")
    return names


def _keys(blank: list[Quad]) -> dict[BlankNode, Key]:
    """Return by what each blank node is sorted: what it says, then its label."""
    says: dict[BlankNode, list[str]] = defaultdict(list)
    for quad in blank:
        for node in (quad.subject, quad.object):
            if isinstance(node, BlankNode):
                says[node]
        if isinstance(quad.subject, BlankNode) and not isinstance(
            quad.object, BlankNode
        ):
            says[quad.subject].append(f"{quad.predicate} {quad.object}")
    return {
        node: (tuple(sorted(said)), int(node.value.removeprefix("c14n")))
        for node, said in says.items()
    }


def _owners(
    blank: list[Quad], keys: Mapping[BlankNode, Key], spaces: set[str]
) -> dict[BlankNode, str]:
    """Return the stem of each node's name, walking from the named subjects.

    What hangs on one of ``spaces``, an ontology whose terms are its fragments,
    is named after the graph: its name would else be that of a term.
    """
    children, graphs = _children(blank, keys)
    stems: dict[BlankNode, str] = {}
    named = (node for node in children if isinstance(node, NamedNode))
    for root in sorted(named, key=lambda node: node.value):
        name = root.value
        if name in spaces:
            name = graphs.get(children[root][0][1], name)
        _walk(root, name, children, stems)
    led_to = {node for found in children.values() for _, node in found}
    for node in sorted(graphs, key=lambda node: (node in led_to, keys[node])):
        if node not in stems:
            stems[node] = _stem(graphs[node], "node")
            _walk(node, graphs[node], children, stems)
    return stems


def _children(
    blank: list[Quad], keys: Mapping[BlankNode, Key]
) -> tuple[Children, dict[BlankNode, str]]:
    """Return which nodes hang on which, in order, and the graph of each."""
    children: dict[BlankNode | NamedNode, list[tuple[str, BlankNode]]]
    children = defaultdict(list)
    graphs: dict[BlankNode, str] = {}
    for quad in blank:
        if isinstance(quad.object, BlankNode) and not isinstance(quad.subject, Triple):
            children[quad.subject].append((quad.predicate.value, quad.object))
        if isinstance(quad.subject, BlankNode):
            graphs.setdefault(quad.subject, str(quad.graph_name)[1:-1])
    for found in children.values():
        found.sort(key=lambda pair: (pair[0], keys[pair[1]]))
    return children, graphs


def _walk(
    root: BlankNode | NamedNode,
    name: str,
    children: Children,
    stems: dict[BlankNode, str],
) -> None:
    queue = deque([root])
    while queue:
        for property_, node in children.get(queue.popleft(), ()):
            if node not in stems:
                stems[node] = _stem(name, re.split(r"[#/]", property_)[-1])
                queue.append(node)


def _stem(name: str, property_: str) -> str:
    return f"{name}{'.' if '#' in name else '#'}{property_}"


def _renamed(quad: Quad, names: Mapping[BlankNode, NamedNode]) -> Quad:
    subject, object_ = quad.subject, quad.object
    if isinstance(subject, BlankNode):
        subject = names[subject]
    if isinstance(object_, BlankNode):
        object_ = names[object_]
    return Quad(subject, quad.predicate, object_, quad.graph_name)


def owner_of(iri: str) -> str:
    """Return the subject on which the node with the skolem IRI ``iri`` hangs.

    An IRI that is not built like one of this module's is its own owner.

    >>> owner_of("https://example.org/id/passage/p1#hasSelector-1")
    'https://example.org/id/passage/p1'
    >>> owner_of("https://example.org/ontology#affirms.rest-2")
    'https://example.org/ontology#affirms'
    """
    return re.sub(r"(?:#|(?<=#)(?P<local>[^#]*)\.)[^#./]+-\d+$", r"\g<local>", iri)

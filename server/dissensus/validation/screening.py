"""Tell the nodes that certainly conform from those that pySHACL must look at.

Almost every node of a release conforms, and pySHACL spends 0.1 ms on each
shape of each. Here the constraints of SHACL Core that are plain to decide are
decided on ``Facts``; nothing is ever reported from here. A shape of which
anything is not understood is left to pySHACL whole, and so is each node for
which the answer is not a certain yes: what is found, and in which words, is
pySHACL's to say. A test holds the two to each other on every fixture.

An answer is True, False, or None where it is not certain (Kleene's logic).

Source: SHACL sections 2.1 (targets), 2.3 (paths) and 4 (constraints).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, NamedNode, Store

from dissensus.namespaces import OWL, RDF, RDFS, SH
from dissensus.validation.constraints import MAKERS, Maker
from dissensus.validation.facts import Facts, Term
from dissensus.validation.shapes import Node, Target
from dissensus.validation.values import Answer, Holds, Unclear, all_of, only

Step: TypeAlias = Callable[[Term], Iterable[Term]]
_NO_CONSTRAINT: Final = frozenset(
    {
        SH.defaultValue,
        SH.description,
        SH.group,
        SH.ignoredProperties,
        SH.message,
        SH.name,
        SH.order,
        SH.path,
        SH.qualifiedMaxCount,
        SH.qualifiedMinCount,
        SH.severity,
        SH.targetClass,
        SH.targetNode,
        SH.targetObjectsOf,
        SH.targetSubjectsOf,
    }
)


def focus_nodes(targets: Iterable[Target], facts: Facts) -> set[Term]:
    """Return the nodes that ``targets`` name (SHACL 2.1.3)."""
    found: set[Term] = set()
    for target in targets:
        if target.kind == "targetClass":
            found.update(facts.instances(target.node))
        elif target.kind == "targetSubjectsOf":
            found.update(facts.objects(target.node))
        elif target.kind == "targetObjectsOf":
            found.update(facts.subjects(target.node))
        else:
            found.add(target.node)
    return found


def suspects(
    shapes: Store, facts: Facts, met: Mapping[Node, Collection[Term]]
) -> dict[Node, list[Term]]:
    """Return the focus nodes of each understood shape that may not conform.

    Takes 5 CPU s for a million triples of the house's data.

    Args:
        shapes: The graph of what judges.
        facts: What is judged.
        met: The focus nodes of each shape that has a target.
    """
    if any(shapes.quads_for_pattern(None, SH.parameter, None, None)):
        return {}  # Constraint components of somebody's own (SHACL 6).
    found: dict[Node, list[Term]] = {}
    for shape, nodes in met.items():
        reading = _Reading(shapes, facts)
        types = reading.said(shape).get(RDF.type, ())
        if OWL.Class in types or RDFS.Class in types:
            continue  # Its own name is a target that cannot be taken away.
        try:
            conforms = reading.test(shape)
        except Unclear:
            continue
        found[shape] = [node for node in nodes if conforms(node) is not True]
    return found


class _Reading:
    """One shape, and those within it, made into one test."""

    def __init__(self, shapes: Store, facts: Facts) -> None:
        self._graph = shapes
        self._open: list[Term] = []
        self.facts = facts

    def test(self, shape: Term) -> Holds:
        """Return the test of a shape.

        Raises:
            Unclear: Something about it, or within it, is not understood.
        """
        said = self.said(shape)
        if shape in self._open or not said:
            raise Unclear
        self._open.append(shape)
        constraints = [
            constraint
            for property_, values in said.items()
            if property_.value in SH and property_ not in _NO_CONSTRAINT
            for constraint in _maker(property_)(self, values, said)
        ]
        walk = self.walk(only(said[SH.path])) if SH.path in said else None
        self._open.pop()

        def conforms(focus: Term) -> Answer:
            values = {focus} if walk is None else set(walk(focus))
            return all_of(holds(focus, values) for holds in constraints)

        return conforms

    def said(self, node: Term) -> dict[NamedNode, list[Term]]:
        """Return what the shapes graph says of ``node``, by property."""
        said: dict[NamedNode, list[Term]] = {}
        if isinstance(node, NamedNode | BlankNode):
            for quad in self._graph.quads_for_pattern(node, None, None, None):
                said.setdefault(quad.predicate, []).append(quad.object)
        return said

    def members(self, head: Term) -> list[Term]:
        """Return the members of the list at ``head``."""
        found: list[Term] = []
        while head != RDF.nil:
            cell = self.said(head)
            found.append(only(cell.get(RDF.first, [])))
            head = only(cell.get(RDF.rest, []))
        return found

    def walk(self, path: Term) -> Step:
        """Return what leads from a node to the values of ``path`` (SHACL 2.3.1)."""
        if isinstance(path, NamedNode):
            objects = self.facts.objects(path)
            return lambda node: objects.get(node, ())
        said = self.said(path)
        if RDF.first in said:
            steps = [self.walk(step) for step in self.members(path)]
            return lambda node: _along(node, steps)
        inner = only(said.get(SH.inversePath) or said.get(SH.alternativePath) or [])
        if SH.inversePath in said and isinstance(inner, NamedNode):
            subjects = self.facts.subjects(inner)
            return lambda node: subjects.get(node, ())
        ways = [self.walk(way) for way in self.members(inner)]
        return lambda node: (end for way in ways for end in way(node))


def _along(node: Term, steps: Iterable[Step]) -> set[Term]:
    reached = {node}
    for step in steps:
        reached = {end for start in reached for end in step(start)}
    return reached


def _maker(property_: NamedNode) -> Maker:
    try:
        return MAKERS[property_]
    except KeyError:
        raise Unclear from None

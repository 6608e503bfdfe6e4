"""Read shapes files: what judges whom, under which code and how gravely.

A shape of the house has an IRI, ``dsh:code``, ``sh:severity`` and
``sh:message``; shapes of others may lack a code, and are then named by their
IRI or by the constraint component that spoke.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from dissensus.errors import BadShape
from dissensus.namespaces import DSH, OWL, RDF, RDFS, SH
from dissensus.sources.files import SourceFile
from dissensus.sources.parsing import parse_file
from dissensus.validation.report import Severity

Node = NamedNode | BlankNode
SHAPES_GUIDE: Final = "docs/shapes.md"
TARGETS: Final = (
    "targetClass",
    "targetNode",
    "targetObjectsOf",
    "targetSubjectsOf",
)


@dataclass(frozen=True)
class Target:
    """One target declaration of a shape, such as ``sh:targetClass dis:Stance``."""

    kind: str
    node: NamedNode | Literal

    @property
    def pattern(self) -> str:
        """The target as a SPARQL group that binds ``?this`` (SHACL 2.1.3)."""
        if self.kind == "targetClass":
            path = f"{RDF.type}/{RDFS.subClassOf}*"
            return f"{{ ?this {path} {self.node} }}"
        if self.kind == "targetSubjectsOf":
            return f"{{ ?this {self.node} ?anyObject }}"
        if self.kind == "targetObjectsOf":
            return f"{{ ?anySubject {self.node} ?this }}"
        return f"{{ BIND({self.node} AS ?this) }}"


@dataclass(frozen=True)
class ShapeSet:
    """Shapes read together, as a graph and by what the room asks of them.

    Attributes:
        graph: Everything the files say.
        targets: The targets of each shape that has one.
        codes: ``dsh:code`` per shape, for the shapes that have one.
        severities: Per shape; a shape that is not here is a Violation's.
    """

    graph: Store
    targets: dict[Node, tuple[Target, ...]]
    codes: dict[str, str]
    severities: dict[str, Severity]

    def code(self, shape: str, otherwise: str = "") -> str:
        """Return the code of a shape, or ``otherwise``, or its own name."""
        return self.codes.get(shape) or otherwise or shape

    def severity(self, shape: str) -> Severity:
        """Return the severity of a shape (SHACL 2.1.4: Violation unless said)."""
        return self.severities.get(shape, Severity.VIOLATION)


def read_shapes(files: Sequence[SourceFile]) -> ShapeSet:
    """Return the shapes of ``files``, read as one graph.

    Raises:
        UnreadableSource: A file does not parse.
        BadShape: Two shapes bear one code, or one shape bears two.
    """
    graph = Store()
    for file in files:
        graph.extend(parse_file(file).quads)
    return ShapeSet(graph, _targets(graph), _codes(graph), _severities(graph))


def name_of(term: object) -> str:
    """Return the IRI, the label or the lexical form of a term."""
    return str(getattr(term, "value", term))


def values(graph: Store, subject: object, predicate: NamedNode) -> list[str]:
    """Return the objects of a property as text, sorted."""
    if not isinstance(subject, NamedNode | BlankNode):
        return []
    found = graph.quads_for_pattern(subject, predicate, None, None)
    return sorted(name_of(quad.object) for quad in found)


def _targets(graph: Store) -> dict[Node, tuple[Target, ...]]:
    found: dict[Node, list[Target]] = {}
    for kind in TARGETS:
        for quad in graph.quads_for_pattern(None, SH[kind], None, None):
            shape, aim = quad.subject, quad.object
            if isinstance(shape, NamedNode | BlankNode) and isinstance(
                aim, NamedNode | Literal
            ):
                found.setdefault(shape, []).append(Target(kind, aim))
    for quad in graph.quads_for_pattern(None, RDF.type, SH.NodeShape, None):
        shape = quad.subject
        if isinstance(shape, NamedNode) and _is_class(graph, shape):
            # An implicit class target (SHACL 2.1.3.3).
            found.setdefault(shape, []).append(Target("targetClass", shape))
    return {
        shape: tuple(sorted(found[shape], key=lambda aim: (aim.kind, str(aim.node))))
        for shape in sorted(found, key=str)
    }


def _is_class(graph: Store, node: NamedNode) -> bool:
    return any(Quad(node, RDF.type, kind) in graph for kind in (RDFS.Class, OWL.Class))


def _codes(graph: Store) -> dict[str, str]:
    codes: dict[str, str] = {}
    for quad in graph.quads_for_pattern(None, DSH.code, None, None):
        shape, code = name_of(quad.subject), name_of(quad.object)
        if shape in codes or code in codes.values():
            raise BadShape(
                f"The code {code} of <{shape}> is given twice.",
                hint="One shape, one code: take the next free number of its class.",
                see=SHAPES_GUIDE,
            )
        codes[shape] = code
    return codes


def _severities(graph: Store) -> dict[str, Severity]:
    known = {SH[severity.value]: severity for severity in Severity}
    return {
        name_of(quad.subject): known[quad.object]
        for quad in graph.quads_for_pattern(None, SH.severity, None, None)
        if isinstance(quad.object, NamedNode) and quad.object in known
    }

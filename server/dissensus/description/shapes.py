"""Read shapes as a reader wants them: what each demands, of whom, how gravely.

Only reads: what a shape finds is the validation room's to say, and stands in
the report of a release.

Source: Shapes Constraint Language (W3C Recommendation, 2017).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from dissensus.description.constraints import say_demands, say_target
from dissensus.description.expressions import Words, say_path, terms_of, value, values
from dissensus.description.labels import Names, read_names
from dissensus.description.reading import Holdings, Node
from dissensus.namespaces import DCTERMS, DSH, OWL, RDF, RDFS, SH, SKOS

_TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_SHAPES: Final = (SH.NodeShape, SH.PropertyShape)
_DEFAULT: Final = "Violation"


@dataclass(frozen=True)
class Constraint:
    """A shape that can speak: one code, one severity, one message.

    Attributes:
        iri: Of the shape; empty where it has none.
        code: Its stable code; empty where it has none.
        path: Where it looks, as SPARQL writes it; empty for the node itself.
        demands: In words, but for what a query demands.
        queries: The SELECT of each constraint that is a query.
        parts: IRIs that name a part of it, such as a query.
    """

    iri: str
    code: str
    severity: str
    messages: tuple[str, ...]
    path: Words
    demands: tuple[Words, ...]
    queries: tuple[str, ...]
    parts: tuple[str, ...]

    def mentions(self) -> Iterator[str]:
        """Yield every IRI that has to be named."""
        for words in (self.path, *self.demands):
            yield from terms_of(words)


@dataclass(frozen=True)
class ShapeEntry:
    """A shape with targets, and all that it demands of them.

    Attributes:
        file: Where it is written, below the project's folder.
        targets: Whom it judges, in words.
    """

    iri: str
    label: str
    comment: str
    file: str
    targets: tuple[Words, ...]
    constraints: tuple[Constraint, ...]

    @property
    def folder(self) -> str:
        """The folder of its file, which says what is judged."""
        return self.file.rpartition("/")[0].rpartition("/")[2]


@dataclass(frozen=True)
class WaiverEntry:
    """The decision to live with a finding; ``by`` is empty when nobody signed."""

    iri: str
    code: str
    focus: str
    reason: str
    date: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """A term that the shapes files declare for their own use."""

    iri: str
    label: str
    definition: str


@dataclass(frozen=True)
class Shapes:
    """All shapes of a project, by label; waivers; and words of their own."""

    entries: tuple[ShapeEntry, ...]
    waivers: tuple[WaiverEntry, ...]
    words: tuple[Word, ...]
    names: Names

    @property
    def constraints(self) -> Iterator[Constraint]:
        """Everything that can speak, in order."""
        for entry in self.entries:
            yield from entry.constraints

    def of_terms(self) -> dict[str, tuple[Constraint, ...]]:
        """Return which constraints look at each class and each property.

        A class is looked at by the shapes that target it, a property by those
        that target who has it or whose path it is part of.
        """
        found: dict[str, dict[Constraint, None]] = {}
        for entry in self.entries:
            for constraint in entry.constraints:
                terms = {iri for words in entry.targets for iri in terms_of(words)}
                for iri in terms.union(terms_of(constraint.path)):
                    found.setdefault(iri, {})[constraint] = None
        return {
            iri: tuple(sorted(some, key=lambda c: (c.code, c.iri)))
            for iri, some in found.items()
        }


def read_shapes(holdings: Holdings, labels: Holdings) -> Shapes:
    """Return the shapes of ``holdings``; 0.1 s for 300 of them.

    Args:
        holdings: The shapes files, each a named graph called after its path.
        labels: Where the terms that they speak of are named.
    """
    nodes = {
        quad.subject
        for kind in _SHAPES
        for quad in holdings.backend.quads(None, RDF.type, kind)
        if isinstance(quad.subject, NamedNode | BlankNode)
    }
    inner = {q.object for q in holdings.backend.quads(None, SH.property, None)}
    outer = sorted((node for node in nodes if node not in inner), key=str)
    entries = [_entry(holdings, node) for node in outer]
    kept = tuple(
        sorted((e for e in entries if e.constraints), key=lambda e: (e.file, e.label))
    )
    waivers = tuple(_waivers(holdings))
    mentioned = {w.focus for w in waivers} | {iri for w in waivers for iri in w.by}
    for entry in kept:
        mentioned.update(iri for words in entry.targets for iri in terms_of(words))
        mentioned.update(iri for c in entry.constraints for iri in c.mentions())
    names = read_names(labels, {iri for iri in mentioned if ":" in iri})
    return Shapes(kept, waivers, tuple(_words(holdings)), names)


def _entry(holdings: Holdings, node: Node) -> ShapeEntry:
    quad = next(iter(holdings.backend.quads(node, RDF.type, None)))
    own = _constraint(holdings, node)
    inner = [
        _constraint(holdings, part)
        for part in values(holdings, node, SH.property)
        if isinstance(part, NamedNode | BlankNode)
    ]
    speaks = own.demands or own.queries or own.code
    return ShapeEntry(
        iri=_iri(node),
        label=_text(holdings, node, RDFS.label) or _text(holdings, node, SH.name),
        comment=_text(holdings, node, RDFS.comment),
        file=str(getattr(quad.graph_name, "value", "")).partition(":")[2],
        targets=tuple(_targets(holdings, node)),
        constraints=tuple(sorted(([own] if speaks else []) + inner, key=_by_code)),
    )


def _constraint(holdings: Holdings, node: Node) -> Constraint:
    path = value(holdings, node, SH.path)
    rules = values(holdings, node, SH.sparql)
    severity = value(holdings, node, SH.severity)
    messages = values(holdings, node, SH.message)
    for rule in rules:
        messages += [m for m in values(holdings, rule, SH.message) if m not in messages]
    return Constraint(
        iri=_iri(node),
        code=_text(holdings, node, DSH.code),
        severity=_iri(severity).rpartition("#")[2] or _DEFAULT,
        messages=tuple(m.value for m in messages if isinstance(m, Literal)),
        path=say_path(holdings, path) if path is not None else (),
        demands=say_demands(holdings, node),
        queries=tuple(t for rule in rules if (t := _text(holdings, rule, SH.select))),
        parts=tuple(rule.value for rule in rules if isinstance(rule, NamedNode)),
    )


def _targets(holdings: Holdings, node: Node) -> Iterator[Words]:
    for kind in _TARGETS:
        for aim in values(holdings, node, SH[kind]):
            if isinstance(aim, NamedNode | Literal):
                yield say_target(kind, aim)
    kinds = values(holdings, node, RDF.type)
    if isinstance(node, NamedNode) and (OWL.Class in kinds or RDFS.Class in kinds):
        yield say_target("targetClass", node)


def _waivers(holdings: Holdings) -> Iterator[WaiverEntry]:
    found = holdings.backend.quads(None, RDF.type, DSH.Waiver)
    for node in sorted({q.subject for q in found}, key=str):
        signed = values(holdings, node, DCTERMS.creator)
        yield WaiverEntry(
            iri=_iri(node),
            code=_text(holdings, node, DSH.waives),
            focus=_iri(value(holdings, node, DSH.focus)),
            reason=_text(holdings, node, DSH.reason),
            date=_text(holdings, node, DCTERMS.date),
            by=tuple(str(getattr(who, "value", "")) for who in signed),
        )


def _words(holdings: Holdings) -> Iterator[Word]:
    kinds = (
        OWL.Class,
        OWL.ObjectProperty,
        OWL.DatatypeProperty,
        OWL.AnnotationProperty,
    )
    found = {
        quad.subject
        for kind in kinds
        for quad in holdings.backend.quads(None, RDF.type, kind)
        if isinstance(quad.subject, NamedNode)
    }
    for node in sorted(found, key=str):
        if not set(values(holdings, node, RDF.type)) & set(_SHAPES):
            yield Word(
                node.value,
                _text(holdings, node, RDFS.label),
                _text(holdings, node, SKOS.definition),
            )


def _by_code(constraint: Constraint) -> tuple[bool, str, str]:
    return (not constraint.code, constraint.code, constraint.iri)


def _iri(node: object) -> str:
    return node.value if isinstance(node, NamedNode) else ""


def _text(holdings: Holdings, node: Node | object, property_: NamedNode) -> str:
    """Return one text of a property: the English one where there are several."""
    if not isinstance(node, NamedNode | BlankNode):
        return ""
    texts = [v for v in values(holdings, node, property_) if isinstance(v, Literal)]
    texts.sort(key=lambda t: ((t.language or "en") != "en", t.value))
    return texts[0].value if texts else ""

"""Compare two versions of an ontology: which terms came, went and were reworded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad

from dissensus.namespaces import OWL, RDF

_DEPTH: Final = 20
Statements = dict[str, set[tuple[str, str]]]


@dataclass(frozen=True)
class Change:
    """A term of both versions of which they do not say the same.

    Attributes:
        iri: The term.
        properties: IRIs of the properties whose values differ, sorted.
    """

    iri: str
    properties: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What became of the terms from one version to the next; IRIs, sorted."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]


def compare(older: Iterable[Quad], newer: Iterable[Quad]) -> Changes:
    """Return what ``newer`` says of which terms that ``older`` does not, or else.

    Blank nodes are compared by what is said of them, so that two readings of
    one file never differ. Terms are the typed subjects that have an IRI, but
    for the ontology itself, whose version differs every time.
    """
    before, after = _statements(older), _statements(newer)
    both = sorted(before.keys() & after.keys())
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(
            Change(iri, tuple(sorted({p for p, _ in before[iri] ^ after[iri]})))
            for iri in both
            if before[iri] != after[iri]
        ),
    )


def _statements(quads: Iterable[Quad]) -> Statements:
    about: dict[object, list[Quad]] = {}
    for quad in quads:
        about.setdefault(quad.subject, []).append(quad)

    def said(node: object, depth: int) -> str:
        if not isinstance(node, BlankNode) or depth > _DEPTH:
            return str(node) if not isinstance(node, BlankNode) else "[]"
        inner = sorted(
            f"{quad.predicate} {said(quad.object, depth + 1)}"
            for quad in about.get(node, ())
        )
        return f"[{' ; '.join(inner)}]"

    found: Statements = {}
    for subject, some in about.items():
        kinds = {quad.object for quad in some if quad.predicate == RDF.type}
        if isinstance(subject, NamedNode) and kinds and OWL.Ontology not in kinds:
            found[subject.value] = {
                (q.predicate.value, said(q.object, 0)) for q in some
            }
    return found

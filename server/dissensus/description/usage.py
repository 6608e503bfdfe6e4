"""Say how often a dataset uses its terms, and show one use of each.

What is counted is the default graph: each statement once, whoever made it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from dissensus.description.reading import Holdings, select
from dissensus.namespaces import RDF

# So many statements are looked at for one worth showing.
_LOOKED_AT: Final = 60
# Longer texts make poor examples.
_SHORT: Final = 80


@dataclass(frozen=True)
class Pointing:
    """How many entities point at one with one property."""

    property: str
    count: int


def count_members(holdings: Holdings, classes: Iterable[str]) -> dict[str, int]:
    """Return how many members each class has, where it has any."""
    return _counts(holdings, "instances", classes)


def count_statements(holdings: Holdings, properties: Iterable[str]) -> dict[str, int]:
    """Return how many statements each property has, where it has any."""
    return _counts(holdings, "uses", properties)


def count_pointing(
    holdings: Holdings, iris: Iterable[str]
) -> dict[str, tuple[Pointing, ...]]:
    """Return what points at each of ``iris``, the most frequent first."""
    found: dict[str, list[Pointing]] = {}
    for row in select(holdings, "pointed", term=[NamedNode(iri) for iri in iris]):
        term, property_, count = row["term"], row["property"], row["count"]
        if isinstance(term, NamedNode) and isinstance(property_, NamedNode):
            entry = Pointing(property_.value, _number(count))
            found.setdefault(term.value, []).append(entry)
    return {
        iri: tuple(sorted(entries, key=lambda e: (-e.count, e.property)))
        for iri, entries in found.items()
    }


def show_member(
    holdings: Holdings, class_: str, preferred: frozenset[str]
) -> Triple | None:
    """Return a statement that something is of ``class_``; None when nothing is."""
    return _best(holdings, RDF.type, NamedNode(class_), preferred)


def show_statement(
    holdings: Holdings, property_: str, preferred: frozenset[str]
) -> Triple | None:
    """Return a statement with ``property_``; None when there is none."""
    return _best(holdings, NamedNode(property_), None, preferred)


def show_use(holdings: Holdings, iri: str, preferred: frozenset[str]) -> Triple | None:
    """Return a statement that points at ``iri``; None when none does."""
    return _best(holdings, None, NamedNode(iri), preferred)


def _best(
    holdings: Holdings,
    property_: NamedNode | None,
    object_: NamedNode | None,
    preferred: frozenset[str],
) -> Triple | None:
    """Return the clearest of the first statements; the same on each reading.

    About entities rather than their parts, recommended ones first, short ones
    before long ones.
    """
    entity = f"{holdings.base}id/"
    merge = DefaultGraph() if holdings.graphs is None else None

    def rank(triple: Triple) -> tuple[bool, bool, bool, int, str]:
        subject, target = triple.subject, triple.object
        iri = subject.value if isinstance(subject, NamedNode) else ""
        text = target.value if isinstance(target, Literal) else ""
        return (
            iri not in preferred,
            not iri.startswith(entity) or "#" in iri,
            isinstance(target, Literal) and (target.language or "en") != "en",
            max(0, len(text) - _SHORT) + len(iri),
            str(triple),
        )

    found = holdings.backend.quads(None, property_, object_, merge)
    triples = (quad.triple for quad in islice(found, _LOOKED_AT))
    named = [t for t in triples if isinstance(t.subject, NamedNode)]
    return min(named, key=rank, default=None)


def _counts(holdings: Holdings, query: str, iris: Iterable[str]) -> dict[str, int]:
    rows = select(holdings, query, term=[NamedNode(iri) for iri in iris])
    return {
        term.value: _number(row["count"])
        for row in rows
        if isinstance(term := row["term"], NamedNode)
    }


def _number(term: object) -> int:
    return int(term.value) if isinstance(term, Literal) else 0

"""Find what points at an entity, property by property."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.description.reading import Holdings, Row, select

PAGE: Final = 50
_LABELLED: Final = 2_000


@dataclass(frozen=True)
class Incoming:
    """The subjects that point at an entity with one property.

    Attributes:
        link: The IRI of the property.
        count: How many subjects there are.
        page: Which fifty of them these are, from 1.
        subjects: Their IRIs, by English label.
    """

    link: str
    count: int
    page: int
    subjects: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many pages of fifty there are."""
        return -(-self.count // PAGE)

    def mentions(self) -> Iterator[str]:
        """Return every IRI that has to be named."""
        yield self.link
        yield from self.subjects


def read_incoming(holdings: Holdings, entity: NamedNode) -> tuple[Incoming, ...]:
    """Return the first fifty subjects of each property, the fullest last.

    Properties with few subjects tell more than those with many.
    """
    counts = select(holdings, "incoming", entity=[entity])
    found = [
        read_subjects(holdings, entity, row["property"], int(row["count"].value))
        for row in counts
        if isinstance(row["property"], NamedNode) and isinstance(row["count"], Literal)
    ]
    return tuple(sorted(found, key=lambda each: (each.count, each.link)))


def read_subjects(
    holdings: Holdings,
    entity: NamedNode,
    property_: NamedNode,
    count: int,
    page: int = 1,
) -> Incoming:
    """Return page ``page`` of the subjects of one property.

    By English label; thousands by IRI, since the engine takes 100 ms to sort
    10,000 labels and nobody leafs through them.
    """
    first = PAGE * (page - 1)
    terms = {"entity": [entity], "property": [property_]}
    if count > _LABELLED:
        rows = select(holdings, "pointing", **terms)
        found = sorted(_iris(rows))[first : first + PAGE]
    else:
        found = _iris(select(holdings, "subjects", (PAGE, first), **terms))
    return Incoming(link=property_.value, count=count, page=page, subjects=tuple(found))


def _iris(rows: list[Row]) -> list[str]:
    subjects = (row["subject"] for row in rows)
    return [s.value for s in subjects if isinstance(s, NamedNode)]


def count_subjects(holdings: Holdings, entity: NamedNode, property_: NamedNode) -> int:
    """Return how many subjects point at ``entity`` with ``property_``."""
    for row in select(holdings, "incoming", entity=[entity]):
        count = row["count"]
        if row["property"] == property_ and isinstance(count, Literal):
            return int(count.value)
    return 0

"""Find what points at an entity, property by property."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.description.reading import Holdings, select

PAGE: Final = 50
# Beyond this many they come in the order of the store, the same for as long as a
# release lives: to read 10,000 labels, or IRIs, for the first fifty would take
# longer (50 ms) than the rest of the page.
_HUB: Final = 1_000


@dataclass(frozen=True)
class Incoming:
    """The subjects that point at an entity with one property.

    Attributes:
        link: The IRI of the property.
        count: How many subjects there are.
        page: Which fifty of them these are, from 1.
        subjects: Their IRIs, by English label; on a hub as the store has them.
        label: What the project calls the link against its direction; may be
            empty.
    """

    link: str
    count: int
    page: int
    subjects: tuple[str, ...]
    label: str = ""

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
    """Return page ``page`` of the subjects of one property."""
    query = "subjects" if count <= _HUB else "pointing"
    limits = (PAGE, PAGE * (page - 1))
    rows = select(holdings, query, limits, entity=[entity], property=[property_])
    named = (row["subject"] for row in rows)
    subjects = [s.value for s in named if isinstance(s, NamedNode)]
    return Incoming(
        link=property_.value,
        count=count,
        page=page,
        subjects=tuple(subjects),
    )


def count_subjects(holdings: Holdings, entity: NamedNode, property_: NamedNode) -> int:
    """Return how many subjects point at ``entity`` with ``property_``."""
    for row in select(holdings, "incoming", entity=[entity]):
        count = row["count"]
        if row["property"] == property_ and isinstance(count, Literal):
            return int(count.value)
    return 0

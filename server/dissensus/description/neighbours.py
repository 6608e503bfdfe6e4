"""Choose what a small drawing of an entity's surroundings shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from dissensus.description.paths import Path, Step
from dissensus.description.profile import Kind
from dissensus.description.reading import Holdings, is_part
from dissensus.description.sentence import reached
from dissensus.namespaces import OWL, RDF, RDFS, SKOS

SHOWN: Final = 8
_EACH: Final = 3
# Links that say what every entity has, and so tell nothing of this one.
_DULL: Final = frozenset(
    {RDF.type, RDFS.isDefinedBy, RDFS.seeAlso, OWL.sameAs, SKOS.exactMatch}
)


@dataclass(frozen=True)
class Neighbour:
    """An entity that a drawing shows beside another, and the link between.

    Attributes:
        entity: Its IRI.
        link: IRI of the last property on the way to it.
        label: What the project calls the link; empty for its own label.
        inverse: The last link points at the entity in the middle.
    """

    entity: str
    link: str
    label: str = ""
    inverse: bool = False

    def mentions(self) -> Iterator[str]:
        """Return every IRI that has to be named."""
        yield self.entity
        yield self.link


def read_neighbours(
    holdings: Holdings, entity: NamedNode, kind: Kind, language: str
) -> tuple[Neighbour, ...]:
    """Return at most eight neighbours, the most telling first.

    Each link gives one in turn, at most three, until there are eight: a claim
    with twenty deniers still shows whom it contradicts.
    """
    rows = [
        list(_neighbours(holdings, entity, path, language))
        for path in kind.neighbours or tuple(_any_links(holdings, entity))
    ]
    found: dict[str, Neighbour] = {}
    for turn in range(_EACH):
        for row in rows:
            for neighbour in row[turn : turn + 1]:
                found.setdefault(neighbour.entity, neighbour)
    chosen = list(found.values())[:SHOWN]
    order = {n.entity: place for place, n in enumerate(n for row in rows for n in row)}
    return tuple(sorted(chosen, key=lambda n: order[n.entity]))


def _neighbours(
    holdings: Holdings, entity: NamedNode, path: Path, language: str
) -> Iterator[Neighbour]:
    last = path[-1]
    label = holdings.profile.label(last, language)
    for term in reached(holdings, entity, path):
        if isinstance(term, NamedNode) and term != entity:
            yield Neighbour(term.value, last.property, label, last.inverse)


def _any_links(holdings: Holdings, entity: NamedNode) -> Iterator[Path]:
    """Return the links of an entity of no known kind: those to things, by IRI."""
    links = {
        quad.predicate
        for quad in holdings.about(entity)
        if isinstance(quad.object, NamedNode) and not is_part(quad.object, entity)
    }
    for link in sorted(links - _DULL, key=str):
        yield (Step(link.value),)

"""Read the table that a data set of figures is: one row per observation.

Source: The RDF Data Cube Vocabulary (W3C Recommendation, 2014), section 6.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.description.paths import Step
from dissensus.description.reading import Holdings, Term
from dissensus.description.sentence import reached
from dissensus.namespaces import QB

_PARTS: Final = (QB.dimension, QB.measure, QB.attribute, QB.componentProperty)
_MOST: Final = 200


@dataclass(frozen=True)
class TableRow:
    """One observation, and its values per column."""

    observation: str
    cells: tuple[tuple[Term, ...], ...]


@dataclass(frozen=True)
class Table:
    """Columns are the components of the structure, in its order."""

    columns: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()

    def mentions(self) -> Iterator[str]:
        """Return every IRI that has to be named."""
        yield from self.columns
        for row in self.rows:
            yield row.observation
            for terms in row.cells:
                yield from (t.value for t in terms if isinstance(t, NamedNode))


def read_table(holdings: Holdings, entity: NamedNode) -> Table:
    """Return the table of the data set ``entity``; empty when it is none."""
    columns = [c for c in _columns(holdings, entity) if c != QB.dataSet.value]
    if not columns:
        return Table()
    observations = reached(holdings, entity, (Step(QB.dataSet.value, inverse=True),))
    rows = [
        TableRow(
            observation.value,
            tuple(tuple(reached(holdings, observation, (Step(c),))) for c in columns),
        )
        for observation in observations[:_MOST]
        if isinstance(observation, NamedNode)
    ]
    rows.sort(key=lambda row: ([list(map(str, c)) for c in row.cells], row.observation))
    return Table(tuple(columns), tuple(rows))


def _columns(holdings: Holdings, entity: NamedNode) -> list[str]:
    path = (Step(QB.structure.value), Step(QB.component.value))
    found: list[tuple[int, str]] = []
    for component in reached(holdings, entity, path):
        if not isinstance(component, NamedNode):
            continue
        order = reached(holdings, component, (Step(QB.order.value),))
        place = int(o.value) if order and isinstance(o := order[0], Literal) else 99
        for part in _PARTS:
            terms = reached(holdings, component, (Step(part.value),))
            found += [(place, t.value) for t in terms if isinstance(t, NamedNode)]
    return [iri for _, iri in sorted(found)]

"""List the members of a class: by label, date or links, narrowed by facets.

Which properties are worth narrowing by is computed: those that many members
have, with values that several members share.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dissensus.namespaces import DIS, RDF
from dissensus.search.index import COLUMNS, Entity, Index, marks

PAGE: Final = 60
SORTS: Final = ("label", "date", "links")
_ORDER: Final = {
    "label": "e.sort, e.iri",
    "date": "e.begins = '', e.begins, e.ends, e.sort, e.iri",
    "links": "e.links DESC, e.sort, e.iri",
}
# What stands for an IRI in tables that are long.
_TERM: Final = "(SELECT id FROM term WHERE iri = ?)"
_IN_CLASS: Final = f"e.id IN (SELECT entity FROM member WHERE class = {_TERM})"  # noqa: S608
_WITH_VALUE: Final = (
    " AND e.id IN (SELECT entity FROM value "  # noqa: S608
    f"WHERE property = {_TERM} AND target = {_TERM})"
)
_FACETS: Final = 5
_VALUES: Final = 72
_SHARED: Final = 2
_COVERED: Final = 0.15
_DATED: Final = 2_000


@dataclass(frozen=True)
class Selection:
    """Which members of a class are listed.

    Attributes:
        class_: IRI of the class.
        values: Property and value, by IRI, that each of them has.
    """

    class_: str
    values: tuple[tuple[str, str], ...] = ()

    def where(self) -> tuple[str, list[str]]:
        """Return the SQL condition on ``e.id``, and what stands for its marks."""
        condition = _IN_CLASS
        for _ in self.values:
            condition += _WITH_VALUE
        return condition, [self.class_, *(iri for pair in self.values for iri in pair)]


@dataclass(frozen=True)
class Members:
    """One page of the members of a class.

    Attributes:
        entities: Of this page.
        total: On all pages.
        dated: How many of all have a date.
        page: From 1.
        pages: How many there are; at least 1.
    """

    entities: tuple[Entity, ...]
    total: int
    dated: int
    page: int
    pages: int


@dataclass(frozen=True)
class Facet:
    """A property to narrow by, with the values that members have and how often."""

    property: str
    values: tuple[tuple[str, int], ...]


def list_members(
    index: Index, selection: Selection, sort: str = "label", page: int = 1
) -> Members:
    """Return page ``page`` of the members selected.

    Args:
        index: Of the release.
        selection: Which are listed.
        sort: One of ``SORTS``; by date those without one come last.
        page: From 1.
    """
    where, values = selection.where()
    with index.asked() as db:
        total, dated = db.execute(
            f"SELECT COUNT(*), TOTAL(e.begins <> '') FROM entity e WHERE {where}",  # noqa: S608
            values,
        ).fetchone()
        rows = db.execute(
            f"SELECT {COLUMNS} FROM entity e WHERE {where} "  # noqa: S608
            f"ORDER BY {_ORDER[sort]} LIMIT ? OFFSET ?",
            (*values, PAGE, PAGE * (page - 1)),
        )
        entities = tuple(Entity(*row) for row in rows)
    return Members(entities, total, int(dated), page, max(1, -(-total // PAGE)))


def list_dated(index: Index, selection: Selection) -> list[Entity]:
    """Return the members selected that have a date, the earliest first.

    At most 2,000: a drawing of more would tell nobody anything.
    """
    where, values = selection.where()
    with index.asked() as db:
        rows = db.execute(
            f"SELECT {COLUMNS} FROM entity e WHERE {where} AND e.begins <> '' "  # noqa: S608
            f"ORDER BY {_ORDER['date']} LIMIT {_DATED}",
            values,
        )
        return [Entity(*row) for row in rows]


def list_names(index: Index, selection: Selection, most: int = 2_000) -> list[Entity]:
    """Return up to ``most`` members selected that have a label, by label."""
    where, values = selection.where()
    with index.asked() as db:
        rows = db.execute(
            f"SELECT {COLUMNS} FROM entity e WHERE {where} AND e.label <> '' "  # noqa: S608
            "ORDER BY e.sort, e.iri LIMIT ?",
            (*values, most),
        )
        return [Entity(*row) for row in rows]


def most_linked(index: Index, class_: str, most: int) -> list[Entity]:
    """Return the ``most`` members of a class at which most statements point."""
    return list(list_members(index, Selection(class_), "links").entities[:most])


def facets(index: Index, selection: Selection) -> list[Facet]:
    """Return the most useful properties to narrow ``selection`` by; 5 ms.

    Which they are depends on the class alone, so that they stay where they
    are while somebody narrows; the counts are those of the selection.
    """
    where, values = selection.where()
    with index.asked() as db:
        chosen = _useful(db, selection.class_)
        rows = db.execute(
            "SELECT p.iri, t.iri, COUNT(*) FROM entity e "  # noqa: S608
            "JOIN value v ON e.id = v.entity JOIN term p ON p.id = v.property "
            f"JOIN term t ON t.id = v.target WHERE {where} "
            f"AND p.iri IN ({marks(chosen)}) GROUP BY v.property, v.target",
            (*values, *chosen),
        )
        counts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for property_, target, count in rows:
            counts[property_].append((target, count))
    return [
        Facet(p, tuple(sorted(counts[p], key=lambda v: (-v[1], v[0]))))
        for p in chosen
        if p in counts
    ]


def _useful(db: sqlite3.Connection, class_: str) -> list[str]:
    """Return the properties of a class that tell its members apart best."""
    rows = db.execute(
        "SELECT p.iri, COUNT(DISTINCT v.entity), COUNT(DISTINCT v.target), COUNT(*) "  # noqa: S608
        "FROM member m JOIN value v ON v.entity = m.entity "
        "JOIN term p ON p.id = v.property "
        f"WHERE m.class = {_TERM} GROUP BY v.property",
        (class_,),
    ).fetchall()
    (total,) = db.execute(
        f"SELECT COUNT(*) FROM member WHERE class = {_TERM}",  # noqa: S608
        (class_,),
    ).fetchone()
    useful = [
        (-having * (1 - 1 / different), property_)
        for property_, having, different, uses in rows
        if 1 < different <= _VALUES
        and uses / different >= _SHARED
        and having / total >= _COVERED
    ]
    best = [p for _, p in sorted(useful) if p != RDF.type.value]
    kind = [p for _, p in useful if p == RDF.type.value]
    return [*kind, *best][:_FACETS]


def gather_briefs(
    index: Index, iris: Sequence[str]
) -> dict[str, dict[str, list[tuple[str, int]]]]:
    """Return what is worth saying in a line of each of ``iris``.

    Returns:
        By IRI: ``roles`` that it plays in events, and ``events`` that took
        place at it, each with how often or how much is linked to them.
    """
    found: dict[str, dict[str, list[tuple[str, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    with index.asked() as db:
        for iri, role, count in db.execute(
            "SELECT t.iri, r.iri, COUNT(*) FROM value p "  # noqa: S608
            f"JOIN value v ON v.entity = p.entity AND v.property = {_TERM} "
            "JOIN term t ON t.id = p.target JOIN term r ON r.id = v.target "
            f"WHERE p.property = {_TERM} AND t.iri IN ({marks(iris)}) "
            "GROUP BY p.target, v.target ORDER BY COUNT(*) DESC, r.iri",
            (DIS.role.value, DIS.participant.value, *iris),
        ):
            found[iri]["roles"].append((role, count))
        for iri, event, links in db.execute(
            "SELECT t.iri, e.iri, e.links FROM value v "  # noqa: S608
            "JOIN entity e ON e.id = v.entity JOIN term t ON t.id = v.target "
            f"WHERE v.property = {_TERM} AND t.iri IN ({marks(iris)}) "
            "ORDER BY e.begins = '', e.begins, e.sort",
            (DIS.tookPlaceAt.value, *iris),
        ):
            found[iri]["events"].append((event, links))
    return found

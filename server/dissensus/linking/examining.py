"""Examine all links of a project: those that there are, and those that lack."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from dissensus.errors import EndpointUnavailable
from dissensus.linking.enquiry import Enquiry
from dissensus.linking.entities import read_entities
from dissensus.linking.expectations import HUMAN
from dissensus.linking.items import read_items
from dissensus.linking.proposing import propose
from dissensus.linking.report import State, Statement
from dissensus.linking.table import Table, all_rows, read_tables
from dissensus.linking.verifying import verify
from dissensus.namespaces import WD
from dissensus.sources import Project

ACCEPT: Final = 0.85


@dataclass(frozen=True)
class Examination:
    """What was found.

    Attributes:
        statements: On each link, and each candidate, in the order of the tables.
        patch: What could be changed in the tables; empty when nothing should.
    """

    statements: tuple[Statement, ...]
    patch: str

    def of(self, *states: State) -> tuple[Statement, ...]:
        """Return the statements with one of ``states``."""
        return tuple(s for s in self.statements if s.state in states)


def examine(project: Project, enquiry: Enquiry, accept: float = ACCEPT) -> Examination:
    """Verify the links of ``project``, and look for those that lack.

    Two questions in batches of items and of names; see ``Enquiry`` for what
    happens when the service fails: ``enquiry.fault`` says so afterwards.

    Args:
        project: Nothing of it is changed.
        enquiry: Whom to ask.
        accept: Score from which a candidate without rivals stands in the patch.

    Raises:
        UnwritableFolder: The cache cannot be written.
        EndpointUnavailable: The service answers, but does not hold Wikidata.
    """
    _refuse_a_service_without_wikidata(enquiry)
    tables = read_tables(project)
    rows = all_rows(tables)
    entities = read_entities(project, {row.subject for row in rows})
    linked = [row for row in rows if row.item]
    taken = {row.item: row.subject for row in linked if row.exact}
    unlinked = [row for row in rows if row.unlinked]
    statements = [
        *verify(linked, entities, taken, enquiry),
        *propose(unlinked, entities, taken, enquiry, accept),
    ]
    order = {(str(row.file), row.line): n for n, row in enumerate(rows)}
    statements.sort(key=lambda s: (order[str(s.row.file), s.row.line], s.rank))
    sound = tuple(_only_sound_changes(statements))
    return Examination(sound, _patch(tables, sound))


def _refuse_a_service_without_wikidata(enquiry: Enquiry) -> None:
    """Look for an item that is always there, lest all links be called gone."""
    found = read_items(enquiry, {HUMAN}, ())
    if HUMAN in found and not found[HUMAN].there:
        raise EndpointUnavailable(
            f"{enquiry.endpoint.url} knows nothing of {WD.iri}{HUMAN}: it does not "
            "hold Wikidata.",
            hint="Name another service with --endpoint; if it holds Wikidata by "
            "now, add --max-age 0.",
        )


def _only_sound_changes(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Yield ``statements``, without changes that rest on old answers or collide.

    Two rows that would link to one item are left to a person.
    """
    statements = tuple(statements)
    targets = Counter(s.change["object_id"] for s in statements if _links(s))
    for statement in statements:
        collides = _links(statement) and targets[statement.change["object_id"]] > 1
        sound = statement.fresh and not collides
        yield statement if sound else replace(statement, change={})


def _links(statement: Statement) -> bool:
    return statement.change.get("object_id", "").startswith("wd:")


def _patch(tables: Iterable[Table], statements: Iterable[Statement]) -> str:
    today = datetime.now(UTC).date().isoformat()
    changes: dict[str, dict[int, Mapping[str, str]]] = {}
    for statement in statements:
        if statement.change:
            new = {**statement.change, "mapping_date": today}
            changes.setdefault(str(statement.row.file), {})[statement.row.line] = new
    return "".join(table.patch(changes.get(str(table.path), {})) for table in tables)

"""Look for items that entities without a link could be linked to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dissensus.linking.comparison import Comparison, Part, Verdict, compare
from dissensus.linking.enquiry import Enquiry
from dissensus.linking.entities import Entity
from dissensus.linking.items import Item, Name, find_by_name, read_items
from dissensus.linking.report import State, Statement
from dissensus.linking.table import Row

ALONE: Final = 0.1
RIVAL: Final = -0.1
TAKEN: Final = -0.5
_SHOWN: Final = 10
_RIVALS: Final = 3


def propose(
    rows: Sequence[Row],
    entities: Mapping[str, Entity],
    taken: Mapping[str, str],
    enquiry: Enquiry,
    accept: float,
) -> Iterator[Statement]:
    """Yield the candidates for each of ``rows``, best first, or that there is none.

    Args:
        rows: Rows that say that there is no link.
        entities: What we say of their subjects.
        taken: The subject that each item is linked to already.
        enquiry: Whom to ask.
        accept: Score from which the best candidate stands in the patch, if no
            other reaches it.
    """
    wanted = {row.subject: _names(entities[row.subject]) for row in rows}
    names = {name for some in wanted.values() for name in some}
    found = find_by_name(enquiry, names)
    ids = {id_ for ids, _ in found.values() for id_ in ids}
    items = read_items(enquiry, ids, {language for _, language in names})
    search = _Search(found, items, taken, accept)
    for row in rows:
        yield from search.candidates(row, entities[row.subject])


@dataclass(frozen=True)
class _Search:
    """What was found by name, and what is known of it."""

    found: Mapping[Name, tuple[frozenset[str], bool]]
    items: Mapping[str, Item]
    taken: Mapping[str, str]
    accept: float

    def candidates(self, row: Row, entity: Entity) -> Iterator[Statement]:
        """Yield the candidates for ``row``, or why there is none."""
        names = _names(entity)
        ids = {id_ for n in names for id_ in self.found.get(n, ((), True))[0]}
        unknown = [n for n in names if n not in self.found] + [
            id_ for id_ in ids if id_ not in self.items
        ]
        fresh = all(self.found[n][1] for n in names if n in self.found)
        known = [item for i in sorted(ids) if (item := self.items.get(i))]
        rated = self._rated(entity, [item for item in known if item.there])
        if not rated:
            yield self._nothing(row, entity, complete=not unknown, fresh=fresh)
            return
        strong = [c for c, _ in rated if c.score >= self.accept]
        for rank, (comparison, item) in enumerate(rated[:_SHOWN]):
            alone = comparison.score >= self.accept and len(strong) == 1
            yield Statement(
                row,
                entity.label,
                State.CANDIDATE,
                item,
                comparison,
                note=self._note(item, incomplete=bool(unknown)),
                change=_change(item, comparison) if alone and not unknown else {},
                fresh=fresh and item.fresh,
                rank=rank,
            )

    def _rated(
        self, entity: Entity, items: Sequence[Item]
    ) -> list[tuple[Comparison, Item]]:
        """Return ``items`` with their comparisons, best first."""
        compared = [(compare(entity, item), item) for item in items]
        # A page about a name is no namesake.
        real = [c for c in compared if c[0].parts[1].weight > -1]
        rated = [
            (Comparison((*c.parts, self._namesakes(item, len(real)))), item)
            for c, item in real
        ]
        return sorted(rated, key=lambda pair: (-pair[0].score, int(pair[1].id[1:])))

    def _namesakes(self, item: Item, number: int) -> Part:
        if item.id in self.taken:
            said = f"{self.taken[item.id]} is linked to it already"
            return Part("namesakes", Verdict.DIFFERS, TAKEN, said)
        if number == 1:
            return Part("namesakes", Verdict.AGREES, ALONE, "no other bears the name")
        weight = round(RIVAL * min(number - 1, _RIVALS), 2)
        said = f"{number} items bear the name"
        return Part("namesakes", Verdict.UNKNOWN, weight, said)

    def _note(self, item: Item, *, incomplete: bool) -> str:
        if incomplete:
            return "There may be others: not all names could be looked for."
        return f"See https://www.wikidata.org/wiki/{item.id}."

    def _nothing(
        self, row: Row, entity: Entity, *, complete: bool, fresh: bool
    ) -> Statement:
        if complete:
            return Statement(row, entity.label, State.NONE, fresh=fresh)
        why = "Wikidata could not be asked about all names."
        return Statement(row, entity.label, State.UNCHECKED, note=why, fresh=fresh)


def _names(entity: Entity) -> frozenset[Name]:
    return entity.names | entity.aliases


def _change(item: Item, comparison: Comparison) -> dict[str, str]:
    """Return the cells of a row that would link to ``item``."""
    evidence = "; ".join(
        f"{part.name}: {part.text}" for part in comparison.parts if part.weight > 0
    )
    return {
        "object_id": f"wd:{item.id}",
        "object_label": item.label,
        "mapping_justification": "semapv:LexicalMatching",
        "confidence": f"{min(comparison.score, 0.99):.2f}",
        "comment": f"Proposed by name, accepted by hand. {evidence}",
    }

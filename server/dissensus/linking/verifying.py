"""Judge the links that there are: is the item still there, and is it the one?"""

from collections.abc import Iterator, Mapping, Sequence

from dissensus.linking.comparison import Comparison, compare
from dissensus.linking.enquiry import Enquiry
from dissensus.linking.entities import Entity
from dissensus.linking.items import Item, read_items
from dissensus.linking.report import State, Statement
from dissensus.linking.table import Row


def verify(
    rows: Sequence[Row],
    entities: Mapping[str, Entity],
    taken: Mapping[str, str],
    enquiry: Enquiry,
) -> Iterator[Statement]:
    """Yield a statement on each of ``rows``, which all link to an item.

    Args:
        rows: The links.
        entities: What we say of their subjects.
        taken: The subject that each item is linked to.
        enquiry: Whom to ask.
    """
    languages = {lang for e in entities.values() for _, lang in e.names | e.aliases}
    items = read_items(enquiry, {row.item for row in rows}, languages)
    for row in rows:
        yield _judged(row, entities[row.subject], taken, items)


def _judged(
    row: Row,
    entity: Entity,
    taken: Mapping[str, str],
    items: Mapping[str, Item],
) -> Statement:
    item = items.get(row.item)
    if item is None:
        why = "Wikidata could not be asked, and never answered before."
        return Statement(row, entity.label, State.UNCHECKED, note=why)
    if item.redirect:
        return _moved(row, entity, taken, (item, items.get(item.redirect)))
    if not item.there:
        return _gone(row, entity, item)
    comparison = compare(entity, item)
    doubtful = comparison.differs and row.exact
    return Statement(
        row,
        entity.label,
        State.DOUBTFUL if doubtful else State.VERIFIED,
        item,
        comparison,
        note=_note(row, comparison),
        change=_renamed(row, item),
        fresh=item.fresh,
    )


def _moved(
    row: Row,
    entity: Entity,
    taken: Mapping[str, str],
    items: tuple[Item, Item | None],
) -> Statement:
    """State that the item was merged into another."""
    old, new = items
    holder = taken.get(old.redirect, row.subject)
    comparison = compare(entity, new) if new and new.there else None
    if row.exact and holder != row.subject:
        return Statement(
            row,
            entity.label,
            State.MERGED,
            old,
            comparison,
            note=f"{old.id} was merged into {old.redirect}, to which {holder} is "
            "linked: are the two one, or is one link wrong?",
            fresh=old.fresh,
        )
    change = {"object_id": f"wd:{old.redirect}"}
    if new and new.label:
        change["object_label"] = new.label
    # Merged with the wrong item, or never the right one: for a person to see.
    sound = comparison is not None and not (comparison.differs and row.exact)
    return Statement(
        row,
        entity.label,
        State.REDIRECTED,
        old,
        comparison,
        note=f"{old.id} was merged into {old.redirect}"
        + ("." if sound else ", which does not fit or could not be read."),
        change=change if sound else {},
        fresh=old.fresh and (new is None or new.fresh),
    )


def _gone(row: Row, entity: Entity, item: Item) -> Statement:
    return Statement(
        row,
        entity.label,
        State.GONE,
        item,
        note=f"Wikidata has no item {item.id}: deleted, or never there.",
        change={
            "object_id": "sssom:NoTermFound",
            "object_label": "",
            "confidence": "",
            "comment": f"not linked: {item.id} is no longer in Wikidata",
        },
        fresh=item.fresh,
    )


def _note(row: Row, comparison: Comparison) -> str:
    if comparison.differs and not row.exact:
        return "A close match: it may differ."
    return ""


def _renamed(row: Row, item: Item) -> dict[str, str]:
    """Return the item's label where the table has another one."""
    stated = row.cells.get("object_label", "")
    known = {text for text, _ in item.names | item.aliases}
    if stated and item.label and stated not in known:
        return {"object_label": item.label}
    return {}

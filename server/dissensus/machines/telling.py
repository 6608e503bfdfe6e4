"""Tell one entity to a machine: what is said of it, and on whose word."""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus import description
from dissensus.description import Description, Filled, Group, describe
from dissensus.machines.answers import Entity, Position, Statement, Value
from dissensus.machines.desk import Opened
from dissensus.machines.wording import according_to, briefly, listed, words_of
from dissensus.namespaces import XSD

_SAID: Final = 24
_ATTESTED: Final = (
    "Attributed: what is said here is what those under according_to say, not a fact."
)
_RECORDED: Final = (
    "Nobody attests this entity itself: its statements are the dataset's own record. "
    "Positions, and values that have an according_to, are what those named there say."
)
_PLAIN: Final = (XSD.string.value, "")


def tell_entity(here: Opened, iri: str, language: str, most: int) -> Entity:
    """Return what ``here`` says of ``iri``.

    Args:
        here: The release.
        iri: Of something that it names.
        language: Of labels, where there are such.
        most: Values of each property that are told; the rest is counted.

    Raises:
        UnknownEntity: The release does not name ``iri``.
    """
    entity = describe(here.holdings, iri, language)
    names = entity.names
    told = Entity(
        release=here.id,
        iri=iri,
        label=names[iri],
        kinds=[names[type_] for type_ in entity.types],
        summary=_summary(entity),
        standing=_ATTESTED if entity.attributions else _RECORDED,
        according_to=words_of(entity.attributions[:_SAID], names),
        positions=[_position(p, entity) for p in entity.positions[:_SAID]],
        attested_here=[
            f"{according_to(w.attestation, names)}: {names[w.entity]} <{w.entity}>"
            for w in entity.witnesses[:_SAID]
        ],
        statements=list(_statements(here, entity, most)),
        incoming=[_incoming(entry, entity, most) for entry in entity.incoming],
        graphs=list(entity.graphs),
    )
    if left_out := _left_out(entity):
        told["left_out"] = left_out
    return told


def _left_out(entity: Description) -> str:
    counts = {
        "attestations of it": len(entity.attributions),
        "positions": len(entity.positions),
        "things attested in it": len(entity.witnesses),
    }
    over = [f"{n - _SAID} more {what}" for what, n in counts.items() if n > _SAID]
    if not over:
        return ""
    return f"{', '.join(over)} are not told here; ask for them with a query."


def _summary(entity: Description) -> str:
    glosses = [literal.value for literal in entity.glosses()]
    sentence = "".join(_filled(part, entity) for part in entity.sentence)
    return " ".join(part for part in (*glosses, sentence) if part)


def _filled(part: str | Filled, entity: Description) -> str:
    if isinstance(part, str):
        return part
    more = f" and {part.more} more" if part.more else ""
    return ", ".join(_text(term, entity) for term in part.terms) + more


def _position(one: description.Position, entity: Description) -> Position:
    """Return a stance, told so that nobody can read it without its reporter."""
    names = entity.names
    said = "; ".join(briefly(one.attributions, names)) or "attested by nobody"
    held = f"{listed(one.holders, names)}{' (alleged)' if one.alleged else ''}"
    grade = f" ({listed(one.positions, names)})" if one.positions else ""
    dates = f", {', '.join(one.dates)}" if one.dates else ""
    link = names[one.polarity] if one.polarity else "has a stance on"
    about = listed(one.objects, names) or "something that is not named"
    text = f"{said}: {held} – {link} – {about}{grade}{dates}"
    return Position(
        text=text[:1].upper() + text[1:],
        stance=one.stance,
        objects=list(one.objects),
        holders=list(one.holders),
    )


def _statements(here: Opened, entity: Description, most: int) -> Iterator[Statement]:
    for group in entity.groups:
        for one in group.statements:
            told = Statement(
                property=one.property,
                label=one.label or entity.names[one.property],
                values=[_value(here, v, entity) for v in one.values[:most]],
            )
            if one.inverse:
                told["inverse"] = True
            if one.count > len(told["values"]):
                told["more"] = one.count - len(told["values"])
            yield told


def _incoming(entry: description.Incoming, entity: Description, most: int) -> Statement:
    names = entity.names
    shown = entry.subjects[:most]
    told = Statement(
        property=entry.link,
        label=entry.label or f"{names[entry.link]} (pointing here)",
        values=[Value(text=names[iri], iri=iri) for iri in shown],
        inverse=True,
    )
    if entry.count > len(shown):
        told["more"] = entry.count - len(shown)
    return told


def _value(here: Opened, value: description.Value, entity: Description) -> Value:
    told = Value(text=_whole_text(value, entity))
    if isinstance(value.term, NamedNode) and not value.parts:
        told["iri"] = value.term.value
    elif isinstance(value.term, Literal):
        if value.term.language:
            told["language"] = value.term.language
        elif value.term.datatype.value not in _PLAIN:
            told["datatype"] = value.term.datatype.value
    if origin := _origin(here, value, entity):
        told["origin"] = origin
    if said := entity.on_the_word_of(value):
        told["according_to"] = briefly(said, entity.names)
    return told


def _origin(here: Opened, value: description.Value, entity: Description) -> str:
    """Return whether a statement follows, or is the editors'; else nothing."""
    if value.inferred:
        return "inferred"
    graphs = {entity.graphs[number - 1] for number in value.graphs}
    return "editorial" if graphs and graphs <= here.editorial else ""


def _whole_text(value: description.Value, entity: Description) -> str:
    if value.items:
        return ", ".join(_whole_text(item, entity) for item in value.items)
    if value.parts:
        return "; ".join(_parts(value.parts, entity))
    return _text(value.term, entity)


def _parts(groups: Iterable[Group], entity: Description) -> Iterator[str]:
    for group in groups:
        for one in group.statements:
            texts = ", ".join(_whole_text(value, entity) for value in one.values)
            yield f"{one.label or entity.names[one.property]}: {texts}"


def _text(term: object, entity: Description) -> str:
    if isinstance(term, NamedNode):
        return entity.names[term.value]
    return term.value if isinstance(term, Literal) else str(term)

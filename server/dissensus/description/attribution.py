"""Say who says so: attestations, and the stances that they attest.

A release attributes and never asserts. So what a page shows of a claim, a
stance or a figure comes with its author, the passage and the way it is
reported (own words, quotation, imputation); what an attestation contests is
shown as contested, never as held.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.description.reading import Holdings, Row, Term, select
from dissensus.namespaces import DIS, PROV

# What whoever passes on something from a release has to know.
RULE: Final = (
    "This dataset attributes and never asserts. A claim, stance, argument or figure in "
    "it is what somebody says, according to an author, in a passage; it is not "
    "established by being here. Say of each such statement who holds it and according "
    "to whom (by name, with the passage), and never repeat it as a fact. Whoever "
    "reports a claim need not hold it."
)
_POLARITIES = (
    DIS.affirmsClaim,
    DIS.deniesClaim,
    DIS.suspendsOnClaim,
    DIS.takesSide,
)


@dataclass(frozen=True)
class Attribution:
    """One attestation: an author, a mode, a passage.

    Attributes:
        attestation: Its IRI.
        contests: The author denies that the stance is held.
    """

    attestation: str
    contests: bool = False
    authors: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()

    def mentions(self) -> Iterator[str]:
        """Return every IRI that has to be named."""
        yield self.attestation
        for some in (self.authors, self.modes, self.passages):
            yield from some
        for some in (self.citations, self.confidence, self.acts):
            yield from some


@dataclass(frozen=True)
class Position:
    """One stance: who holds what, and how strongly.

    Attributes:
        stance: Its IRI.
        holders: Whose it is.
        alleged: The holder is named only by authors who contest it.
        polarity: IRI of the property that links it to claim or side.
        objects: The claim, or the side.
        positions: How strongly.
    """

    stance: str
    holders: tuple[str, ...] = ()
    alleged: bool = False
    polarity: str = ""
    objects: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    attributions: tuple[Attribution, ...] = field(default=())

    def mentions(self) -> Iterator[str]:
        """Return every IRI that has to be named."""
        yield self.stance
        if self.polarity:
            yield self.polarity
        for some in (self.holders, self.objects, self.positions):
            yield from some

    def attributed(self, attributions: tuple[Attribution, ...]) -> "Position":
        """Return the same position together with who says so."""
        return replace(self, attributions=attributions)


@dataclass(frozen=True)
class Witness:
    """One thing that is attested in a passage.

    Attributes:
        entity: What is attested, or contested.
        attestation: Who says so, where and how.
    """

    entity: str
    attestation: Attribution

    def mentions(self) -> Iterator[str]:
        """Return every IRI that has to be named."""
        yield self.entity
        yield from self.attestation.mentions()


def read_witnesses(holdings: Holdings, passage: NamedNode) -> tuple[Witness, ...]:
    """Return what is attested in ``passage`` and in the passages within it."""
    rows = select(holdings, "witnesses", passage=[passage])
    return tuple(
        Witness(entity, attribution)
        for entity, some in _by_entity(rows).items()
        for attribution in some
    )


def read_attributions(
    holdings: Holdings, entities: Collection[NamedNode]
) -> dict[str, tuple[Attribution, ...]]:
    """Return, for each of ``entities``, the attestations of it."""
    return _by_entity(select(holdings, "attestations", entity=entities))


def _by_entity(rows: list[Row]) -> dict[str, tuple[Attribution, ...]]:
    found: dict[str, dict[tuple[str, bool], dict[Term, list[str]]]] = {}
    for row in rows:
        key = (_text(row, "attestation"), row["link"] == DIS.contests)
        record = found.setdefault(_text(row, "entity"), {}).setdefault(key, {})
        record.setdefault(row["property"], []).append(_text(row, "value"))
    return {
        entity: tuple(
            _attribution(attestation, contests, record)
            for (attestation, contests), record in sorted(records.items())
        )
        for entity, records in found.items()
    }


def _attribution(
    attestation: str, contests: bool, record: dict[Term, list[str]]
) -> Attribution:
    def values(property_: NamedNode) -> tuple[str, ...]:
        return tuple(dict.fromkeys(record.get(property_, ())))

    return Attribution(
        attestation=attestation,
        contests=contests,
        authors=values(DIS.byAuthor),
        modes=values(DIS.reportingMode),
        passages=values(DIS.inPassage),
        citations=values(DIS.viaCitation),
        confidence=values(DIS.confidence),
        acts=values(PROV.wasGeneratedBy),
        dates=values(DIS.edtf),
    )


def read_positions(holdings: Holdings, entity: NamedNode) -> list[Position]:
    """Return the stances of an agent, on a claim or for a side."""
    found: dict[str, dict[Term, list[str]]] = {}
    for row in select(holdings, "stances", entity=[entity]):
        record = found.setdefault(_text(row, "stance"), {})
        record.setdefault(row["property"], []).append(_text(row, "value"))
    positions = [_position(stance, record) for stance, record in found.items()]
    order = [polarity.value for polarity in _POLARITIES]
    return sorted(
        positions,
        key=lambda p: (
            order.index(p.polarity) if p.polarity in order else len(order),
            p.alleged,
            p.holders,
            p.stance,
        ),
    )


def _position(stance: str, record: dict[Term, list[str]]) -> Position:
    polarity = next((p for p in _POLARITIES if p in record), None)
    alleged = DIS.holder not in record
    holders = record.get(DIS.allegedHolder if alleged else DIS.holder, [])
    return Position(
        stance=stance,
        holders=tuple(dict.fromkeys(holders)),
        alleged=alleged,
        polarity=polarity.value if polarity else "",
        objects=tuple(dict.fromkeys(record[polarity])) if polarity else (),
        positions=tuple(dict.fromkeys(record.get(DIS.position, ()))),
        dates=tuple(dict.fromkeys(record.get(DIS.edtf, ()))),
    )


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, NamedNode | Literal) else str(term)

"""Put into words on whose word something stands, so that no claim reads as a fact."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode

from dissensus.description import Attribution, Names, read_attributions, read_names
from dissensus.machines.answers import Word
from dissensus.machines.desk import Opened
from dissensus.namespaces import DIS

_SHOWN: Final = 3
_HELD: Final = {
    "affirmed by": DIS.affirmsClaim,
    "denied by": DIS.deniesClaim,
    "left open by": DIS.suspendsOnClaim,
}


def according_to(attribution: Attribution, names: Names) -> str:
    """Return ``according to X (in which mode; in which passage)``."""
    who = listed(attribution.authors, names) or "an author who is not named"
    said = f"contested by {who}" if attribution.contests else f"according to {who}"
    if attribution.confidence:
        confidence = f"{listed(attribution.confidence, names)} confidence"
    else:
        confidence = ""
    where = [
        listed(attribution.modes, names),
        listed(attribution.passages, names),
        attribution.citations and f"via {listed(attribution.citations, names)}",
        confidence,
    ]
    how = "; ".join(part for part in where if part)
    return f"{said} ({how})" if how else said


def words_of(attributions: Iterable[Attribution], names: Names) -> list[Word]:
    """Return each of ``attributions`` with its IRIs."""
    return [
        Word(
            text=according_to(one, names),
            attestation=one.attestation,
            authors=list(one.authors),
            passages=list(one.passages),
            contested=one.contests,
        )
        for one in attributions
    ]


def attribute(here: Opened, iris: Collection[str]) -> dict[str, list[str]]:
    """Return on whose word those of ``iris`` stand that somebody attests.

    Three attestations each, and how many more there are; two queries, whatever
    the number of ``iris``.
    """
    found = read_attributions(here.holdings, [NamedNode(iri) for iri in iris])
    said = (one for some in found.values() for one in some)
    mentioned = {iri for one in said for iri in one.mentions()}
    names = read_names(here.holdings, mentioned)
    return {iri: briefly(some, names) for iri, some in found.items()}


def briefly(attributions: Sequence[Attribution], names: Names) -> list[str]:
    """Return the first three of ``attributions`` in words, and how many more."""
    said = list(dict.fromkeys(according_to(one, names) for one in attributions))
    more = len(said) - _SHOWN
    return [*said[:_SHOWN], f"and {more} more attestations"] if more > 0 else said


def held_by(here: Opened, iris: Iterable[str]) -> dict[str, str]:
    """Return who affirms and who denies those of ``iris`` on which stances are taken.

    Whoever reports a claim need not hold it; without this, the words of one who
    denies it would read as if he put it forward.
    """
    found = {iri: holders for iri in iris if (holders := _holders(here, iri))}
    mentioned = {
        h for holders in found.values() for some in holders.values() for h in some
    }
    names = read_names(here.holdings, mentioned)
    return {
        iri: "; ".join(f"{verb} {_few(some, names)}" for verb, some in holders.items())
        for iri, holders in found.items()
    }


def _holders(here: Opened, iri: str) -> dict[str, list[str]]:
    """Return the holders of stances on ``iri``, by what they do."""
    quads, merge = here.holdings.backend.quads, DefaultGraph()
    found: dict[str, list[str]] = {}
    for verb, polarity in _HELD.items():
        holders = {
            held.object.value
            for stance in quads(None, polarity, NamedNode(iri), merge)
            for held in quads(stance.subject, DIS.holder, None, merge)
            if isinstance(held.object, NamedNode)
        }
        if holders:
            found[verb] = sorted(holders)
    return found


def _few(iris: Sequence[str], names: Names) -> str:
    more = len(iris) - _SHOWN
    return listed(iris[:_SHOWN], names) + (f" and {more} more" if more > 0 else "")


def listed(iris: Sequence[str], names: Names) -> str:
    """Return the names of ``iris`` as a list in a sentence."""
    return ", ".join(names[iri] for iri in iris)

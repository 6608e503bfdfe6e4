"""Say where a query that looks right goes wrong, as ontology and data show it.

Nothing here knows a term: each warning follows from what the ontology says of
one (scope and usage notes, deprecation) or from counts (layers, datatypes,
languages, shares).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dissensus.schema.terms import TermFacts

Pitfall = dict[str, str]
_SEVERAL: Final = 2


def warn_of_term(facts: TermFacts, names: Mapping[str, str]) -> Iterator[Pitfall]:
    """Yield what the authors of a term warn of.

    Args:
        facts: What the ontology says of it.
        names: How a query writes each term.
    """
    if facts.deprecated:
        instead = [names.get(iri, f"<{iri}>") for iri in facts.links["replacements"]]
        use = f": use {' or '.join(instead)} instead" if instead else ""
        yield _pitfall("deprecated", f"Deprecated{use}.")
    for kind, text in facts.notes:
        yield _pitfall(kind, text)


def warn_of_property(
    entry: Mapping[str, Any], shares: Mapping[str, tuple[int, int]]
) -> Iterator[Pitfall]:
    """Yield what the use of a property can trip a query over.

    Args:
        entry: Its entry in the card.
        shares: For each class that it is said of, how many members have it,
            and how many there are.
    """
    yield from _layers(entry)
    yield from _values(entry["objects"])
    most = entry["subjects"]["most"]
    if most >= _SEVERAL and entry["subjects"]["count"] * 2 <= entry["count"]:
        yield _pitfall(
            "repeated",
            f"One subject has up to {most} values, so each of them becomes {most} "
            "rows: count with DISTINCT.",
        )
    for class_, (having, members) in shares.items():
        if having < members:
            yield _pitfall(
                "optional",
                f"{having} of {members} {class_} have it: OPTIONAL keeps the others.",
            )


def _layers(entry: Mapping[str, Any]) -> Iterator[Pitfall]:
    derived, count = entry["layers"].get("inferred", 0), entry["count"]
    if derived == count:
        yield _pitfall(
            "derived",
            "Nobody wrote a statement with it: all follow by the ontology, and "
            "stand in the inferred graph only.",
        )
    elif derived:
        yield _pitfall(
            "partly-derived",
            f"{derived} of its {count} statements follow by the ontology; the "
            "asserted graphs hold only the others.",
        )


def _values(objects: Mapping[str, Any]) -> Iterator[Pitfall]:
    types: Mapping[str, int] = objects["datatypes"]
    if objects["count"] and types:
        yield _pitfall(
            "mixed-values",
            f"Some values are literals, others are nodes ({objects['count']} of "
            "them): test with ISLITERAL or ISIRI.",
        )
    if len(types) >= _SEVERAL:
        listed = ", ".join(f"{name} ({n})" for name, n in types.items())
        yield _pitfall(
            "datatypes",
            f"Values are of several datatypes, which do not all compare with one "
            f"another: {listed}.",
        )
    languages: Mapping[str, int] = objects["languages"]
    if len(languages) >= _SEVERAL:
        listed = ", ".join(f"{tag} ({n})" for tag, n in languages.items())
        yield _pitfall(
            "languages",
            f"Values are in several languages, one row for each: {listed}. Choose "
            'with FILTER(LANG(?value) = "…").',
        )


def _pitfall(kind: str, text: str) -> Pitfall:
    return {"kind": kind, "text": text}

"""Fetch the values of properties for entities that have been matched.

Source: Reconciliation Service API 0.2, section "Data Extension Service".
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from dissensus.description import Holdings, read_names
from dissensus.namespaces import XSD, expand
from dissensus.reconciliation.asking import Column
from dissensus.reconciliation.paths import Term, Way, follow, read_way, speaks

_WHOLE: Final = frozenset(
    XSD[name]
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger"),
        *("positiveInteger", "unsignedInt", "unsignedLong"),
    )
)
_NUMBER: Final = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_PARTS: Final = frozenset({XSD.decimal, XSD.double, XSD.float})
_DAY: Final = re.compile(r"-?\d{4,}-\d\d-\d\d")
_MOMENT: Final = re.compile(
    r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"
)
Cell = dict[str, Any]


def extend(
    holdings: Holdings,
    ids: Sequence[str],
    columns: Sequence[Column],
    everywhere: bool = False,
) -> dict[str, dict[str, list[Cell]]]:
    """Return the cells of ``columns`` for each of ``ids``.

    An entity of the dataset becomes ``{"id", "name"}``; any other IRI, which is
    nothing that this service reconciles, a text; so do literals that are
    neither numbers nor dates. A day is midnight, UTC, as a client expects.

    Args:
        holdings: What is true.
        ids: IRIs or prefixed names; one that is none has empty cells.
        columns: What is wanted.
        everywhere: Entities that the dataset did not mint count too.

    Raises:
        MalformedRequest: A column's path is none.
    """
    ways = [read_way(column.path, holdings) for column in columns]
    found = {
        (id_, column.path): _values(holdings, id_, column, way)
        for id_ in ids
        for column, way in zip(columns, ways, strict=True)
    }
    names = {
        language: _named(holdings, found, columns, language, everywhere)
        for language in {column.language for column in columns}
    }
    return {
        id_: {
            column.path: [
                _cell(term, names[column.language]) for term in found[id_, column.path]
            ]
            for column in columns
        }
        for id_ in ids
    }


def _values(holdings: Holdings, id_: str, column: Column, way: Way) -> list[Term]:
    try:
        start = NamedNode(expand(id_, holdings.base) or id_)
    except ValueError:
        return []
    ends = (
        end
        for end in follow(holdings, start, way)
        if not isinstance(end, Literal)
        or not end.language
        or speaks(end, column.language)
    )
    told: list[Term] = [end for end in ends if not isinstance(end, BlankNode)]
    return sorted(told, key=str)[: column.limit]


def _named(
    holdings: Holdings,
    found: Mapping[tuple[str, str], Sequence[Term]],
    columns: Sequence[Column],
    language: str,
    everywhere: bool,
) -> dict[str, str]:
    """Return what the entities of the dataset among the values are called."""
    paths = {column.path for column in columns if column.language == language}
    iris = {
        term.value
        for (_, path), terms in found.items()
        for term in terms
        if path in paths and isinstance(term, NamedNode)
    }
    names = read_names(holdings, iris, language or "en")
    return {
        iri: names[iri]
        for iri in names.described
        if everywhere or iri.startswith(holdings.base)
    }


def _cell(term: Term, names: Mapping[str, str]) -> Cell:
    if isinstance(term, NamedNode):
        iri = term.value
        return {"id": iri, "name": names[iri]} if iri in names else {"str": iri}
    return _literal(term) if isinstance(term, Literal) else {"str": str(term)}


def _literal(term: Literal) -> Cell:
    text = term.value
    if term.datatype in _WHOLE and re.fullmatch(r"[+-]?\d+", text):
        return {"int": int(text)}
    if term.datatype in _PARTS and re.fullmatch(_NUMBER, text):
        return {"float": float(text)}
    if term.datatype == XSD.date and _DAY.fullmatch(text):
        return {"date": f"{text}T00:00:00Z"}
    if term.datatype == XSD.dateTime and _MOMENT.fullmatch(text):
        return {"date": text}
    return {"str": text}

"""Read what a client asks: batches of names, and entities to say more of.

Source: Reconciliation Service API 0.2 (W3C Entity Reconciliation Community
Group, 2023), sections "Reconciliation Queries" and "Data Extension Service".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dissensus.errors import Limit, MalformedRequest, RequestTooLarge, one_of

SPECIFICATION: Final = "https://reconciliation-api.github.io/specs/0.2/"
# What one request may carry, and one query bring.
QUERIES: Final = 50
LENGTH: Final = 500
CANDIDATES: Final = 50
PROPERTIES: Final = 20
IDS: Final = 200
VALUES: Final = 100
_TYPICAL: Final = 10
_STRICT: Final = ("any", "all", "should")


@dataclass(frozen=True)
class Asked:
    """One query of a batch.

    Attributes:
        text: The name; empty when properties alone are given.
        types: Identifiers of classes.
        strict: ``any`` or ``all`` of them are wanted, or each ``should`` be.
        limit: How many candidates at most.
        properties: Paths, each with the values that are wanted at its end.
    """

    text: str
    types: tuple[str, ...]
    strict: str
    limit: int
    properties: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Column:
    """A property that a client wants of many entities, and how.

    Attributes:
        path: As the client wrote it.
        limit: How many values of each entity at most.
        language: Tag of the language that texts and labels shall be in; empty:
            texts in all, labels in English.
    """

    path: str
    limit: int
    language: str


def read_batch(text: str) -> dict[str, Asked]:
    """Return the queries of a batch, by key.

    Raises:
        MalformedRequest: The text is no batch of queries.
        RequestTooLarge: It has more queries than are answered at once.
    """
    said = _parsed(text, "queries")
    _at_most(len(said), QUERIES, "queries")
    return {key: _query(key, value) for key, value in said.items()}


def read_extension(text: str) -> tuple[list[str], list[Column]]:
    """Return the identifiers and the properties of a data extension query.

    Raises:
        MalformedRequest: The text is none.
        RequestTooLarge: It asks for more than is answered at once.
    """
    said = _parsed(text, "extend")
    ids, columns = said.get("ids"), said.get("properties")
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise _bad("'ids' is no list of identifiers.")
    if not isinstance(columns, list):
        raise _bad("'properties' is no list.")
    _at_most(len(ids), IDS, "ids")
    _at_most(len(columns), PROPERTIES, "properties")
    return ids, [_column(one) for one in columns]


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _bad(f"What stands in {name!r} is no JSON: {error}.") from error
    if not isinstance(said, dict):
        raise _bad(f"What stands in {name!r} is no JSON object.")
    return said


def _query(key: str, said: object) -> Asked:
    if not isinstance(said, dict):
        raise _bad(f"Query {key!r} is no JSON object.")
    text, types = said.get("query", ""), said.get("type") or []
    types = [types] if isinstance(types, str) else types
    limit, strict = said.get("limit"), said.get("type_strict") or "any"
    properties = said.get("properties") or []
    if not isinstance(text, str):
        raise _bad(f"Query {key!r}: 'query' is no string.")
    if not isinstance(types, list) or not all(isinstance(t, str) for t in types):
        raise _bad(f"Query {key!r}: 'type' is neither a string nor a list of them.")
    if strict not in _STRICT:
        raise _bad(f"Query {key!r}: 'type_strict' is not {one_of(_STRICT)}.")
    if not isinstance(properties, list):
        raise _bad(f"Query {key!r}: 'properties' is no list.")
    if not text.strip() and not properties:
        raise _bad(f"Query {key!r} has neither 'query' nor 'properties'.")
    _at_most(len(properties), PROPERTIES, "properties")
    return Asked(
        text.strip(),
        tuple(types),
        strict,
        _count(limit, f"Query {key!r}: 'limit'", CANDIDATES) or _TYPICAL,
        tuple(_wanted(key, one) for one in properties),
    )


def _wanted(key: str, said: object) -> tuple[str, tuple[str, ...]]:
    if not isinstance(said, dict) or not isinstance(said.get("pid"), str):
        raise _bad(f"Query {key!r}: a property has no 'pid'.")
    if "v" not in said:
        raise _bad(f"Query {key!r}: property {said['pid']!r} has no 'v'.")
    values = said["v"] if isinstance(said["v"], list) else [said["v"]]
    _at_most(len(values), VALUES, "values")
    return said["pid"], tuple(_value(key, value) for value in values)


def _value(key: str, said: object) -> str:
    """Return a property value as text: an entity by its identifier."""
    if isinstance(said, Mapping) and isinstance(said.get("id"), str):
        return str(said["id"])
    if isinstance(said, bool):
        return str(said).lower()
    if isinstance(said, str | int | float):
        return str(said).strip()
    raise _bad(f"Query {key!r}: a value is no string, number, boolean or entity.")


def _column(said: object) -> Column:
    if not isinstance(said, dict) or not isinstance(said.get("id"), str):
        raise _bad("A property to extend by has no 'id'.")
    settings = said.get("settings") or {}
    if not isinstance(settings, dict):
        raise _bad(f"The settings of {said['id']!r} are no JSON object.")
    language = settings.get("language") or ""
    if not isinstance(language, str):
        raise _bad(f"The language of {said['id']!r} is no string.")
    limit = _count(settings.get("limit"), f"The limit of {said['id']!r}", VALUES)
    return Column(said["id"], limit or VALUES, language.strip().lower())


def _count(said: object, what: str, most: int) -> int:
    """Return a number up to ``most``; 0 when none is given. Forms send strings."""
    if said in (None, "", 0, "0"):
        return 0
    try:
        number = int(said) if isinstance(said, int | float | str) else 0
    except (ValueError, OverflowError):
        number = 0
    if number < 1:
        raise _bad(f"{what} is no number above 0.")
    return min(number, most)


def _at_most(number: int, most: int, what: str) -> None:
    if number > most:
        raise RequestTooLarge(
            f"The request has {number} {what}.",
            hint=f"Ask again with up to {most} at once; the manifest says so too.",
            limit=Limit(f"reconciliation_{what}", most, number, what),
            see=SPECIFICATION,
        )


def _bad(summary: str) -> MalformedRequest:
    return MalformedRequest(
        summary,
        hint="Send a JSON object as the specification has it; docs/reconciliation.md "
        "has examples.",
        see=SPECIFICATION,
    )

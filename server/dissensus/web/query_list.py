"""Find shipped queries by words and tags, and describe each for programs."""

from collections.abc import Iterable
from typing import Any

from dissensus.queries import Parameter, Query
from dissensus.sparql import prologue_of
from dissensus.web.negotiation import offers_of


def find_queries(
    queries: Iterable[Query], words: str = "", tag: str = ""
) -> tuple[Query, ...]:
    """Return the queries that hold all ``words`` and have the ``tag``.

    Words are looked for in all that a header says, and in the name; upper and
    lower case are the same.
    """
    wanted = words.casefold().split()
    return tuple(
        query
        for query in queries
        if (not tag or tag in query.tags)
        and all(word in _said(query) for word in wanted)
    )


def describe_query(query: Query, base: str) -> dict[str, Any]:
    """Return what a program wants to know of ``query``, ready for JSON.

    Args:
        query: Which one.
        base: What its addresses begin with.
    """
    offers = offers_of(prologue_of(query.text).form)
    address = f"{base}queries/{query.name}"
    return {
        "id": address,
        "name": query.name,
        "kind": query.kind,
        "summary": query.summary,
        "question": query.question,
        "answers": query.answers,
        "description": query.description,
        "tags": query.tags,
        "note": query.note,
        "parameters": [_described(p) for p in query.parameters],
        "pagination": query.pagination,
        "formats": {offer.suffix: f"{address}.{offer.suffix}" for offer in offers},
        "text": f"{address}.rq",
    }


def _described(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "description": parameter.description,
        "membersOf": parameter.members_of,
        "choices": parameter.choices,
        "default": parameter.default,
    }


def _said(query: Query) -> str:
    said = (query.name, query.summary, query.question, query.answers)
    return " ".join((*said, query.description, query.note, *query.tags)).casefold()

"""Describe shipped queries for programs, and for language models."""

from collections.abc import Iterable
from typing import Any

from dissensus.queries import Parameter, Query, expected
from dissensus.sparql import prologue_of
from dissensus.web.negotiation import offers_of


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


def list_in_markdown(queries: Iterable[Query]) -> str:
    """Return what each of ``queries`` asks and takes, a line each, by kind."""
    lines = ["# Queries", "", "Each as .rq (its text), .csv, .json or .html."]
    kind = None
    for query in queries:
        if query.kind != kind:
            kind = query.kind
            lines += ["", f"## {kind or 'Other'}", ""]
        takes = "; ".join(
            f"`{p.name}` ({p.description}): {expected(p)}" for p in query.parameters
        )
        lines.append(
            f"- [{query.summary}](/queries/{query.name}.rq): {query.question} "
            f"{query.answers}." + (f" Takes {takes}." if takes else "")
        )
    return "\n".join(lines) + "\n"


def _described(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "description": parameter.description,
        "membersOf": parameter.members_of,
        "choices": parameter.choices,
        "default": parameter.default,
    }

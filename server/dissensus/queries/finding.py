"""Find shipped queries by words and tags."""

from collections.abc import Iterable

from dissensus.queries.reading import Query


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


def _said(query: Query) -> str:
    said = (query.name, query.summary, query.question, query.answers)
    return " ".join((*said, query.description, query.note, *query.tags)).casefold()

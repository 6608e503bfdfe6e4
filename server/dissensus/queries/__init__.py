"""The queries that a project ships: what they ask, and in which words."""

from dissensus.queries.reading import Query, read_query

__all__ = ["Query", "read_query"]

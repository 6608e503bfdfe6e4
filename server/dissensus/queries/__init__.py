"""The queries that a project ships: what they ask, and in which words."""

from dissensus.queries.parameters import Parameter, Type
from dissensus.queries.reading import Query, read_query

__all__ = ["Parameter", "Query", "Type", "read_query"]

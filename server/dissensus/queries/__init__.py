"""The queries that a project ships: what they ask, and in which words."""

from dissensus.queries.finding import find_queries
from dissensus.queries.parameters import RESERVED, Parameter, Type
from dissensus.queries.reading import Query, read_query
from dissensus.queries.values import Term, expand, expected, read_value, sample_value

__all__ = [
    "RESERVED",
    "Parameter",
    "Query",
    "Term",
    "Type",
    "expand",
    "expected",
    "find_queries",
    "read_query",
    "read_value",
    "sample_value",
]

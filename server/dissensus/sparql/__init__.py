"""Know of a query's text what must be known before it runs.

Not a parser: the engine parses. This room finds the form, the prologue and the
dataset of a query, refuses what the endpoint does not run, and turns the
engine's complaints into places and advice.
"""

from dissensus.sparql.explanation import explain
from dissensus.sparql.inspection import Form, Inspection, dataset_of, inspect

__all__ = ["Form", "Inspection", "dataset_of", "explain", "inspect"]

"""Know of a query's text what must be known before it runs.

Not a parser: the engine parses. This room finds the form, the prologue and the
dataset of a query, refuses what the endpoint does not run, and turns the
engine's complaints into places and advice.
"""

from dissensus.sparql.explanation import explain
from dissensus.sparql.inspection import Form, Inspection, dataset_of, inspect
from dissensus.sparql.normal import answers_alike, normal_form
from dissensus.sparql.scopes import Unbound, unbound
from dissensus.sparql.updates import inspect_update

__all__ = [
    "Form",
    "Inspection",
    "Unbound",
    "answers_alike",
    "dataset_of",
    "explain",
    "inspect",
    "inspect_update",
    "normal_form",
    "unbound",
]

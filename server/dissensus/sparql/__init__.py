"""Know of a query's text what must be known before it runs.

Not a parser: the engine parses. This room finds the form, the prologue and the
dataset of a query, refuses what the endpoint does not run, and turns the
engine's complaints into places and advice.
"""

from dissensus.sparql.binding import (
    bind,
    count_rows,
    is_cut,
    is_ordered,
    one_page,
    variables,
)
from dissensus.sparql.explanation import explain
from dissensus.sparql.federation import Service, join, mask, nothing_known
from dissensus.sparql.inspection import (
    Form,
    Inspection,
    dataset_of,
    inspect,
    prologue_of,
)
from dissensus.sparql.normal import answers_alike, normal_form
from dissensus.sparql.rewriting import for_elsewhere
from dissensus.sparql.scopes import Unbound, unbound
from dissensus.sparql.updates import inspect_update

__all__ = [
    "Form",
    "Inspection",
    "Service",
    "Unbound",
    "answers_alike",
    "bind",
    "count_rows",
    "dataset_of",
    "explain",
    "for_elsewhere",
    "inspect",
    "inspect_update",
    "is_cut",
    "is_ordered",
    "join",
    "mask",
    "normal_form",
    "nothing_known",
    "one_page",
    "prologue_of",
    "unbound",
    "variables",
]

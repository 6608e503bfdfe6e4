"""What may be said of an entity, in the order in which a reader wants it.

Reads the store by prepared queries and patterns only: no text from outside
is ever parsed as SPARQL here, so pages need no query worker.
"""

from dissensus.description.attribution import Attribution, Position
from dissensus.description.changes import Changes, compare
from dissensus.description.entity import (
    Description,
    Group,
    Statement,
    Value,
    describe,
)
from dissensus.description.incoming import Incoming
from dissensus.description.labels import Names, read_names
from dissensus.description.listing import (
    Counted,
    Listing,
    Subjects,
    list_everything,
    list_folder,
    list_graph,
    list_members,
    list_subjects,
    read_classes,
)
from dissensus.description.reading import Holdings, is_part, named_node
from dissensus.description.schemes import (
    Concept,
    Scheme,
    is_scheme,
    list_schemes,
    read_scheme,
    scheme_quads,
)
from dissensus.description.shapes import Constraint, ShapeEntry, Shapes, read_shapes
from dissensus.description.terms import TermEntry, TermList, Terms, read_terms
from dissensus.description.triples import document_quads, graph_quads
from dissensus.description.vocabulary import read_vocabulary

__all__ = [
    "Attribution",
    "Changes",
    "Concept",
    "Constraint",
    "Counted",
    "Description",
    "Group",
    "Holdings",
    "Incoming",
    "Listing",
    "Names",
    "Position",
    "Scheme",
    "ShapeEntry",
    "Shapes",
    "Statement",
    "Subjects",
    "TermEntry",
    "TermList",
    "Terms",
    "Value",
    "compare",
    "describe",
    "document_quads",
    "graph_quads",
    "is_part",
    "is_scheme",
    "list_everything",
    "list_folder",
    "list_graph",
    "list_members",
    "list_schemes",
    "list_subjects",
    "named_node",
    "read_classes",
    "read_names",
    "read_scheme",
    "read_shapes",
    "read_terms",
    "read_vocabulary",
    "scheme_quads",
]

"""What may be said of an entity, in the order in which a reader wants it.

Reads the store by prepared queries and patterns only: no text from outside
is ever parsed as SPARQL here, so pages need no query worker.
"""

from dissensus.description.attribution import Attribution, Position
from dissensus.description.debate import (
    CLAIMS,
    DISAGREEMENTS,
    STANCES,
    VOICES,
    Answer,
    Debate,
    Disagreement,
    Report,
    row_text,
)
from dissensus.description.debates import Debates
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
from dissensus.description.matrix import (
    COLUMN_ORDERS,
    ROW_ORDERS,
    Column,
    lay_out,
    read_columns,
    symbol,
)
from dissensus.description.reading import Holdings, Row, is_part, named_node
from dissensus.description.terms import TermEntry, TermList, Terms, read_terms
from dissensus.description.triples import document_quads, graph_quads
from dissensus.description.vocabulary import read_vocabulary

__all__ = [
    "CLAIMS",
    "COLUMN_ORDERS",
    "DISAGREEMENTS",
    "ROW_ORDERS",
    "STANCES",
    "VOICES",
    "Answer",
    "Attribution",
    "Column",
    "Counted",
    "Debate",
    "Debates",
    "Description",
    "Disagreement",
    "Group",
    "Holdings",
    "Incoming",
    "Listing",
    "Names",
    "Position",
    "Report",
    "Row",
    "Statement",
    "Subjects",
    "TermEntry",
    "TermList",
    "Terms",
    "Value",
    "describe",
    "document_quads",
    "graph_quads",
    "is_part",
    "lay_out",
    "list_everything",
    "list_folder",
    "list_graph",
    "list_members",
    "list_subjects",
    "named_node",
    "read_classes",
    "read_columns",
    "read_names",
    "read_terms",
    "read_vocabulary",
    "row_text",
    "symbol",
]

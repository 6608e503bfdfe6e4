"""What may be said of an entity, in the order in which a reader wants it.

Reads the store by prepared queries and patterns only: no text from outside
is ever parsed as SPARQL here, so pages need no query worker.
"""

from dissensus.description.about import read_contact, read_languages
from dissensus.description.anchors import Anchors, anchored_text, read_anchors
from dissensus.description.attribution import (
    RULE,
    Attribution,
    Position,
    Witness,
    read_attributions,
)
from dissensus.description.bibliography import (
    is_text,
    list_texts,
    read_agents,
    read_record,
)
from dissensus.description.changes import Changes, compare
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
from dissensus.description.entity import Description, describe
from dissensus.description.incoming import Incoming
from dissensus.description.labels import Names, read_names
from dissensus.description.listing import (
    Counted,
    Listing,
    Subjects,
    list_addresses,
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
from dissensus.description.nearby import Nearby
from dissensus.description.neighbours import Neighbour
from dissensus.description.profile import DISPLAY, Profile, read_profile
from dissensus.description.reading import (
    Holdings,
    Row,
    bound_query,
    is_part,
    named_node,
)
from dissensus.description.schema_org import (
    Alignments,
    read_alignments,
    tell_in_schema_org,
    tell_who_claims,
)
from dissensus.description.schemes import (
    Concept,
    Scheme,
    is_scheme,
    list_schemes,
    read_scheme,
    scheme_quads,
)
from dissensus.description.sentence import Filled
from dissensus.description.shapes import Constraint, ShapeEntry, Shapes, read_shapes
from dissensus.description.statements import Group, Statement, Value
from dissensus.description.terms import (
    TermEntry,
    TermList,
    Terms,
    read_terms,
)
from dissensus.description.triples import about_document, document_quads, graph_quads

__all__ = [
    "CLAIMS",
    "COLUMN_ORDERS",
    "DISAGREEMENTS",
    "DISPLAY",
    "ROW_ORDERS",
    "RULE",
    "STANCES",
    "VOICES",
    "Alignments",
    "Anchors",
    "Answer",
    "Attribution",
    "Changes",
    "Column",
    "Concept",
    "Constraint",
    "Counted",
    "Debate",
    "Debates",
    "Description",
    "Disagreement",
    "Filled",
    "Group",
    "Holdings",
    "Incoming",
    "Listing",
    "Names",
    "Nearby",
    "Neighbour",
    "Position",
    "Profile",
    "Report",
    "Row",
    "Scheme",
    "ShapeEntry",
    "Shapes",
    "Statement",
    "Subjects",
    "TermEntry",
    "TermList",
    "Terms",
    "Value",
    "Witness",
    "about_document",
    "anchored_text",
    "bound_query",
    "compare",
    "describe",
    "document_quads",
    "graph_quads",
    "is_part",
    "is_scheme",
    "is_text",
    "lay_out",
    "list_addresses",
    "list_everything",
    "list_folder",
    "list_graph",
    "list_members",
    "list_schemes",
    "list_subjects",
    "list_texts",
    "named_node",
    "read_agents",
    "read_alignments",
    "read_anchors",
    "read_attributions",
    "read_classes",
    "read_columns",
    "read_contact",
    "read_languages",
    "read_names",
    "read_profile",
    "read_record",
    "read_scheme",
    "read_shapes",
    "read_terms",
    "row_text",
    "scheme_quads",
    "symbol",
    "tell_in_schema_org",
    "tell_who_claims",
]

"""What may be said of an entity, in the order in which a reader wants it.

Reads the store by prepared queries and patterns only: no text from outside
is ever parsed as SPARQL here, so pages need no query worker.
"""

from dissensus.description.about import read_contact, read_languages
from dissensus.description.anchors import Anchors, anchored_text, read_anchors
from dissensus.description.attribution import Attribution, Position, Witness
from dissensus.description.bibliography import (
    is_text,
    list_texts,
    read_agents,
    read_record,
)
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
from dissensus.description.nearby import Nearby
from dissensus.description.neighbours import Neighbour
from dissensus.description.profile import DISPLAY, Profile, read_profile
from dissensus.description.reading import (
    Holdings,
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
from dissensus.description.statements import Group, Statement, Value
from dissensus.description.terms import TermEntry, TermList, Terms, read_terms
from dissensus.description.triples import about_document, document_quads, graph_quads
from dissensus.description.vocabulary import read_vocabulary

__all__ = [
    "DISPLAY",
    "Alignments",
    "Anchors",
    "Attribution",
    "Counted",
    "Description",
    "Group",
    "Holdings",
    "Incoming",
    "Listing",
    "Names",
    "Nearby",
    "Neighbour",
    "Position",
    "Profile",
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
    "describe",
    "document_quads",
    "graph_quads",
    "is_part",
    "is_text",
    "list_addresses",
    "list_everything",
    "list_folder",
    "list_graph",
    "list_members",
    "list_subjects",
    "list_texts",
    "named_node",
    "read_agents",
    "read_alignments",
    "read_anchors",
    "read_classes",
    "read_contact",
    "read_languages",
    "read_names",
    "read_profile",
    "read_record",
    "read_terms",
    "read_vocabulary",
    "tell_in_schema_org",
    "tell_who_claims",
]

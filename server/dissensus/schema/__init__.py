"""The schema card: which words a dataset uses, how, how often, and what trips people.

Counted from what a release holds and from what its ontology says, once, when
the release is made; ``schema.json`` then stands beside the store. The page at
``/schema``, its Turtle, the class diagram and the completion of the query
editor are all read from that one file.
"""

from dissensus.schema.card import (
    NAME,
    card_text,
    draw_card,
    read_schema,
    select_class,
    shorten,
    write_schema,
)
from dissensus.schema.diagram import Box, Diagram, Link, draw_diagram
from dissensus.schema.markdown import write_class, write_overview
from dissensus.schema.partitions import fragment, full_iri, schema_triples

__all__ = [
    "NAME",
    "Box",
    "Diagram",
    "Link",
    "card_text",
    "draw_card",
    "draw_diagram",
    "fragment",
    "full_iri",
    "read_schema",
    "schema_triples",
    "select_class",
    "shorten",
    "write_class",
    "write_overview",
    "write_schema",
]

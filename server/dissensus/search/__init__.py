"""Find entities by their words: an index that is one more file of a release.

SQLite with FTS5 holds what each entity is called, what is said of it in words,
which class it belongs to and what it is linked to, so that a search, a list
with facets or a timeline costs milliseconds whatever the size of the graph.
"""

from dissensus.search.building import NAME, write_index
from dissensus.search.candidates import (
    Candidate,
    find_candidates,
    known_kinds,
    wider_classes,
)
from dissensus.search.exporting import Exported, export_entities, export_letters
from dissensus.search.finding import (
    Hit,
    Hits,
    Suggestion,
    find,
    near_words,
    suggest,
)
from dissensus.search.folding import Word, sound, spelling_rules, words
from dissensus.search.gathering import ALIASES, GLOSSES, NAMES
from dissensus.search.index import Entity, Index
from dissensus.search.listing import (
    SORTS,
    Facet,
    Members,
    Selection,
    facets,
    gather_briefs,
    list_dated,
    list_members,
    list_names,
    most_linked,
)
from dissensus.search.marking import Piece
from dissensus.search.question import Question, read_question

__all__ = [
    "ALIASES",
    "GLOSSES",
    "NAME",
    "NAMES",
    "SORTS",
    "Candidate",
    "Entity",
    "Exported",
    "Facet",
    "Hit",
    "Hits",
    "Index",
    "Members",
    "Piece",
    "Question",
    "Selection",
    "Suggestion",
    "Word",
    "export_entities",
    "export_letters",
    "facets",
    "find",
    "find_candidates",
    "gather_briefs",
    "known_kinds",
    "list_dated",
    "list_members",
    "list_names",
    "most_linked",
    "near_words",
    "read_question",
    "sound",
    "spelling_rules",
    "suggest",
    "wider_classes",
    "words",
    "write_index",
]

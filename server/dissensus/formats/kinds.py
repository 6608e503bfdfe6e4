"""What a format is, and for which kind of answer it serves."""

from dataclasses import dataclass
from enum import Enum

from pyoxigraph import QueryResultsFormat, RdfFormat


class Kind(Enum):
    """What an answer consists of."""

    GRAPH = "graph"
    DATASET = "dataset"
    BINDINGS = "bindings"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Format:
    """One way to write an answer.

    Attributes:
        name: What a reader calls it.
        media_type: With its charset where the type has that parameter.
        iri: As in the W3C's list of formats, for service descriptions.
        suffix: Of files and document addresses, without dot.
        rank: 0 is what a client without preference gets.
        kinds: What it can write.
        oxigraph: The engine's name for it.
    """

    name: str
    media_type: str
    iri: str
    suffix: str
    rank: int
    kinds: frozenset[Kind]
    oxigraph: RdfFormat | QueryResultsFormat

    @property
    def type(self) -> str:
        """The media type without parameters, as in an Accept header."""
        return self.media_type.partition(";")[0]

"""What the tools answer: the shapes that clients are told of beforehand.

TypedDict of typing_extensions, since pydantic reads no other below Python 3.12.
"""

from typing import Final, NotRequired

from typing_extensions import TypedDict

from dissensus import description

RULE: Final = (
    f"{description.RULE} held_by and positions tell who affirms it and who denies it."
)


class Word(TypedDict):
    """One attestation: on whose word something stands, in which passage, how."""

    text: str
    attestation: str
    authors: list[str]
    passages: list[str]
    contested: bool


class Answer(TypedDict):
    """What every answer has: the release, and why it is not the newest, if so."""

    release: str
    degraded: NotRequired[str]


class Schema(Answer):
    """The words of the dataset, as Markdown."""

    card: str


class Hit(TypedDict):
    """One entity that was found."""

    iri: str
    label: str
    kind: str
    kind_iri: str
    dates: NotRequired[str]
    text: NotRequired[str]
    according_to: NotRequired[list[str]]
    held_by: NotRequired[str]


class Found(Answer):
    """One page of what was found; ``near`` are other words that find something."""

    total: int
    page: int
    pages: int
    results: list[Hit]
    kinds: dict[str, int]
    near: NotRequired[list[str]]
    rule: str


class Value(TypedDict):
    """One value of a property, or one subject that points here."""

    text: str
    iri: NotRequired[str]
    language: NotRequired[str]
    datatype: NotRequired[str]
    origin: NotRequired[str]
    according_to: NotRequired[list[str]]


class Statement(TypedDict):
    """All values of one property; ``more`` counts those that are not here."""

    property: str
    label: str
    values: list[Value]
    inverse: NotRequired[bool]
    more: NotRequired[int]


class Position(TypedDict):
    """A stance, told with whoever reports it."""

    text: str
    stance: str
    objects: list[str]
    holders: list[str]


class Entity(Answer):
    """What the release says of one entity."""

    iri: str
    label: str
    kinds: list[str]
    summary: str
    standing: str
    according_to: list[Word]
    positions: list[Position]
    attested_here: list[str]
    statements: list[Statement]
    incoming: list[Statement]
    graphs: list[str]
    left_out: NotRequired[str]


class ParameterTold(TypedDict):
    """A parameter of a shipped query; without ``default`` it must be given."""

    name: str
    takes: str
    description: str
    default: NotRequired[str]


class QueryTold(TypedDict):
    """A shipped query."""

    name: str
    summary: str
    question: str
    answers: str
    parameters: list[ParameterTold]
    rows_per_page: NotRequired[int]


class Queries(Answer):
    """Shipped queries; ``total`` counts those that fit, listed or not."""

    total: int
    queries: list[QueryTold]
    left_out: NotRequired[str]


class Table(Answer):
    """The answer to a query: rows of terms, written as in SPARQL.

    ``labels`` says what the IRIs in it are called, ``according_to`` on whose word
    those stand that somebody attests, ``held_by`` who affirms or denies claims.
    """

    columns: list[str]
    rows: list[list[str]]
    complete: bool
    left_out: NotRequired[str]
    total: NotRequired[int]
    page: NotRequired[int]
    query: NotRequired[str]
    labels: dict[str, str]
    according_to: dict[str, list[str]]
    held_by: dict[str, str]
    hints: NotRequired[list[str]]
    rule: str

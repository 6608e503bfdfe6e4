"""Find entities by words, and shipped queries by theirs."""

from collections.abc import Iterable
from typing import Final

from dissensus.description import read_names
from dissensus.errors import MalformedRequest
from dissensus.machines.answers import (
    RULE,
    Found,
    Hit,
    ParameterTold,
    Queries,
    QueryTold,
)
from dissensus.machines.desk import Opened
from dissensus.machines.wording import attribute, held_by
from dissensus.queries import Query, expected, find_queries
from dissensus.search import Hit as HitFound
from dissensus.search import Piece, find, near_words, read_question

_MOST_QUERIES: Final = 25


def search(here: Opened, text: str, kind: str, language: str, page: int) -> Found:
    """Return page ``page`` of the entities that ``text`` finds, the likeliest first.

    Args:
        here: The release.
        text: Names or words.
        kind: IRI or prefixed name of the class that all shall be of; or empty.
        language: Tag of the language whose texts are looked at; or empty.
        page: From 1, twenty entities each.

    Raises:
        UnknownEntity: There is no such kind.
        MalformedRequest: The release has no index: files too large were opened.
    """
    if not here.index.exists:
        raise MalformedRequest(
            "This release has no index of words.",
            hint="Use sparql with FILTER(CONTAINS(...)).",
        )
    question = read_question(text)
    wanted = here.iri_of(kind) if kind else ""
    hits = find(here.index, question, wanted, page, language)
    names = read_names(here.holdings, set(hits.kinds) - {""})
    iris = [hit.entity.iri for hit in hits.hits]
    said, held = attribute(here, iris), held_by(here, iris)
    found = Found(
        release=here.id,
        total=hits.total,
        page=hits.page,
        pages=hits.pages,
        results=[
            _hit(hit, names[hit.entity.kind] if hit.entity.kind else "", said, held)
            for hit in hits.hits
        ],
        kinds={
            f"{names[iri]} <{iri}>" if iri else "of no class": count
            for iri, count in hits.kinds.items()
        },
        rule=RULE,
    )
    if not hits.total and (near := near_words(here.index, question)):
        found["near"] = near
    return found


def list_queries(here: Opened, words: str, tag: str) -> Queries:
    """Return the shipped queries that hold all ``words`` and have the ``tag``."""
    found = find_queries(here.queries, words, tag)
    told = Queries(
        release=here.id,
        total=len(found),
        queries=[_query(query) for query in found[:_MOST_QUERIES]],
    )
    if len(found) > _MOST_QUERIES:
        told["left_out"] = (
            f"{len(found) - _MOST_QUERIES} more are not listed. Ask with words; names "
            f"only: {', '.join(query.name for query in found[_MOST_QUERIES:])}."
        )
    return told


def _hit(
    hit: HitFound, kind: str, said: dict[str, list[str]], held: dict[str, str]
) -> Hit:
    entity = hit.entity
    told = Hit(iri=entity.iri, label=_plain(hit.label), kind=kind, kind_iri=entity.kind)
    if entity.written:
        told["dates"] = entity.written
    if text := _plain(hit.snippet):
        told["text"] = text
    if words := said.get(entity.iri):
        told["according_to"] = words
    if entity.iri in held:
        told["held_by"] = held[entity.iri]
    return told


def _plain(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _query(query: Query) -> QueryTold:
    told = QueryTold(
        name=query.name,
        summary=query.summary,
        question=query.question,
        answers=query.answers,
        parameters=[],
    )
    for one in query.parameters:
        parameter = ParameterTold(
            name=one.name, takes=expected(one), description=one.description
        )
        if one.default is not None:
            parameter["default"] = one.default
        told["parameters"].append(parameter)
    if query.pagination:
        told["rows_per_page"] = query.pagination
    return told

"""The questions that a reader of the debate asks have the answers he would give.

Each ``queries/competency/NAME.rq`` has its answer in ``NAME.csv``: written from a
reading of the text, not from what the query returns. The last column of the file,
``segment``, is no part of the answer: it names the segments that bear the row. The
header ``#+ inferred:`` says what the query needs: ``either`` is answered by the data
alone, ``included`` needs what follows from it, ``excluded`` must not see that. The
tag ``chain`` says that the rows hang on each other.
"""

import csv
import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    Store,
    Triple,
)

from dissensus.closure import close
from dissensus.queries import Query, read_query
from dissensus.sources import Project, read_project

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "queries" / "competency"
Row = tuple[str, ...]
Triples = frozenset[Triple]

_NAMES = sorted(path.stem for path in FOLDER.glob("*.rq"))
_every_question = pytest.mark.parametrize("name", _NAMES)
# Titles may be asked for, and a date may be read, but no text may be matched.
_WORDING = (
    r"label\b|skos:|dcterms:title\s+[^?\s]|(?<!xsd:date\()\bSTR\s*\(|"
    r"\b(?:REGEX|CONTAINS|REPLACE|STRSTARTS|STRENDS|STRBEFORE|STRAFTER)\s*\("
)
_IN_PASSAGE = re.compile(r"ontology#(?:inPassage|callOutPassage|textPassage)$")

_IN_NOTE = NamedNode("https://w3id.org/dissensus/ontology#inNote")


@dataclass(frozen=True)
class Answer:
    """A written answer: what the query is to return, and where each row is said."""

    header: Row
    rows: list[Row]
    segments: list[Row]


@functools.cache
def _project() -> Project:
    """The real sources, read once."""
    return read_project(ROOT)


@functools.cache
def _asserted() -> Triples:
    return frozenset(_project().asserted())


def _closed(asserted: Triples) -> Triples:
    """The data and what follows from them."""
    return asserted | set(close(_project().ontology(), asserted).inferred)


def _store(triples: Iterable[Triple]) -> Store:
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    return store


@functools.cache
def _data() -> Store:
    """The data alone; nobody writes to it."""
    return _store(_asserted())


@functools.cache
def _published() -> Store:
    """The data and what follows from them; nobody writes to it."""
    return _store(_closed(_asserted()))


@functools.cache
def _query(name: str) -> Query:
    path = FOLDER / f"{name}.rq"
    return read_query(
        PurePosixPath(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    )


@functools.cache
def _written(name: str) -> Answer:
    """The variables and the rows of the written answer, in its order."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[-1] == "segment"
    return Answer(
        header=tuple(header[:-1]),
        rows=[tuple(row[:-1]) for row in rows],
        segments=[tuple(row[-1].split()) for row in rows],
    )


def _answer(name: str, store: Store) -> tuple[Row, list[Row]]:
    """The variables and the rows that the query returns over ``store``."""
    solutions = store.query(_query(name).text)
    assert isinstance(solutions, QuerySolutions)
    variables = tuple(variable.value for variable in solutions.variables)
    return variables, [tuple(_text(term) for term in row) for row in solutions]


def _text(term: object) -> str:
    assert isinstance(term, NamedNode | Literal)
    return term.value


def _expected(name: str) -> tuple[Row, list[Row]]:
    written = _written(name)
    return written.header, written.rows


def _iris(row: Row) -> list[NamedNode]:
    return [NamedNode(value) for value in row if value.startswith("http")]


def _its_own(row: Row, rows: list[Row]) -> list[NamedNode]:
    """The IRIs that no other row has: what this row is about."""
    often = Counter(iri for other in rows for iri in set(_iris(other)))
    return [iri for iri in _iris(row) if often[iri] == 1]


def _behind(row: Row, rows: list[Row]) -> set[NamedNode]:
    """What must go for the row to go: its own thing, or what joins its parts."""
    own = _its_own(row, rows)
    if own:
        return {own[0]}
    first, *others = (_subjects_of(iri) for iri in _iris(row))
    return first.intersection(*others)


def _subjects_of(iri: NamedNode) -> set[NamedNode]:
    found = _data().quads_for_pattern(None, None, iri)
    return {quad.subject for quad in found if isinstance(quad.subject, NamedNode)}


def _answer_without(name: str, gone: set[NamedNode]) -> tuple[Row, list[Row]]:
    """What the query returns once every triple about ``gone`` is deleted.

    Only a query that needs them has the consequences computed anew.
    """
    rest = _asserted() - _about(gone)
    if _query(name).inferred == "included":
        return _answer(name, _store(_closed(rest)))
    return _answer(name, _store(rest))


def _about(things: set[NamedNode]) -> set[Triple]:
    """The asserted triples that have one of ``things`` at either end."""
    patterns = [(t, None, None) for t in things] + [(None, None, t) for t in things]
    return {q.triple for p in patterns for q in _data().quads_for_pattern(*p)}


def _objects(subject: object) -> Iterator[object]:
    if isinstance(subject, NamedNode):
        for quad in _data().quads_for_pattern(subject, None, None):
            yield quad.object


@functools.cache
def _records() -> dict[str, set[NamedNode]]:
    """What stands in each passage, by the name of the passage."""
    found: dict[str, set[NamedNode]] = {}
    for t in _asserted():
        if _IN_PASSAGE.search(t.predicate.value) and isinstance(t.object, NamedNode):
            assert isinstance(t.subject, NamedNode)
            name = t.object.value.rsplit("/", 1)[-1]
            found.setdefault(name, set()).add(t.subject)
    return found


@functools.cache
def _borne_by(segment: str) -> frozenset[object]:
    """What is recorded of the segment, and what those records speak of."""
    is_it = re.compile(rf"[a-z]+-\d+-{re.escape(segment)}(?:[.-][\d.-]+)?")
    here = [found for name, found in _records().items() if is_it.fullmatch(name)]
    records = {record for found in here for record in found}
    # A quotation stands in the text, and its reference in a note.
    records |= {
        quad.subject
        for note in records
        for quad in _data().quads_for_pattern(None, _IN_NOTE, note)
        if isinstance(quad.subject, NamedNode)
    }
    of_them = {thing for record in records for thing in _objects(record)}
    of_those = {thing for subject in of_them for thing in _objects(subject)}
    return frozenset(records | of_them | of_those)


def test_there_are_questions_to_ask() -> None:
    assert _NAMES


@_every_question
def test_a_question_has_its_answer(name: str) -> None:
    """Columns, rows and, since every query orders its rows, their order."""
    assert "ORDER BY" in _query(name).text

    assert _answer(name, _published()) == _expected(name)


@_every_question
def test_no_answer_is_empty(name: str) -> None:
    """An empty answer that equals an empty file says nothing of the data."""
    assert _written(name).rows


@_every_question
def test_each_row_is_borne_by_the_segments_named_beside_it(name: str) -> None:
    """Each of them has a record that speaks of what the row is about."""
    written = _written(name)

    unborne = [
        (row, segment)
        for row, segments in zip(written.rows, written.segments, strict=True)
        for segment in segments or ("none",)
        if not _borne_by(segment).intersection(
            _its_own(row, written.rows) or _iris(row)
        )
    ]

    assert not unborne


@_every_question
def test_without_what_stands_behind_it_a_row_is_missing(name: str) -> None:
    """So the rows come from the data, each from its own, and not from the query."""
    header, rows = _expected(name)
    row = rows[len(rows) // 2]

    answer = _answer_without(name, _behind(row, rows))

    if "chain" in _query(name).tags:
        left = {iri for other in answer[1] for iri in _iris(other)}
        assert left < {iri for other in rows for iri in _iris(other)}
        assert not left.intersection(_iris(row))
    else:
        assert answer == (header, [other for other in rows if other != row])


@_every_question
def test_a_query_names_only_what_its_question_names(name: str) -> None:
    """No answer by its name, unless the question says it; nothing by its wording."""
    text = re.sub(r"(?m)^\s*#.*$", "", _query(name).text)
    asked = set(re.findall(r"[a-z0-9]+", _query(name).question.lower()))
    answers = {
        iri.value.rsplit("/", 1)[-1]
        for row in _written(name).rows
        for iri in _iris(row)
    }

    named = [slug for slug in answers if re.search(rf":{slug}(?![\w-])", text)]

    assert not [slug for slug in named if not asked.issuperset(slug.split("-"))]
    assert not re.search(_WORDING, text)
    assert "VALUES" not in text


@_every_question
def test_a_query_says_truly_what_it_needs_of_the_closure(name: str) -> None:
    needs = _query(name).inferred
    assert needs in {"either", "included", "excluded"}

    over_the_data_alone = _answer(name, _data()) == _expected(name)

    assert over_the_data_alone == (needs != "included")

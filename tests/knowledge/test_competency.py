"""The questions that a reader of the debate asks have the answers he would give.

Each ``queries/competency/NAME.rq`` has its answer in ``NAME.csv``: written from a
reading of the text, not from what the query returns. The header ``#+ inferred:``
says what the query needs: ``either`` is answered by the data alone, ``included``
needs what follows from it, ``excluded`` must not see that.
"""

import csv
import functools
import re
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
_LABELS = r"label\b|skos:|dcterms:title|\b(?:REGEX|CONTAINS|STR|STRSTARTS|STRENDS)\s*\("


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


@functools.cache
def _published() -> Triples:
    return _closed(_asserted())


def _query(name: str) -> Query:
    path = FOLDER / f"{name}.rq"
    return read_query(
        PurePosixPath(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    )


def _expected(name: str) -> tuple[Row, list[Row]]:
    """The variables and the rows of the written answer, in its order."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return tuple(header), [tuple(row) for row in rows]


def _answer(name: str, triples: Triples) -> tuple[Row, list[Row]]:
    """The variables and the rows that the query returns over ``triples``."""
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    solutions = store.query(_query(name).text)
    assert isinstance(solutions, QuerySolutions)
    variables = tuple(variable.value for variable in solutions.variables)
    return variables, [tuple(_text(term) for term in row) for row in solutions]


def _text(term: object) -> str:
    assert isinstance(term, NamedNode | Literal)
    return term.value


def _entity(row: Row) -> str:
    """The one IRI of a row: what the row is about."""
    (iri,) = (value for value in row if value.startswith("http"))
    return iri


def test_there_are_questions_to_ask() -> None:
    assert _NAMES


@_every_question
def test_a_question_has_its_answer(name: str) -> None:
    """Columns, rows and, since every query orders its rows, their order."""
    assert "ORDER BY" in _query(name).text

    answer = _answer(name, _published())

    assert answer == _expected(name)


@_every_question
def test_no_answer_is_empty(name: str) -> None:
    """An empty answer that equals an empty file says nothing of the data."""
    _, rows = _expected(name)

    assert rows


@_every_question
def test_without_what_stands_behind_it_exactly_one_row_is_missing(name: str) -> None:
    """So the rows come from the data, each from its own, and not from the query."""
    header, rows = _expected(name)
    gone = NamedNode(_entity(rows[-1]))

    rest = _closed(
        frozenset(t for t in _asserted() if gone not in (t.subject, t.object))
    )

    assert _answer(name, rest) == (header, rows[:-1])


@_every_question
def test_a_query_names_none_of_its_answers(name: str) -> None:
    """Nor does it find them by their labels or by the words of their IRIs."""
    text = re.sub(r"(?m)^\s*#.*$", "", _query(name).text)
    names = [_entity(row).rsplit("/", 1)[-1] for row in _expected(name)[1]]

    assert not [word for word in names if word in text]
    assert not re.search(_LABELS, text)
    assert "VALUES" not in text


@_every_question
def test_a_query_says_truly_what_it_needs_of_the_closure(name: str) -> None:
    needs = _query(name).inferred
    assert needs in {"either", "included", "excluded"}

    over_the_data_alone = _answer(name, _asserted()) == _expected(name)

    assert over_the_data_alone == (needs != "included")

"""Find the debates of a release and read each: its queries, names and sides.

What is read of stances, claims and disagreements comes from three queries that
a project ships like any other (``queries/pages``): a reader who runs the
published query gets exactly what the page shows. A release has their answers
with it. A project without them has no debate pages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Variable,
    parse_query_results,
)

from dissensus.description.debate import (
    CLAIMS,
    DISAGREEMENTS,
    STANCES,
    Answer,
    Debate,
)
from dissensus.description.labels import read_names
from dissensus.description.reading import Holdings, Node, Row
from dissensus.errors import UnknownEntity
from dissensus.namespaces import DIS, RDF, SKOS
from dissensus.queries import Query

_DEBATE: Final = Variable("debate")


class Debates:
    """The debates of a release that have a page, each read once.

    Args:
        holdings: What is read.
        queries: Of the project.
        answers: To queries over all debates, by name, as JSON results; a query
            that is not among them is asked.
    """

    def __init__(
        self,
        holdings: Holdings,
        queries: Sequence[Query],
        answers: Mapping[str, bytes],
    ) -> None:
        self._holdings = holdings
        self._answers = answers
        self._queries = {q.name: q for q in queries}
        self._tables: dict[str, _Table] = {}
        self._read: dict[tuple[str, str], Debate] = {}

    @cached_property
    def slugs(self) -> Mapping[str, str]:
        """The IRI of each debate, by the last part of it."""
        if not {CLAIMS, STANCES, DISAGREEMENTS} <= set(self._queries):
            return {}
        found = _subjects(self._holdings, RDF.type, DIS.Debate)
        return {
            iri.rstrip("/#").replace("#", "/").rpartition("/")[2]: iri for iri in found
        }

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """The path of the page of each debate, by IRI."""
        return {iri: f"/debate/{quote(slug)}" for slug, iri in self.slugs.items()}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What each debate asks, or is called, by IRI."""
        questions = {
            iri: next(iter(_objects(self._holdings, iri, DIS.asks)), iri)
            for iri in self.paths
        }
        names = read_names(self._holdings, questions.values())
        return {iri: names[question] for iri, question in questions.items()}

    def read(self, slug: str, language: str = "en") -> Debate:
        """Return the debate ``slug``, with names in ``language`` where it has them.

        The first time takes 0.03 s for 400 rows, and 0.25 s where the queries
        must be asked; a release never changes, so what was read is kept.

        Raises:
            UnknownEntity: None is called so.
        """
        if slug not in self.slugs:
            raise UnknownEntity(
                f"This release has no page of a debate {slug!r}.",
                hint="Those that it has are under /debate."
                if self.slugs
                else "It needs a dis:Debate, and the queries in queries/pages.",
            )
        key = slug, language
        if key not in self._read:
            self._read[key] = self._debate(self.slugs[slug], language)
        return self._read[key]

    def _debate(self, iri: str, language: str) -> Debate:
        here = self._holdings
        questions = _objects(here, iri, DIS.asks)
        answers = {
            name: self._answer(self._queries[name], iri)
            for name in (CLAIMS, STANCES, DISAGREEMENTS)
        }
        sides = _subjects(here, DIS.inDebate, NamedNode(iri))
        theses = {
            thesis: side
            for side in sides
            for thesis in _subjects(here, DIS.thesisOf, NamedNode(side))
        }
        about = [
            o for node in (iri, *questions) for o in _objects(here, node, DIS.about)
        ]
        named = {iri, *questions, *about, *sides, *theses}
        named |= {iri for answer in answers.values() for iri in _iris(answer.rows)}
        return Debate(
            iri=iri,
            questions=questions,
            glosses=_glosses(here, (iri, *questions, *sides), language),
            about=tuple(dict.fromkeys(about)),
            sides=sides,
            theses=theses,
            answers=answers,
            names=read_names(here, named, language),
        )

    def _answer(self, query: Query, debate: str) -> Answer:
        """Return the answer to a shipped query about one debate."""
        if query.name in self._answers:
            table = self._tables.get(query.name) or self._stored(query.name)
        else:
            about = {_DEBATE: NamedNode(debate)}
            table = _table(self._holdings.backend.query(query.text, about))
        return Answer(query, debate, table.columns, tuple(table.rows.get(debate, ())))

    def _stored(self, name: str) -> "_Table":
        known = self._answers[name]
        found = parse_query_results(known, format=QueryResultsFormat.JSON)
        self._tables[name] = _table(found)
        return self._tables[name]


@dataclass(frozen=True)
class _Table:
    """The answer to one query: its rows by the debate that they are of."""

    columns: tuple[str, ...]
    rows: Mapping[str, Sequence[Row]]


def _table(found: QuerySolutions | QueryBoolean | QueryTriples) -> _Table:
    if not isinstance(found, QuerySolutions):
        raise TypeError("the query of a page answers with no table")
    columns = tuple(variable.value for variable in found.variables)
    rows: dict[str, list[Row]] = {}
    for row in found:
        told = {name: term for name in columns if (term := row[name]) is not None}
        rows.setdefault(str(row[_DEBATE])[1:-1], []).append(told)
    return _Table(columns, rows)


def _subjects(
    holdings: Holdings, property_: NamedNode, object_: Node
) -> tuple[str, ...]:
    quads = holdings.backend.quads(None, property_, object_, DefaultGraph())
    return tuple(
        sorted({q.subject.value for q in quads if isinstance(q.subject, NamedNode)})
    )


def _objects(holdings: Holdings, iri: str, property_: NamedNode) -> tuple[str, ...]:
    quads = holdings.backend.quads(NamedNode(iri), property_, None, DefaultGraph())
    return tuple(
        sorted({q.object.value for q in quads if isinstance(q.object, NamedNode)})
    )


def _glosses(
    holdings: Holdings, iris: Iterable[str], language: str
) -> dict[str, Literal]:
    """Return what each is said to be: in ``language``, else in English, else any."""
    order = (language, "en")
    found: dict[str, Literal] = {}
    for iri in iris:
        quads = holdings.backend.quads(
            NamedNode(iri), SKOS.definition, None, DefaultGraph()
        )
        literals = [q.object for q in quads if isinstance(q.object, Literal)]
        literals.sort(
            key=lambda one: ([one.language != tag for tag in order], one.value)
        )
        if literals:
            found[iri] = literals[0]
    return found


def _iris(rows: Iterable[Row]) -> Iterator[str]:
    """Return what has to be named: all but the stances, which are not shown so."""
    for row in rows:
        for name, term in row.items():
            if isinstance(term, NamedNode) and name != "stance":
                yield term.value

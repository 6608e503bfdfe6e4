"""Turn the bytes of a query's answer into what a page shows.

Only for readers: a program asks for a format and gets the stream itself.

Source: SPARQL 1.1 Query Results JSON Format, section 3.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from dissensus.description import Names, read_names
from dissensus.sparql import Form
from dissensus.web.site import Site

SHOWN: Final = 1_000

Cell = NamedNode | BlankNode | Literal | None


@dataclass(frozen=True)
class Table:
    """An answer, as a page shows it.

    Attributes:
        columns: The variables, in the query's order.
        rows: At most ``SHOWN``; a term or None per column.
        names: What the entities in it are called.
        cut: There is more than is shown.
        truth: The answer to an ASK query; None for others.
        text: The answer to a CONSTRUCT or DESCRIBE query, as Turtle.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    names: Names | None = None
    cut: bool = False
    truth: bool | None = None
    text: str = ""


def read_answer(here: Site, form: Form, body: bytes, *, cut: bool) -> Table:
    """Return what a page shows of the answer in ``body``.

    Args:
        here: Where the entities of the answer are looked up.
        form: Of the query.
        body: JSON results, or Turtle.
        cut: The answer is longer; ``body`` is its beginning.
    """
    if form in {Form.CONSTRUCT, Form.DESCRIBE}:
        whole = body[: body.rfind(b"\n") + 1] if cut else body
        return Table(text=whole.decode(errors="replace"), cut=cut)
    if form is Form.ASK:
        return Table(truth=bool(json.loads(body)["boolean"]))
    found = json.loads(_mended(body) if cut else body)
    columns = tuple(found["head"]["vars"])
    bindings = found["results"]["bindings"]
    rows = tuple(
        tuple(_term(binding.get(column)) for column in columns)
        for binding in bindings[:SHOWN]
    )
    iris = {cell.value for row in rows for cell in row if isinstance(cell, NamedNode)}
    return Table(
        columns=columns,
        rows=rows,
        names=read_names(here.holdings, iris),
        cut=cut or len(bindings) > SHOWN,
    )


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
    if "xml:lang" in value:
        return Literal(value["value"], language=value["xml:lang"])
    datatype = value.get("datatype")
    return Literal(value["value"], datatype=NamedNode(datatype) if datatype else None)

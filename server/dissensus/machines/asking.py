"""Have a query evaluated by the workers, and read as much of the answer as is told.

Tables are asked for as TSV, graphs as N-Triples: one row is one line, so that an
answer can be left after any of them. Who has read enough hangs up, which ends
the query.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from dissensus.calling import Call
from dissensus.description import read_names
from dissensus.evaluation.client import evaluate
from dissensus.evaluation.messages import Evaluation
from dissensus.machines.answers import RULE, Table
from dissensus.machines.desk import Desk, Opened
from dissensus.machines.wording import attribute, held_by
from dissensus.sparql import Form, inspect, unbound

_MEDIA: Final = {
    Form.SELECT: "text/tab-separated-values",
    Form.ASK: "application/sparql-results+json",
}
_TRIPLES: Final = "application/n-triples"
_JSON: Final = "application/sparql-results+json"
# About 15,000 words of a language model.
_MOST_BYTES: Final = 60_000
# What a literal holds, or its datatype, is no entity of the answer.
_IRI: Final = re.compile(r'"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>)?|<([^<>"{}|^`\\\s]+)>')
_NAMED: Final = 400


async def ask(desk: Desk, here: Opened, text: str, rows: int) -> Table:
    """Return the first ``rows`` rows, or triples, of the answer to ``text``.

    Raises:
        RequestError: The text is no query, or none that is run here.
        BackendError: It met a limit, or the workers cannot be had.
    """
    # Nothing here reaches beyond this machine, whatever the operator allows the web.
    settings = replace(desk.settings, services=())
    form = inspect(text, settings, f"{here.base}sparql").form
    media_type = _MEDIA.get(form, _TRIPLES)
    body, whole = await _read(desk, here, text, form, media_type, rows)
    if form is Form.ASK:
        return _table(here, text, ["answer"], [[_truth(body)]], complete=whole)
    lines = body.split("\n")
    if form is Form.SELECT:
        columns = [name.lstrip("?") for name in lines.pop(0).split("\t")]
        found = [line.split("\t") for line in lines]
    else:
        columns, found = ["triple"], [[line] for line in lines if line]
    return _table(here, text, columns, found[:rows], whole and len(found) <= rows)


async def count(desk: Desk, here: Opened, call: Call) -> int:
    """Return how many rows all pages of ``call`` have."""
    text = call.counting
    body, _ = await _read(desk, here, text, Form.SELECT, _JSON, 1)
    (row,) = json.loads(body)["results"]["bindings"]
    return int(row["rows"]["value"])


async def _read(
    desk: Desk, here: Opened, text: str, form: Form, media_type: str, rows: int
) -> tuple[str, bool]:
    """Return whole lines from the beginning of an answer, and whether that is all."""
    evaluation = Evaluation(
        release=here.id,
        folder=str(here.release.folder),
        text=text,
        form=form,
        media_type=media_type,
        client="mcp",
        base=here.base,
    )
    body = bytearray()
    async with await evaluate(desk.socket, evaluation) as answer:
        async for frame in answer.frames:
            body += frame
            if len(body) > _MOST_BYTES or body.count(b"\n") > rows + 1:
                return _whole_lines(body[:_MOST_BYTES]), False
    return body.decode().removesuffix("\n"), True


def _whole_lines(body: bytearray) -> str:
    return body[: max(0, body.rfind(b"\n"))].decode()


def _truth(body: str) -> str:
    return str(bool(json.loads(body)["boolean"])).lower()


def _table(
    here: Opened,
    text: str,
    columns: list[str],
    rows: list[list[str]],
    complete: bool,
) -> Table:
    iris = sorted(_named(rows))
    names = read_names(here.holdings, iris[:_NAMED])
    table = Table(
        release=here.id,
        columns=columns,
        rows=rows,
        complete=complete,
        labels={iri: names[iri] for iri in iris[:_NAMED] if names.has(iri)},
        according_to=attribute(here, iris[:_NAMED]),
        held_by=held_by(here, iris[:_NAMED]),
        rule=RULE,
    )
    if not complete:
        table["left_out"] = (
            f"There is more: these are the first {len(rows)} rows. Count with COUNT, "
            "narrow the query, or go on with ORDER BY, LIMIT and OFFSET."
        )
    if len(iris) > _NAMED:
        table["left_out"] = (
            f"{table.get('left_out', '')} labels, according_to and held_by tell of "
            f"{_NAMED} of the {len(iris)} IRIs."
        ).strip()
    if hints := [f"{one.place}: {one.summary} {one.hint}" for one in unbound(text)]:
        table["hints"] = hints
    return table


def _named(rows: Iterable[list[str]]) -> set[str]:
    return {iri for row in rows for cell in row for iri in _IRI.findall(cell) if iri}

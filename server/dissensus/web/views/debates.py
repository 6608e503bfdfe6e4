"""Show a debate: who stands where, in whose words, and who disagrees on what."""

import csv
import io
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dissensus.description import (
    DISAGREEMENTS,
    STANCES,
    VOICES,
    Answer,
    Row,
    lay_out,
    row_text,
    symbol,
)
from dissensus.errors import UnknownEntity
from dissensus.web.choice import (
    chosen_columns,
    chosen_reports,
    read_choice,
    read_fields,
)
from dissensus.web.disagreement import draw
from dissensus.web.languages import label_language
from dissensus.web.responses import keep, page
from dissensus.web.site import site
from dissensus.web.typography import STATIC

debates = Blueprint("debates", __name__)

_STYLE: Final = "debate.css"
_DIGEST: Final = sha256((STATIC / _STYLE).read_bytes()).hexdigest()[:12]
_CSV: Final = "text/csv; charset=utf-8; header=present"


@debates.get("/debate")
def list_debates() -> AnyResponse:
    """Return the list of the debates; where there is one, go to it."""
    here = site().debates
    if not here.slugs:
        raise UnknownEntity(
            "This release has no debate to show.", hint="Browse it by class at /browse."
        )
    if len(here.slugs) == 1:
        return redirect(next(iter(here.paths.values())), 302)
    return keep(page("debates.html"))


@debates.get("/debate/<slug>")
def show_debate(slug: str) -> Response:
    """Return the page of a debate, as far as the parameters choose."""
    debate = site().debates.read(slug, label_language())
    fields = read_fields(debate)
    choice = read_choice(request.args, fields)
    reports, columns = chosen_reports(debate, choice), chosen_columns(debate, choice)
    matrices = [
        lay_out(debate, voice, reports, columns, choice.sort, choice.order)
        for voice in VOICES
        if choice.voice in {"", voice}
    ]
    return keep(
        page(
            "debate.html",
            debate=debate,
            sheet=f"/static/{_STYLE}?v={_DIGEST}",
            fields=fields,
            choice=choice,
            matrices=matrices,
            drawing=draw(debate.disagreements),
            symbol=symbol,
            asked=request.query_string.decode("latin-1"),
        )
    )


@debates.get("/debate/<slug>/matrix.csv")
def send_matrix(slug: str) -> Response:
    """Return the rows of the query that the cells of the page stand for."""
    debate = site().debates.read(slug)
    choice = read_choice(request.args, read_fields(debate))
    objects = {column.object for column in chosen_columns(debate, choice)}
    rows = (
        row
        for report in chosen_reports(debate, choice)
        if report.object in objects
        for row in report.rows
    )
    return _table(debate.answers[STANCES], rows)


@debates.get("/debate/<slug>/disagreements.csv")
def send_disagreements(slug: str) -> Response:
    """Return who disagrees with whom on what."""
    answer = site().debates.read(slug).answers[DISAGREEMENTS]
    return _table(answer, answer.rows)


def _table(answer: Answer, rows: Iterable[Row]) -> Response:
    """Return ``rows`` as the endpoint would write them.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 3.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(answer.columns)
    for row in rows:
        writer.writerow(row_text(row, column) for column in answer.columns)
    return keep(Response(text.getvalue(), content_type=_CSV))

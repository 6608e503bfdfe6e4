"""``dissensus query``: ask the current release, on one's own machine."""

import os
import sys
from pathlib import Path, PurePosixPath
from typing import Final

import click
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples

from dissensus.backends import Embedded
from dissensus.catalog import Catalog
from dissensus.cli.options import RELEASES, ROOT, releases_folder
from dissensus.cli.summary import print_table
from dissensus.errors import MissingSource, Place, UnreadableSource
from dissensus.formats import by_suffix, write_graph
from dissensus.iris import Base
from dissensus.namespaces import prefixes
from dissensus.release import Release
from dissensus.sources import read_file

_SHOWN: Final = 60
_FORMATS: Final = {
    "csv": QueryResultsFormat.CSV,
    "json": QueryResultsFormat.JSON,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}


@click.command("query")
@click.argument("query", default="-", metavar="[FILE|NAME|-]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", *_FORMATS]),
    help="How SELECT and ASK answer.  [default: table on a terminal, else tsv]",
)
@ROOT
@RELEASES
def command(query: str, format_: str | None, root: Path, releases: Path | None) -> None:
    """Ask the current release a SPARQL query.

    QUERY is a file, the name of a query of the project such as
    competency/contested-claims (without the folder where no other is called
    so), or - for standard input. SELECT and ASK print
    a table, or CSV, JSON, TSV or XML; CONSTRUCT and DESCRIBE print Turtle.
    Nothing bounds the query here: the limits are the server's.

    \b
    Example:
        echo 'SELECT * { ?s ?p ?o } LIMIT 3' | dissensus query -
    """
    catalog = Catalog(releases_folder(root, releases))
    release = catalog.current()
    if catalog.degraded:
        click.echo(f"{catalog.degraded} Asking {release.id} instead.", err=True)
    answer = Embedded(release.store).query(_text(query, release))
    if isinstance(answer, QueryTriples):
        turtle = write_graph(answer, by_suffix("ttl"), release.base)
        click.echo(turtle, nl=False)
        return
    chosen = format_ or ("table" if sys.stdout.isatty() else "tsv")
    if chosen == "table":
        _print_table(answer, release.base)
    else:
        data = answer.serialize(format=_FORMATS[chosen]) or b""
        click.echo(data, nl=not data.endswith(b"\n"))


def _text(query: str, release: Release) -> str:
    """Return the text that ``query`` stands for.

    Raises:
        MissingSource: Neither a file nor a query of the release is called so.
        UnreadableSource: The file cannot be read, or is not text.
    """
    if query == "-":
        return _decoded(sys.stdin.buffer.read(), Path("-"))
    shipped = release.folder / "sources" / "queries"
    names = {
        path.relative_to(shipped).with_suffix("").as_posix(): path
        for path in sorted(shipped.rglob("*.rq"))
    }
    bare = [path for path in names.values() if path.stem == query]
    found = [names[query]] if query in names else bare
    if os.path.isfile(query):  # noqa: PTH113  # False, not an error, if too long
        found = [Path(query)]
    if len(found) == 1:
        return _decoded(read_file(found[0]).data, found[0])
    shown = query if len(query) <= _SHOWN else f"{query[:_SHOWN]}..."
    raise MissingSource(
        f"{shown!r} is the name of {len(found)} queries of release {release.id}."
        if found
        else f"{shown!r} is neither a file nor a query of release {release.id}.",
        hint=f"Its queries: {', '.join(names) or 'none'}. The text of a query is read "
        "from standard input.",
    )


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"The query cannot be read: {error}.",
            place=Place(PurePosixPath(path)),
            hint="Save it as UTF-8.",
        ) from error


def _print_table(answer: QuerySolutions | QueryBoolean, base: Base) -> None:
    if isinstance(answer, QueryBoolean):
        click.echo("yes" if answer else "no")
        return
    spaces = prefixes(base.iri)
    rows = [[_cell(term, spaces) for term in solution] for solution in answer]
    print_table([variable.value for variable in answer.variables], rows)
    click.echo(f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}", err=True)


def _cell(term: object, spaces: dict[str, str]) -> str:
    text = getattr(term, "value", "") if term is not None else ""
    for prefix, namespace in spaces.items():
        if text.startswith(namespace) and len(text) > len(namespace):
            return f"{prefix}:{text[len(namespace) :]}"
    return str(text)

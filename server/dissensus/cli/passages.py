"""``dissensus passages``: write the anchors of a text that is not published."""

from pathlib import Path

import click

from dissensus.cli.options import ROOT
from dissensus.errors import MissingSource, Place, WrongCall, one_of
from dissensus.passages import (
    SegmentTable,
    find_tables,
    read_segments,
    read_source_text,
    write_passages,
)


@click.command("passages")
@click.option(
    "--source",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The text of the edition, UTF-8. It is read, never copied.",
)
@ROOT
@click.option(
    "--edition",
    metavar="NAME",
    help="The folder below data/, when several have a table of segments.",
)
def command(source: Path, root: Path, edition: str | None) -> None:
    """Write the passages file of an edition.

    Reads data/EDITION/segments.tsv and every passage that a file below data/
    names, and writes data/EDITION/passages.ttl: offsets and digests, no text.
    Prints the file, the number of passages, how many of them are finer than a
    segment, and whether the file changed.

    \b
    Example:
        dissensus passages --source essay.txt
    """
    table = _table(root, edition)
    written = write_passages(root, read_source_text(source), table)
    state = "written" if written.changed else "unchanged"
    path = written.path.relative_to(root)
    click.echo(f"{path}\t{written.passages} passages\t{written.finer} finer\t{state}")


def _table(root: Path, edition: str | None) -> SegmentTable:
    paths = {path.parent.name: path for path in find_tables(root)}
    if not paths:
        raise MissingSource(
            "No folder below data/ has a segments.tsv.",
            place=Place(root),
            hint="Name the project's folder with --root, or write the table.",
        )
    if edition is None and len(paths) > 1:
        raise WrongCall(
            f"{len(paths)} editions have a table of segments.",
            hint=f"Choose one with --edition: {one_of(tuple(paths))}.",
        )
    name = edition or next(iter(paths))
    if name not in paths:
        raise WrongCall(
            f"No table of segments belongs to an edition {name!r}.",
            hint=f"There is {one_of(tuple(paths))}.",
        )
    return read_segments(paths[name])

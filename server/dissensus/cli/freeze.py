"""``dissensus freeze``: write the whole site as files."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from dissensus.catalog import Catalog
from dissensus.cli.options import RELEASES, ROOT, releases_folder
from dissensus.cli.summary import print_records
from dissensus.settings import read_settings

_EVERY: Final = 5.0


@click.command("freeze")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@ROOT
@RELEASES
@click.option("--language", default="en", show_default=True, help="Of the pages.")
@click.option(
    "--path",
    default="/",
    show_default=True,
    help="Path at which the copy will be served, for the page of what is missing.",
)
@click.option(
    "--processes",
    type=click.IntRange(0, 64),
    default=0,
    show_default="as many as processors",
    help="How many copy at once.",
)
def command(
    folder: Path,
    root: Path,
    releases: Path | None,
    language: str,
    path: str,
    processes: int,
) -> None:
    """Freeze the current release into DIR: its whole site as static files.

    Writes pages, every document in all formats, dumps, lists, the answers to
    queries, an index to search in the browser, and rules for Apache and nginx;
    any web server hands them out. SPARQL is not among them, and the pages say
    so. DIR must be empty, not there yet, or an earlier copy, which is replaced.
    Prints how many files and bytes there are, and how long it took.

    \b
    Example:
        dissensus freeze site --root .
        python -m http.server --directory site
    """
    from dissensus.freezing import Wish, freeze  # noqa: PLC0415  # 0.5 s, for copies

    begun = time.monotonic()
    catalog = Catalog(releases_folder(root, releases))
    wish = Wish(language, f"/{path.strip('/')}/".replace("//", "/"), processes)
    with _shown() as show:
        frozen = freeze(catalog, folder, read_settings(), show, wish)
    seconds = f"{time.monotonic() - begun:.1f}"
    print_records(
        [
            ("frozen", frozen.release, str(folder)),
            ("files", str(frozen.files), ""),
            ("bytes", str(frozen.bytes), ""),
            ("seconds", seconds, ""),
        ]
    )


@contextmanager
def _shown() -> Iterator[Callable[[int, int], None]]:
    """Yield what shows how far it is: a bar on a terminal, else a line at times."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console  # noqa: PLC0415  # 60 ms, for terminals only
    from rich.progress import MofNCompleteColumn, Progress  # noqa: PLC0415

    columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("freezing", total=None)
        yield lambda done, known: progress.update(task, completed=done, total=known)


def _lines() -> Callable[[int, int], None]:
    said = time.monotonic()

    def show(done: int, known: int) -> None:
        nonlocal said
        if time.monotonic() - said > _EVERY:
            said = time.monotonic()
            click.echo(f"freezing  {done} of {known} files so far", err=True)

    return show

"""``dissensus open``: look at any RDF file as a site."""

import tempfile
from dataclasses import replace
from pathlib import Path

import click

from dissensus.catalog import Catalog
from dissensus.catalog.catalog import CURRENT
from dissensus.catalog.opened import open_files
from dissensus.cli.serve import HOST, LOG_JSON, PORT, announce, logged
from dissensus.settings import read_settings


@click.command("open")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False)
)
@HOST
@PORT
@LOG_JSON
def command(files: tuple[Path, ...], host: str, port: int, *, log_json: bool) -> None:
    """Serve RDF FILES as a site with a SPARQL endpoint, as they are.

    Reads Turtle, N-Triples, N-Quads, TriG, RDF/XML and JSON-LD, by suffix.
    Default and named graphs are those of the files; no shapes, no reasoning.
    The first line on stdout is `Serving RELEASE at URL`.

    \b
    Example:
        dissensus open data/dataset.ttl
    """
    from dissensus.web.server import serve  # noqa: PLC0415  # only who serves pays

    with tempfile.TemporaryDirectory(prefix="dissensus-open-") as name:
        folder = Path(name)
        release = open_files(files, folder)
        (folder / CURRENT).symlink_to(release.id)
        del release
        settings = replace(read_settings(), backend="embedded")
        settings = logged(settings, log_json=log_json)
        serve(Catalog(folder), host, port, settings, announce)

"""``dissensus redirects``: the rules by which permanent names find a server."""

import re
from pathlib import Path
from typing import Any

import click

from dissensus.catalog import Catalog
from dissensus.cli.options import RELEASES, ROOT, releases_folder
from dissensus.packaging.redirects import write_redirects


def _address(context: click.Context, parameter: click.Parameter, value: Any) -> str:
    if not re.fullmatch(r"https?://[^\s?#\"%\\$]+", value):
        raise click.BadParameter(
            f"{value!r} is not the http address of a site.", context, parameter
        )
    return f"{str(value).rstrip('/')}/"


@click.command("redirects")
@click.argument("target", callback=_address)
@ROOT
@RELEASES
def command(target: str, root: Path, releases: Path | None) -> None:
    """Print an .htaccess that sends the dataset's names to TARGET.

    TARGET is the address at which the site is served. The names begin as the
    current release says (void:uriSpace). Put the file into the folder of that
    name at w3id.org, or at the root of any Apache that owns the names; when
    the server moves, print and replace it.

    \b
    Example:
        dissensus redirects https://data.example.org/ > .htaccess
    """
    release = Catalog(releases_folder(root, releases)).current()
    click.echo(write_redirects(release.base.iri, target), nl=False)

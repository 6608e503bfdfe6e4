"""``dissensus rollback``: go back to the release before."""

from pathlib import Path

import click

from dissensus.catalog import Catalog
from dissensus.cli.options import BACKEND, RELEASES, ROOT, chosen, releases_folder
from dissensus.cli.summary import print_records
from dissensus.remote import Engine


@click.command("rollback")
@ROOT
@RELEASES
@BACKEND
def command(root: Path, releases: Path | None, **engine: str | None) -> None:
    """Make the release before the current one current again.

    A running server follows within two seconds. The sources stay as they are:
    `serve` does not publish them again, `publish` does.

    \b
    Example:
        dissensus rollback --root .
    """
    store = Engine.of(chosen(engine))
    catalog = Catalog(releases_folder(root, releases), engine=store)
    before = catalog.current_name()
    release = catalog.rollback()
    print_records([("release", release.id, f"current, instead of {before}")])

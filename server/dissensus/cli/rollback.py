"""``dissensus rollback``: go back to the release before."""

from pathlib import Path

import click

from dissensus.catalog import Catalog
from dissensus.cli.options import RELEASES, ROOT, releases_folder
from dissensus.cli.summary import print_records


@click.command("rollback")
@ROOT
@RELEASES
def command(root: Path, releases: Path | None) -> None:
    """Make the release before the current one current again.

    A running server follows within two seconds. The sources stay as they are:
    `serve` does not publish them again, `publish` does.

    \b
    Example:
        dissensus rollback --root .
    """
    catalog = Catalog(releases_folder(root, releases))
    before = catalog.current_name()
    release = catalog.rollback()
    print_records([("release", release.id, f"current, instead of {before}")])

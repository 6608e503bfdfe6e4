"""``dissensus publish``: make the sources the current release."""

from pathlib import Path

import click

from dissensus.catalog import Catalog
from dissensus.cli.options import RELEASES, ROOT, releases_folder
from dissensus.cli.progress import shown_progress
from dissensus.cli.summary import print_records, summarise
from dissensus.settings import read_settings


@click.command("publish")
@ROOT
@RELEASES
def command(root: Path, releases: Path | None) -> None:
    """Publish the sources below ROOT as a new release.

    Reads ontology/, data/, shapes/ and queries/, computes what follows,
    validates the whole and switches to it. Prints figures and where to look;
    or every fault and how to mend it, and then the old release stays.
    Unchanged sources are not published again.

    \b
    Example:
        dissensus publish --root .
    """
    folder = releases_folder(root, releases)
    catalog = Catalog(folder, read_settings().keep_releases)
    with shown_progress() as progress:
        outcome = catalog.publish(root, progress)
    if outcome.built:
        summarise(outcome.release, outcome.report)
    else:
        print_records([("release", outcome.release.id, "unchanged")])

"""``dissensus publish``: make the sources the current release."""

from pathlib import Path

import click

from dissensus.catalog import Catalog
from dissensus.cli.options import BACKEND, RELEASES, ROOT, chosen, releases_folder
from dissensus.cli.progress import shown_progress
from dissensus.cli.summary import print_records, summarise
from dissensus.remote import Engine


@click.command("publish")
@ROOT
@RELEASES
@BACKEND
def command(root: Path, releases: Path | None, **engine: str | None) -> None:
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
    settings = chosen(engine)
    catalog = Catalog(folder, settings.keep_releases, Engine.of(settings))
    with shown_progress() as progress:
        outcome = catalog.publish(root, progress)
    if outcome.built:
        summarise(outcome.release, outcome.report)
    else:
        print_records([("release", outcome.release.id, "unchanged")])

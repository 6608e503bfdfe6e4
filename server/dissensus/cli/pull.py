"""``dissensus pull``: take over the current release of another site."""

import time
from pathlib import Path

import click

from dissensus.catalog import Catalog
from dissensus.catalog.fetching import Origin
from dissensus.catalog.pulling import Pulled, pull
from dissensus.cli.options import RELEASES, ROOT, releases_folder
from dissensus.cli.summary import print_records
from dissensus.errors import DamagedRelease, EndpointUnavailable
from dissensus.settings import read_settings


@click.command("pull")
@click.argument("url")
@ROOT
@RELEASES
@click.option(
    "--follow",
    type=click.FloatRange(min=0.1),
    metavar="SECONDS",
    help="Go on, and look for a newer release as often as this.",
)
def command(url: str, root: Path, releases: Path | None, follow: float | None) -> None:
    """Make the current release of the site at URL the current one here.

    URL is a site of Dissensus, or a folder of releases on any web server. Each
    file is held against the manifest by its SHA-256; what broke off is
    continued by the next call. A server of the same folder takes the release
    up within two seconds: `dissensus serve --no-publish`.

    \b
    Example:
        dissensus pull https://dissensus.example.org/ --follow 10
    """
    origin = Origin(url)
    catalog = Catalog(releases_folder(root, releases), read_settings().keep_releases)
    pulled = pull(origin, catalog)
    _print(pulled)
    while follow:
        time.sleep(follow)
        try:
            if origin.current() != pulled.seal:
                pulled = pull(origin, catalog)
                _print(pulled)
        except (EndpointUnavailable, DamagedRelease) as fault:
            click.echo(f"Still on {catalog.current_name()}: {fault.summary}", err=True)


def _print(pulled: Pulled) -> None:
    """Print what came; at once, since who follows may read from a pipe."""
    state = "pulled" if pulled.files else "unchanged"
    print_records([("release", pulled.release.id, state)])
    if pulled.files:
        print_records([("files", str(pulled.files), f"{pulled.sent:,} bytes sent")])

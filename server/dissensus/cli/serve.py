"""``dissensus serve``: publish what changed, then answer HTTP."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from dissensus.catalog import Catalog
from dissensus.cli.options import BACKEND, RELEASES, ROOT, chosen, releases_folder
from dissensus.cli.progress import say, shown_progress
from dissensus.errors import DissensusError
from dissensus.journal import JSON
from dissensus.remote import Engine
from dissensus.settings import Settings

HOST: Final = click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
)
PORT: Final = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
LOG_JSON: Final = click.option(
    "--log-json",
    is_flag=True,
    help="Log each request and event on stderr, a line of JSON each.",
)


@click.command("serve")
@ROOT
@RELEASES
@HOST
@PORT
@LOG_JSON
@click.option("--no-publish", is_flag=True, help="Serve what is published, as it is.")
@BACKEND
def command(
    root: Path,
    releases: Path | None,
    host: str,
    port: int,
    *,
    log_json: bool,
    no_publish: bool,
    **engine: str | None,
) -> None:
    """Serve the current release: pages, linked data, SPARQL and dumps.

    Publishes first when the sources below ROOT have no current release. If
    they are refused, or the disk is full or read-only, the older release is
    served, and why is said on stderr.
    The first line on stdout is `Serving RELEASE at URL`; a release that is
    published meanwhile is taken up within two seconds.

    \b
    Example:
        dissensus serve --root . --port 8000
    """
    from dissensus.web.server import serve  # noqa: PLC0415  # only who serves pays

    settings = logged(chosen(engine), log_json=log_json)
    catalog = Catalog(
        releases_folder(root, releases), settings.keep_releases, Engine.of(settings)
    )
    if not no_publish:
        _publish(catalog, root, settings.log)
    if not catalog.is_stocked():
        with shown_progress(settings.log) as progress:
            catalog.stock(progress)
    serve(catalog, host, port, settings, announce)


def logged(settings: Settings, *, log_json: bool) -> Settings:
    """Return ``settings`` with what the call says of the log."""
    return replace(settings, log=JSON) if log_json else settings


def announce(release: str, url: str) -> None:
    """Print the one line that says where to look."""
    click.echo(f"Serving {release} at {url}")


def _publish(catalog: Catalog, root: Path, log: str) -> None:
    """Publish changed sources; stay with an older release if that fails."""
    try:
        if not catalog.is_current(root):
            with shown_progress(log) as progress:
                catalog.publish(root, progress)
    except DissensusError as error:
        try:
            older = catalog.current().id
        except DissensusError:
            raise error from None
        say(f"Error: {error}", log)
        say(f"Serving the older release {older} instead.", log)

"""``dissensus mcp``: let a language model read the current release."""

from pathlib import Path
from typing import Final

import click

from dissensus.catalog import Catalog
from dissensus.cli.options import RELEASES, ROOT, releases_folder
from dissensus.errors import WrongCall
from dissensus.settings import read_settings

_EXTRA: Final = ("mcp", "mcp_types", "pydantic", "typing_extensions")


@click.command("mcp")
@ROOT
@RELEASES
def command(root: Path, releases: Path | None) -> None:
    """Answer a language model over the Model Context Protocol (stdio).

    A client starts this and talks to it on standard input and output; it ends
    when the client does. Reads the current release, and each that follows it;
    writes nothing, and uses no network. Needs the package mcp.

    \b
    Example:
        dissensus mcp --root . < /dev/null
    """
    try:
        from dissensus.machines import serve  # noqa: PLC0415  # an extra
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise WrongCall(
            "Talking to language models needs the package mcp 2, which is not here.",
            hint="Install it: pip install 'dissensus[mcp]' "
            "(in a checkout: pip install -e '.[mcp]').",
        ) from error
    serve(Catalog(releases_folder(root, releases)), read_settings())

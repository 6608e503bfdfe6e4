"""The options that most commands share, worded once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from dissensus.settings import Settings, read_settings

ROOT: Final = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="here",
    help="Folder of the project.",
)
RELEASES: Final = click.option(
    "--releases",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    show_default="ROOT/releases",
    help="Folder of its releases.",
)


def releases_folder(root: Path, releases: Path | None) -> Path:
    """Return where releases are kept: as told, or below the project."""
    return releases if releases is not None else root / "releases"


def pause(default: float) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option that says how fast somebody else's server is asked."""
    return click.option(
        "--pause",
        type=click.FloatRange(min=0),
        default=default,
        show_default=True,
        metavar="SECONDS",
        help="Time between two requests.",
    )


def BACKEND(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 - as above
    """Add the options that say where triples are kept."""
    urls = {
        "--gsp-url": "Its Graph Store service, to write by.",
        "--update-url": "Its update service, to write by.",
        "--query-url": "Query service of a store that somebody else runs.",
    }
    for name, help_ in urls.items():
        command = click.option(name, metavar="URL", help=help_)(command)
    kinds = click.Choice(["embedded", "sparql"])
    asked = "Where triples are asked for.  [default: embedded]"
    return click.option("--backend", type=kinds, help=asked)(command)


def chosen(engine: Mapping[str, str | None]) -> Settings:
    """Return the settings of the environment, as the options BACKEND change them.

    Raises:
        WrongCall: A setting cannot be read.
    """
    given = {name: value for name, value in engine.items() if value is not None}
    return replace(read_settings(), **given)  # type: ignore[arg-type]

"""Find the commands, run one, and say in one way what went wrong.

A command is imported when it is asked for: ``publish`` of unchanged sources
must not wait for a web server to load. The codes are those that the README
promises: 0 done, 1 knowledge refused, 2 wrong call or environment, 3 another
publisher runs.
"""

import importlib
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable
from typing import Any, Final

import click

import dissensus
import dissensus.cli
from dissensus.errors import (
    DissensusError,
    OperationError,
    PublisherRuns,
    ReleaseError,
    SourceError,
)

CODES: Final[tuple[tuple[type[DissensusError], int], ...]] = (
    (PublisherRuns, 3),
    (SourceError, 1),
    (ReleaseError, 1),
    (OperationError, 2),
    (DissensusError, 2),
)
_DEBUG: Final = "DISSENSUS_TRACEBACK"
_INTERRUPTED: Final = 130


class Commands(click.Group):
    """A group whose commands are the modules beside this one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the modules that are commands."""
        return sorted(command_names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command called ``cmd_name``, imported now."""
        if cmd_name not in command_names():
            return None
        module = importlib.import_module(f"dissensus.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn every failure into a message and a code."""
        return _guarded(lambda: super(Commands, self).invoke(ctx))


def command_names() -> set[str]:
    """Return the names of the commands: the modules of this room but its frame."""
    frame = {"main", "options", "progress", "summary"}
    found = pkgutil.iter_modules(dissensus.cli.__path__)
    return {module.name for module in found} - frame


def exit_code(error: DissensusError) -> int:
    """Return what ``error`` costs a shell."""
    return next(code for kind, code in CODES if isinstance(error, kind))


def _guarded(run: Callable[[], Any]) -> Any:
    try:
        return run()
    except DissensusError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(exit_code(error))
    except BrokenPipeError:
        # Whoever read our output has closed it, as `| head` does: no fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        sys.exit(_INTERRUPTED)
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:  # noqa: BLE001  # translated: nobody sees a traceback
        _confess(error)
        sys.exit(2)


def _confess(error: Exception) -> None:
    """Say that the program is at fault, and how to report it."""
    if os.environ.get(_DEBUG):
        traceback.print_exception(error)
    where = traceback.extract_tb(error.__traceback__)[-1]
    click.echo(
        f"Error: a fault of the program, not yours: {type(error).__name__}: {error} "
        f"(in {where.name}, {os.path.basename(where.filename)}:{where.lineno}).\n"  # noqa: PTH119
        f"  hint: Please report it with the output under {_DEBUG}=1.",
        err=True,
    )


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(dissensus.__version__, prog_name="dissensus")
def main() -> None:
    """Publish who disagrees with whom about what, as linked data.

    \b
    Example:
        dissensus serve --root .
    """

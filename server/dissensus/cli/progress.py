"""Show the stages of publishing: moving on a terminal, one line each elsewhere.

All of it goes to stderr: stdout holds what a script wants to read. Where stderr is
a log of JSON lines, so are these.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from dissensus.journal import JSON, JsonLines

Progress = Callable[[str, float | None, str], None]


@contextmanager
def shown_progress(log: str = "") -> Iterator[Progress]:
    """Yield a callback that shows each stage with its duration.

    Args:
        log: The form of the log that stderr is (``Settings.log``).
    """
    if log == JSON:
        yield _event
        return
    if not sys.stderr.isatty():
        yield _line
        return
    from rich.console import Console  # noqa: PLC0415  # 60 ms, for terminals only

    console = Console(stderr=True, highlight=False)
    with console.status("starting ...") as status:

        def show(stage: str, seconds: float | None, detail: str) -> None:
            if seconds is None:
                status.update(f"[bold]{stage}[/bold] ...")
            else:
                console.print(
                    f"[green]done[/green] [bold]{stage:<9}[/bold]"
                    f"[cyan]{seconds:7.2f} s[/cyan]  [dim]{detail}[/dim]"
                )

        yield show


def say(message: str, log: str, level: int = logging.WARNING) -> None:
    """Say ``message`` on stderr; as an event, where that is a log of JSON lines."""
    if log == JSON:
        name = "dissensus.serve"
        record = logging.LogRecord(name, level, "", 0, message, None, None)
        message = JsonLines().format(record)
    click.echo(message, err=True)


def _line(stage: str, seconds: float | None, detail: str) -> None:
    if seconds is not None:
        click.echo(f"{stage:<9}{seconds:7.2f} s  {detail}".rstrip(), err=True)


def _event(stage: str, seconds: float | None, detail: str) -> None:
    if seconds is not None:
        said = f"{stage}: {seconds:.2f} s, {detail}".removesuffix(", ")
        say(said, JSON, logging.INFO)

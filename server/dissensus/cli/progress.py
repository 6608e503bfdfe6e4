"""Show the stages of publishing: moving on a terminal, one line each elsewhere.

All of it goes to stderr: stdout holds what a script wants to read.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Progress = Callable[[str, float | None, str], None]


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Yield a callback that shows each stage with its duration."""
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


def _line(stage: str, seconds: float | None, detail: str) -> None:
    if seconds is not None:
        click.echo(f"{stage:<9}{seconds:7.2f} s  {detail}".rstrip(), err=True)

"""``dissensus init``: begin a project of one's own."""

from pathlib import Path

import click

from dissensus.starting import start_project


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--base",
    default="",
    metavar="IRI",
    show_default="https://example.org/DIR/",
    help="Below it all names of the dataset begin; ends in a slash.",
)
@click.option("--title", default="", help="What the dataset is called, in English.")
def command(folder: Path, base: str, title: str) -> None:
    """Begin a project in DIR: a small example debate, ready to be served.

    Writes ontology, shapes, data, queries and a text into DIR, which must not
    be there yet or be empty. Everything in the example is invented: replace it.
    Prints the folder, the base IRI and the number of files.

    \b
    Example:
        dissensus init my-debate && cd my-debate && dissensus serve
    """
    started = start_project(folder, base, title)
    click.echo(f"{started.folder}\t{started.base}\t{started.files} files")

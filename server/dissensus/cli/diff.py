"""``dissensus diff``: what changed between two releases."""

from pathlib import Path

import click

from dissensus.catalog import Catalog
from dissensus.cli.options import RELEASES, ROOT, releases_folder
from dissensus.errors import NoRelease
from dissensus.history import (
    Difference,
    State,
    compare_states,
    read_labels,
    write_patch,
)


@click.command("diff")
@click.argument("older", default="", metavar="[OLDER]")
@click.argument("newer", default="current", metavar="[NEWER]")
@click.option("--statements", is_flag=True, help="Print each statement too.")
@click.option("--patch", is_flag=True, help="Print an RDF Patch instead.")
@ROOT
@RELEASES
def command(
    older: str,
    newer: str,
    *,
    statements: bool,
    patch: bool,
    root: Path,
    releases: Path | None,
) -> None:
    """Compare two releases: which entities came, went and changed.

    Reads the dumps of both. Without names, compares the current release with
    the one before. Prints one line per entity: what became of it, IRI, label,
    how many statements it lost and gained, those that follow left out; with
    --statements these too, below it, as N-Triples after - or +, and after -~
    or +~ what follows. The default graphs are compared.

    \b
    Example:
        dissensus diff --statements
    """
    catalog = Catalog(releases_folder(root, releases))
    after = _state(catalog, newer)
    before = _state(catalog, older or _before(catalog, after.id))
    difference = compare_states(before, after)
    if patch:
        click.echo(write_patch(difference), nl=False)
    else:
        _print(difference, before, after, statements=statements)


def _state(catalog: Catalog, name: str) -> State:
    release = catalog.open(name)
    return State(release.folder, release.manifest)


def _before(catalog: Catalog, name: str) -> str:
    names = catalog.releases()
    place = names.index(name) + 1
    if place == len(names):
        raise NoRelease(
            f"There is no release before {name} to compare it with.",
            hint="Name two of those that are kept, or publish a change first.",
        )
    return names[place]


def _print(
    difference: Difference, before: State, after: State, *, statements: bool
) -> None:
    found = (*difference.changes, *difference.derived)
    names = read_labels(before, after, (change.iri for change in found))
    for change in found:
        fate = change.fate.value if change.asserted else "inferred"
        gained = sum(said.added for said in change.asserted)
        lost = len(change.asserted) - gained
        record = (fate, change.iri, names[change.iri], f"-{lost} +{gained}")
        click.echo("\t".join(record))
        if statements:
            for said in change.statements:
                sign = ("+" if said.added else "-") + ("~" if said.inferred else "")
                click.echo(f"{sign} {said.triple} .")

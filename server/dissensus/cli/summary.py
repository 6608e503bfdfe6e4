"""Say at the end what was published, and where to look.

Records of two or three fields with tabs between, so that a script can read
them; on a terminal they stand in columns.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from dissensus.namespaces import prefixes
from dissensus.release import Manifest, Release

_FIGURES = ("asserted", "ontology", "inferred")


def summarise(release: Release, built: bool) -> None:
    """Print what ``release`` holds, what was found, and where it is."""
    manifest = release.manifest
    records = [("release", manifest.id, "built" if built else "unchanged")]
    records += [("triples", n, f"{manifest.counts[n]:,}") for n in _FIGURES]
    records.append(("triples", "in all", f"{manifest.counts['triples']:,}"))
    records.append(("entities", "in all", f"{manifest.counts['entities']:,}"))
    records += [("class", name, f"{n:,}") for name, n in own_classes(manifest)]
    records += [("finding", code, f"{n:,}") for code, n in manifest.findings.items()]
    records += [("look", what, where) for what, where in _places(release.folder)]
    print_records(records)


def own_classes(manifest: Manifest) -> list[tuple[str, int]]:
    """Return the classes of the dataset's own terms, abbreviated, most first.

    Classes of foreign vocabularies repeat them under other names.
    """
    table = prefixes(manifest.base)
    own = (f"{manifest.base}ontology", table["dis"])
    return [
        (_short(iri, table), count)
        for iri, count in manifest.classes.items()
        if iri.startswith(own)
    ]


def print_records(records: list[tuple[str, str, str]]) -> None:
    """Print ``records``, with tabs between; in columns on a terminal."""
    if not sys.stdout.isatty():
        for record in records:
            click.echo("\t".join(record))
        return
    widths = [max(len(record[n]) for record in records) for n in (0, 1)]
    last = ""
    for kind, name, value in records:
        head = click.style(f"{kind if kind != last else '':<{widths[0]}}", bold=True)
        click.echo(f"{head}  {name:<{widths[1]}}  {value}")
        last = kind


def _places(folder: Path) -> list[tuple[str, str]]:
    return [
        ("dumps", str(folder / "dumps")),
        ("report", str(folder / "report.json")),
        ("site", "dissensus serve"),
    ]


def _short(iri: str, table: Mapping[str, str]) -> str:
    for prefix, namespace in table.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri

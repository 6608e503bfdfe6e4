"""Say at the end what was published or found, and where to look.

Records have tabs between their fields, so that a script can read them; on a
terminal they stand in columns.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dissensus.namespaces import prefixes

if TYPE_CHECKING:
    from rich.text import Text

    from dissensus.release import Manifest, Release
    from dissensus.validation import Report

    Cells = Sequence[str | Text]

_FIGURES = ("asserted", "ontology", "inferred")


def summarise(release: "Release", report: "Report | None") -> None:
    """Print what ``release`` holds, what was found, and where it is.

    Args:
        release: The current release.
        report: What validation found; None when the release was there before.
    """
    manifest = release.manifest
    state = "unchanged" if report is None else "built"
    records = [("release", manifest.id, state)]
    records += [("triples", n, f"{manifest.counts[n]:,}") for n in _FIGURES]
    records.append(("triples", "in all", f"{manifest.counts['triples']:,}"))
    records.append(("entities", "in all", f"{manifest.counts['entities']:,}"))
    records += [("class", name, f"{n:,}") for name, n in own_classes(manifest)]
    if report is not None:
        records += findings(report)
    records += [("look", what, where) for what, where in _places(release.folder)]
    print_records(records)


def findings(report: "Report") -> list[tuple[str, str, str]]:
    """Return how often each code was found, with its severity, worst first."""
    found = Counter(
        (finding.severity.rank, finding.code, finding.severity.value.lower())
        for finding in report.findings
        if not finding.waived
    )
    waived = sum(1 for finding in report.findings if finding.waived)
    records = [
        ("finding", f"{code} {severity}", f"{n:,}")
        for (_, code, severity), n in sorted(found.items())
    ]
    return records + ([("finding", "waived", f"{waived:,}")] if waived else [])


def own_classes(manifest: "Manifest") -> list[tuple[str, int]]:
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
        _print_tabs(records)
        return
    widths = [max(len(record[n]) for record in records) for n in (0, 1)]
    last = ""
    for kind, name, value in records:
        head = click.style(f"{kind if kind != last else '':<{widths[0]}}", bold=True)
        click.echo(f"{head}  {name:<{widths[1]}}  {value}")
        last = kind


def print_rows(columns: "Cells", rows: Sequence["Cells"]) -> None:
    """Print ``rows``, with tabs between; on a terminal as a table, if there are any."""
    if not sys.stdout.isatty():
        _print_tabs(rows)
    elif rows:
        print_table(columns, rows)


def print_table(columns: "Cells", rows: Iterable["Cells"]) -> None:
    """Print ``rows`` as a table below the names of its ``columns``."""
    from rich.console import Console  # noqa: PLC0415  # 60 ms, for tables only
    from rich.table import Table  # noqa: PLC0415

    table = Table(header_style="bold", show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    # Neither [x] nor :x: means anything in what others wrote.
    Console(highlight=False, markup=False, emoji=False).print(table)


def _print_tabs(rows: Iterable["Cells"]) -> None:
    for row in rows:
        click.echo("\t".join(map(str, row)))


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

"""Say at the end what was published, and where to look.

Records of two or three fields with tabs between, so that a script can read
them; on a terminal they stand in columns.
"""

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dissensus.namespaces import prefixes
from dissensus.release import Manifest, Release

if TYPE_CHECKING:
    from dissensus.validation import Report

_FIGURES = ("asserted", "ontology", "inferred")


def summarise(release: Release, report: "Report | None") -> None:
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

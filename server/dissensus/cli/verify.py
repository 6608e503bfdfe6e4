"""``dissensus verify``: hold a release against its manifest, and the text."""

from collections.abc import Mapping
from pathlib import Path

import click
from pyoxigraph import DefaultGraph

from dissensus.catalog import Catalog, note_verified
from dissensus.cli.options import RELEASES, ROOT, releases_folder
from dissensus.cli.summary import print_records
from dissensus.errors import DamagedRelease, MismatchedSource, OperationError
from dissensus.namespaces import DIS
from dissensus.passages import read_source_text, verify_passages
from dissensus.release import Release

_SHOWN = 50


@click.command("verify")
@click.argument("release", default="current")
@click.option(
    "--source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Text of the edition, to verify every passage against.",
)
@ROOT
@RELEASES
def command(
    release: str, source: Path | None, root: Path, releases: Path | None
) -> None:
    """Verify each file of RELEASE (default: current) by its SHA-256.

    With --source, the digest of every passage is compared with the text that
    it points into. Prints what was compared; fails on the first difference of
    a file (exit 2) or with all differences of the text (exit 1). When, and with
    what result, is noted in verified.jsonl beside the releases; /status shows it.

    \b
    Example:
        dissensus verify --source essay.txt
    """
    catalog = Catalog(releases_folder(root, releases))
    name = catalog.current_name() if release == "current" else release
    found = {"files": 0, "passages": 0}
    try:
        opened = catalog.open(release)
        found["files"] = opened.verify()
        if source is not None:
            found["passages"] = _passages(opened, source)
    except (DamagedRelease, MismatchedSource) as fault:
        _note(catalog, name, fault.summary, found)
        raise
    _note(catalog, name, "whole", found)
    records = [
        ("release", opened.id, "verified"),
        ("files", "unchanged", str(found["files"])),
    ]
    if source is not None:
        records.append(("passages", "verified", str(found["passages"])))
    print_records(records)


def _note(
    catalog: Catalog, release: str, result: str, found: Mapping[str, int]
) -> None:
    """Note the result; that it cannot be noted does not change it."""
    try:
        note_verified(catalog.folder, release, result=result, **found)
    except OperationError as fault:
        click.echo(f"The result is not noted: {fault.summary}", err=True)


def _passages(release: Release, source: Path) -> int:
    """Compare every passage of ``release`` with ``source``; return how many.

    Raises:
        MismatchedSource: A passage or the whole does not fit.
    """
    store, merge = release.store, DefaultGraph()
    triples = (q.triple for q in store.quads_for_pattern(None, None, None, merge))
    mismatches = verify_passages(triples, read_source_text(source))
    if mismatches:
        details = [f"{m.subject}: {m.summary}" for m in mismatches[:_SHOWN]]
        if len(mismatches) > _SHOWN:
            details.append(f"and {len(mismatches) - _SHOWN} more")
        raise MismatchedSource(
            f"{len(mismatches)} passages or editions do not fit {source}.",
            hint="Is it the same edition, byte for byte? Its digest is stated as "
            "dis:textDigest on the edition.",
            details=details,
        )
    found = store.quads_for_pattern(None, DIS.digest, None, merge)
    return sum(1 for _ in found)

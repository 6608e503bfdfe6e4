"""``dissensus check``: all of publishing but the publishing."""

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from dissensus.cli.options import ROOT
from dissensus.cli.progress import shown_progress
from dissensus.cli.summary import findings, print_records
from dissensus.errors import NonConformantRelease, WrongCall
from dissensus.sources import Remark, SourceFile, read_file, read_graphs, warnings

if TYPE_CHECKING:
    from dissensus.validation import Report


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Shapes file to validate FILES with; may be repeated.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the whole report, as JSON.",
)
@ROOT
def command(
    files: tuple[Path, ...],
    shapes: tuple[Path, ...],
    report: Path | None,
    root: Path,
) -> None:
    """Check the project below ROOT, or just FILES, and publish nothing.

    Without FILES: all that `publish` does, in a folder that is thrown away.
    With FILES (Turtle, N-Triples, N-Quads, TriG, RDF/XML, JSON-LD): whether
    they parse and say what is meant, and with --shapes whether they conform;
    no project is needed.

    \b
    Example:
        dissensus check data/shared/persons.ttl
    """
    if files:
        _check_files(files, shapes, report)
    elif shapes:
        raise WrongCall(
            "--shapes is for single files; a project has its own shapes.",
            hint="Name the files to validate: dissensus check FILE --shapes SHAPES.",
        )
    else:
        _check_project(root, report)


def _check_project(root: Path, report: Path | None) -> None:
    from dissensus.catalog.publishing import check  # noqa: PLC0415  # heavy

    def keep(found: "Report") -> str:
        return _keep(found, report)

    with shown_progress() as progress:
        built = check(root, progress, keep)
    _keep(built.report, report)
    project = ("project", str(root), "may be published")
    print_records([project, *_warned(built.remarks), *findings(built.report)])


def _check_files(
    files: Sequence[Path], shapes: Sequence[Path], report: Path | None
) -> None:
    parsed = read_graphs(files)
    records = [
        ("file", str(one.file.path), f"{len(one.quads):,} triples") for one in parsed
    ]
    records += _warned(warnings(parsed))
    if shapes:
        from dissensus.validation import Severity, validate  # noqa: PLC0415  # heavy

        triples = [quad.triple for one in parsed for quad in one.quads]
        found = validate([_shapes_file(path) for path in shapes], triples)
        where = _keep(found, report)
        violations = found.of(Severity.VIOLATION)
        if violations:
            raise NonConformantRelease(
                f"{len(violations)} violations of the shapes.",
                hint=where,
                details=[str(finding) for finding in found.findings],
            )
        records += [("finding", str(finding), "") for finding in found.findings]
        records.append(("shapes", f"{found.focus_nodes:,} nodes looked at", "conform"))
    print_records(records)


def _warned(remarks: Iterable[Remark]) -> list[tuple[str, str, str]]:
    return [("warning", str(remark.place), str(remark)) for remark in remarks]


def _shapes_file(path: Path) -> SourceFile:
    return read_file(path, PurePosixPath(path))


def _keep(found: "Report", path: Path | None) -> str:
    """Write the whole Report where the caller wants it; say where it is."""
    if path is None:
        return "For the whole report: dissensus check --report FILE."
    try:
        path.write_bytes(found.json())
    except OSError as error:
        raise WrongCall(
            f"The report cannot be written to {path}: {error.strerror}.",
            hint="Name a file in a folder that is there and that you may write to.",
        ) from error
    return f"The whole report is in {path}."

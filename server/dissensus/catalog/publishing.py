"""Read, judge and build a project: the part of publishing that takes seconds.

Imported only when there is something to build, since it brings the reasoner
and the validator with it.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

from dissensus.release.building import Built, build
from dissensus.release.timing import Progress, Timer, silent
from dissensus.sources import read_project
from dissensus.validation import Report


def build_project(
    root: Path,
    into: Path,
    sequence: int,
    progress: Progress = silent,
    keep_report: Callable[[Report], str] | None = None,
    earlier: Path | None = None,
) -> Built:
    """Read the project below ``root`` and build it in ``into``; see ``build``.

    Raises:
        SourceError: A file is at fault.
        ReleaseError: The knowledge is refused.
        NoSpace, UnwritableFolder: The disk is at fault.
    """
    with Timer(progress).stage("read") as outcome:
        project = read_project(root)
        count = sum(len(graph.triples) for graph in project.graphs())
        outcome.append(f"{count:,} triples in {len(project.graphs())} graphs")
    return build(project, into, sequence, progress, keep_report, earlier)


def check(
    root: Path,
    progress: Progress = silent,
    keep_report: Callable[[Report], str] | None = None,
) -> Built:
    """Do all that publishing does, but in a folder that is thrown away.

    The folder of the result is gone when this returns: only its name and the
    Report are left.

    Raises:
        SourceError: A file is at fault.
        ReleaseError: The knowledge is refused.
        NoSpace, UnwritableFolder: The disk is at fault.
    """
    with tempfile.TemporaryDirectory(prefix="dissensus-check-") as folder:
        return build_project(root, Path(folder), 1, progress, keep_report)

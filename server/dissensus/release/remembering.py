"""Keep with a release what its rules found, so that the next need not ask again.

``judged.json`` holds what each SPARQL constraint found, and a key: of the
program, its libraries, the base, and every source file but the data. Which
statements were judged, the dump says. A release that is damaged, or was made
under another key, is not believed, and everything is judged anew.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final, cast

from pyoxigraph import RdfFormat, Triple, parse

from dissensus.errors import DamagedRelease
from dissensus.release.disk import digest_of
from dissensus.release.manifest import read_manifest
from dissensus.release.shipping import queries_graph
from dissensus.sources import Project
from dissensus.sources.files import fingerprint_of
from dissensus.validation import Earlier, Finding, Report, Severity

NAME: Final = "judged.json"
STATEMENTS: Final = "dumps/dissensus.nt.gz"


def remember(
    report: Report, project: Project, inferred: Iterable[Triple], folder: Path
) -> None:
    """Write what ``report`` says of each rule into the release in ``folder``.

    Args:
        report: Of the project.
        project: What was judged.
        inferred: What follows from it, and was judged with it.
        folder: Where the release is being built.
    """
    told = {
        "key": _key(project),
        "found": {
            key: sorted(map(_row, found))
            for key, found in sorted(report.by_rule.items())
        },
        "judged_too": sorted(map(str, _both(project, inferred))),
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    (folder / NAME).write_text(f"{text}\n", encoding="utf-8")


def recall(release: Path | None, project: Project) -> Earlier | None:
    """Return what was found in ``release``; None if nothing can be built on it."""
    if release is None:
        return None
    try:
        files = read_manifest(release).files
        for name in (NAME, STATEMENTS):
            if digest_of(release / name) != files[name]["sha256"]:
                return None
        told = json.loads((release / NAME).read_bytes())
    except (DamagedRelease, OSError, KeyError):
        return None
    if told["key"] != _key(project):
        return None
    found = {key: tuple(map(_finding, rows)) for key, rows in told["found"].items()}
    return Earlier(found, _statements(release, project, told))


def _statements(
    release: Path, project: Project, told: dict[str, Any]
) -> Iterator[Triple]:
    """Yield what was judged: all that the dump holds but what stood aside."""
    aside = {t for t in _aside(project) if str(t) not in set(told["judged_too"])}
    with gzip.open(release / STATEMENTS) as file:
        for quad in parse(cast("IO[bytes]", file), format=RdfFormat.N_TRIPLES):
            if quad.triple not in aside:
                yield quad.triple


def _aside(project: Project) -> set[Triple]:
    """Return what is published unjudged; the key stands for it as it is.

    A statement of the data may be the same as one of these.
    """
    graphs = (g.triples for g in project.graphs() if g.layer == "ontology")
    shipped = queries_graph(project.queries, project.configuration.base.iri).triples
    published = {triple for triples in (*graphs, shipped) for triple in triples}
    return published.difference(project.ontology())


def _both(project: Project, inferred: Iterable[Triple]) -> set[Triple]:
    """Return what stood aside, and was judged all the same."""
    data = (g.triples for g in project.graphs() if g.layer != "ontology")
    return _aside(project).intersection(chain(inferred, *data))


def _key(project: Project) -> str:
    others = (f for f in project.files if f.path.parts[0] != "data")
    told = f"{fingerprint_of(others)} {project.configuration.base.iri}"
    return hashlib.sha256(told.encode()).hexdigest()


def _row(finding: Finding) -> list[str]:
    return [
        *(finding.code, finding.severity.value, finding.focus, finding.path),
        *(finding.value, finding.message, finding.shape),
    ]


def _finding(row: list[str]) -> Finding:
    code, severity, focus, path, value, message, shape = row
    return Finding(code, Severity(severity), focus, path, value, message, shape)

"""Keep with a release what its rules found, so that the next need not ask again.

``judged.json`` holds what each SPARQL constraint found, and a key: of the
program, its libraries, the base and the shapes. What was judged, the ontology with
the data, are the graphs that it names, as the dump has them. A release that is
damaged, or was made under another key, is not believed: all is judged anew.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from dissensus.errors import DamagedRelease
from dissensus.release.content import Content
from dissensus.release.disk import digest_of
from dissensus.release.manifest import read_manifest
from dissensus.release.shipping import LAYER as QUERIES
from dissensus.sources import Project
from dissensus.sources.files import fingerprint_of
from dissensus.validation import Earlier, Finding, Report, Severity

NAME: Final = "judged.json"
STATEMENTS: Final = "dumps/dissensus.nq"


def remember(report: Report, project: Project, content: Content, folder: Path) -> None:
    """Write what ``report`` says of each rule into the release in ``folder``.

    Args:
        report: Of the project.
        project: What was judged.
        content: What is published of it.
        folder: Where the release is being built.
    """
    told = {
        "key": _key(project),
        "found": {
            key: sorted(map(_row, found))
            for key, found in sorted(report.by_rule.items())
        },
        "judged": list(_judged(project, content)),
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
    return Earlier(found, _statements(release / STATEMENTS, told["judged"]))


def _judged(project: Project, content: Content) -> Iterator[str]:
    """Yield the graphs that ``judge`` puts before validation."""
    ontology = set(project.ontology())
    for graph in content.graphs:
        # All else of the ontology is published unjudged, as the queries are.
        aside = graph.layer == "ontology" and not ontology.issuperset(graph.triples)
        if not aside and graph.layer != QUERIES:
            yield graph.iri.value


def _statements(dump: Path, judged: Iterable[str]) -> Iterator[Triple]:
    """Yield what the graphs that were judged say, each statement once."""
    graphs = set(map(NamedNode, judged))
    quads = parse(path=dump, format=RdfFormat.N_QUADS)
    triples = (quad.triple for quad in quads if quad.graph_name in graphs)
    # The lines are sorted: the same statement of several graphs stands together.
    return (triple for triple, _ in groupby(triples))


def _key(project: Project) -> str:
    told = f"{fingerprint_of(project.shapes)} {project.configuration.base.iri}"
    return hashlib.sha256(told.encode()).hexdigest()


def _row(finding: Finding) -> list[str]:
    return [
        *(finding.code, finding.severity.value, finding.focus, finding.path),
        *(finding.value, finding.message, finding.shape),
    ]


def _finding(row: list[str]) -> Finding:
    code, severity, focus, path, value, message, shape = row
    return Finding(code, Severity(severity), focus, path, value, message, shape)

"""Build a release: reason, judge, write everything that will be served.

All of it happens in a hidden folder beside the other releases; the last step
gives the folder its name. Whatever fails before leaves nothing behind.
"""

import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Store, Triple

import dissensus
from dissensus.backends import open_backend
from dissensus.description import Holdings, read_languages
from dissensus.evaluation.dataset import Dataset
from dissensus.formats import by_suffix, write_graph
from dissensus.release.content import Content, Graph
from dissensus.release.coverage import write_coverage
from dissensus.release.describing import Description
from dissensus.release.disk import (
    disk_faults,
    files_below,
    settle,
    temporary_folder,
)
from dissensus.release.dumps import facts_of, write_downloads
from dissensus.release.judging import Judged, judge, refuse
from dissensus.release.manifest import Manifest, group_graphs, write_manifest
from dissensus.release.materialising import write_answers
from dissensus.release.notes import keep_notes
from dissensus.release.remembering import remember
from dissensus.release.shipping import queries_graph, try_defaults
from dissensus.release.teaching import write_lessons
from dissensus.release.timing import Progress, Timer, silent
from dissensus.release.wrapping import cover_of, wrap
from dissensus.schema import draw_card, write_schema
from dissensus.search import NAME as SEARCH
from dissensus.search import write_index
from dissensus.sources import DATASET, LIBRARIES, Project, Remark
from dissensus.validation import Report, Stage, select_shapes, validate

REFUSED: Final = "refused"
# Measured on 70,000 quads: 870 bytes each in the end, 280 of them in the store,
# which its engine holds twice while it compacts; and 120 each in the index.
_BYTES_PER_QUAD: Final = 1270
_BYTES_AT_LEAST: Final = 2 * 1024 * 1024


@dataclass(frozen=True)
class Built:
    """What building left: the folder of the release, and what was found."""

    folder: Path
    report: Report
    remarks: tuple[Remark, ...] = ()


def build(
    project: Project,
    into: Path,
    sequence: int,
    progress: Progress = silent,
    keep_report: Callable[[Report], str] | None = None,
    earlier: Path | None = None,
) -> Built:
    """Build release number ``sequence`` of ``project`` in the folder ``into``.

    Takes 13 CPU s for 70,000 triples, 275 for a million (docs/performance.md).

    Args:
        project: What is published.
        into: Folder of releases; made if it is not there.
        sequence: 1 for the first release.
        progress: Told when a stage begins and ends.
        keep_report: Keeps the Report of a refused project and says where;
            by default in ``into/refused/``.
        earlier: The release before: what was found in it is carried over where
            nothing that has changed can alter it. The outcome is the same.

    Raises:
        ReleaseError: The knowledge is refused.
        BadOntology: An axiom is outside OWL 2 RL.
        NoSpace: The disk is full.
        UnwritableFolder: ``into`` cannot be written to.
    """
    timer = Timer(progress)
    keep = keep_report or partial(_keep_report, into / REFUSED, project)
    with temporary_folder(into) as folder:
        judged = judge(project, timer, earlier)
        content = _content(judged)
        need = max(_BYTES_AT_LEAST, _BYTES_PER_QUAD * len(content.quads))
        with disk_faults(into, need):
            refuse(judged.report, keep)
            release = f"{sequence}-{content.digest[:12]}"
            before = earlier.name if earlier else ""
            made = _Made(judged, content, release, before)
            report = _write(made, folder, keep, timer)
            write_manifest(folder, _manifest(made, report, timer, folder))
            with timer.stage("seal") as outcome:
                outcome.append(made.release)
                settled = settle(folder, made.release)
            shutil.rmtree(into / REFUSED, ignore_errors=True)
    return Built(settled, report, project.remarks)


@dataclass(frozen=True)
class _Made:
    """A release in the making."""

    judged: Judged
    content: Content
    release: str
    previous: str = ""
    created: str = field(
        default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    )


def _content(judged: Judged) -> Content:
    base = judged.project.configuration.base.iri
    graphs = [Graph(g.iri, g.layer, g.triples) for g in judged.project.graphs()]
    inferred = NamedNode(f"{base}graph/inferred")
    graphs.append(Graph(inferred, "inferred", tuple(judged.closure.inferred)))
    if judged.project.queries:
        graphs.append(queries_graph(judged.project.queries, base))
    content = Content(tuple(sorted(graphs, key=lambda graph: graph.iri.value)), base)
    try_defaults(judged.project.queries, content)
    return content


def _write(
    made: _Made, folder: Path, keep: Callable[[Report], str], timer: Timer
) -> Report:
    """Write all but the manifest into ``folder``; return the whole Report."""
    project = made.judged.project
    with timer.stage("store") as outcome:
        _write_store(made.content, folder / "store")
        outcome.append(f"{len(made.content.quads):,} quads in named graphs")
    facts, about = facts_of(made.content), project.configuration
    with timer.stage("dumps") as outcome:
        dumps = write_downloads(made.content, about, facts, folder / "dumps")
        outcome.append(f"{sum(dump.size for dump in dumps) / 1e6:.1f} MB")
    _write_finding(made, folder, timer)
    with timer.stage("describe") as outcome:
        cover = cover_of(made.content, about, made.release, made.created, facts)
        description = Description(cover, made.content, made.previous)
        triples = description.triples(dumps, facts)
        report = made.judged.report
        if shapes := select_shapes(project.shapes, Stage.RELEASE):
            report += validate(shapes, triples, base=made.content.base)
        refuse(report, keep)
        turtle = write_graph(triples, by_suffix("ttl"), project.configuration.base)
        (folder / "description.ttl").write_bytes(turtle)
        _write_report(report, folder, project)
        remember(made.judged.report, project, made.content, folder)
        _write_sources(project, folder / "sources")
        outcome.append(f"{len(triples):,} triples about the release")
    with timer.stage("pack") as outcome:
        outcome.append(f"{wrap(folder, cover) / 1e6:.1f} MB to keep")
    return report


def _write_finding(made: _Made, folder: Path, timer: Timer) -> None:
    """Write what readers find their way by, and what pages need not compute."""
    with timer.stage("index") as outcome:
        found = write_index(folder / SEARCH, made.content.merge, made.content.base)
        outcome.append(f"{found['entities']:,} entities to be found")
    with timer.stage("cover") as outcome:
        covered = write_coverage(made.content, made.judged.project.queries, folder)
        outcome.append(_coverage(covered))
        _write_answers(made, folder)
    with timer.stage("schema") as outcome:
        card = _draw_card(made, folder / "store")
        write_schema(card, folder)
        used = sum(1 for entry in card["properties"] if entry["count"])
        outcome.append(f"{used:,} properties in use")


def _write_store(content: Content, folder: Path) -> None:
    store = Store(str(folder))
    content.load_into(store)
    store.optimize()
    store.flush()
    # Closing is what lets go of the lock and ends RocksDB's threads.
    del store
    # The engine's own diary: no part of the content, another on every run.
    for diary in folder.glob("LOG*"):
        diary.unlink()


def _write_answers(made: _Made, folder: Path) -> None:
    project, content = made.judged.project, made.content
    layers = {graph.iri.value: graph.layer for graph in content.graphs}
    store = Store.read_only(str(folder / "store"))
    dataset = Dataset(store, group_graphs(content.base, layers))
    write_lessons(project.lessons, dataset, folder)
    write_answers(project.queries, dataset, folder)


def _draw_card(made: _Made, store: Path) -> dict[str, Any]:
    about, content = made.judged.project.configuration, made.content
    layers: dict[str, list[Triple]] = {}
    for graph in content.graphs:
        layer = "asserted" if graph.layer == "links" else graph.layer
        layers.setdefault(layer, []).extend(graph.triples)
    title = about.title.get("en") or next(iter(about.title.values()), "")
    return draw_card(
        Holdings(open_backend(store), content.base),
        content.merge,
        layers,
        {"release": made.release, "title": title, "dataset": about.iri},
        about.examples,
    )


def _coverage(summary: dict[str, Any]) -> str:
    done = summary["segments"] - summary["segments_without_any"]
    share = f"{summary['linked_share']:.0%} linked"
    return f"{done:,} of {summary['segments']:,} segments, {share}"


def _write_report(report: Report, folder: Path, project: Project) -> None:
    document = f"{project.configuration.base.iri}report"
    (folder / "report.ttl").write_bytes(report.turtle(document))
    (folder / "report.json").write_bytes(report.json())


def _write_sources(project: Project, folder: Path) -> None:
    """Keep as authored what is served as authored."""
    for file in project.files:
        if file.path.parts[0] != "data" or file.path == DATASET:
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
    keep_notes(project.root, folder)


def _keep_report(folder: Path, project: Project, report: Report) -> str:
    folder.mkdir(exist_ok=True)
    _write_report(report, folder, project)
    return f"The whole report is in {folder / 'report.json'}."


def _manifest(made: _Made, report: Report, timer: Timer, folder: Path) -> Manifest:
    project, content = made.judged.project, made.content
    about = project.configuration
    return Manifest(
        id=made.release,
        sequence=int(made.release.partition("-")[0]),
        content=content.digest,
        fingerprint=project.fingerprint,
        created=made.created,
        previous=made.previous,
        languages=read_languages(
            Holdings(open_backend(folder / "store"), content.base)
        ),
        base=about.base.iri,
        dataset=about.iri,
        title=about.title,
        description=about.description,
        version=about.version,
        license=about.license,
        examples=about.examples,
        counts=content.counts,
        classes=content.classes(),
        graphs={
            graph.iri.value: {"layer": graph.layer, "triples": len(graph.triples)}
            for graph in content.graphs
        },
        findings=report.counts(),
        rules=dict(made.judged.closure.rules),
        stages=dict(timer.seconds),
        versions=_versions(),
        files=files_below(folder),
    )


def _versions() -> dict[str, str]:
    return {
        "dissensus": dissensus.__version__,
        "python": platform.python_version(),
        **{library: version(library) for library in LIBRARIES},
    }

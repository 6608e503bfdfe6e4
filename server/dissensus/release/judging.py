"""Judge a project: what follows from it, and whether it may be published.

Everything that publishing does short of writing: ``dissensus check`` stops here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Triple

from dissensus.closure import Closure, close
from dissensus.description import DISPLAY, read_profile
from dissensus.errors import NonConformantRelease, UnreadableSource
from dissensus.formats import why_not_xml
from dissensus.release.remembering import recall
from dissensus.release.shipping import try_queries
from dissensus.release.timing import Timer
from dissensus.sources import Project
from dissensus.validation import (
    Earlier,
    Report,
    Severity,
    Stage,
    select_shapes,
    validate,
)

SHOWN: Final = 50


@dataclass(frozen=True)
class Judged:
    """A project with what follows from it and what is to be said of it."""

    project: Project
    closure: Closure
    report: Report


def judge(project: Project, timer: Timer, earlier: Path | None = None) -> Judged:
    """Return the closure of ``project`` and the Report on the whole.

    The Report may hold violations: see ``refuse``.

    Args:
        project: What is judged.
        timer: Times the stages.
        earlier: The release before, what was found in which may be carried over.

    Raises:
        UnreadableSource: A triple cannot stand in every dump, a query cannot
            be read, or nobody can read how entities are to be told.
        BadQueryHeader: A query's header and text disagree.
        BadOntology: An axiom is outside OWL 2 RL.
        InconsistentRelease: The data contradict the ontology.
        VacuousValidation: No node is the focus of a shape.
    """
    _refuse_what_no_dump_can_say(project)
    try_queries(project.queries)
    for file in project.files:
        if file.path == DISPLAY:
            read_profile(file.text(), project.configuration.base.iri)
    ontology, asserted = project.ontology(), project.asserted()
    with timer.stage("reason") as outcome:
        closure = close(ontology, asserted)
        outcome.append(f"{len(closure.inferred):,} triples inferred")
    with timer.stage("validate") as outcome:
        known = recall(earlier, project)
        report = _report(project, (*asserted, *closure.inferred), ontology, known)
        outcome.append(f"{report.focus_nodes:,} nodes looked at")
        outcome.append(f"{sum(report.counts().values()):,} findings")
    return Judged(project, closure, report)


def refuse(report: Report, keep: Callable[[Report], str]) -> None:
    """Refuse to publish what ``report`` calls a violation.

    Args:
        report: Of the project, or of its description.
        keep: Keeps the whole Report and says where it can be read.

    Raises:
        NonConformantRelease: With the first fifty violations.
    """
    violations = report.of(Severity.VIOLATION)
    if not violations:
        return
    details = [str(finding) for finding in violations[:SHOWN]]
    if len(violations) > SHOWN:
        details.append(f"and {len(violations) - SHOWN} more")
    one = len(violations) == 1
    raise NonConformantRelease(
        f"{len(violations)} {'violation' if one else 'violations'} of the shapes: "
        "nothing was published.",
        hint=f"Mend them where the lines say. {keep(report)}",
        details=details,
    )


def _refuse_what_no_dump_can_say(project: Project) -> None:
    """A release is offered as RDF/XML too, which cannot say everything."""
    for graph in project.graphs():
        for triple in graph.triples:
            if why := why_not_xml(triple):
                raise UnreadableSource(
                    f"RDF/XML, in which a release is offered too, has no way to "
                    f"say this of {triple.subject}: {why}.",
                    place=project.place_of(str(triple.subject)[1:-1]),
                    hint="Let the property's IRI end in a name; leave the "
                    "character out.",
                    see="https://www.w3.org/TR/rdf-syntax-grammar/#section-Serialising",
                )


def _report(
    project: Project,
    data: tuple[Triple, ...],
    ontology: tuple[Triple, ...],
    earlier: Earlier | None,
) -> Report:
    base = project.configuration.base.iri
    report = validate(
        select_shapes(project.shapes, Stage.DATA),
        data,
        ontology=ontology,
        place_of=project.place_of,
        base=base,
        earlier=earlier,
    )
    if style := select_shapes(project.shapes, Stage.ONTOLOGY):
        report += validate(style, ontology, place_of=project.place_of, base=base)
    return report

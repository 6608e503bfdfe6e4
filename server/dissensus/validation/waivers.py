"""Accept a finding by a recorded decision: who is excused, from what, and why.

A waiver stands in a shapes file, since it is a judgement on a rule, not
knowledge about the world::

    dsh:waiver-letter-1922 a dsh:Waiver ;
        dsh:waives "CIT40" ; dsh:focus cit:fn07-letter-to-molotov ;
        dsh:reason "The text gives no page."@en ; dcterms:date "2025-11-03"^^xsd:date .

Only a Warning or an Info can be waived. What is waived stays in the Report,
with its reason, and is not counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dissensus.errors import BadShape
from dissensus.namespaces import DCTERMS, DSH, RDF
from dissensus.validation.report import Finding, Severity
from dissensus.validation.shapes import SHAPES_GUIDE, ShapeSet, name_of, values


@dataclass(frozen=True)
class Waiver:
    """The decision to live with one finding about one node."""

    iri: str
    focus: str
    code: str
    reason: str
    date: str


def read_waivers(shapes: ShapeSet) -> tuple[Waiver, ...]:
    """Return the waivers among ``shapes``, sorted by IRI.

    Raises:
        BadShape: A waiver lacks a part, has one twice, or is of a Violation.
    """
    found = shapes.graph.quads_for_pattern(None, RDF.type, DSH.Waiver, None)
    return tuple(_waiver(shapes, quad.subject) for quad in sorted(found, key=str))


def apply_waivers(
    waivers: Iterable[Waiver], findings: Iterable[Finding]
) -> tuple[list[Finding], set[str]]:
    """Return the findings with reasons where waived, and the waivers used."""
    reasons = {(waiver.focus, waiver.code): waiver for waiver in waivers}
    judged: list[Finding] = []
    used: set[str] = set()
    for finding in findings:
        waiver = reasons.get((finding.focus, finding.code))
        # A shape without a code is named by its IRI, which no table lists.
        if waiver and finding.severity is not Severity.VIOLATION:
            used.add(waiver.iri)
            judged.append(replace(finding, waived=f"{waiver.reason} ({waiver.date})"))
        else:
            judged.append(finding)
    return judged, used


def _waiver(shapes: ShapeSet, node: object) -> Waiver:
    parts = [
        values(shapes.graph, node, predicate)
        for predicate in (DSH.focus, DSH.waives, DSH.reason, DCTERMS.date)
    ]
    if any(len(part) != 1 or not part[0].strip() for part in parts):
        raise BadShape(
            f"The waiver <{name_of(node)}> lacks a part, or has one twice.",
            hint="A waiver has one dsh:focus, one dsh:waives (a code), one "
            "dsh:reason and one dcterms:date.",
            see=SHAPES_GUIDE,
        )
    waiver = Waiver(name_of(node), *(part[0] for part in parts))
    if waiver.code in _unpardonable(shapes):
        raise BadShape(
            f"The waiver <{waiver.iri}> is of {waiver.code}, a Violation.",
            hint="Only a Warning or an Info can be waived: mend what it is about, "
            "or change the shape and say why.",
            see=SHAPES_GUIDE,
        )
    return waiver


def _unpardonable(shapes: ShapeSet) -> set[str]:
    return {
        code
        for shape, code in shapes.codes.items()
        if shapes.severity(shape) is Severity.VIOLATION
    }

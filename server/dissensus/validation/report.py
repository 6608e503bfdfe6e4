"""What validation found, as values, as Turtle and as JSON.

Order and bytes depend on the findings alone.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from dissensus.errors import Place
from dissensus.namespaces import DISSENSUS, DSH, RDF, SH, XSD, prefixes


class Severity(Enum):
    """How bad a finding is; the value is SHACL's local name for it."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Finding:
    """One node that breaks one shape.

    Attributes:
        code: The shape's stable code ("STA10"), or its IRI where it has none.
        severity: The shape's own.
        focus: The node at fault: an IRI, or a literal or blank node as text.
        path: The property or path at fault, abbreviated; may be empty.
        value: The offending value as N-Triples writes it; may be empty.
        message: What was expected and what to do.
        shape: The IRI of the shape.
        place: Where the focus is described, when that is known.
        waived: Why this finding is accepted; empty when it is not.
    """

    code: str
    severity: Severity
    focus: str
    path: str
    value: str
    message: str
    shape: str
    place: Place | None = None
    waived: str = ""

    @property
    def order(self) -> tuple[object, ...]:
        """Worst first; what a file says before what only follows from it."""
        rank = (self.severity.rank, self.place is None, self.code, self.focus)
        return (*rank, self.path, self.value, self.message)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        value = f" [{self.value}]" if self.value and self.value not in where else ""
        return (
            f"{where}{self.code} {self.severity.value}: {self.focus}{value}: "
            f"{self.message}"
        )


@dataclass(frozen=True)
class Report:
    """All findings of one validation, worst first.

    Attributes:
        findings: Sorted by ``Finding.order``, without duplicates.
        focus_nodes: How many distinct nodes some shape looked at.
        unused: Shapes with a target that no node met: they judged nothing.
        stale_waivers: Waivers of codes that were run and that met no finding.
        by_rule: What each SPARQL constraint found, by ``Rule.key``, for the next run.
    """

    findings: tuple[Finding, ...]
    focus_nodes: int
    unused: tuple[str, ...] = ()
    stale_waivers: tuple[str, ...] = ()
    by_rule: Mapping[str, Collection[Finding]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _counts: Counter[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        open_ = (f.code for f in self.findings if not f.waived)
        object.__setattr__(self, "_counts", Counter(open_))

    @property
    def conforms(self) -> bool:
        """Whether no finding is a Violation (a Violation cannot be waived)."""
        return not self.of(Severity.VIOLATION)

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of one severity that nobody waived."""
        return tuple(
            f for f in self.findings if f.severity is severity and not f.waived
        )

    def counts(self) -> dict[str, int]:
        """Return how often each code was found; waived findings do not count."""
        return dict(sorted(self._counts.items()))

    def __add__(self, other: "Report") -> "Report":
        """Return one Report of two validations of different graphs.

        By rule it tells of this one only: a rule may judge both graphs.
        """
        findings = {*self.findings, *other.findings}
        return Report(
            tuple(sorted(findings, key=lambda finding: finding.order)),
            self.focus_nodes + other.focus_nodes,
            tuple(sorted({*self.unused, *other.unused})),
            tuple(sorted({*self.stale_waivers, *other.stale_waivers})),
            self.by_rule,
        )

    def json(self) -> bytes:
        """Return the Report as JSON, UTF-8, keys in a fixed order."""
        content = {
            "conforms": self.conforms,
            "focusNodes": self.focus_nodes,
            "counts": self.counts(),
            "findings": [_as_dict(finding) for finding in self.findings],
            "unusedShapes": list(self.unused),
            "staleWaivers": list(self.stale_waivers),
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"

    def turtle(self, document: str) -> bytes:
        """Return the Report as a ``sh:ValidationReport``.

        Args:
            document: IRI of the document it will be served as; the report is
                its ``#report``, each result a fragment with code and number.

        Source:
            SHACL section 3.6. A path that is not one property is left out: its
            shape, which is named, holds it. Waived results are marked with
            ``dsh:waived``, which SHACL has no word for.
        """
        table = prefixes(DISSENSUS)
        used = {name: table[name] for name in ("dsh", "sh", "xsd")}
        text = serialize(
            self._triples(document), format=RdfFormat.TURTLE, prefixes=used
        )
        return text or b""

    def _triples(self, document: str) -> Iterator[Triple]:
        report = NamedNode(f"{document}#report")
        seen: Counter[str] = Counter()
        yield Triple(report, RDF.type, SH.ValidationReport)
        yield Triple(report, SH.conforms, Literal(self.conforms))
        yield Triple(report, DSH.focusNodes, Literal(self.focus_nodes))
        for shape in self.unused:
            yield Triple(report, DSH.unusedShape, NamedNode(shape))
        results: list[Triple] = []
        for finding in self.findings:
            code = finding.code.rpartition("/")[2].replace("#", "-")
            seen[code] += 1
            node = NamedNode(f"{document}#{code}-{seen[code]}")
            yield Triple(report, SH.result, node)
            results.extend(_result(node, finding))
        yield from results


def _result(node: NamedNode, finding: Finding) -> Iterator[Triple]:
    yield Triple(node, RDF.type, SH.ValidationResult)
    yield Triple(node, DSH.code, Literal(finding.code))
    yield Triple(node, SH.resultSeverity, SH[finding.severity.value])
    yield Triple(node, SH.focusNode, _term(finding.focus))
    if finding.shape:
        yield Triple(node, SH.sourceShape, _term(finding.shape))
    if finding.value:
        yield Triple(node, SH.value, Literal(finding.value))
    yield Triple(node, SH.resultMessage, Literal(finding.message, language="en"))
    if finding.place:
        yield Triple(node, DSH.place, Literal(str(finding.place)))
    if finding.waived:
        yield Triple(node, DSH.waived, Literal(finding.waived, datatype=XSD.string))


def _term(text: str) -> NamedNode | Literal:
    try:
        return NamedNode(text)
    except ValueError:  # a literal or a blank node, told as text
        return Literal(text)


def _as_dict(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "message": finding.message,
        "shape": finding.shape,
        "place": str(finding.place or ""),
        "waived": finding.waived,
    }

"""Read the validation report of a release, and the part of it that is asked for.

``report.json`` was written by the validator when the release was made; here
it is only read, so that serving never loads a validator.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from dissensus.errors import MalformedRequest

NAME: Final = "report.json"
SEVERITIES: Final = ("Violation", "Warning", "Info")
STATES: Final = ("open", "waived")
PAGE: Final = 50
Finding = Mapping[str, str]
_COLUMNS: Final = (
    "code",
    "severity",
    "focus",
    "path",
    "value",
    "message",
    "shape",
    "place",
    "waived",
)


@dataclass(frozen=True)
class Bar:
    """How often one code was found: counted, and waived."""

    code: str
    severity: str
    open: int
    waived: int

    @property
    def total(self) -> int:
        """Counted and waived together."""
        return self.open + self.waived


@dataclass(frozen=True)
class Wanted:
    """Which findings are asked for; an empty part asks for any."""

    severity: str = ""
    code: str = ""
    state: str = ""

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> "Wanted":
        """Return what the parameters of a request ask for.

        Raises:
            MalformedRequest: One has a value that no finding can have.
        """
        wanted = cls(**{n: arguments.get(n, "") for n in ("severity", "code", "state")})
        for name, value, known in (
            ("severity", wanted.severity, SEVERITIES),
            ("state", wanted.state, STATES),
        ):
            if value and value not in known:
                raise MalformedRequest(
                    f"{name}={value[:60]!r} is no {name} of a finding.",
                    hint=f"Ask for {', '.join(known)}, or leave it out for all.",
                )
        return wanted

    def fits(self, finding: Finding) -> bool:
        """Return whether ``finding`` is among those asked for."""
        state = "waived" if finding["waived"] else "open"
        return (
            self.severity in ("", finding["severity"])
            and self.code in ("", finding["code"])
            and self.state in ("", state)
        )


@dataclass(frozen=True)
class Findings:
    """The report of a release.

    Attributes:
        conforms: Whether no finding is a Violation.
        focus_nodes: How many nodes some shape looked at.
        found: All findings, worst first, as the report has them.
        unused: Shapes that met no node.
        stale: Waivers that excuse nothing any more.
    """

    conforms: bool
    focus_nodes: int
    found: tuple[Finding, ...]
    unused: tuple[str, ...]
    stale: tuple[str, ...]

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """How often each code was found: graver first, then more."""
        severities = {f["code"]: f["severity"] for f in self.found}
        waived = Counter(f["code"] for f in self.found if f["waived"])
        every = Counter(f["code"] for f in self.found)
        bars = [
            Bar(code, severities[code], count - waived[code], waived[code])
            for code, count in every.items()
        ]
        return tuple(
            sorted(bars, key=lambda b: (SEVERITIES.index(b.severity), -b.total, b.code))
        )

    def count(self, severity: str) -> int:
        """Return how many findings of a severity nobody waived."""
        return sum(bar.open for bar in self.bars if bar.severity == severity)

    @property
    def waived(self) -> int:
        """How many findings were accepted."""
        return sum(bar.waived for bar in self.bars)

    def of(self, code: str) -> Bar | None:
        """Return how often ``code`` was found; None when it was not."""
        return next((bar for bar in self.bars if bar.code == code), None)


def read_findings(folder: Path) -> Findings | None:
    """Return the report of the release in ``folder``; None when it has none."""
    file = folder / NAME
    if not file.is_file():
        return None
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return Findings(
        report["conforms"],
        report["focusNodes"],
        tuple(report["findings"]),
        tuple(report["unusedShapes"]),
        tuple(report["staleWaivers"]),
    )


def write_csv(findings: tuple[Finding, ...]) -> bytes:
    """Return ``findings`` as a table, one a line (RFC 4180)."""
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(findings)
    return out.getvalue().encode()

"""Report how each scenario went: lines at the end of a run, and a table.

A scenario is what one ``chaos`` marker names. The table keeps the results of
scenarios that a run leaves out, as long as it is the same machine.
"""

import os
import platform
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

_ROW = re.compile(r"^\| ([A-F]\d+) \|.*\|$", re.MULTILINE)
_HEAD = (
    "| | scenario | result | seconds | numbers | run |\n"
    "| --- | --- | --- | --- | --- | --- |\n"
)
_PLACE = "<!-- written by make chaos -->\n"
_ORDER = {"SKIP": 0, "PASS": 1, "FAIL": 2}


@dataclass
class Line:
    """How one scenario went, over all its tests."""

    what: str
    result: str = "SKIP"
    seconds: float = 0
    numbers: str = ""

    def add(self, report: pytest.TestReport) -> None:
        """Count one phase of one test."""
        self.seconds += report.duration
        if report.when == "call" or not report.passed:
            result = {"passed": "PASS", "failed": "FAIL"}.get(report.outcome, "SKIP")
            self.result = max(self.result, result, key=_ORDER.__getitem__)
        if report.skipped and isinstance(report.longrepr, tuple):
            self.numbers = report.longrepr[2].removeprefix("Skipped: ")
        elif report.when == "call":
            told = (f"{name} {number}" for name, number in report.user_properties[1:])
            self.numbers = ", ".join(filter(None, (self.numbers, *told)))


class Reliability:
    """A plugin of pytest."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._lines: dict[str, Line] = {}
        self._long = config.getoption("long")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Remember which scenario a test belongs to."""
        if marker := item.get_closest_marker("chaos"):
            item.user_properties.insert(0, ("scenario", marker.args))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of how a test went."""
        told = dict(report.user_properties).get("scenario")
        if isinstance(told, tuple):
            self._lines.setdefault(told[0], Line(told[1])).add(report)

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        """Write one line per scenario, and the table if it is wanted."""
        lines = sorted(self._lines.items(), key=lambda item: _key(item[0]))
        for name, line in lines:
            told = f"{line.result} {name} {line.seconds:.1f} {line.numbers}"
            terminalreporter.write_line(told)
        found = [line.result for _, line in lines]
        counts = (f"{found.count(r)} {n}" for r, n in _WORDS.items())
        terminalreporter.write_line(", ".join(counts))
        if path := self._config.getoption("report"):
            self._write(Path(path))

    def _write(self, path: Path) -> None:
        before, _, after = path.read_text("utf-8").partition(_PLACE)
        machine = f"Machine: {_machine()}.\n\n"
        kept = _rows(after) if after.startswith(machine) else {}
        rows = kept | {name: self._row(name) for name in self._lines}
        table = "".join(f"{rows[name]}\n" for name in sorted(rows, key=_key))
        path.write_text(f"{before}{_PLACE}{machine}{_HEAD}{table}", "utf-8")

    def _row(self, name: str) -> str:
        line = self._lines[name]
        run = f"{datetime.now(UTC):%Y-%m-%d}{', long' if self._long else ''}"
        cells = (name, line.what, line.result, f"{line.seconds:.0f}", line.numbers, run)
        return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


_WORDS = {"PASS": "passed", "FAIL": "failed", "SKIP": "skipped"}


def _rows(table: str) -> dict[str, str]:
    return {found[1]: found[0] for found in _ROW.finditer(table)}


def _key(name: str) -> tuple[str, int]:
    return name[0], int(name[1:])


def _machine() -> str:
    text = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*: (.*)", text)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} × {model[1].strip() if model else platform.machine()}, "
        f"{memory:.0f} GiB, Linux {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}"
    )

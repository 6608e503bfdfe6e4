"""Write what was measured as tables of ratios, between two marks in a page."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from measuring import ROUNDS, Cell, Measured, Row

BEGIN: Final = "<!-- side by side: begin; written by `make bench` -->"
END: Final = "<!-- side by side: end -->"
OURS: Final = "Dissensus"


def write_section(page: Path, text: str) -> None:
    """Put ``text`` between the marks of ``page``; at its end if it has none."""
    said = page.read_text(encoding="utf-8")
    if BEGIN not in said:
        said = f"{said.rstrip()}\n\n{BEGIN}\n{END}\n"
    before, _, rest = said.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def tell(
    sizes: Sequence[Measured], versions: Mapping[str, str], skipped: Mapping[str, str]
) -> str:
    """Return the section: one table for each size, and one for the growth."""
    now = datetime.now(UTC)
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    load = os.getloadavg()[1]
    parts = [
        "## Side by side with its peers\n\n"
        f"{now.day} {now:%B %Y}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}; load of the "
        f"machine in the last five minutes: {load:.1f}. {named}.\n\n"
        "All servers are up at once and are asked in turn. The column of "
        f"{OURS} is a figure, the others are ratios to it: 3.00 is three times "
        f"as long, or three times as many a second; where {OURS} has none, they are "
        "figures too. What takes more than 100 ms is too slow to load: eight clients "
        f"were not tried. Median of {ROUNDS} runs where no "
        "other number is given; a run of a short query is up to eight of them, one "
        "after the other, each with other values.",
    ]
    parts += [f"{name} is missing: {why}." for name, why in skipped.items()]
    names = list(versions)
    for measured in sizes:
        parts.append(_tables(measured, names))
    if len(sizes) > 1:
        parts.append(_growth(sizes))
    return "\n\n".join(parts) + "\n"


def _tables(measured: Measured, names: Sequence[str]) -> str:
    title = f"### {measured.triples:,} triples"
    latency = _table("one client, ms", measured.latency, names)
    rates = _table("eight clients, answers a second", measured.rates, names)
    others = _table("other things", measured.others, names)
    return "\n\n".join([title, latency, rates, others, *_differing(measured)])


def _table(title: str, rows: Mapping[str, Row], names: Sequence[str]) -> str:
    used = [name for name in names if any(name in row for row in rows.values())]
    lines = [f"| {title} | {' | '.join(used)} |", f"| --- |{' ---: |' * len(used)}"]
    for label, row in rows.items():
        ours = row.get(OURS, Cell()).value
        cells = (_cell(row.get(name), None if name == OURS else ours) for name in used)
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(cell: Cell | None, ours: float | None) -> str:
    if cell is None:
        return ""
    if cell.value is None:
        return cell.note or "none"
    said = _figure(cell.value) if not ours else f"{cell.value / ours:.2f}"
    return f"{said} ({cell.runs})" if 1 < cell.runs < ROUNDS and ours else said


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _differing(measured: Measured) -> list[str]:
    """Return what to say of questions that were not answered alike by all."""
    told = []
    for name, row in measured.latency.items():
        answers = {server: cell.answer for server, cell in row.items() if cell.value}
        if len({*answers.values()}) > 1:
            said = ", ".join(f"{server} {n:,}" for server, n in answers.items())
            told.append(f"Rows of the first answer to “{name}” differ: {said}.")
    return told


def _growth(sizes: Sequence[Measured]) -> str:
    """Return how our own figures grow from each size to the next."""
    heads = " | ".join(f"{m.triples:,}" for m in sizes)
    lines = [
        "### How it grows",
        f"| {OURS} alone | {heads} |\n| --- |{' ---: |' * len(sizes)}",
    ]
    for part in ("latency", "others"):
        for name in getattr(sizes[0], part):
            cells = [getattr(m, part).get(name, {}).get(OURS, Cell()) for m in sizes]
            unit = f"{name}, ms" if part == "latency" else name
            lines[-1] += f"\n| {unit} | {' | '.join(_cell(c, None) for c in cells)} |"
    return "\n\n".join(lines)

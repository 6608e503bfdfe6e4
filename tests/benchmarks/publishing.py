"""Publish a made-up debate of a given size; print what each stage costs.

    python tests/benchmarks/publishing.py --triples 1000000 [--changed]

With --changed it is published once more, after one of its files was changed.
One line a stage, tabs between: its name, processor seconds, and the most
memory that the publisher has held by its end, in MB. Each size is published by
a process of its own; with several sizes the last lines show the growth.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, TypedDict

sys.path.insert(0, str(Path(__file__).parent))
from generating import write_project

from dissensus.catalog import Catalog

_MEBI: Final = 1024


class Stage(TypedDict):
    """What a stage has cost; ``peak`` is that of the process so far, in MB."""

    seconds: float
    peak: float


class Costs(TypedDict):
    """What publishing has cost: each stage, all together, and how much it held."""

    stages: dict[str, Stage]
    total: float
    wall: float
    peak: float
    triples: int


def publish(root: Path, releases: Path) -> Costs:
    """Publish the project below ``root`` in a new process; return what it cost."""
    done = subprocess.run(
        [sys.executable, __file__, "--of", str(root), "--releases", str(releases)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ,
    )
    costs: Costs = json.loads(done.stdout)
    return costs


def _measure(root: Path, releases: Path) -> Costs:
    """Publish in this process, which has done nothing else."""
    stages: dict[str, Stage] = {}
    started = time.perf_counter()
    before = time.process_time()

    def note(stage: str, seconds: float | None, _: str) -> None:
        nonlocal before
        now = time.process_time()
        # What comes between two stages counts for the one that follows.
        if seconds is not None:
            stages[stage] = {"seconds": round(now - before, 2), "peak": _peak()}
            before = now

    outcome = Catalog(releases).publish(root, note)
    return {
        "stages": stages,
        "total": round(time.process_time(), 2),
        "wall": round(time.perf_counter() - started, 2),
        "peak": _peak(),
        "triples": outcome.release.manifest.counts["asserted"],
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEBI


def _change_one_file(root: Path) -> None:
    """Rename a stance, and withdraw the last of the file with its attestation."""
    file = root / "data" / "texts" / "t0" / "stances.ttl"
    *others, stance, attestation, rest = file.read_text("utf-8").split(" .\n")
    if " a dis:Stance" not in stance or " a dis:Attestation" not in attestation:
        raise ValueError(file)
    text = " .\n".join((*others, rest))
    named = 'skos:prefLabel "'
    file.write_text(text.replace(named, f"{named}Indeed: ", 1), "utf-8")


def _told(costs: Costs) -> str:
    rows = [(name, s["seconds"], s["peak"]) for name, s in costs["stages"].items()]
    rows.append((f"all of {costs['triples']:,}", costs["total"], costs["peak"]))
    rows.append(("by the clock", costs["wall"], costs["peak"]))
    return "\n".join(f"{name}\t{cpu:.2f}\t{peak:.0f}" for name, cpu, peak in rows)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--triples", type=int, nargs="+", default=[10_000])
    parser.add_argument("--changed", action="store_true")
    parser.add_argument("--change", type=Path, help="only change a file of this one")
    parser.add_argument("--of", type=Path, help="publish this project, print JSON")
    parser.add_argument("--releases", type=Path)
    given = parser.parse_args()
    if given.change:
        _change_one_file(given.change)
        return
    if given.of:
        sys.stdout.write(json.dumps(_measure(given.of, given.releases)))
        return
    for triples in given.triples:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder, "project")
            write_project(root, triples)
            costs = publish(root, Path(folder, "releases"))
            sys.stdout.write(f"{_told(costs)}\n")
            each = costs["total"] / costs["triples"] * 1000
            sys.stdout.write(f"a thousand triples\t{each:.3f}\t\n\n")
            sys.stdout.flush()
            if given.changed:
                _change_one_file(root)
                costs = publish(root, Path(folder, "releases"))
                sys.stdout.write(f"one file changed\n{_told(costs)}\n\n")


if __name__ == "__main__":
    main()

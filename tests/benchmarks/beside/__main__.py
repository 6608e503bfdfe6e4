"""Measure this server and its peers over the same data, on this machine.

    python tests/benchmarks/beside --triples 10000 100000 1000000

Each size is made up, published, loaded by every peer that is installed, and
then all are asked in turn. The tables go into docs/performance.md.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from debate import Debate
from measuring import (
    Cell,
    Measured,
    measure_documents,
    measure_dump,
    measure_queries,
    measure_repeats,
    measure_search,
)
from peers import ROOT, SERVERS, Place
from servers import Missing, Server
from telling import OURS, tell, write_section

SIZES: Final = (10_000, 100_000, 1_000_000)
_PAGE: Final = ROOT / "docs" / "performance.md"
_FOLDER: Final = ROOT / "build" / "benchmarks"


def say(text: str) -> None:
    """Tell how far it is."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


def publish(debate: Debate, folder: Path, measured: Measured) -> Place:
    """Write the debate as a project and publish it, in a process of its own."""
    root, releases = folder / "project", folder / "releases"
    data = debate.write_project(root)
    command = [sys.executable, "-m", "dissensus", "publish", "--root", str(root)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [*command, "--releases", str(releases)],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT / "server")},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    say(f"  published in {spent:.1f} s of processor time")
    measured.others["publishing, processor seconds"] = {OURS: Cell(spent, 1)}
    return Place(folder, data, releases)


def measure(
    triples: int, names: list[str], work: Path
) -> tuple[Measured, list[Server], dict[str, str]]:
    """Measure one size; return the figures, who was there, and why others were not."""
    debate = Debate.of(triples)
    folder = work / str(triples)
    folder.mkdir(parents=True, exist_ok=True)
    measured = Measured(triples)
    place = publish(debate, folder, measured)
    measured.triples = sum(1 for _ in place.data.open("rb"))
    skipped: dict[str, str] = {}
    with ExitStack() as stack:
        servers: list[Server] = []
        for name in names:
            try:
                servers.append(stack.enter_context(SERVERS[name](place)))
            except Missing as why:
                skipped[name] = str(why)
                say(f"  {name} is left out: {why}")
                continue
            say(f"  {servers[-1].name} {servers[-1].version} answers")
        note_starts(servers, measured)
        nginx = next((s for s in servers if s.name == "nginx"), None)
        thinking = [s for s in servers if s is not nginx]
        measure_documents(thinking, nginx, debate, measured, say)
        measure_repeats(servers[0], nginx, debate, measured, say)
        measure_search(servers[0], measured, say)
        measure_dump(servers, measured, say)
        measure_queries(thinking, debate, measured, say)
        measured.others["memory after all that, MiB"] = {
            s.name: Cell(s.memory(), 1) for s in servers
        }
    return measured, servers, skipped


def note_starts(servers: list[Server], measured: Measured) -> None:
    """Note how long each took to start, and what it holds before it is asked."""
    rows = measured.others
    for server in servers:
        for name, (figure, runs) in server.said.items():
            rows.setdefault(name, {})[server.name] = Cell(figure, runs)
    rows["start to the first query, s"] = {
        s.name: Cell(s.started, s.starts) for s in servers if s.started
    }
    rows["reading the data before, s"] = {
        s.name: Cell(s.loading, 1) for s in servers if s.loading
    }
    rows["memory at first, MiB"] = {s.name: Cell(s.memory(), 1) for s in servers}


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--triples", type=int, nargs="+", default=SIZES)
    parser.add_argument("--servers", nargs="+", default=[*SERVERS], choices=[*SERVERS])
    parser.add_argument("--work", type=Path, default=_FOLDER)
    parser.add_argument("--page", type=Path, default=_PAGE, help="'-': print instead")
    given = parser.parse_args()
    # However it ends, the servers that it started end with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    names = ["dissensus", *(n for n in given.servers if n != "dissensus")]
    sizes, versions, skipped = [], {}, {}
    for triples in given.triples:
        say(f"{triples:,} triples")
        measured, servers, missing = measure(triples, names, given.work)
        sizes.append(measured)
        versions |= {server.name: server.version for server in servers}
        skipped |= missing
        text = tell(sizes, versions, skipped)
        if str(given.page) == "-":
            sys.stdout.write(text)
        else:
            write_section(given.page, text)


if __name__ == "__main__":
    main()

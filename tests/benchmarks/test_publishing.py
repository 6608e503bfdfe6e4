"""What publishing costs, as ratios of processor time within one run.

A slow or busy machine slows both sides alike. The figures in the docstrings
were measured when the bounds were set; each bound leaves about double.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Store

from dissensus.catalog import Catalog
from dissensus.closure import close
from dissensus.sources import read_project

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Costs:
    """Processor seconds of three runs over the real project."""

    read: float
    cold: float
    unchanged: float


def seconds(run: Callable[[], object]) -> float:
    """Return the processor time that ``run`` takes in this process."""
    started = time.process_time()
    run()
    return time.process_time() - started


def publishing(root: Path, releases: Path) -> float:
    """Return the processor time of ``dissensus publish``, its children's too."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "dissensus", "publish", "--releases", str(releases)],
        cwd=root,
        check=True,
        capture_output=True,
        env=os.environ,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.fixture(scope="module")
def costs(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Costs:
    """The real project read once, published once, and published again."""
    releases = tmp_path_factory.mktemp("releases")
    return Costs(
        read=seconds(lambda: read_project(project_root)),
        cold=publishing(project_root, releases),
        unchanged=publishing(project_root, releases),
    )


def test_publishing_costs_a_few_dozen_readings(costs: Costs) -> None:
    """22 times reading the sources, half of it validation."""
    assert costs.cold < 50 * costs.read


def test_publishing_unchanged_sources_costs_next_to_nothing(costs: Costs) -> None:
    """1/50 of a cold run: an interpreter that starts and hashes the files."""
    assert costs.unchanged < costs.cold / 20


def test_the_closure_costs_little_more_than_reading_what_it_closes(
    project_root: Path,
) -> None:
    """Criterion 9: 1.9 times reading; never a reasoner over everything."""
    project = read_project(project_root)
    ontology, data = project.ontology(), project.asserted()

    reading = seconds(lambda: read_project(project_root))
    closing = seconds(lambda: close(ontology, data))

    assert closing < 4 * reading


def run(command: str, *arguments: str) -> str:
    """Return what one of the commands beside this file prints."""
    script = Path(__file__).with_name(command)
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ,
    )
    return done.stdout


def test_four_times_the_triples_cost_at_most_four_times_as_much() -> None:
    """2.4 times: of 10,000 triples two thirds is what any release costs."""
    told = run("publishing.py", "--triples", "10000", "40000")

    sums = [line.split("\t")[1:] for line in told.splitlines() if "all of" in line]
    (small, held), (large, holding) = (map(float, line) for line in sums)
    assert large < 4 * small
    assert holding < 4 * held


def test_what_is_made_up_is_the_same_each_time(tmp_path: Path) -> None:
    """Or no two runs could be compared."""
    once, again = tmp_path / "once", tmp_path / "again"

    for folder in (once, again):
        run("generating.py", "--triples", "5000", str(folder))

    files = [path.relative_to(once) for path in once.rglob("*.ttl")]
    assert len(files) > 12
    assert all((once / f).read_bytes() == (again / f).read_bytes() for f in files)


def test_one_changed_file_of_a_hundred_thousand_triples_gives_the_same_release(
    tmp_path: Path,
) -> None:
    """As a full run does: every file by bytes, the store by quads."""
    root = tmp_path / "debate"
    run("generating.py", "--triples", "100000", str(root))
    publishing(root, tmp_path / "releases")
    run("publishing.py", "--change", str(root))

    publishing(root, tmp_path / "releases")
    publishing(root, tmp_path / "afresh")

    after, afresh = (
        Catalog(tmp_path / folder).current() for folder in ("releases", "afresh")
    )
    # They name the release, or its time.
    apart = {"description.ttl", "schema.json", "ro-crate-metadata.json"}
    apart |= {"archive.zip", "README.md", "CITATION.cff", ".zenodo.json"}
    for name, file in afresh.manifest.files.items():
        if not name.startswith("store/") and name not in apart:
            assert after.manifest.files[name] == file, name
    stores = (Store.read_only(str(r.folder / "store")) for r in (after, afresh))
    assert set(map(str, next(stores))) == set(map(str, next(stores)))

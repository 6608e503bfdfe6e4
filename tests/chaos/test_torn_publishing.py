"""Power cuts in the middle of a publication: at random moments, at every step."""

import os
import random
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from chaos.means import needs
from chaos.probe import Probe
from chaos.site import change, command, environment, publish, serving
from dissensus.catalog import Catalog

Times = Callable[[int, int], int]
Tell = Callable[..., None]
STEPS = "rename,renameat,renameat2,fsync,fdatasync,symlink,symlinkat"
SERVE_EACH = 5


def only_whole(releases: Path, allowed: set[str]) -> str:
    """Check that all that can be seen is whole; return what is current."""
    catalog = Catalog(releases)
    current = catalog.current()
    assert current.verify() > 0
    assert not catalog.degraded
    assert current.id in allowed
    for name in catalog.releases():
        catalog.open(name).verify()
    strange = {p.name for p in releases.iterdir() if not p.name.startswith(".")}
    assert strange - {"retired.jsonl"} == {*catalog.releases(), "current"}
    return current.id


def recover(project: Path) -> set[str]:
    """Publish again; return the release before it and the one that it made."""
    done = publish(project)
    assert done.returncode == 0, done.stderr
    releases = project / "releases"
    assert not list(releases.glob(".tmp-*"))
    return {Catalog(releases).current().id}


@pytest.mark.chaos("A3", "power cuts at random moments of publishing")
def test_a_publication_cut_off_anywhere_leaves_old_or_new(
    project: Path, times: Times, tell: Tell
) -> None:
    releases, rounds, dice = project / "releases", times(15, 100), random.Random(3)
    allowed = {Catalog(releases).current().id}
    began = time.monotonic()
    change(project, -1)
    allowed |= recover(project)
    normal, cut, left = time.monotonic() - began, 0, 0
    with serving(releases) as site, Probe(site) as probe:
        for n in range(rounds):
            change(project, n)
            process = subprocess.Popen(
                command("publish", "--root", project),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            time.sleep(dice.uniform(0, 1.1 * normal))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                cut += 1
            process.wait()
            left += len(list(releases.glob(".tmp-*")))
            allowed |= {next(iter(Catalog(releases).releases()))}
            current = only_whole(releases, allowed)
            if n % SERVE_EACH == 0:
                with serving(releases) as again:
                    assert again.release == current
            allowed |= recover(project)

    tell(rounds=rounds, cut_short=cut, leftovers=left, seed=3, asked=len(probe.seen))
    assert cut
    assert not probe.failures
    assert not probe.mixed()
    assert probe.releases() <= allowed


def traced(project: Path, *how: str) -> "subprocess.CompletedProcess[str]":
    """Publish under strace, which follows the steps that must be in order."""
    trace = project / "trace"
    call = ["strace", "-f", "-qq", "-o", trace, "-e", f"trace={STEPS}", *how]
    return subprocess.run(
        [*call, *command("publish", "--root", project)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )


def steps(project: Path) -> Counter[str]:
    """Return how often a thread takes each such step, at most."""
    found = re.findall(
        r"^(\d+) +(\w+)\(", (project / "trace").read_text(), re.MULTILINE
    )
    counts: Counter[str] = Counter()
    for (_, name), count in Counter(found).items():
        counts[name] = max(counts[name], count)
    return counts


@pytest.mark.chaos("A4", "power cuts at each rename, sync and link of publishing")
def test_a_publication_cut_off_at_each_step_leaves_old_or_new(
    project: Path, times: Times, tell: Tell
) -> None:
    """Of many syncs only some are tried, unless ``--long``."""
    needs("strace", "-qq", "-o", "/dev/null", "true")
    releases = project / "releases"
    allowed = {Catalog(releases).current().id}
    change(project, -1)
    assert traced(project).returncode == 0
    allowed |= {Catalog(releases).current().id}
    every = steps(project)
    tried = [
        (name, n)
        for name, count in every.items()
        for n in range(count, 0, -max(1, count // times(8, count)))
    ]
    cut = 0
    for number, (name, n) in enumerate(tried):
        change(project, number)
        done = traced(project, "-e", f"inject={name}:signal=KILL:when={n}")
        cut += done.returncode != 0
        allowed |= {next(iter(Catalog(releases).releases()))}
        only_whole(releases, allowed)
        allowed |= recover(project)

    tell(steps=every.total(), tried=len(tried), cut_short=cut)
    # A retired release is one rename more or less.
    assert cut >= len(tried) - 3

"""Load that lasts: what is not given back shows after a while."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest

from chaos.probe import ASK, PAGES, Probe, quantile
from chaos.site import LIGHT, ROWS, serving, until

Times = Callable[[int, int], int]
Tell = Callable[..., None]
LONG = f"/sparql?query={quote(f'{ROWS} LIMIT 100000')}"
MIX = [("GET", path) for path in (*PAGES[:6], ASK, ASK, ASK, "/search?q=moon")]


@pytest.mark.chaos("E1", "normal load")
def test_normal_load_is_answered_evenly(
    project: Path, times: Times, tell: Tell
) -> None:
    with (
        serving(project / "releases") as site,
        Probe(site, MIX, clients=4, pause=0.1) as probe,
    ):
        time.sleep(times(5, 120))
        before = site.resident()
        time.sleep(times(15, 480))
        after = site.resident()
    tell(
        requests=len(probe.seen),
        failed=len(probe.failures),
        p95_s=probe.slowest(0.95),
        mib_before=before,
        mib_after=after,
    )
    assert not probe.failures
    assert probe.slowest(0.95) < 2
    assert after < 1.1 * before + 10


HOSTILE = [
    ("GET", f"/sparql?query={quote(query)}")
    for query in (
        "SELECT * {",
        "ASK" + "{" * 300 + "}" * 300,
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
        "DROP ALL",
        "SELECT (STRLEN(REPLACE(STR(?a), '(a+)+$', 'b')) AS ?n) { ?a ?b ?c }",
        "\0\ufffe",
        f"{ROWS} LIMIT 3000",
        "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }",
    )
] + [
    ("GET", path)
    for path in (
        "/doc/../../etc/passwd",
        "/doc/claim/%00",
        "/search?q=" + "%25" * 500,
        "/search?q=*+OR+NEAR(",
        "/releases/current/../../x",
        "/dumps/latest.exe",
        "/nowhere?release=99-000000000000",
    )
]


@pytest.mark.chaos("E2", "a soak: all sorts of requests, good and bad, for long")
def test_nothing_grows(
    project: Path, request: pytest.FixtureRequest, times: Times, tell: Tell
) -> None:
    """Whoever asks for a page that is not there costs nothing that stays."""
    minutes = request.config.getoption("soak") or times(1, 20)
    dice, seed = random.Random(2), 2
    everything = [*MIX * 3, *HOSTILE, *(("GET", path) for path in PAGES)]
    dice.shuffle(everything)
    figures: list[tuple[float, int]] = []
    with serving(project / "releases", deadline=2) as site:
        with Probe(site, everything, clients=2, pause=0.2) as probe:
            warm = time.monotonic() + min(120, minutes * 15)
            end = time.monotonic() + minutes * 60
            while time.monotonic() < end:
                time.sleep(min(10, minutes * 2))
                if time.monotonic() > warm:
                    figures.append((site.resident(), site.descriptors()))
        until(lambda: "Z" not in site.family().values(), 10)
    wrong = [f for f in probe.failures if ": 5" in f and ": 50" not in f]
    third = max(1, len(figures) // 3)
    memory = [quantile([m for m, _ in part], 0.5) for part in _ends(figures, third)]
    files = [max(f for _, f in part) for part in _ends(figures, third)]
    tell(
        minutes=minutes,
        requests=len(probe.seen),
        mib_at_first=memory[0],
        mib_at_last=memory[1],
        files=f"{files[0]} to {files[1]}",
        seed=seed,
    )
    assert not wrong
    assert not [s for s in probe.seen if s.status == 500]
    assert memory[1] < 1.05 * memory[0] + 5
    assert files[1] <= files[0] + 10


def _ends(
    figures: list[tuple[float, int]], size: int
) -> Iterator[list[tuple[float, int]]]:
    yield figures[:size]
    yield figures[-size:]


@pytest.mark.chaos("C9", "workers are forked again and again under load")
def test_forking_leaks_nothing(project: Path, times: Times, tell: Tell) -> None:
    rounds = times(40, 1000)
    with serving(project / "releases") as site, ExitStack() as stack:
        site.ask(LIGHT)
        before = site.descriptors()
        probe = stack.enter_context(Probe(site, clients=2))
        for _ in range(rounds):
            with site.answer(LONG) as answer:
                answer.read(1)
        stack.close()
        until(lambda: site.descriptors() <= before + 12, 15)
        tell(forks=rounds, files=f"{before} to {site.descriptors()}")
    assert not [f for f in probe.failures if "429" not in f]

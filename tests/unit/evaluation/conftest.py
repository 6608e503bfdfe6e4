"""Real brokers, zygotes and workers over small releases, one set per module."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store

from dissensus.evaluation.client import evaluate, prepare, read_status
from dissensus.evaluation.launching import Broker, start_broker
from dissensus.evaluation.messages import Evaluation
from dissensus.settings import Settings

JSON = "application/sparql-results+json"
LIGHT = "SELECT ?o { <http://e/s1> <http://e/p1> ?o } LIMIT 1"
TRIPLES = 2000
GROUP = "http://e/graph/asserted"


def quads(count: int = TRIPLES) -> bytes:
    """Numbered triples in five graphs, each also in the default graph.

    The first of them stands in two graphs.
    """
    lines = []
    for n in range(count):
        triple = f'<http://e/s{n % 500}> <http://e/p{n % 7}> "value {n}"'
        lines += [f"{triple} .", f"{triple} <http://e/g{n % 5}> ."]
    lines.append('<http://e/s0> <http://e/p0> "value 0" <http://e/g1> .')
    return "\n".join(lines).encode()


def write_release(folder: Path, data: bytes, triples: int = TRIPLES) -> Path:
    """Write as much of a release as a zygote reads: a store and a manifest."""
    folder.mkdir(parents=True)
    store = Store(str(folder / "store"))
    store.bulk_load(data, format=RdfFormat.N_QUADS)
    store.flush()
    manifest = {
        "counts": {"triples": triples},
        "graph_groups": {GROUP: ["http://e/g0", "http://e/g1"]},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class House:
    """A running broker and the release that is asked by default.

    Attributes:
        triples: How many the release's default graph has.
        group: A group of two graphs that share one triple.
    """

    broker: Broker
    release: Path
    triples: int = TRIPLES
    group: str = GROUP

    def evaluation(self, text: str, media_type: str = JSON, **more: Any) -> Evaluation:
        """Return ``text`` as an evaluation over the release."""
        folder = more.pop("folder", self.release)
        return Evaluation(folder.name, str(folder), text, "SELECT", media_type, **more)

    async def ask(self, text: str, media_type: str = JSON, **more: Any) -> bytes:
        """Return the whole answer."""
        evaluation = self.evaluation(text, media_type, **more)
        async with await evaluate(self.broker.socket, evaluation) as answer:
            return b"".join([frame async for frame in answer.frames])

    async def seconds(self, text: str, **more: Any) -> float:
        """Return how long the answer takes."""
        begun = time.perf_counter()
        await self.ask(text, **more)
        return time.perf_counter() - begun

    def light(self) -> float:
        """Return how long a light query takes, the median of five."""

        async def five() -> list[float]:
            return sorted([await self.seconds(LIGHT) for _ in range(5)])

        return asyncio.run(five())[2]

    def rows(self, text: str, **more: Any) -> list[dict[str, str]]:
        """Return the bindings of the answer, values only."""
        answer = json.loads(asyncio.run(self.ask(text, **more)))
        found = answer["results"]["bindings"]
        return [{name: v["value"] for name, v in row.items()} for row in found]

    def count(self, **more: Any) -> int:
        """Return how many triples a query sees in its default graph."""
        [row] = self.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **more)
        return int(row["n"])

    def status(self) -> dict[str, Any]:
        """Return what the broker says of itself."""
        return read_status(self.broker.socket)

    def workers(self) -> list[int]:
        """Return the process ids of the workers of the release."""
        return [pid for pool in self.status()["pools"] for pid in pool["workers"]]


@contextmanager
def housed(folder: Path, **limits: Any) -> Iterator[House]:
    """Run a broker with ``limits`` over a release below ``folder``."""
    release = folder / "releases" / "1-tides"
    if not release.exists():
        write_release(release, quads())
    broker = start_broker(folder / "socket", Settings(**limits), release.parent)
    try:
        prepare(broker.socket, release)
        yield House(broker, release)
    finally:
        broker.stop()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A broker whose deadline is one second."""
    with housed(tmp_path_factory.mktemp("house"), deadline=1.0) as house:
        yield house


@pytest.fixture(scope="session")
def housing() -> Callable[..., AbstractContextManager[House]]:
    """Run a broker of one's own: below a folder, with limits of one's own."""
    return housed


@pytest.fixture(scope="session")
def asking() -> type[House]:
    """Ask a broker about a release."""
    return House


@pytest.fixture(scope="session")
def publish() -> Callable[..., Path]:
    """Write a release: its folder, its N-Quads, and how large it claims to be."""
    return write_release


@pytest.fixture(scope="session")
def numbered() -> Callable[..., bytes]:
    """So many numbered triples, as N-Quads."""
    return quads


@pytest.fixture(scope="session")
def alive() -> Callable[[int], bool]:
    """Whether a process runs: it exists and is no zombie."""
    return is_alive


@pytest.fixture(scope="session")
def soon() -> Callable[..., bool]:
    """Whether something becomes true in time."""
    return eventually


def is_alive(pid: int) -> bool:
    """Return whether a process runs: it exists and is no zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return text.rpartition(") ")[2][0] != "Z"


def eventually(holds: Callable[[], bool], within: float = 5.0) -> bool:
    """Return whether ``holds`` becomes true in time."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.01)
    return holds()

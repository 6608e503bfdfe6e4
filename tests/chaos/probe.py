"""A client that goes on asking, and keeps what it was told."""

import hashlib
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from typing import Self
from urllib.parse import quote

from chaos.site import DUMP, ENTITY, LIGHT, Site, release_of

ASK = f"/sparql?query={quote(LIGHT)}"
ROUND = (("GET", ASK), ("GET", ENTITY), ("HEAD", DUMP), ("GET", "/status.json"))

PAGES = [
    f"/doc/{entity}{suffix}"
    for entity in (
        "claim/moon-pulls-the-sea",
        "claim/motion-shakes-the-sea",
        "person/galileo-galilei",
        "person/johannes-kepler",
        "person/seleucus-of-seleucia",
        "stance/kepler-moon",
    )
    for suffix in (".html", ".ttl", ".nt", ".jsonld", ".rdf")
]


@dataclass(frozen=True)
class Seen:
    """One answer: when it was asked for, what came, after how long."""

    at: float
    path: str
    status: int
    seconds: float
    release: str


@dataclass
class Probe:
    """Ask ``site`` for each of ``round`` in turn, in a thread per client.

    Attributes:
        seen: All answers, in the order in which they ended.
        failures: What was no answer, or none that a client can use.
        digests: Per path and release, the different bytes that came.
    """

    site: Site
    round: Sequence[tuple[str, str]] = ROUND
    clients: int = 1
    pause: float = 0.05
    seen: list[Seen] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    digests: dict[tuple[str, str], set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def __enter__(self) -> Self:
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._go, daemon=True) for _ in range(self.clients)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _go(self) -> None:
        connection = self.site.connection()
        while not self._stop.is_set():
            for method, path in self.round:
                self._ask(connection, method, path)
                if self._stop.wait(self.pause):
                    break
        connection.close()

    def _ask(self, connection: HTTPConnection, method: str, path: str) -> None:
        began = time.monotonic()
        try:
            connection.request(method, path, headers={"Accept": "*/*"})
            with connection.getresponse() as answer:
                body = answer.read()
        except (OSError, HTTPException) as error:
            connection.close()
            self.failures.append(f"{method} {path}: {error!r}")
            return
        took = time.monotonic() - began
        release = release_of(answer.headers)
        self.seen.append(Seen(began, path, answer.status, took, release))
        if answer.status != 200:
            self.failures.append(f"{method} {path}: {answer.status} {body[:200]!r}")
        elif release:
            self.digests[path, release].add(hashlib.sha256(body).hexdigest())

    def releases(self) -> set[str]:
        """Return the releases that answers were of."""
        return {seen.release for seen in self.seen} - {""}

    def mixed(self) -> list[tuple[str, str]]:
        """Return the paths whose bytes differ within one release."""
        return [what for what, digests in self.digests.items() if len(digests) > 1]

    def slowest(self, share: float = 1.0, path: str = "") -> float:
        """Return the seconds that ``share`` of the answers took at most."""
        return quantile([s.seconds for s in self.seen if path in s.path], share)


def quantile(seconds: Sequence[float], share: float) -> float:
    """Return what ``share`` of ``seconds`` do not exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

"""Ask a service about many subjects: in batches, and nobody twice.

What is fresh in the cache is not asked for. When the service fails, what the
cache still has is used, however old, and said to be so; nothing more is asked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypeVar

from dissensus.errors import EndpointTimeout, EndpointUnavailable
from dissensus.linking.cache import Cache, Kept, Row
from dissensus.linking.endpoint import Endpoint

SUBJECTS: Final = "$subjects"
Progress = Callable[[str, int, int], None]
_T = TypeVar("_T")


def unwatched(what: str, done: int, of: int) -> None:
    """Take note of nothing."""


@dataclass(frozen=True)
class Question:
    """A query about some subjects, which stand where ``$subjects`` stands.

    Attributes:
        name: For whoever watches.
        text: SPARQL; its rows bind ``key`` to the subject that they are about.
    """

    name: str
    text: str

    def about(self, subjects: Iterable[str]) -> str:
        """Return the query about ``subjects``, each written as SPARQL writes it."""
        return self.text.replace(SUBJECTS, " ".join(subjects))


@dataclass
class Enquiry:
    """Asks one service, through one cache.

    Attributes:
        endpoint: Whom to ask.
        cache: What was answered before.
        batch: Subjects in one request.
        offline: Ask nobody; take what the cache has.
        progress: Told what is being asked, and how far.
        fault: Why the service is not asked any more; None while it answers.
        stale: Subjects about whom only an old answer is known.
        unknown: Subjects about whom nothing is known, not even that there is nothing.
    """

    endpoint: Endpoint
    cache: Cache
    batch: int = 50
    offline: bool = False
    progress: Progress = unwatched
    fault: EndpointUnavailable | None = None
    stale: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)

    def ask(self, question: Question, subjects: Mapping[str, str]) -> dict[str, Kept]:
        """Return what is answered about each of ``subjects``.

        Args:
            question: What is asked.
            subjects: How SPARQL writes each, by the value that ``key`` has.

        Raises:
            UnwritableFolder: The cache cannot be written.
        """
        known = self.cache.read(self.endpoint.url, question.text)
        wanted = [s for s in subjects if not (s in known and known[s].fresh)]
        done = 0
        for batch in _batches(wanted, self.batch):
            known |= self._fetch(question, {s: subjects[s] for s in batch})
            done += len(batch)
            if self.fault is None and not self.offline:
                self.progress(question.name, done, len(wanted))
        found = {s: known[s] for s in subjects if s in known}
        self.stale |= {s for s, kept in found.items() if not kept.fresh}
        self.unknown |= subjects.keys() - found.keys()
        return found

    def _fetch(
        self, question: Question, subjects: Mapping[str, str]
    ) -> dict[str, Kept]:
        """Return what the service answers now; nothing once it has failed."""
        if self.offline or self.fault is not None:
            return {}
        try:
            rows = self.endpoint.ask(question.about(subjects.values()))
        except EndpointTimeout as error:
            if len(subjects) > 1:
                return self._halved(question, subjects)
            self.fault = error
            return {}
        except EndpointUnavailable as error:
            self.fault = error
            return {}
        answers = {subject: _about(rows, subject) for subject in subjects}
        self.cache.add(self.endpoint.url, question.text, answers)
        now = datetime.now(UTC)
        return {s: Kept(own, now, fresh=True) for s, own in answers.items()}

    def _halved(
        self, question: Question, subjects: Mapping[str, str]
    ) -> dict[str, Kept]:
        found: dict[str, Kept] = {}
        items = list(subjects.items())
        for half in _batches(items, -(-len(items) // 2)):
            found |= self._fetch(question, dict(half))
        return found


def _about(rows: Iterable[Row], subject: str) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.get("key", {}).get("value") == subject)


def _batches(items: Sequence[_T], size: int) -> Iterable[Sequence[_T]]:
    return (items[n : n + size] for n in range(0, len(items), size))

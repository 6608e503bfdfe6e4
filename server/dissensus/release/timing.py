"""Time the stages of publishing, and tell whoever watches.

The rooms that do the work know nothing of terminals: they call back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

Progress = Callable[[str, float | None, str], None]


def silent(stage: str, seconds: float | None, detail: str) -> None:
    """Take note of nothing: the progress callback of those who do not watch."""


@dataclass
class Timer:
    """Times the stages of a run and tells ``progress`` of them."""

    progress: Progress = silent
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[list[str]]:
        """Time what is done inside; the list takes a word on the outcome."""
        self.progress(name, None, "")
        outcome: list[str] = []
        start = perf_counter()
        yield outcome
        self.seconds[name] = round(perf_counter() - start, 3)
        self.progress(name, self.seconds[name], ", ".join(outcome))

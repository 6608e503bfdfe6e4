"""Say which limits a query meets here: once, for all who tell of them.

The service description, the headers of answers and ``/status`` name them
alike; so does the problem document that a limit ends in.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from dissensus.settings import Settings


@dataclass(frozen=True)
class Stated:
    """One limit, as it is stated.

    Attributes:
        name: Of the setting.
        most: What it allows.
        unit: Of the number.
        meaning: In one sentence.
    """

    name: str
    most: float
    unit: str
    meaning: str

    @property
    def number(self) -> str:
        """The number as it is written; a whole one without a point."""
        return f"{self.most:g}" if self.most % 1 else str(int(self.most))


_MEANINGS: Final = {
    "deadline": ("seconds", "From the start of a query to the end of its answer."),
    "answer_rows": ("rows", "Solutions in the answer to one query."),
    "answer_bytes": ("bytes", "Length of one answer, before it is packed."),
    "query_memory": ("MiB", "Memory that one query may use."),
    "queries_per_client": ("queries", "That one address may have running at once."),
    "queue": ("queries", "That may wait for a worker, of all clients together."),
    "query_length": ("bytes", "Length of the text of a query."),
    "query_depth": ("levels", "Nesting of brackets in a query."),
}


def stated_limits(settings: Settings) -> tuple[Stated, ...]:
    """Return the limits that a query meets, the most often met first."""
    return tuple(
        Stated(name, getattr(settings, name), unit, meaning)
        for name, (unit, meaning) in _MEANINGS.items()
    )


@cache
def limits_field(settings: Settings) -> str:
    """Return the limits as a header says them: a dictionary of RFC 9651.

    >>> limits_field(Settings(deadline=2.5)).split(", ")[:2]
    ['deadline=2.5', 'answer_rows=1000000']
    """
    return ", ".join(f"{s.name}={s.number}" for s in stated_limits(settings))

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
    "query_rate": ("queries", "That one address may ask in a minute."),
    "queue": ("queries", "That may wait for a worker, of all clients together."),
    "query_length": ("bytes", "Length of the text of a query."),
    "query_depth": ("levels", "Nesting of brackets in a query."),
}
_SERVICE_MEANINGS: Final = {
    "service_seconds": ("seconds", "That each SERVICE has, within the deadline."),
    "service_rows": ("rows", "Solutions of one SERVICE."),
    "service_bytes": ("bytes", "Length of the answer to one SERVICE."),
    "service_blocks": ("clauses", "SERVICE clauses in one query."),
    "service_requests": ("requests", "That one endpoint gets at once from here."),
    "service_rate": ("requests", "That one endpoint gets in a minute from here."),
}


def stated_limits(settings: Settings) -> tuple[Stated, ...]:
    """Return the limits that a query meets, the most often met first."""
    meanings = _MEANINGS | (_SERVICE_MEANINGS if settings.services else {})
    return tuple(
        Stated(name, getattr(settings, name), unit, meaning)
        for name, (unit, meaning) in meanings.items()
    )


@cache
def limits_field(settings: Settings) -> str:
    """Return the limits as a header says them: a dictionary of RFC 9651.

    >>> limits_field(Settings(deadline=2.5)).split(", ")[:2]
    ['deadline=2.5', 'answer_rows=1000000']
    """
    return ", ".join(f"{s.name}={s.number}" for s in stated_limits(settings))

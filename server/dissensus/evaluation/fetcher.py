"""Ask one endpoint one question, in a process that may die of the answer.

Started by the broker for each SERVICE and killed when its time is over. It has
the network and a limit on memory; it has no release, no socket of ours and no
engine: of the query it knows the part that it sends. Its standard input says
what to ask, its standard output the table that came back, or what went wrong.
"""

import json
import signal
import sys
from types import FrameType
from typing import Any, Final

from dissensus.errors import DissensusError, EndpointUnavailable, Limit
from dissensus.evaluation.isolation import go_first, limit
from dissensus.evaluation.messages import fault_document
from dissensus.federation import Question, ask, write_table
from dissensus.federation.tables import TooManyError

_NARROW: Final = (
    "Narrow the pattern inside SERVICE: it is sent as it stands, and whatever "
    "stands around it narrows nothing there."
)


def fetch(question: Question) -> str:
    """Return the answer to ``question`` as an inline table.

    Raises:
        EndpointUnavailable: There is none, or not of the kind or size.
    """
    media_type, data = ask(question)
    try:
        return write_table(data, media_type, question.variables, question.rows)
    except TooManyError as error:
        raise EndpointUnavailable(
            f"{question.endpoint} has more than {question.rows:,} solutions, as many "
            "as one SERVICE may have.",
            hint=_NARROW,
            limit=Limit("service_rows", question.rows, question.rows + 1, "rows"),
        ) from error
    except (ValueError, MemoryError) as error:
        why = str(error) or "it takes too much memory"
        raise EndpointUnavailable(
            f"{question.endpoint} gave no answer that can be used: {why[:300]}.",
            hint="Its address may not be that of an endpoint; SERVICE SILENT does "
            "without it.",
        ) from error


def main() -> None:
    """Read a question, write what came of it."""
    plan: dict[str, Any] = json.load(sys.stdin)
    go_first()
    limit(plan.pop("memory"))
    question = Question(**plan)
    signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, question.seconds)
    said: dict[str, Any]
    try:
        said = {"table": fetch(question)}
    except DissensusError as fault:
        said = fault_document(fault)
    signal.setitimer(signal.ITIMER_REAL, 0)
    json.dump(said, sys.stdout)


def _late(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(number, frame)


if __name__ == "__main__":
    main()

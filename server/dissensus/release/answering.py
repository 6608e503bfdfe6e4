"""Put the competency questions to a release, and say which it cannot answer.

The queries are the project's own, so nothing bounds them: one that takes long
makes publishing take long. What comes from outside runs in ``evaluation``.
"""

from collections.abc import Iterable
from typing import Any, Final

from pyoxigraph import QueryBoolean, Store

from dissensus.queries import Query

_KIND: Final = "competency"


def answer_questions(queries: Iterable[Query], store: Store) -> dict[str, Any]:
    """Return how many competency questions ``store`` answers, and which not.

    A question is answered by at least one row or triple, or by ``true``. One
    with parameters is left out: only its caller knows their values.
    """
    asked = [q for q in queries if q.kind == _KIND and not q.parameters]
    unanswered, broken = [], []
    for query in asked:
        try:
            answered = _answers(query, store)
        except (SyntaxError, OSError, RuntimeError, ValueError) as error:
            broken.append({"name": query.name, "why": str(error)})
            answered = False
        if not answered:
            unanswered.append({"name": query.name, "question": query.question})
    return {"asked": len(asked), "unanswered": unanswered, "broken": broken}


def _answers(query: Query, store: Store) -> bool:
    answer = store.query(query.text)
    if isinstance(answer, QueryBoolean):
        return bool(answer)
    return next(iter(answer), None) is not None

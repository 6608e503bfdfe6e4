"""Answer the queries of a project's lessons, once, when a release is made.

``learn.json`` holds the lessons as pages show them: prose as HTML, each query
with the beginning of its answer. So a page costs no query, and a lesson whose
query finds nothing any more is noticed before anybody reads it.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    serialize,
)

from dissensus.errors import UnreadableSource
from dissensus.evaluation.dataset import Dataset
from dissensus.sources.lessons import Asked, Lesson, Part

NAME: Final = "learn.json"
SHOWN: Final = 12


def write_lessons(lessons: Sequence[Lesson], dataset: Dataset, folder: Path) -> None:
    """Write ``learn.json`` into the release in ``folder``, if there are lessons.

    Takes 0.09 CPU s for 28 queries over 69,000 triples.

    Raises:
        UnreadableSource: A query has no answer; its place is given.
    """
    if lessons:
        document = [_lesson(lesson, dataset) for lesson in lessons]
        text = json.dumps(document, ensure_ascii=False, indent=1)
        (folder / NAME).write_text(f"{text}\n", encoding="utf-8")


def read_lessons(folder: Path) -> list[dict[str, Any]]:
    """Return the lessons of the release in ``folder``; none if it teaches nothing."""
    file = folder / NAME
    if not file.is_file():
        return []
    lessons: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return lessons


def _lesson(lesson: Lesson, dataset: Dataset) -> dict[str, Any]:
    return {
        "name": lesson.name,
        "title": lesson.title,
        "lead": lesson.lead,
        "body": _parts(lesson.body, dataset),
        "exercise": _parts(lesson.exercise, dataset),
        "solution": _parts(lesson.solution, dataset),
    }


def _parts(parts: Iterable[Part], dataset: Dataset) -> list[dict[str, Any]]:
    return [
        _answered(part, dataset) if isinstance(part, Asked) else {"html": part}
        for part in parts
    ]


def _answered(asked: Asked, dataset: Dataset) -> dict[str, Any]:
    """Return a query with the first rows of its answer, and how many it has.

    The answer is JSON results for SELECT and ASK, N-Triples for the others.
    """
    try:
        body, rows = _beginning(asked, dataset)
    except (OSError, RuntimeError, ValueError) as error:
        raise _refused(asked, f"The query of the lesson fails: {error}.") from error
    if not rows:
        raise _refused(asked, "The query of the lesson finds nothing.")
    return {"query": asked.text, "form": asked.form, "answer": body, "rows": rows}


def _beginning(asked: Asked, dataset: Dataset) -> tuple[str, int]:
    results = dataset.query(asked.text)
    if isinstance(results, QueryTriples):
        lines = (serialize(results, format=RdfFormat.N_TRIPLES) or b"").splitlines()
        return b"\n".join(sorted(lines)[:SHOWN]).decode() + "\n", len(lines)
    text = (results.serialize(format=QueryResultsFormat.JSON) or b"").decode()
    if isinstance(results, QueryBoolean):
        return text, 1
    found = json.loads(text)
    bindings = found["results"]["bindings"]
    found["results"]["bindings"] = bindings[:SHOWN]
    return json.dumps(found, ensure_ascii=False), len(bindings)


def _refused(asked: Asked, summary: str) -> UnreadableSource:
    return UnreadableSource(
        summary,
        place=asked.place,
        hint="Mend the query, or what it asks of: readers are shown its answer.",
    )

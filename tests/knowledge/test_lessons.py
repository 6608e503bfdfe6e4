"""The course on the real graph: each query of each step has the answer it shows.

The answers are beside the steps: ``queries/learn/01-NAME.1.csv`` is that of the
first query in ``01-NAME.md``, solutions included.
"""

import functools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dissensus.release import Release
from dissensus.release.teaching import read_lessons
from dissensus.sources import read_project
from dissensus.sources.lessons import Lesson

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "queries" / "learn"
_STEPS = sorted(path.stem for path in FOLDER.glob("*.md"))
_every_step = pytest.mark.parametrize("step", _STEPS)


@functools.cache
def _lessons() -> dict[str, Lesson]:
    return {lesson.path.stem: lesson for lesson in read_project(ROOT).lessons}


def test_the_course_has_ten_steps() -> None:
    assert len(_STEPS) == 10
    assert list(_lessons()) == _STEPS


@_every_step
def test_each_query_of_a_step_has_the_answer_beside_it(
    step: str, agrees: Callable[[str, Path], None]
) -> None:
    for number, asked in enumerate(_lessons()[step].queries, start=1):
        agrees(asked.text, FOLDER / f"{step}.{number}")


def test_no_answer_is_left_over() -> None:
    wanted = {
        f"{step}.{number}"
        for step, lesson in _lessons().items()
        for number in range(1, len(lesson.queries) + 1)
    }

    assert {path.stem for path in FOLDER.glob("*.csv")} == wanted


@_every_step
def test_a_solution_is_not_a_query_that_the_step_has_shown(step: str) -> None:
    lesson = _lessons()[step]
    solved = {part.text for part in lesson.solution if not isinstance(part, str)}
    shown = {part.text for part in lesson.body if not isinstance(part, str)}

    assert solved
    assert not solved & shown


@_every_step
def test_a_step_uses_no_keyword_before_it_is_explained(step: str) -> None:
    """A keyword is explained where it stands in bold, in this step or before."""
    until = _STEPS[: _STEPS.index(step) + 1]
    prose = "".join(
        (FOLDER / f"{name}.md").read_text(encoding="utf-8") for name in until
    )
    explained = set(
        re.findall(r"[A-Z]{2,}", " ".join(re.findall(r"\*\*.+?\*\*", prose)))
    )
    queries = " ".join(asked.text for asked in _lessons()[step].queries)
    said = re.sub(r"<[^>]*>|\"[^\"]*\"", "", queries)

    used = set(re.findall(r"\b[A-Z]{2,}\b", said))

    assert used <= explained


def test_the_release_holds_each_answer(real_release: Release) -> None:
    kept = read_lessons(real_release.folder)

    assert [lesson["name"] for lesson in kept] == [
        lesson.name for lesson in _lessons().values()
    ]
    for lesson in kept:
        parts = [*lesson["body"], *lesson["exercise"], *lesson["solution"]]
        assert all(part["rows"] > 0 for part in parts if "query" in part)

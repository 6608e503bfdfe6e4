"""Show the lessons that the project brings: one page per step of the course."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from dissensus.errors import UnknownEntity
from dissensus.sparql import Form
from dissensus.web.responses import keep, page
from dissensus.web.results import read_answer
from dissensus.web.site import Site, site

learn = Blueprint("learn", __name__)


@learn.get("/learn")
def list_lessons() -> Response:
    """Return the steps of the course, in their order."""
    if not site().lessons:
        raise UnknownEntity(
            "This release teaches nothing.",
            hint="A project brings lessons as queries/learn/01-NAME.md; publish "
            "it anew. Queries to learn from may be under /queries.",
        )
    return keep(page("lessons.html"))


@learn.get("/learn/<name>")
def show_lesson(name: str) -> Response:
    """Return one step: prose, queries with their answers, an exercise."""
    here = site()
    names = [lesson["name"] for lesson in here.lessons]
    if name not in names:
        raise UnknownEntity(
            f"This release has no lesson {name!r}.",
            hint="All are under /learn." if names else "It teaches nothing.",
        )
    at = names.index(name)
    lesson = {
        key: [_shown(here, part) for part in value]
        if isinstance(value, list)
        else value
        for key, value in here.lessons[at].items()
    }
    return keep(page("lesson.html", lesson=lesson, number=at + 1))


def _shown(here: Site, part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a part of a lesson with its answer as a table, if it is a query."""
    if "query" not in part:
        return part
    answer, form = part["answer"].encode(), Form(part["form"])
    return {**part, "table": read_answer(here, form, answer, cut=False)}

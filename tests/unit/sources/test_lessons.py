"""A lesson that a reader could not follow is refused, with its line."""

import hashlib
from pathlib import Path, PurePosixPath

import pytest

from dissensus.catalog.publishing import check
from dissensus.errors import UnreadableSource
from dissensus.release.teaching import read_lessons as read_answers
from dissensus.sources import SourceFile, read_project
from dissensus.sources.lessons import Asked, Lesson, read_lessons
from dissensus.sparql import Form

LESSON = """# Ebb *and* flood

What the sea does.

Ask:

```sparql
SELECT ?s WHERE { ?s ?p ?o } LIMIT 1
```

| a | b |
| - | - |
| 1 | <b>2</b> |

## Exercise

Ask whether there is anything.

### Solution

```sparql
ASK { ?s ?p ?o }
```

There is.
"""


def read(text: str, name: str = "01-tides.md") -> Lesson:
    (lesson,) = read_lessons([file(text, name)])
    return lesson


def file(text: str, name: str) -> SourceFile:
    path = PurePosixPath("queries/learn") / name
    data = text.encode()
    return SourceFile(path, data, hashlib.sha256(data).hexdigest())


def test_a_page_is_cut_into_prose_and_queries() -> None:
    lesson = read(LESSON)

    assert (lesson.name, lesson.lead) == ("tides", "<p>What the sea does.</p>\n")
    before, query, after = lesson.body
    assert before == "<p>Ask:</p>\n"
    assert isinstance(query, Asked)
    assert (query.form, str(query.place)) == (
        Form.SELECT,
        "queries/learn/01-tides.md:7",
    )
    assert "<table>" in str(after)
    assert [asked.form for asked in lesson.queries] == [Form.SELECT, Form.ASK]
    assert lesson.solution[-1] == "<p>There is.</p>\n"


def test_what_would_run_in_a_browser_is_text() -> None:
    assert "&lt;b&gt;2&lt;/b&gt;" in str(read(LESSON).body[-1])
    assert (
        "<script"
        not in read(LESSON.replace("There is.", "<script>1</script>")).solution[-1]
    )  # type: ignore[operator]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("# Ebb *and* flood\n", "", 1, "lacks its title"),
        ("## Exercise", "## Task", 1, "lacks its exercise"),
        ("### Solution", "", 1, "lacks its solution"),
        ("## Exercise", "# Second title\n\n## Exercise", 15, "2 times its title"),
        ("What the sea does.", "- a list", 1, "No paragraph below the title"),
        ("```sparql\nASK", "```\nASK", 1, "The solution has no query"),
        ("ASK {", "ASK { x:y", 22, "prefix 'x:' is not declared"),
        ("LIMIT 1", "LIMT 1", 8, "LIMT"),
        ("SELECT ?s", "DELETE ?s", 8, "read-only"),
        ("?s ?p ?o } LIMIT", "SERVICE <x:y> {} } LIMIT", 8, "asks no other"),
    ],
)
def test_a_broken_lesson_is_refused_at_its_line(
    old: str, new: str, line: int, words: str
) -> None:
    with pytest.raises(UnreadableSource, match=words) as raised:
        read(LESSON.replace(old, new, 1))

    assert str(raised.value.place).startswith(f"queries/learn/01-tides.md:{line}")
    assert raised.value.hint


def test_a_lesson_has_a_place_and_a_name_of_its_own() -> None:
    with pytest.raises(UnreadableSource, match=r"called 'Tides\.md'"):
        read(LESSON, "Tides.md")
    with pytest.raises(UnreadableSource, match=r"'tides', as is .*01-tides\.md"):
        read_lessons([file(LESSON, "01-tides.md"), file(LESSON, "02-tides.md")])


def test_a_lesson_whose_query_finds_nothing_is_refused(minimal_project: Path) -> None:
    folder = minimal_project / "queries" / "learn"
    folder.mkdir()
    lesson = folder / "01-tides.md"
    lesson.write_text(LESSON.replace("?s ?p ?o } LIMIT", "?s ?p 1917 } LIMIT"))

    with pytest.raises(UnreadableSource, match="finds nothing") as raised:
        check(minimal_project)

    assert str(raised.value.place) == "queries/learn/01-tides.md:7"


def test_other_pages_below_queries_are_no_lessons(minimal_project: Path) -> None:
    (minimal_project / "queries" / "README.md").write_text("# What is here")

    assert read_project(minimal_project).lessons == ()


def test_a_project_without_lessons_has_no_answers(tmp_path: Path) -> None:
    assert read_answers(tmp_path) == []

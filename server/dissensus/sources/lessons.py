"""Read the lessons of a project: ``queries/learn/NN-name.md``.

A lesson is a page of Markdown whose SPARQL blocks are queries. Its title is
the heading of level 1, the first paragraph says what it is about, and its last
part, below ``## Exercise``, ends in ``### Solution``, which pages keep shut.

Raw HTML is shown as text, so that a lesson can hold nothing that runs.

Source: CommonMark 0.31, with the tables of GitHub Flavored Markdown 0.29.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from pyoxigraph import Store

from dissensus.errors import Place, RequestError, UnreadableSource
from dissensus.settings import Settings
from dissensus.sources.files import SourceFile
from dissensus.sparql import Form, explain, inspect

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

FOLDER: Final = PurePosixPath("queries/learn")
_NAME: Final = re.compile(r"\d+-([a-z0-9]+(?:-[a-z0-9]+)*)")
_LANGUAGE: Final = "sparql"
_SEE: Final = "CONTRIBUTING.md#adding-things-one-file-each"


@dataclass(frozen=True)
class Asked:
    """A query of a lesson: its text, its form, and where it stands."""

    text: str
    form: Form
    place: Place


Part = str | Asked
"""A piece of a page: HTML, or a query that is shown with its answer."""


@dataclass(frozen=True)
class Lesson:
    """One step of a course.

    Attributes:
        path: Relative to the project's root.
        name: As addresses say it: that of the file without number and suffix.
        title: Plain text.
        lead: What the lesson is about, in HTML.
        body: What is taught.
        exercise: What the reader is to do.
        solution: How it is done.
    """

    path: PurePosixPath
    name: str
    title: str
    lead: str
    body: tuple[Part, ...]
    exercise: tuple[Part, ...]
    solution: tuple[Part, ...]

    @property
    def queries(self) -> tuple[Asked, ...]:
        """All its queries, in the order of the page."""
        parts = (*self.body, *self.exercise, *self.solution)
        return tuple(part for part in parts if isinstance(part, Asked))


def read_lessons(files: Iterable[SourceFile]) -> tuple[Lesson, ...]:
    """Return the lessons among ``files``, in their order; 9 ms CPU each.

    Raises:
        UnreadableSource: One lacks a part, a query of one cannot be run by
            the endpoint, or two have one name; the line is given.
    """
    lessons: dict[str, Lesson] = {}
    for file in files:
        if file.path.parent == FOLDER and file.path.suffix == ".md":
            lesson = _read(file)
            first = lessons.setdefault(lesson.name, lesson)
            if first is not lesson:
                raise _refused(
                    file,
                    f"The lesson is called {lesson.name!r}, as is {first.path}.",
                    "Give one of the two another name; the number does not count.",
                )
    return tuple(lessons.values())


def _read(file: SourceFile) -> Lesson:
    named = _NAME.fullmatch(file.path.stem)
    if named is None:
        raise _refused(
            file,
            f"A lesson cannot be called {file.path.name!r}.",
            "Name it by its place and a slug: 03-who-holds-what.md.",
        )
    return _Reader(file).read(named[1])


class _Reader:
    """Cuts the tokens of one page into the parts of a lesson."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._markdown = _markdown()
        self._tokens = self._markdown.parse(file.text())

    def read(self, name: str) -> Lesson:
        title = self._heading("h1", "its title: '# Title'")
        exercise = self._heading("h2", "its exercise: '## Exercise'", "Exercise")
        solution = self._heading("h3", "its solution: '### Solution'", "Solution")
        if not title < exercise < solution:
            raise self._fault("Title, exercise and solution are out of order.")
        lead = self._lead(title + 3)
        lesson = Lesson(
            path=self._file.path,
            name=name,
            title=self._tokens[title + 1].content,
            lead=self._html(self._tokens[lead - 3 : lead]),
            body=tuple(self._parts(lead, exercise)),
            exercise=tuple(self._parts(exercise + 3, solution)),
            solution=tuple(self._parts(solution + 3, len(self._tokens))),
        )
        for part, of in ((lesson.body, "lesson"), (lesson.solution, "solution")):
            if not any(isinstance(one, Asked) for one in part):
                raise self._fault(f"The {of} has no query, a block of {_LANGUAGE!r}.")
        return lesson

    def _heading(self, tag: str, what: str, text: str = "") -> int:
        """Return where the one heading of level ``tag`` begins that says ``text``."""
        found = [
            at
            for at, token in enumerate(self._tokens)
            if token.type == "heading_open"
            and token.tag == tag
            and text in ("", self._tokens[at + 1].content)
        ]
        if len(found) != 1:
            raise self._fault(
                f"The lesson lacks {what}."
                if not found
                else f"The lesson has {len(found)} times {what}.",
                self._tokens[found[1]] if found else None,
            )
        return found[0]

    def _lead(self, at: int) -> int:
        """Return where the first paragraph ends, which begins ``at``."""
        if at >= len(self._tokens) or self._tokens[at].type != "paragraph_open":
            raise self._fault("No paragraph below the title says what it is about.")
        return at + 3

    def _parts(self, start: int, end: int) -> Iterator[Part]:
        """Yield the HTML and the queries between two tokens."""
        since = start
        for at in range(start, end):
            if self._tokens[at].type == "fence" and self._tokens[at].info == _LANGUAGE:
                if since < at:
                    yield self._html(self._tokens[since:at])
                yield self._asked(self._tokens[at])
                since = at + 1
        if since < end:
            yield self._html(self._tokens[since:end])

    def _asked(self, fence: "Token") -> Asked:
        text = fence.content
        try:
            form = inspect(text, Settings()).form
            # The text is read before anything is looked for; here is nothing.
            Store().query(text)
        except SyntaxError as error:
            raise self._at(fence, explain(error, text)) from error
        except RequestError as fault:
            raise self._at(fence, fault) from fault
        return Asked(text, form, self._place(fence))

    def _at(self, fence: "Token", fault: RequestError) -> UnreadableSource:
        """Return ``fault``, found in a query, as one of the file."""
        inner = fault.place or Place(None, 1)
        place = Place(
            self._file.path, self._place(fence).line + inner.line, inner.column
        )
        return UnreadableSource(
            fault.summary, place=place, hint=fault.hint, see=fault.see
        )

    def _html(self, tokens: "Sequence[Token]") -> str:
        rendered: str = self._markdown.renderer.render(
            tokens, self._markdown.options, {}
        )
        return rendered

    def _place(self, token: "Token | None") -> Place:
        line = token.map[0] + 1 if token is not None and token.map else 1
        return Place(self._file.path, line)

    def _fault(self, summary: str, token: "Token | None" = None) -> UnreadableSource:
        return _refused(
            self._file,
            summary,
            "Write '# Title', a paragraph, text with ```sparql blocks, "
            "'## Exercise', '### Solution', in this order.",
            self._place(token),
        )


def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415  # for publishers only

    return MarkdownIt("commonmark", {"html": False, "typographer": False}).enable(
        "table"
    )


def _refused(
    file: SourceFile, summary: str, hint: str, place: Place | None = None
) -> UnreadableSource:
    place = place or Place(file.path)
    return UnreadableSource(summary, place=place, hint=hint, see=_SEE)

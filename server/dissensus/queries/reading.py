"""Read a query that a project ships: a ``.rq`` file with a header.

A query without summary, question and answers would be a riddle on the site, so
those are required.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from dissensus.errors import BadQueryHeader, Place, one_of
from dissensus.queries.header import SEE, Entry, bad_line, read_header
from dissensus.queries.parameters import Parameter, read_parameters

_REQUIRED: Final = ("summary", "question", "answers")
_KNOWN: Final = (
    *(*_REQUIRED, "description", "tags", "inferred", "note"),
    *("parameters", "defaults", "pagination"),
)
_NONE: Final = Entry(0, "")


@dataclass(frozen=True)
class Query:
    """One query of a project.

    Attributes:
        path: Relative to the project's root.
        name: Its path below ``queries/`` without suffix: ``competency/contested``.
        text: SPARQL, header included.
        summary: What the query is, as a title.
        question: What a reader wants to know.
        answers: What the answer consists of.
        description: The explanation, paragraphs parted by empty lines; may be
            empty.
        tags: Words to find it by.
        inferred: What it needs of the closure; may be empty.
        note: What a reader of the answer must know; may be empty.
        parameters: Variables that the caller binds.
        pagination: Rows per page; 0 when the answer comes whole.
    """

    path: PurePosixPath
    name: str
    text: str
    summary: str
    question: str
    answers: str
    description: str = ""
    tags: tuple[str, ...] = ()
    inferred: str = ""
    note: str = ""
    parameters: tuple[Parameter, ...] = ()
    pagination: int = 0

    @property
    def kind(self) -> str:
        """The folder below ``queries/``: competency, checks, examples, api."""
        return self.path.parts[1] if len(self.path.parts) > 2 else ""  # noqa: PLR2004


def read_query(path: PurePosixPath, text: str) -> Query:
    """Return the query that the file at ``path`` holds.

    Raises:
        BadQueryHeader: A required key is missing or empty, a key stands twice,
            nobody knows it, or its value cannot be read; the line is given.
    """
    header = read_header(path, text, _KNOWN)
    missing = [key for key in _REQUIRED if key not in header]
    if missing:
        raise BadQueryHeader(
            f"The header lacks {one_of(missing)}.",
            place=Place(path, 1),
            hint=f"Begin the file with '#+ {missing[0]}: ...'.",
            see=SEE,
        )
    said = {key: header.get(key, _NONE) for key in _KNOWN}
    parameters, defaults = said["parameters"], said["defaults"]
    return Query(
        path=path,
        name=str(path.with_suffix("")).removeprefix("queries/"),
        text=text,
        **{key: said[key].text for key in (*_REQUIRED, "description")},
        tags=tuple(word for _, word in _listed(said["tags"])),
        inferred=said["inferred"].text,
        note=said["note"].text,
        parameters=read_parameters(path, _listed(parameters), defaults.items),
        pagination=_rows(path, said["pagination"]),
    )


def _listed(entry: Entry) -> list[tuple[int, str]]:
    """Return a list that stands on one line with commas, or on a line each."""
    words = [(entry.line, word.strip()) for word in entry.value.split(",")]
    return [*((line, word) for line, word in words if word), *entry.items]


def _rows(path: PurePosixPath, entry: Entry) -> int:
    if entry is _NONE:
        return 0
    if not entry.text.isdecimal() or not int(entry.text):
        raise bad_line(path, entry.line, f"{entry.text!r} is no number of rows", _KNOWN)
    return int(entry.text)

"""Read a query that a project ships: a ``.rq`` file with a header.

Header lines are ``#+ key: value`` (grlc's syntax). A query without summary,
question and answers would be a riddle on the site, so those are required.

Source: grlc, "Decorator syntax".
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from dissensus.errors import BadQueryHeader, Place, one_of

_REQUIRED: Final = ("summary", "question", "answers")
_KNOWN: Final = (*_REQUIRED, "tags", "inferred", "note", "parameters")
_SEE: Final = "CONTRIBUTING.md#queries"


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
        tags: Words to find it by.
        inferred: What it needs of the closure; may be empty.
        note: What a reader of the answer must know; may be empty.
        parameters: Variables that the caller may bind.
    """

    path: PurePosixPath
    name: str
    text: str
    summary: str
    question: str
    answers: str
    tags: tuple[str, ...] = ()
    inferred: str = ""
    note: str = ""
    parameters: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The folder below ``queries/``: competency, checks, examples, pages."""
        return self.path.parts[1] if len(self.path.parts) > 2 else ""  # noqa: PLR2004


def read_query(path: PurePosixPath, text: str) -> Query:
    """Return the query that the file at ``path`` holds.

    Raises:
        BadQueryHeader: A required key is missing or empty, a key stands twice,
            or nobody knows it; the line is given.
    """
    header: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        match = re.fullmatch(r"#\+\s*(\w+)\s*:\s*(.*?)\s*", line)
        key = match[1] if match else line[2:].strip()
        if not match or key not in _KNOWN or key in header or not match[2]:
            raise BadQueryHeader(
                f"The header line {key!r} is {_why(key, header)}.",
                place=Place(path, number),
                hint=f"Write '#+ key: value', each of {one_of(_KNOWN)} at most once.",
                see=_SEE,
            )
        header[key] = match[2]
    missing = [key for key in _REQUIRED if key not in header]
    if missing:
        raise BadQueryHeader(
            f"The header lacks {one_of(missing)}.",
            place=Place(path, 1),
            hint=f"Begin the file with '#+ {missing[0]}: ...'.",
            see=_SEE,
        )
    return Query(
        path=path,
        name=str(path.with_suffix("")).removeprefix("queries/"),
        text=text,
        summary=header["summary"],
        question=header["question"],
        answers=header["answers"],
        tags=_listed(header.get("tags", "")),
        inferred=header.get("inferred", ""),
        note=header.get("note", ""),
        parameters=_listed(header.get("parameters", "")),
    )


def _why(key: str, header: dict[str, str]) -> str:
    if key in header:
        return "there twice"
    return "empty" if key in _KNOWN else "none that is known"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip().lstrip("?") for word in text.split(",") if word.strip())

"""Open the index of a release and ask it.

A connection lives as long as one question: opening costs 0.2 ms, the file is
declared immutable so that nothing is locked, and a server that goes on to the
next release leaves no handle behind in any thread.

Source: SQLite, URI filenames: https://www.sqlite.org/uri.html
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dissensus.errors import BackendUnavailable, UnknownEntity
from dissensus.search.building import NAME


@dataclass(frozen=True)
class Entity:
    """An entity as lists show it.

    Attributes:
        iri: Its IRI.
        kind: The class that says most of it; may be empty.
        label: What it is called; empty when nobody said.
        language: Tag of the label; may be empty.
        sort: The label, folded.
        links: How many statements point at it.
        begins: First day, ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; may be empty.
        ends: Last day, likewise.
        written: Its dates as somebody wrote them.
    """

    iri: str
    kind: str
    label: str
    language: str
    sort: str
    links: int
    begins: str
    ends: str
    written: str


COLUMNS = (
    "e.iri, e.kind, e.label, e.language, e.sort, e.links, e.begins, e.ends, e.written"
)


@dataclass(frozen=True)
class Index:
    """The index of one release.

    Attributes:
        file: Where it is.
        base: IRI below which the dataset mints its own.
    """

    file: Path
    base: str

    @property
    def exists(self) -> bool:
        """Whether there is one: older releases and very large files have none."""
        return self.file.is_file()

    @contextmanager
    def asked(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that can only read.

        Raises:
            UnknownEntity: The release has no index.
            BackendUnavailable: The file is damaged.
        """
        if not self.exists:
            raise UnknownEntity(
                "This release has no index to search.",
                hint="It was built before there was one, or is too large for it. "
                "Ask the SPARQL endpoint, or publish it anew.",
            )
        address = f"{self.file.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as db:
                yield db
        except sqlite3.DatabaseError as error:
            raise BackendUnavailable(
                f"The index {NAME} cannot be read: {error}.",
                hint="Run `dissensus verify`; roll back or publish anew.",
            ) from error

    def languages(self) -> list[str]:
        """Return the tags of the languages in which anything can be found."""
        with self.asked() as db:
            rows = db.execute("SELECT DISTINCT language FROM text ORDER BY language")
            return [row[0] for row in rows if row[0]]


def marks(values: Sequence[Any]) -> str:
    """Return as many question marks as there are values."""
    return ", ".join("?" * len(values))

"""Read a table of links line by line, and write what should change as a patch.

``sources.links`` makes triples of such a table; here the lines themselves
matter, since a patch must fit them to the letter.

Source: Simple Standard for Sharing Ontological Mappings 1.0, "TSV"; POSIX.1,
diff(1), "Diff -u Output Format".
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from dissensus.namespaces import SCHEMA, SKOS, WD, prefixes
from dissensus.sources import Project, SourceFile
from dissensus.sources.links import SSSOM, curie_map

_EXACT: Final = (SCHEMA.sameAs.value, SKOS.exactMatch.value)
_TABLE: Final = ".sssom.tsv"


@dataclass(frozen=True)
class Row:
    """One line of a table of links.

    Attributes:
        file: The table's path, relative to the project's root.
        line: Its number, from 1.
        cells: By column.
        subject: IRI of our entity.
        item: ``Q`` and a number; empty when it links to no item of Wikidata.
        unlinked: Whether it says that there is no link.
        exact: Whether it claims that both are the same.
    """

    file: PurePosixPath
    line: int
    cells: Mapping[str, str]
    subject: str
    item: str
    unlinked: bool
    exact: bool


class Table:
    """A table of links as its author wrote it."""

    def __init__(self, file: SourceFile, base: str) -> None:
        self.path = file.path
        self._lines = file.text().splitlines(keepends=True)
        comments = [line for line in self._lines if line.startswith("#")]
        self._prefixes = prefixes(base) | curie_map(comments)
        numbered = [
            (number, line.rstrip("\r\n"))
            for number, line in enumerate(self._lines, start=1)
            if line.strip() and not line.startswith("#")
        ]
        self._header = numbered[0][1].split("\t") if numbered else []
        self.rows = tuple(
            self._row(number, text.split("\t")) for number, text in numbered[1:]
        )

    def patch(self, changes: Mapping[int, Mapping[str, str]]) -> str:
        """Return the unified diff that makes ``changes``; empty when there are none.

        Args:
            changes: By number of the line, the new cells by column; columns
                that the table lacks are left out.
        """
        new = list(self._lines)
        for number, cells in changes.items():
            new[number - 1] = self._changed(new[number - 1], cells)
        diff = difflib.unified_diff(
            self._lines, new, f"a/{self.path}", f"b/{self.path}"
        )
        return "".join(_ended(line) for line in diff)

    def _row(self, number: int, cells: list[str]) -> Row:
        row = dict(zip(self._header, (cell.strip() for cell in cells), strict=False))
        object_ = self._expanded(row["object_id"])
        item = object_.removeprefix(WD.iri) if object_.startswith(f"{WD.iri}Q") else ""
        return Row(
            file=self.path,
            line=number,
            cells=row,
            subject=self._expanded(row["subject_id"]),
            item=item,
            unlinked=object_ == SSSOM.NoTermFound.value,
            exact=self._expanded(row["predicate_id"]) in _EXACT,
        )

    def _expanded(self, curie: str) -> str:
        prefix, colon, local = curie.partition(":")
        known = colon and prefix in self._prefixes
        return self._prefixes[prefix] + local if known else curie

    def _changed(self, line: str, cells: Mapping[str, str]) -> str:
        text = line.rstrip("\r\n")
        row = text.split("\t")
        for column, value in cells.items():
            if column in self._header:
                row[self._header.index(column)] = " ".join(value.split())
        return "\t".join(row) + line[len(text) :]


def read_tables(project: Project) -> tuple[Table, ...]:
    """Return the tables of links of ``project``, which were read as sources."""
    base = project.configuration.base.iri
    files = (file for file in project.files if file.path.name.endswith(_TABLE))
    return tuple(Table(file, base) for file in files)


def all_rows(tables: Iterable[Table]) -> tuple[Row, ...]:
    """Return the rows of all ``tables``."""
    return tuple(row for table in tables for row in table.rows)


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"

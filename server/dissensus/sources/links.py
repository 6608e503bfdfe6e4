"""Turn a table of identity links (SSSOM TSV) into the triples it stands for.

One row says that one entity is, or is close to, one entity elsewhere, who says
so and on what ground. Each row becomes the link itself, the foreign identifier,
and an IdentityLink that carries the justification.

Source: Simple Standard for Sharing Ontological Mappings 1.0, "TSV" and "Slots".
"""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from dissensus.errors import Place, UnreadableSource, one_of
from dissensus.iris import Base
from dissensus.namespaces import (
    DCTERMS,
    DIS,
    RDF,
    SCHEMA,
    SKOS,
    WD,
    XSD,
    Namespace,
    prefixes,
)
from dissensus.sources.files import SourceFile

SSSOM: Final = Namespace(prefixes("")["sssom"])
_REQUIRED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_EXACT: Final = (SCHEMA.sameAs, SKOS.exactMatch)
_SEE: Final = "https://mapping-commons.github.io/sssom/"
_ENTITY: Final = re.compile(r"Q[1-9]\d*")


def read_links(file: SourceFile, base: Base) -> tuple[Triple, ...]:
    """Return the triples that the mapping table ``file`` stands for.

    Raises:
        UnreadableSource: A column is missing, a row has another number of
            cells, a prefix is unknown, or a cell cannot be read; with its line.
    """
    lines = file.text().splitlines()
    comments = [line for line in lines if line.startswith("#")]
    table = prefixes(base.iri) | curie_map(comments)
    numbered = [
        (number, line)
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    ]
    triples: list[Triple] = []
    links: set[str] = set()
    for row in _rows(file, numbered):
        triples += row.triples(table, base, links)
    return tuple(triples)


class _Row:
    """One mapping; faults name its line."""

    def __init__(self, cells: Mapping[str, str], place: Place) -> None:
        self._cells = cells
        self._place = place

    def triples(
        self, table: Mapping[str, str], base: Base, links: set[str]
    ) -> Iterator[Triple]:
        """Yield what this row stands for; ``links`` holds the nodes so far."""
        subject = self._iri("subject_id", table)
        object_ = self._iri("object_id", table)
        if object_ == SSSOM.NoTermFound:
            reason = self._cells.get("comment") or "No matching term was found."
            yield Triple(subject, DIS.notLinkedBecause, Literal(reason, language="en"))
            return
        predicate = self._iri("predicate_id", table)
        yield Triple(subject, predicate, object_)
        entity = object_.value.removeprefix(WD.iri)
        known = bool(_ENTITY.fullmatch(entity))
        if known and predicate in _EXACT:
            yield Triple(subject, DIS.wikidataId, Literal(entity))
        link = self._link(subject, base, links)
        yield Triple(link, RDF.type, DIS.IdentityLink)
        yield Triple(link, DIS.about, subject)
        yield Triple(link, SSSOM.predicate_id, predicate)
        yield Triple(link, SSSOM.object_id, object_)
        if known:
            yield Triple(link, DIS.wikidataId, Literal(entity))
        yield Triple(link, SKOS.prefLabel, self._label(subject, object_, known))
        yield from self._evidence(link, table)

    def _evidence(self, link: NamedNode, table: Mapping[str, str]) -> Iterator[Triple]:
        yield Triple(link, DIS.justification, self._iri("mapping_justification", table))
        if confidence := self._cells.get("confidence"):
            if not re.fullmatch(r"0(\.\d+)?|1(\.0+)?", confidence):
                raise self._fault(f"Confidence {confidence!r} is not from 0 to 1")
            yield Triple(
                link, SSSOM.confidence, Literal(confidence, datatype=XSD.decimal)
            )
        if day := self._cells.get("mapping_date"):
            try:
                date.fromisoformat(day)
            except ValueError as error:
                raise self._fault(f"{day!r} is not a day YYYY-MM-DD") from error
            yield Triple(link, DCTERMS.date, Literal(day, datatype=XSD.date))
        if comment := self._cells.get("comment"):
            yield Triple(link, SKOS.note, Literal(comment, language="en"))

    def _label(self, subject: NamedNode, object_: NamedNode, known: bool) -> Literal:
        name = self._cells.get("subject_label") or _slug(subject.value)
        where = f"Wikidata {_slug(object_.value)}" if known else object_.value
        return Literal(f"Link from {name} to {where}", language="en")

    def _link(self, subject: NamedNode, base: Base, links: set[str]) -> NamedNode:
        """Return the link's own IRI; a second link of a subject is numbered."""
        path = subject.value.removeprefix(base.iri).removeprefix("id/")
        slug = re.sub(r"[^a-z0-9.]+", "-", path.lower()).strip("-.")
        name, number = slug, 1
        while name in links:
            number += 1
            name = f"{slug}-{number}"
        links.add(name)
        return NamedNode(f"{base.iri}id/link/{name}")

    def _iri(self, column: str, table: Mapping[str, str]) -> NamedNode:
        text = self._cells[column]
        prefix, colon, local = text.partition(":")
        if colon and prefix in table:
            text = table[prefix] + local
        elif not re.match(r"https?://", text):
            raise self._fault(f"{text!r} in column {column} has no known prefix")
        try:
            return NamedNode(text)
        except ValueError as error:
            raise self._fault(f"{text!r} in column {column} is no IRI") from error

    def _fault(self, summary: str) -> UnreadableSource:
        return UnreadableSource(
            f"{summary}.",
            place=self._place,
            hint="Mend the cell; prefixes are the house's, or stand in #curie_map.",
            see=_SEE,
        )


def _rows(file: SourceFile, numbered: list[tuple[int, str]]) -> Iterator[_Row]:
    if not numbered:
        return
    header_line, header_text = numbered[0]
    header = header_text.split("\t")
    missing = [column for column in _REQUIRED if column not in header]
    if missing:
        raise UnreadableSource(
            f"The table has no column {one_of(missing)}.",
            place=Place(file.path, header_line),
            hint="Its first line names the columns, with tabs between them.",
            see=_SEE,
        )
    for number, line in numbered[1:]:
        cells = next(csv.reader([line], delimiter="\t"))
        if len(cells) != len(header):
            raise UnreadableSource(
                f"The row has {len(cells)} cells, the header {len(header)}.",
                place=Place(file.path, number),
                hint="Put exactly one tab between two cells, empty ones included.",
                see=_SEE,
            )
        row = {c: v.strip() for c, v in zip(header, cells, strict=True)}
        yield _Row(row, Place(file.path, number))


def curie_map(comments: list[str]) -> dict[str, str]:
    """Return the prefixes that the YAML comment block declares."""
    found: dict[str, str] = {}
    inside = False
    for comment in comments:
        text = comment.removeprefix("#").rstrip()
        if text.strip() == "curie_map:":
            inside = True
        elif inside and (m := re.fullmatch(r"\s+(\w+):\s*[\"']?(\S+?)[\"']?", text)):
            found[m[1]] = m[2]
        else:
            inside = False
    return found


def _slug(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]

"""Find the columns of a table: one per property and kind of value.

What is in another language, or of another datatype, is a column of its own, so
that each column has one meaning. A value that is an entity has its label beside.

Source: Metadata Vocabulary for Tabular Data (CSVW), sections 5.6 and 5.11.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dissensus.namespaces import DCTERMS, FOAF, RDF, RDFS, SCHEMA, SKOS, XSD, shorten

Value = NamedNode | BlankNode | Literal | Triple
_NAMES: Final = (SKOS.prefLabel, RDFS.label, DCTERMS.title, SCHEMA.name, FOAF.name)
_RANKS: Final = {name: rank for rank, name in enumerate(_NAMES)}
_FIRST: Final = (RDF.type, *_NAMES)
# The first of these that no value of a column holds parts its values.
_SEPARATORS: Final = ("|", "¦", "‖", "\u241e", "\u001e")
_IRI: Final = "iri"


@dataclass(frozen=True)
class Kind:
    """What the values of a column are.

    Attributes:
        language: Of texts that have one.
        datatype: Of other literals, its IRI; empty for IRIs.
    """

    language: str = ""
    datatype: str = ""

    @classmethod
    def of(cls, value: Value) -> "Kind":
        """Return the kind of one value."""
        if not isinstance(value, Literal):
            return cls()
        if value.language:
            return cls(language=value.language)
        return cls(datatype=value.datatype.value)

    @property
    def suffix(self) -> str:
        """Return what tells it from other kinds in the name of a column."""
        return _word(self.language or _local(self.datatype) or _IRI)


@dataclass(frozen=True)
class Column:
    """One column: which values, and what they are called.

    Attributes:
        name: In the first row of the table.
        property: IRI.
        kind: Of its values.
        separator: Parts several values of a cell; empty when no cell has any.
        of_labels: Holds the labels of the values, not the values.
    """

    name: str
    property: NamedNode
    kind: Kind
    separator: str = ""
    of_labels: bool = False

    def describe(self, label: str) -> dict[str, Any]:
        """Return the column as CSVW describes it."""
        said: dict[str, Any] = {"name": self.name, "propertyUrl": self.property.value}
        if label:
            said["dc:description"] = label
        if self.separator:
            said["separator"] = self.separator
        if self.of_labels:
            return said | {"datatype": "string", "suppressOutput": True}
        if self.kind.language:
            return said | {"datatype": "string", "lang": self.kind.language}
        if self.kind.datatype:
            return said | {"datatype": _datatype(self.kind.datatype)}
        # A template cannot speak of each value of a list, so those stay texts.
        resource = {} if self.separator else {"valueUrl": f"{{+{self.name}}}"}
        return said | {"datatype": "anyURI"} | resource


class Facts:
    """What is stated of the entities of a dataset, ready to be tabulated.

    Args:
        entities: IRIs of those that have a row.
        stated: What somebody wrote down.
        merge: That and what follows, for classes and labels.
        base: IRI below which the dataset mints its own.
    """

    def __init__(
        self,
        entities: frozenset[str],
        stated: Iterable[Triple],
        merge: Iterable[Triple],
        base: str,
    ) -> None:
        self.base = base
        self.of: dict[str, dict[NamedNode, list[Value]]] = {e: {} for e in entities}
        self.classes: dict[str, set[str]] = {}
        self._labels: dict[str, tuple[int, int, str]] = {}
        for triple in stated:
            about = self.of.get(text_of(triple.subject))
            if about is not None:
                values = about.setdefault(triple.predicate, [])
                if triple.object not in values:
                    values.append(triple.object)
                if triple.predicate == RDF.type:
                    self.classes.setdefault(text_of(triple.object), set())
        for about in self.of.values():
            for values in about.values():
                values.sort(key=str)
        for triple in merge:
            self._note(triple)

    def label(self, iri: str) -> str:
        """Return what ``iri`` is called, in English if it has such a name."""
        return self._labels.get(iri, (0, 0, ""))[2]

    def columns(self, members: Iterable[str]) -> list[Column]:
        """Return the columns of a table of ``members``."""
        cells: dict[tuple[NamedNode, Kind], list[list[Value]]] = defaultdict(list)
        for member in members:
            for property_, values in self.of[member].items():
                for kind, some in _by_kind(values).items():
                    cells[property_, kind].append(some)
        names = self._names(cells)
        found = []
        for (property_, kind), rows in cells.items():
            name = names[property_, kind]
            texts = [[text_of(value) for value in row] for row in rows]
            labels = [[self.label(text) for text in row] for row in texts]
            found.append(Column(name, property_, kind, _separator(texts)))
            if kind == Kind() and any(map(any, labels)):
                parts = _separator(labels)
                found.append(Column(f"{name}_label", property_, kind, parts, True))
        return sorted(found, key=_order)

    def cell(self, entity: str, column: Column) -> str:
        """Return what stands in one cell."""
        values = self.of[entity].get(column.property, [])
        texts = [text_of(v) for v in values if Kind.of(v) == column.kind]
        if column.of_labels:
            texts = [self.label(text) for text in texts]
            texts = texts if any(texts) else []
        return column.separator.join(texts)

    def _note(self, triple: Triple) -> None:
        predicate, value = triple.predicate, triple.object
        if predicate == RDF.type:
            subject = text_of(triple.subject)
            if subject in self.of and (class_ := text_of(value)) in self.classes:
                self.classes[class_].add(subject)
        elif predicate in _RANKS and isinstance(value, Literal):
            language = {"en": 0, "": 1}.get(value.language or "", 2)
            label = (language, _RANKS[predicate], value.value)
            subject = text_of(triple.subject)
            self._labels[subject] = min(label, self._labels.get(subject, label))

    def _names(
        self, cells: Iterable[tuple[NamedNode, Kind]]
    ) -> dict[tuple[NamedNode, Kind], str]:
        """Return the name of each column: short, unless two would share it."""
        kinds: dict[NamedNode, set[Kind]] = defaultdict(set)
        owners: dict[str, set[NamedNode]] = defaultdict(set)
        for property_, kind in cells:
            kinds[property_].add(kind)
            owners[_word(_local(property_.value))].add(property_)
        names: dict[tuple[NamedNode, Kind], str] = {}
        for property_ in sorted(kinds, key=str):
            stem = _word(_local(property_.value))
            if len(owners[stem]) > 1:
                stem = _word(shorten(property_.value, self.base))
            for kind in sorted(kinds[property_], key=lambda kind: kind.suffix):
                several = kind.language or len(kinds[property_]) > 1
                name = f"{stem}_{kind.suffix}" if several else stem
                taken = {*names.values(), _IRI}
                names[property_, kind] = name if name not in taken else f"{name}_2"
        return names


def text_of(value: Value) -> str:
    """Return a value as it stands in a cell; a triple term as N-Triples has it."""
    return value.value if isinstance(value, NamedNode | Literal) else str(value)


def file_stem(iri: str, base: str) -> str:
    """Return what the table of a class is called.

    >>> file_stem("https://example.org/ontology#Claim", "https://example.org/")
    'Claim'
    >>> file_stem("http://www.w3.org/ns/dcat#Dataset", "https://example.org/")
    'dcat-Dataset'
    """
    own = iri.removeprefix(f"{base}ontology#")
    return re.sub(r"\W+", "-", own if own != iri else shorten(iri, base)).strip("-")


def _by_kind(values: Iterable[Value]) -> Mapping[Kind, list[Value]]:
    found: dict[Kind, list[Value]] = defaultdict(list)
    for value in values:
        found[Kind.of(value)].append(value)
    return found


def _separator(rows: Iterable[Iterable[str]]) -> str:
    """Return what parts the values of a cell; empty when each has one at most."""
    cells = [list(row) for row in rows]
    if all(len(cell) < 2 for cell in cells):  # noqa: PLR2004  # one needs no parting
        return ""
    every = "".join(text for cell in cells for text in cell)
    return next((s for s in _SEPARATORS if s not in every), _SEPARATORS[-1])


def _order(column: Column) -> tuple[int, str]:
    first = [*_FIRST].index(column.property) if column.property in _FIRST else 99
    return first, column.name


def _datatype(iri: str) -> str | dict[str, str]:
    name = iri.removeprefix(XSD.iri)
    return name if name != iri else {"base": "string", "@id": iri}


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri.rstrip("#/"))[-1]


def _word(text: str) -> str:
    return "".join(_letters(text)).strip("_") or "value"


def _letters(text: str) -> Iterator[str]:
    for letter in text:
        yield letter if letter.isascii() and letter.isalnum() else "_"

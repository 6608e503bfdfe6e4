"""Gather what is to be found: for each entity its words, kind, links and dates."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Triple

from dissensus.namespaces import (
    DCTERMS,
    DIS,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    XSD,
    Namespace,
)

_FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
NAMES: Final = (
    SKOS.prefLabel,
    RDFS.label,
    DCTERMS.title,
    SCHEMA.name,
    _FOAF.name,
)
ALIASES: Final = frozenset(
    {SKOS.altLabel, DCTERMS.alternative, SCHEMA.alternateName, _FOAF.nick}
)
GLOSSES: Final = frozenset({SKOS.definition, DCTERMS.description, RDFS.comment})
_SAME: Final = frozenset({OWL.sameAs, SCHEMA.sameAs, SKOS.exactMatch})
_CODES: Final = frozenset(
    {DCTERMS.identifier, SKOS.notation, SCHEMA.identifier, DIS.wikidataId}
)
_BEGINS: Final = (
    DIS.notBefore,
    DIS.birthNotBefore,
    SCHEMA.startDate,
    SCHEMA.birthDate,
    DIS.edtf,
    DCTERMS.issued,
    DCTERMS.date,
)
_ENDS: Final = (
    DIS.notAfter,
    DIS.deathNotAfter,
    SCHEMA.endDate,
    SCHEMA.deathDate,
    DIS.edtf,
    DCTERMS.issued,
    DCTERMS.date,
)
_DATES: Final = frozenset((*_BEGINS, *_ENDS))
# What a reader is told of an entity's date: these, as they were written.
_WRITTEN: Final = (DIS.edtf, SCHEMA.birthDate, SCHEMA.deathDate, DCTERMS.issued)
_NUMBERS: Final = frozenset(
    XSD[name] for name in ("integer", "decimal", "double", "float", "boolean", "int")
)
# A part of an entity, told of with the whole (see ``description.is_part``).
_PART: Final = re.compile(r"(.+)[#.][^#./]+-[0-9]+")
CALLED, ALIAS, GLOSS, TEXT, HIDDEN = range(5)


class Text(NamedTuple):
    """Something that is said in words.

    Attributes:
        field: CALLED, ALIAS, GLOSS for what it is, TEXT for anything else, or
            HIDDEN: found by, but never shown.
        rank: Of equals of one field the lower goes first.
        language: Primary subtag; empty when it has none.
        text: As it was written.
    """

    field: int
    rank: int
    language: str
    text: str


@dataclass
class Entry:
    """All that is known of one entity by which it can be found or listed.

    Attributes:
        iri: Its IRI.
        types: Its classes.
        texts: What is said of it in words.
        values: Property and IRI of what it is linked to.
        codes: Identifiers, in lower case.
        dates: By property, as written.
        links: How many statements point at it.
    """

    iri: str
    types: set[str] = field(default_factory=set)
    texts: set[Text] = field(default_factory=set)
    values: set[tuple[str, str]] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    dates: dict[NamedNode, list[str]] = field(default_factory=lambda: defaultdict(list))
    links: int = 0

    @property
    def name(self) -> Text | None:
        """What it is called: English first, then no language, then any."""
        order = {"en": 0, "": 1}
        names = [text for text in self.texts if text.field == CALLED]
        return min(names, key=lambda t: (order.get(t.language, 2), t), default=None)

    def bounds(self) -> tuple[str, str]:
        """Return the first and last day it may have been, as ISO 8601 or shorter."""
        begin = next((min(d) for p in _BEGINS if (d := self._days(p))), "")
        end = next((max(d) for p in _ENDS if (d := self._days(p))), "")
        return begin, end

    def written(self) -> str:
        """Return its dates as somebody wrote them; of a life, the years."""
        ends = (SCHEMA.birthDate, SCHEMA.deathDate)
        life = [min(self.dates.get(end, [""])).partition("-")[0] for end in ends]
        if any(life):
            return "–".join(life)
        return next((min(self.dates[p]) for p in _WRITTEN if p in self.dates), "")

    def _days(self, property_: NamedNode) -> list[str]:
        return [d for text in self.dates.get(property_, ()) for d in _days(text)]


def _days(text: str) -> Iterator[str]:
    """Yield the days that an EDTF or XSD date names, unknown digits set to 0 and 9.

    Source: EDTF (ISO 8601-2:2019), levels 0 and 1, as far as years go.
    """
    for found in re.finditer(r"(?<![\d-])\d[\dX]{3}(?:-\d\d(?:-\d\d)?)?", text):
        # Months above 12 are seasons; of a season the year will do.
        day = found[0] if found[0][5:7] <= "12" else found[0][:4]
        yield day.replace("X", "0")
        yield day.replace("X", "9")


def gather(statements: Iterable[Triple | Quad], base: str) -> list[Entry]:
    """Return an entry for each IRI that ``statements`` are about, sorted by IRI.

    Args:
        statements: All of a release; one that comes twice counts once.
        base: IRI below which the dataset mints its own.
    """
    return _Gathering(base).run(statements)


class _Gathering:
    def __init__(self, base: str) -> None:
        self._base = base
        self._entries: dict[str, Entry] = {}
        self._links: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def run(self, statements: Iterable[Triple | Quad]) -> list[Entry]:
        for statement in statements:
            subject = statement.subject
            if isinstance(subject, NamedNode):
                self._take(subject.value, statement.predicate, statement.object)
        for iri, links in self._links.items():
            if iri in self._entries:
                self._entries[iri].links = len(links)
        self._put_parts_into_wholes()
        return [self._entries[iri] for iri in sorted(self._entries)]

    def _take(self, iri: str, property_: NamedNode, value: object) -> None:
        entry = self._entries.get(iri)
        if entry is None:
            entry = self._entries[iri] = Entry(iri)
        if isinstance(value, NamedNode):
            self._take_link(entry, property_, value.value)
        elif isinstance(value, Literal):
            _take_literal(entry, property_, value)

    def _take_link(self, entry: Entry, property_: NamedNode, target: str) -> None:
        if property_ == RDF.type:
            entry.types.add(target)
            return
        entry.values.add((property_.value, target))
        self._links[target].add((entry.iri, property_.value))
        if property_ in _SAME:
            entry.codes.add(_last(target).lower())

    def _put_parts_into_wholes(self) -> None:
        for iri in sorted(self._entries, reverse=True):
            found = _PART.fullmatch(iri)
            if found and (whole := self._entries.get(found[1])):
                part = self._entries.pop(iri)
                whole.texts |= {Text(TEXT, 9, t.language, t.text) for t in part.texts}


def _take_literal(entry: Entry, property_: NamedNode, value: Literal) -> None:
    text = value.value.strip()
    if property_ in _DATES:
        entry.dates[property_].append(text)
    if property_ in _CODES:
        entry.codes.add(text.lower())
    if not text or value.datatype in _NUMBERS:
        return
    language = (value.language or "").lower().partition("-")[0]
    field_, rank = TEXT, 1
    if property_ in NAMES:
        field_, rank = CALLED, NAMES.index(property_)
    elif property_ in ALIASES:
        field_, rank = ALIAS, 0
    elif property_ == SKOS.hiddenLabel:
        field_, rank = HIDDEN, 0
    elif property_ in GLOSSES:
        field_ = GLOSS
    entry.texts.add(Text(field_, rank, language, text))


def _last(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def kinds(entries: Iterable[Entry], own: tuple[str, ...]) -> dict[str, str]:
    """Return for each entity the class that says most of it.

    A class of the project's own goes before any other, a narrower before a
    wider, and of two that are neither the one with fewer members.

    Args:
        entries: All of them: members are counted and rdfs:subClassOf is read.
        own: How the IRIs of the project's own terms begin.
    """
    entries = list(entries)
    wider = {
        entry.iri: {v for p, v in entry.values if p == RDFS.subClassOf.value}
        for entry in entries
    }
    members = Counter(type_ for entry in entries for type_ in entry.types)
    chosen: dict[frozenset[str], str] = {}
    for entry in entries:
        types = frozenset(entry.types)
        if types and types not in chosen:
            chosen[types] = _most_specific(types, own, wider, members)
    return {e.iri: chosen.get(frozenset(e.types), "") for e in entries}


def _most_specific(
    types: frozenset[str],
    own: tuple[str, ...],
    wider: Mapping[str, set[str]],
    members: Counter[str],
) -> str:
    known = {type_ for type_ in types if type_.startswith(own)} or types
    above = {w for t in known for w in _ancestors(t, wider)}
    return min(known - above or known, key=lambda t: (members[t], t))


def _ancestors(class_: str, wider: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [class_]
    while waiting:
        for one in wider.get(waiting.pop(), ()):
            if one not in found and one != class_:
                found.add(one)
                waiting.append(one)
    return found


def own_terms(base: str) -> tuple[str, ...]:
    """Return how the IRIs of the terms begin that a project counts as its own."""
    return (f"{base}ontology#", DIS.iri)

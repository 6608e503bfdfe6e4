"""Say the card in RDF: partitions with their counts, and shapes of what is there.

Each partition is the shape of its members, too: which properties all of them
have, and at most how many values. The shapes are deactivated: they tell what
a release holds and demand nothing.

Source: VoID (W3C Interest Group Note, 2011), section 4.5; SHACL (W3C
Recommendation, 2017), sections 2.1 and 2.1.6; schema.org, domainIncludes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from dissensus.namespaces import (
    DCTERMS,
    RDF,
    RDFS,
    SCHEMA,
    SH,
    SKOS,
    VOID,
    XSD,
    Namespace,
    prefixes,
)
from dissensus.schema.terms import VANN

_FOAF: Final = Namespace(prefixes("")["foaf"])
_TRUE: Final = Literal("true", datatype=XSD.boolean)


def schema_triples(card: Mapping[str, Any]) -> list[Triple]:
    """Return ``card`` as statements about its dataset, in ``{base}schema``."""
    return list(_Statements(card).all())


def fragment(kind: str, name: str) -> str:
    """Return the fragment under which the page and the RDF speak of a term.

    >>> fragment("class", "skos:Concept")
    'class-skos-Concept'
    """
    return f"{kind}-{re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-')}"


def full_iri(card: Mapping[str, Any], name: str) -> str:
    """Return the IRI that ``name`` stands for in ``card``: prefixed or in brackets."""
    if name.startswith("<"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    namespace: str = card["prefixes"][prefix]
    return namespace + local


class _Statements:
    """What is said of one dataset, and by which names."""

    def __init__(self, card: Mapping[str, Any]) -> None:
        self._card = card
        self._document = NamedNode(f"{card['base']}schema")
        self._dataset = NamedNode(card["dataset"])
        self._properties = {p["name"]: p for p in card["properties"]}

    def all(self) -> Iterator[Triple]:
        """Yield every statement."""
        document = self._document
        yield Triple(document, RDF.type, VOID.DatasetDescription)
        yield Triple(document, DCTERMS.title, Literal("Schema", language="en"))
        yield Triple(document, _FOAF.primaryTopic, self._dataset)
        yield Triple(self._dataset, RDF.type, VOID.Dataset)
        yield Triple(self._dataset, VOID.triples, _number(self._card["triples"]))
        for entry in self._card["classes"]:
            yield from self._term(entry)
            if entry["count"]:
                yield from self._class(entry)
        for entry in self._card["properties"]:
            yield from self._term(entry)
            if entry["count"]:
                yield from self._property(entry)

    def _term(self, entry: Mapping[str, Any]) -> Iterator[Triple]:
        term = NamedNode(entry["iri"])
        if entry["label"]:
            yield Triple(term, RDFS.label, Literal(entry["label"], language="en"))
        if entry["definition"]:
            text = Literal(entry["definition"], language="en")
            yield Triple(term, SKOS.definition, text)
        for pitfall in entry.get("pitfalls", ()):
            text = Literal(pitfall["text"], language="en")
            yield Triple(term, VANN.usageNote, text)
        for key, property_ in (
            ("superclasses", RDFS.subClassOf),
            ("superproperties", RDFS.subPropertyOf),
            ("domain", RDFS.domain),
            ("range", RDFS.range),
        ):
            for iri in self._known(entry.get(key, ())):
                yield Triple(term, property_, iri)

    def _class(self, entry: Mapping[str, Any]) -> Iterator[Triple]:
        part, class_ = self._node("class", entry["name"]), NamedNode(entry["iri"])
        yield Triple(self._dataset, VOID.classPartition, part)
        yield Triple(part, RDF.type, SH.NodeShape)
        yield Triple(part, SH.deactivated, _TRUE)
        yield Triple(part, SH.targetClass, class_)
        yield Triple(part, VOID["class"], class_)
        yield Triple(part, VOID.entities, _number(entry["count"]))
        for example in self._known([entry.get("example", {}).get("name", "")]):
            yield Triple(part, VOID.exampleResource, example)
        for name, having in entry.get("properties", {}).items():
            use = NamedNode(f"{part.value}-{fragment('property', name)}")
            property_ = NamedNode(full_iri(self._card, name))
            yield Triple(part, VOID.propertyPartition, use)
            yield Triple(use, VOID.property, property_)
            yield Triple(use, VOID.distinctSubjects, _number(having))
            yield Triple(part, SH.property, use)
            yield Triple(use, SH.path, property_)
            if having == entry["count"]:
                yield Triple(use, SH.minCount, _number(1))
            most = self._properties[name]["subjects"]["most"]
            yield Triple(use, SH.maxCount, _number(most))

    def _property(self, entry: Mapping[str, Any]) -> Iterator[Triple]:
        part = self._node("property", entry["name"])
        property_ = NamedNode(entry["iri"])
        subjects, objects = entry["subjects"], entry.get("objects", {})
        yield Triple(self._dataset, VOID.propertyPartition, part)
        yield Triple(part, VOID.property, property_)
        yield Triple(part, VOID.triples, _number(entry["count"]))
        yield Triple(part, VOID.distinctSubjects, _number(subjects["count"]))
        for name, count in subjects.get("classes", {}).items():
            for class_ in self._known([name]):
                within = NamedNode(f"{part.value}-{fragment('of', name)}")
                yield Triple(part, VOID.classPartition, within)
                yield Triple(within, VOID["class"], class_)
                yield Triple(within, VOID.entities, _number(count))
                yield Triple(property_, SCHEMA.domainIncludes, class_)
        values = (*objects.get("classes", ()), *objects.get("datatypes", ()))
        for iri in self._known(values):
            yield Triple(property_, SCHEMA.rangeIncludes, iri)

    def _node(self, kind: str, name: str) -> NamedNode:
        return NamedNode(f"{self._document.value}#{fragment(kind, name)}")

    def _known(self, names: Iterable[str]) -> Iterator[NamedNode]:
        """Yield the IRIs of ``names``; "" stands for no class and has none."""
        for name in names:
            if name:
                yield NamedNode(full_iri(self._card, name))


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)

"""Describe a release for machines: what it holds, and where to get it.

What ``data/dataset.ttl`` says of the dataset, and what only the build can
know: counts, files with size and checksum, time. No figure is typed by hand.

Source: VoID (W3C Interest Group Note, 2011), sections 2 to 5.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from dissensus.namespaces import (
    DCAT,
    DCTERMS,
    FOAF,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SD,
    SKOS,
    VOID,
    XSD,
)
from dissensus.packaging import Cover
from dissensus.release.cataloguing import Record, kinds
from dissensus.release.content import Content, Graph
from dissensus.release.dumps import TABLES, Dump
from dissensus.sources import owner_of
from dissensus.tables import Facts, file_stem

_LINKS: Final = (SCHEMA.sameAs, SKOS.exactMatch, SKOS.closeMatch)
_UNUSED: Final = ("inferred", "queries")


class Description:
    """The description of one release; ``triples`` has it all.

    Args:
        cover: What is said of the release outside.
        content: What it holds.
        previous: Id of the release before it; may be empty.
    """

    def __init__(self, cover: Cover, content: Content, previous: str = "") -> None:
        self._content = content
        self._base = content.base
        self._dataset = NamedNode(cover.dataset)
        self._document = f"{self._base}.well-known/void"
        self._release = cover.address
        self._record = Record(cover, previous)

    def triples(self, dumps: tuple[Dump, ...], facts: Facts) -> list[Triple]:
        """Return the description of the release with these files.

        Args:
            dumps: The files with the whole of it.
            facts: Of which the tables are made.
        """
        record = self._record
        said = [
            *self._authored(),
            *self._overview(),
            *self._partitions(facts),
            *self._parts(),
            *self._linksets(),
            *(t for dump in dumps for t in self._dump(dump)),
            *record.service(),
            *record.versions(),
            *record.origin(g.iri for g in self._sources()),
            *record.search_engines(),
            *self._about_itself(),
        ]
        return [*said, *kinds(said)]

    def _authored(self) -> Iterator[Triple]:
        """Yield what the authors say of the dataset, its parts included."""
        own = self._dataset.value
        for graph in self._content.graphs:
            for triple in graph.triples:
                subject = str(triple.subject)[1:-1]
                # The cheap test first: there is a subject for each triple.
                if subject.startswith(own) and owner_of(subject) == own:
                    yield triple

    def _overview(self) -> Iterator[Triple]:
        counts = self._content.counts
        yield Triple(self._dataset, RDF.type, DCAT.Dataset)
        yield Triple(self._dataset, RDF.type, VOID.Dataset)
        for property_, number in (
            (VOID.triples, counts["triples"]),
            (VOID.entities, counts["entities"]),
            (VOID.distinctSubjects, counts["subjects"]),
            (VOID.distinctObjects, counts["objects"]),
            (VOID.classes, len(self._all_classes())),
            (VOID.properties, len(self._content.properties)),
        ):
            yield Triple(self._dataset, property_, _number(number))
        yield Triple(
            self._dataset, VOID.sparqlEndpoint, NamedNode(f"{self._base}sparql")
        )
        for ontology in self._ontologies():
            yield Triple(self._dataset, DCTERMS.conformsTo, ontology)

    def _partitions(self, facts: Facts) -> Iterator[Triple]:
        for number, (iri, count) in enumerate(self._all_classes().items(), start=1):
            part = NamedNode(f"{self._document}#class-{number}-{_local(iri)}")
            yield Triple(self._dataset, VOID.classPartition, part)
            yield Triple(part, VOID["class"], NamedNode(iri))
            yield Triple(part, VOID.entities, _number(count))
            if iri in facts.classes:
                table = f"dumps/{TABLES}/{file_stem(iri, self._base)}.csv"
                yield Triple(part, DCTERMS.hasFormat, NamedNode(self._release + table))
        subjects, objects = defaultdict(set), defaultdict(set)
        for triple in self._content.merge:
            subjects[triple.predicate.value].add(triple.subject)
            objects[triple.predicate.value].add(triple.object)
        properties = self._content.properties
        for number, (iri, count) in enumerate(properties.items(), start=1):
            part = NamedNode(f"{self._document}#property-{number}-{_local(iri)}")
            yield Triple(self._dataset, VOID.propertyPartition, part)
            yield Triple(part, VOID.property, NamedNode(iri))
            yield Triple(part, VOID.triples, _number(count))
            yield Triple(part, VOID.distinctSubjects, _number(len(subjects[iri])))
            yield Triple(part, VOID.distinctObjects, _number(len(objects[iri])))

    def _parts(self) -> Iterator[Triple]:
        for graph in self._content.graphs:
            yield Triple(self._dataset, VOID.subset, graph.iri)
            yield Triple(graph.iri, RDF.type, VOID.Dataset)
            yield Triple(graph.iri, RDF.type, SD.Graph)
            name = graph.iri.value.removeprefix(f"{self._base}graph/")
            yield Triple(graph.iri, DCTERMS.title, Literal(name, language="en"))
            yield Triple(graph.iri, VOID.triples, _number(len(graph.triples)))

    def _linksets(self) -> Iterator[Triple]:
        for graph in self._content.graphs:
            if graph.layer == "links":
                yield from self._linksets_of(graph)

    def _linksets_of(self, graph: Graph) -> Iterator[Triple]:
        """Yield a linkset for each property and each dataset that is linked to.

        The graph also holds what is said of the links (who verified them), so
        it is not a linkset itself.
        """
        made = Counter(
            (_namespace(str(t.object)[1:-1]), t.predicate)
            for t in graph.triples
            if t.predicate in _LINKS
        )
        name = _local(graph.iri.value)
        for (space, predicate), count in sorted(made.items(), key=str):
            target = NamedNode(f"{self._document}#target-{_slug(space)}")
            links = f"#linkset-{name}-{_slug(space)}-{_local(predicate.value)}"
            linkset = NamedNode(self._document + links)
            yield Triple(graph.iri, VOID.subset, linkset)
            yield Triple(linkset, RDF.type, VOID.Linkset)
            yield Triple(linkset, VOID.subjectsTarget, self._dataset)
            yield Triple(linkset, VOID.objectsTarget, target)
            yield Triple(linkset, VOID.linkPredicate, predicate)
            yield Triple(linkset, VOID.triples, _number(count))
            yield Triple(target, RDF.type, VOID.Dataset)
            yield Triple(target, VOID.uriSpace, Literal(space))

    def _dump(self, dump: Dump) -> Iterator[Triple]:
        file = NamedNode(f"{self._release}dumps/{dump.name}")
        yield Triple(self._dataset, VOID.dataDump, file)
        yield from self._record.distribution(dump)

    def _sources(self) -> Iterator[Graph]:
        return (g for g in self._content.graphs if g.layer not in _UNUSED)

    def _about_itself(self) -> Iterator[Triple]:
        document = NamedNode(self._document)
        yield Triple(document, RDF.type, VOID.DatasetDescription)
        yield Triple(document, RDFS.seeAlso, NamedNode(f"{self._base}shapes"))
        yield Triple(document, RDFS.seeAlso, NamedNode(f"{self._base}schema"))
        yield Triple(document, FOAF.primaryTopic, self._dataset)

    def _all_classes(self) -> dict[str, int]:
        members = self._content.members
        return {iri: len(members[iri]) for iri in sorted(members)}

    def _ontologies(self) -> list[NamedNode]:
        """Return the ontologies of the project that are below its base."""
        found = {
            t.subject
            for graph in self._content.graphs
            if graph.layer == "ontology"
            for t in graph.triples
            if t.predicate == RDF.type and t.object == OWL.Ontology
        }
        named = [node for node in found if isinstance(node, NamedNode)]
        return sorted(named, key=lambda node: node.value)


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


def _local(iri: str) -> str:
    return re.sub(r"\W", "-", re.split(r"[#/]", iri)[-1])


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _slug(iri: str) -> str:
    return re.sub(r"\W+", "-", iri.partition("//")[2]).strip("-")

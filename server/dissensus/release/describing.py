"""Describe a release for machines: what it holds, and where to get it.

What ``data/dataset.ttl`` says of the dataset, and what only the build can
know: counts, files with size and checksum, time. No figure is typed by hand.

Source: VoID (W3C Interest Group Note, 2011); DCAT 3, sections 6.6 and 6.8;
SPDX 2.3, clause 8.4 for checksums; PROV-O, section 3.1.
"""

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from dissensus.namespaces import (
    DCAT,
    DCTERMS,
    OWL,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SD,
    SKOS,
    SPDX,
    VOID,
    XSD,
    Namespace,
    prefixes,
)
from dissensus.release.content import Content, Graph
from dissensus.release.dumps import Dump
from dissensus.sources import Project, owner_of

_IANA: Final = "https://www.iana.org/assignments/media-types/"
_GZIP: Final = NamedNode(f"{_IANA}application/gzip")
_FOAF: Final = Namespace(prefixes("")["foaf"])
_SHA256: Final = SPDX.checksumAlgorithm_sha256
_LINKS: Final = (SCHEMA.sameAs, SKOS.exactMatch, SKOS.closeMatch)


class Description:
    """The description of one release; ``triples`` has it all.

    Args:
        project: What it was made of.
        content: What it holds.
        release: Its id.
        created: When it was made, as xsd:dateTime in UTC.
    """

    def __init__(
        self, project: Project, content: Content, release: str, created: str
    ) -> None:
        self._project = project
        self._content = content
        self._base = content.base
        self._dataset = NamedNode(project.configuration.iri)
        self._document = f"{self._base}.well-known/void"
        self._release = f"{self._base}releases/{release}/"
        self._created = Literal(created, datatype=XSD.dateTime)

    def triples(self, dumps: tuple[Dump, ...]) -> list[Triple]:
        """Return the description of the release with these ``dumps``."""
        return [
            *self._authored(),
            *self._overview(),
            *self._partitions(),
            *self._parts(),
            *self._linksets(),
            *(t for dump in dumps for t in self._distribution(dump)),
            *self._provenance(),
        ]

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

    def _partitions(self) -> Iterator[Triple]:
        for number, (iri, count) in enumerate(self._all_classes().items(), start=1):
            part = NamedNode(f"{self._document}#class-{number}-{_local(iri)}")
            yield Triple(self._dataset, VOID.classPartition, part)
            yield Triple(part, VOID["class"], NamedNode(iri))
            yield Triple(part, VOID.entities, _number(count))
        properties = self._content.properties
        for number, (iri, count) in enumerate(properties.items(), start=1):
            part = NamedNode(f"{self._document}#property-{number}-{_local(iri)}")
            yield Triple(self._dataset, VOID.propertyPartition, part)
            yield Triple(part, VOID.property, NamedNode(iri))
            yield Triple(part, VOID.triples, _number(count))

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
                yield from self._linkset(graph)

    def _linkset(self, graph: Graph) -> Iterator[Triple]:
        yield Triple(graph.iri, RDF.type, VOID.Linkset)
        yield Triple(graph.iri, VOID.subjectsTarget, self._dataset)
        made = [t for t in graph.triples if t.predicate in _LINKS]
        for predicate in sorted({t.predicate for t in made}, key=str):
            yield Triple(graph.iri, VOID.linkPredicate, predicate)
        for space in sorted({_namespace(str(t.object)[1:-1]) for t in made}):
            target = NamedNode(f"{self._document}#target-{_slug(space)}")
            yield Triple(graph.iri, VOID.objectsTarget, target)
            yield Triple(target, RDF.type, VOID.Dataset)
            yield Triple(target, VOID.uriSpace, Literal(space))

    def _distribution(self, dump: Dump) -> Iterator[Triple]:
        file = NamedNode(f"{self._release}dumps/{dump.name}")
        checksum = NamedNode(f"{file.value}#checksum")
        yield Triple(self._dataset, DCAT.distribution, file)
        yield Triple(self._dataset, VOID.dataDump, file)
        yield Triple(file, RDF.type, DCAT.Distribution)
        title = f"{dump.format.name}{', gzipped' if dump.packed else ''}"
        yield Triple(file, DCTERMS.title, Literal(title, language="en"))
        yield Triple(file, DCAT.downloadURL, file)
        yield Triple(file, DCAT.accessURL, NamedNode(f"{self._base}dumps/"))
        yield Triple(file, DCAT.mediaType, NamedNode(_IANA + dump.format.type))
        if dump.packed:
            yield Triple(file, DCAT.compressFormat, _GZIP)
        yield Triple(file, DCTERMS.conformsTo, NamedNode(dump.format.iri))
        size = Literal(str(dump.size), datatype=XSD.nonNegativeInteger)
        yield Triple(file, DCAT.byteSize, size)
        license_ = NamedNode(self._project.configuration.license)
        yield Triple(file, DCTERMS.license, license_)
        yield Triple(file, DCTERMS.issued, self._created)
        yield Triple(file, SPDX.checksum, checksum)
        yield Triple(checksum, RDF.type, SPDX.Checksum)
        yield Triple(checksum, SPDX.algorithm, _SHA256)
        value = Literal(dump.sha256, datatype=XSD.hexBinary)
        yield Triple(checksum, SPDX.checksumValue, value)

    def _provenance(self) -> Iterator[Triple]:
        release = NamedNode(self._release)
        yield Triple(self._dataset, DCTERMS.modified, self._created)
        yield Triple(self._dataset, DCAT.hasCurrentVersion, release)
        yield Triple(release, RDF.type, DCAT.Dataset)
        yield Triple(release, RDF.type, PROV.Entity)
        yield Triple(release, DCAT.isVersionOf, self._dataset)
        yield Triple(release, PROV.generatedAtTime, self._created)
        title = f"Release {self._release.rstrip('/').rpartition('/')[2]}"
        yield Triple(release, DCTERMS.title, Literal(title, language="en"))
        license_ = NamedNode(self._project.configuration.license)
        yield Triple(release, DCTERMS.license, license_)
        document = NamedNode(self._document)
        yield Triple(document, RDF.type, VOID.DatasetDescription)
        yield Triple(document, RDFS.seeAlso, NamedNode(f"{self._base}shapes"))
        yield Triple(document, RDFS.seeAlso, NamedNode(f"{self._base}schema"))
        yield Triple(document, _FOAF.primaryTopic, self._dataset)

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

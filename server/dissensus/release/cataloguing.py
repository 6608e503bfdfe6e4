"""Say where a release can be had, whence it comes, and of what kind things are.

The part of the description that catalogues of datasets harvest. Types that
follow from a property's range are said outright: those who check records
(DCAT-AP) look for them and infer nothing.

Source: DCAT 3, sections 6.6 to 6.9 and 11; DCAT-AP 3.0.0; SPDX 2.3, clause 8.4
for checksums; PROV-O, section 3; schema.org/Dataset.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from dissensus.namespaces import (
    DCAT,
    DCTERMS,
    FOAF,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    SPDX,
    XSD,
)
from dissensus.packaging import Cover
from dissensus.release.dumps import Dump

_IANA: Final = "https://www.iana.org/assignments/media-types/"
_GZIP: Final = NamedNode(f"{_IANA}application/gzip")
_SHA256: Final = SPDX.checksumAlgorithm_sha256
_RANGES: Final = (
    (DCAT.mediaType, DCTERMS.MediaType),
    (DCAT.compressFormat, DCTERMS.MediaType),
    (DCTERMS.accessRights, DCTERMS.RightsStatement),
    (DCTERMS.conformsTo, DCTERMS.Standard),
    (DCTERMS.language, DCTERMS.LinguisticSystem),
    (DCTERMS.license, DCTERMS.LicenseDocument),
    (DCTERMS.publisher, FOAF.Agent),
    (DCTERMS.creator, FOAF.Agent),
    (DCTERMS.type, SKOS.Concept),
    (DCAT.landingPage, FOAF.Document),
    (SPDX.algorithm, SPDX.ChecksumAlgorithm),
)


class Record:
    """The catalogue's record of one release.

    Args:
        cover: What is said of it outside.
        previous: Id of the release before it; may be empty.
    """

    def __init__(self, cover: Cover, previous: str) -> None:
        self._cover = cover
        self._previous = previous
        self._dataset = NamedNode(cover.dataset)
        self._release = NamedNode(cover.address)
        self._license = NamedNode(cover.license)
        self._service = NamedNode(f"{cover.base}sparql")
        self._created = Literal(cover.created, datatype=XSD.dateTime)

    def distribution(self, dump: Dump) -> Iterator[Triple]:
        """Yield what is said of one file with the whole dataset."""
        file = NamedNode(f"{self._release.value}dumps/{dump.name}")
        plain = dump.format.type
        title = Literal(
            f"{dump.format.name}{', gzipped' if dump.packed else ''}", language="en"
        )
        size = Literal(str(dump.size), datatype=XSD.nonNegativeInteger)
        yield Triple(self._dataset, DCAT.distribution, file)
        yield Triple(self._dataset, SCHEMA.distribution, file)
        yield from _said(
            file,
            (RDF.type, DCAT.Distribution),
            (RDF.type, SCHEMA.DataDownload),
            (DCTERMS.title, title),
            (DCAT.downloadURL, file),
            (DCAT.accessURL, NamedNode(f"{self._cover.base}dumps/")),
            (DCAT.mediaType, NamedNode(_IANA + plain)),
            (DCTERMS.conformsTo, NamedNode(dump.format.iri)),
            (DCAT.byteSize, size),
            (DCTERMS.license, self._license),
            (DCTERMS.issued, self._created),
            (SCHEMA.contentUrl, file),
            (SCHEMA.encodingFormat, Literal(plain)),
            (SCHEMA.contentSize, Literal(f"{dump.size} B")),
            (SCHEMA.sha256, Literal(dump.sha256)),
        )
        if dump.packed:
            yield Triple(file, DCAT.compressFormat, _GZIP)
        checksum = NamedNode(f"{file.value}#checksum")
        yield Triple(file, SPDX.checksum, checksum)
        yield from _said(
            checksum,
            (RDF.type, SPDX.Checksum),
            (SPDX.algorithm, _SHA256),
            (SPDX.checksumValue, Literal(dump.sha256, datatype=XSD.hexBinary)),
        )

    def service(self) -> Iterator[Triple]:
        """Yield what is said of the endpoint."""
        title = Literal(f"SPARQL endpoint: {self._cover.title}", language="en")
        yield from _said(
            self._service,
            (RDF.type, DCAT.DataService),
            (DCTERMS.title, title),
            (DCAT.endpointURL, self._service),
            (DCAT.endpointDescription, self._service),
            (DCAT.servesDataset, self._dataset),
            (DCTERMS.license, self._license),
            (
                DCTERMS.conformsTo,
                NamedNode("https://www.w3.org/TR/sparql11-protocol/"),
            ),
        )

    def versions(self) -> Iterator[Triple]:
        """Yield which version of the dataset the release is, and after which."""
        cover = self._cover
        yield Triple(self._dataset, DCTERMS.modified, self._created)
        yield Triple(self._dataset, DCAT.hasCurrentVersion, self._release)
        yield Triple(self._dataset, DCAT.hasVersion, self._release)
        yield from _said(
            self._release,
            (RDF.type, DCAT.Dataset),
            (RDF.type, PROV.Entity),
            (DCAT.isVersionOf, self._dataset),
            (DCAT.version, Literal(cover.number)),
            (DCTERMS.title, Literal(f"Release {cover.release}", language="en")),
            (
                DCTERMS.description,
                Literal(f"{cover.title}: state of {cover.day}", language="en"),
            ),
            (DCTERMS.identifier, Literal(f"sha256:{cover.content}")),
            (DCTERMS.issued, self._created),
            (DCTERMS.license, self._license),
        )
        if self._previous:
            before = NamedNode(f"{cover.base}releases/{self._previous}/")
            yield Triple(self._release, DCAT.previousVersion, before)
            yield Triple(self._release, PROV.wasRevisionOf, before)

    def origin(self, sources: Iterable[NamedNode]) -> Iterator[Triple]:
        """Yield how the release came about, from the named graphs ``sources``."""
        build = NamedNode(f"{self._release.value}#build")
        program = NamedNode(f"{self._release.value}#program")
        yield from _said(
            self._release,
            (PROV.wasGeneratedBy, build),
            (PROV.generatedAtTime, self._created),
        )
        yield from _said(
            build,
            (RDF.type, PROV.Activity),
            (RDFS.label, Literal("Reasoning, validation, publication", language="en")),
            (PROV.endedAtTime, self._created),
            (PROV.wasAssociatedWith, program),
            *((PROV.used, source) for source in sources),
        )
        yield from _said(
            program,
            (RDF.type, PROV.SoftwareAgent),
            (RDFS.label, Literal(self._cover.program)),
        )

    def search_engines(self) -> Iterator[Triple]:
        """Yield the dataset in the words that search engines for data read."""
        cover = self._cover
        yield from _said(
            self._dataset,
            (RDF.type, SCHEMA.Dataset),
            (SCHEMA.name, Literal(cover.title, language="en")),
            (SCHEMA.description, Literal(cover.abstract, language="en")),
            (SCHEMA.url, NamedNode(cover.base)),
            (SCHEMA.license, self._license),
            (SCHEMA.version, Literal(cover.version)),
            (SCHEMA.dateModified, self._created),
            (SCHEMA.isAccessibleForFree, Literal(True)),
            *((SCHEMA.creator, NamedNode(maker.iri)) for maker in cover.makers),
            *((SCHEMA.keywords, Literal(k, language="en")) for k in cover.keywords),
        )
        for maker in cover.makers:
            node = NamedNode(maker.iri)
            kind = SCHEMA.Person if maker.is_person else SCHEMA.Organization
            yield Triple(node, RDF.type, kind)
            yield Triple(node, FOAF.name, Literal(maker.name))
            yield Triple(node, SCHEMA.name, Literal(maker.name))


def kinds(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield the classes of what ``triples`` point at, as the properties' ranges.

    A concept has a name, too, or it is none to DCAT-AP: the end of its IRI.
    """
    ranges = dict(_RANGES)
    for triple in triples:
        if triple.predicate in ranges and isinstance(triple.object, NamedNode):
            yield Triple(triple.object, RDF.type, ranges[triple.predicate])
        if triple.predicate == DCTERMS.type and isinstance(triple.object, NamedNode):
            name = re.split("[/#]", triple.object.value.rstrip("/#"))[-1]
            yield Triple(triple.object, SKOS.prefLabel, Literal(name, language="en"))


def _said(
    subject: NamedNode, *pairs: tuple[NamedNode, NamedNode | Literal]
) -> Iterator[Triple]:
    for property_, value in pairs:
        yield Triple(subject, property_, value)

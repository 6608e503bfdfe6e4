"""Read what a project says of itself: the description in ``data/dataset.ttl``.

The description of the dataset is its configuration: title, licence and base
IRI are stated once, as RDF that is published like everything else.

Source: Data Catalog Vocabulary 3, section 6.6; VoID, sections 2 and 4.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from dissensus.errors import BadConfiguration, MissingSource, Place
from dissensus.iris import Base
from dissensus.namespaces import DCAT, DCTERMS, OWL, RDF, VOID

DATASET: Final = PurePosixPath("data/dataset.ttl")
_SEE: Final = "https://www.w3.org/TR/void/#pattern"


@dataclass(frozen=True)
class Configuration:
    """What ``data/dataset.ttl`` says of the dataset.

    Attributes:
        iri: The dataset's own IRI.
        base: Below it the dataset mints its entities (``void:uriSpace``).
        title: One per language tag, English at least.
        description: One per language tag; may be empty.
        version: As in ``dcat:version``, for example ``0.1.0``.
        license: IRI of the licence of the data.
        examples: Entities worth a first look (``void:exampleResource``).
    """

    iri: str
    base: Base
    title: Mapping[str, str]
    description: Mapping[str, str]
    version: str
    license: str
    examples: tuple[str, ...] = ()


def read_configuration(quads: Iterable[Quad]) -> Configuration:
    """Return the configuration that the quads of ``data/dataset.ttl`` state.

    Raises:
        BadConfiguration: There is not exactly one dataset, or it lacks its
            title, base IRI, version or licence.
    """
    quads = tuple(quads)
    subject = _dataset(quads)
    said = _Said(subject, quads)
    base = said.one(VOID.uriSpace, '"https://example.org/" (ends in a slash)')
    try:
        checked = Base(NamedNode(base).value)
    except ValueError as error:
        raise _bad(
            f"The base IRI {base!r} is not an http IRI that ends in a slash.",
            'Write void:uriSpace "https://example.org/".',
        ) from error
    title = said.by_language(DCTERMS.title)
    if "en" not in title:
        raise _bad(
            f"<{subject.value}> has no English title.",
            'Add dcterms:title "..."@en.',
        )
    return Configuration(
        iri=subject.value,
        base=checked,
        title=title,
        description=said.by_language(DCTERMS.description),
        version=said.one(DCAT.version, '"0.1.0"', OWL.versionInfo),
        license=said.iri(DCTERMS.license, "<IRI of the licence>"),
        examples=said.all(VOID.exampleResource),
    )


def missing_configuration() -> MissingSource:
    """Return the fault of a project without ``data/dataset.ttl``."""
    return MissingSource(
        f"There is no {DATASET}.",
        place=Place(DATASET),
        hint="Describe the dataset there: a dcat:Dataset with dcterms:title, "
        "dcterms:license, dcat:version and void:uriSpace, the base IRI.",
        see=_SEE,
    )


class _Said:
    """What the file says of one subject."""

    def __init__(self, subject: NamedNode, quads: Iterable[Quad]) -> None:
        self._subject = subject
        self._quads = [quad for quad in quads if quad.subject == subject]

    def all(self, *predicates: NamedNode) -> tuple[str, ...]:
        return tuple(
            sorted(
                quad.object.value
                for quad in self._quads
                if quad.predicate in predicates
                and isinstance(quad.object, NamedNode | Literal)
            )
        )

    def one(
        self, predicate: NamedNode, example: str, other: NamedNode | None = None
    ) -> str:
        values = self.all(predicate) or (self.all(other) if other else ())
        local = predicate.value.rpartition("#")[2].rpartition("/")[2]
        if len(values) != 1:
            raise _bad(
                f"<{self._subject.value}> has {len(values)} values of {local} "
                f"(<{predicate.value}>), not one.",
                f"State it once, for example {example}.",
            )
        return values[0]

    def iri(self, predicate: NamedNode, example: str) -> str:
        value = self.one(predicate, example)
        try:
            return NamedNode(value).value
        except ValueError as error:
            raise _bad(
                f"{value!r} as <{predicate.value}> is not an IRI.",
                f"State it as an IRI: {example}.",
            ) from error

    def by_language(self, predicate: NamedNode) -> dict[str, str]:
        return {
            quad.object.language or "": quad.object.value
            for quad in self._quads
            if quad.predicate == predicate and isinstance(quad.object, Literal)
        }


def _dataset(quads: Iterable[Quad]) -> NamedNode:
    """Return the one dataset that has a base IRI; linksets and parts have none."""
    quads = tuple(quads)
    spaces = {quad.subject for quad in quads if quad.predicate == VOID.uriSpace}
    found = {
        quad.subject
        for quad in quads
        if quad.predicate == RDF.type
        and quad.object in {DCAT.Dataset, VOID.Dataset}
        and quad.subject in spaces
    }
    if len(found) != 1:
        raise _bad(
            f"{len(found)} datasets state a base IRI, not one.",
            'Give one dcat:Dataset its void:uriSpace "https://example.org/".',
        )
    (subject,) = found
    if not isinstance(subject, NamedNode):
        raise _bad("The dataset has no IRI.", "Name it: <https://example.org/dataset>.")
    return subject


def _bad(summary: str, hint: str) -> BadConfiguration:
    return BadConfiguration(summary, place=Place(DATASET), hint=hint, see=_SEE)

"""Say of a document what machines follow: whose it is, what it is about, its parts.

The same links leave in three ways: as ``Link`` headers, as ``<link>`` elements
of a page, and as a link set of its own (``views/linksets.py``).

Source: FAIR Signposting Profile, levels 1 and 2; RFC 8288 (Link); RFC 8574
(cite-as); RFC 6892 (describes); RFC 9264 (linkset).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.namespaces import DCTERMS, OWL, RDF, SCHEMA
from dissensus.release.dumps import SUMS
from dissensus.web.negotiation import GRAPH_OFFERS, HTML_TYPE, file_type
from dissensus.web.site import Site

LINKSET_TYPES: Final = {
    "json": "application/linkset+json",
    "txt": "application/linkset",
}
VOID_PATH: Final = "/.well-known/void"
_TRUE: Final = Literal(True)
_KINDS_SHOWN: Final = 4


@dataclass(frozen=True)
class Signpost:
    """One link of a document: to a path of this site, or to an IRI.

    Attributes:
        rel: The kind of link, as registered with IANA.
        target: Where it leads.
        type: The media type of what is there; empty when that is not known.
    """

    rel: str
    target: str
    type: str = ""


def signposts(here: Site, iri: str) -> tuple[Signpost, ...]:
    """Return the links of the document about ``iri``, its other forms left out."""
    return tuple(_signposts(here, iri))


def _signposts(here: Site, iri: str) -> Iterator[Signpost]:
    document = here.base.document(iri)
    yield Signpost("canonical", address(here, document))
    yield Signpost("cite-as", iri)
    yield Signpost("describes", iri)
    for offer in GRAPH_OFFERS:
        path = here.form(iri, offer.suffix)
        yield Signpost("describedby", path, offer.media_type)
    yield Signpost("describedby", VOID_PATH)
    yield Signpost("type", SCHEMA.AboutPage.value)
    for kind in _kinds(here, iri):
        yield Signpost("type", kind)
    yield from of_dataset(here)
    if iri == here.dataset:
        for name in here.dumps:
            if name != SUMS:
                plain = file_type(name).partition(";")[0]
                yield Signpost("item", f"/dumps/{name}", plain)
    elif here.dataset:
        path = here.base.document(here.dataset)
        yield Signpost("collection", path, HTML_TYPE)
    for suffix, media_type in LINKSET_TYPES.items():
        yield Signpost("linkset", f"/linkset.{suffix}{document}", media_type)


def of_dataset(here: Site) -> Iterator[Signpost]:
    """Yield what holds of everything that the dataset has: licence and authors."""
    if here.license:
        yield Signpost("license", here.license)
    for author in here.authors:
        yield Signpost("author", author)


def address(here: Site, target: str) -> str:
    """Return the canonical address of a path of this site; an IRI as it is."""
    if not target.startswith("/") or here.opened:
        return target
    return here.base.iri + target.removeprefix("/")


def _kinds(here: Site, iri: str) -> list[str]:
    """Return the first classes that somebody said the entity is of."""
    found = here.holdings.backend.quads(NamedNode(iri), RDF.type, None, None)
    stated = {
        quad.object.value
        for quad in found
        if quad.graph_name != here.holdings.inferred
        and isinstance(quad.graph_name, NamedNode)
        and isinstance(quad.object, NamedNode)
        and quad.object != OWL.NamedIndividual
    }
    return sorted(stated)[:_KINDS_SHOWN]


def successors(here: Site, iri: str) -> list[str]:
    """Return what the release names in the place of ``iri``."""
    found = here.holdings.backend.quads(NamedNode(iri), DCTERMS.isReplacedBy, None)
    iris = {quad.object.value for quad in found if isinstance(quad.object, NamedNode)}
    return sorted(iris)


def is_withdrawn(here: Site, iri: str) -> bool:
    """Return whether ``iri`` was an entity of the dataset, and is one no more.

    A term that is deprecated is none of these: whoever uses it must still be
    able to look up what it means.
    """
    if not iri.startswith(f"{here.base.iri}id/"):
        return False
    found = here.holdings.backend.quads(NamedNode(iri), OWL.deprecated, None)
    return any(quad.object == _TRUE for quad in found)

"""Find the versions of the ontology in the releases that are kept.

An ontology says of itself which version it is (``owl:versionIRI``), and each
release keeps it as its authors wrote it. So an older version is served for as
long as a release that holds it is kept, and what has changed can be told.

Source: OWL 2 Structural Specification, section 3.1 (ontology and version IRI).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, pairwise
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from dissensus.catalog import Catalog
from dissensus.description import Changes, compare
from dissensus.namespaces import OWL, RDF
from dissensus.release.disk import digest_of
from dissensus.web.site import Site


@dataclass(frozen=True)
class Edition:
    """The ontology as one release holds it.

    Attributes:
        release: The id of the release.
        file: The ontology as authored.
        digest: SHA-256 of the file.
        iri: Its version IRI; empty when it has none.
        version: Its version in words; empty when it has none.
    """

    release: str
    file: Path
    digest: str
    iri: str
    version: str


@dataclass(frozen=True)
class Step:
    """From one text of the ontology to the next."""

    older: Edition
    newer: Edition
    changes: Changes


def read_editions(here: Site) -> tuple[Edition, ...]:
    """Return the ontology of each release that is kept, newest first.

    Takes 20 ms for each release that was not asked for before.
    """
    folder = here.folder.parent
    names = [] if here.opened else Catalog(folder).releases()
    found = (_edition(folder / name, here.ontology) for name in names)
    return tuple(edition for edition in found if edition)


def read_steps(editions: tuple[Edition, ...], until: str) -> Iterator[Step]:
    """Yield what changed each time that the ontology did, newest first.

    Args:
        editions: As ``read_editions`` returns them.
        until: The id of the newest release that is to be told of.
    """
    known = dropwhile(lambda edition: edition.release != until, editions)
    for newer, older in pairwise(known):
        if newer.digest != older.digest:
            yield Step(older, newer, _changes(older.file, newer.file))


@lru_cache(maxsize=64)
def _edition(folder: Path, ontology: str) -> Edition | None:
    """Return the ontology of the release in ``folder``, which never changes."""
    node = NamedNode(ontology)
    for file in sorted((folder / "sources" / "ontology").rglob("*.ttl")):
        header = [quad for quad in _quads(file) if quad.subject == node]
        if any(q.predicate == RDF.type and q.object == OWL.Ontology for q in header):
            iris = [q.object for q in header if q.predicate == OWL.versionIRI]
            texts = [q.object for q in header if q.predicate == OWL.versionInfo]
            iri = next((i.value for i in iris if isinstance(i, NamedNode)), "")
            text = next((t.value for t in texts if isinstance(t, Literal)), "")
            digest = digest_of(file)
            return Edition(folder.name, file, digest, iri, text)
    return None


@lru_cache(maxsize=16)
def _changes(older: Path, newer: Path) -> Changes:
    return compare(_quads(older), _quads(newer))


def _quads(file: Path) -> Iterator[Quad]:
    return parse(path=str(file), format=RdfFormat.TURTLE, rename_blank_nodes=True)

"""Give out files of a release as their authors wrote them.

Turtle is the file itself, comments included; the other forms are made from it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)

from dissensus.backends import in_memory
from dissensus.description import Holdings
from dissensus.formats import write_graph
from dissensus.web.negotiation import Offer
from dissensus.web.site import Site


def authored(here: Site, files: Iterable[Path], offer: Offer) -> bytes:
    """Return ``files`` as one document in the form of ``offer``."""
    if offer.format is None:
        raise TypeError(offer.name)
    if offer.suffix == "ttl":
        return b"\n".join(file.read_bytes() for file in files)
    said = Dataset(quad for file in files for quad in _parsed(file))
    # Names of blank nodes are drawn by lot; the same release gives the same bytes.
    said.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return write_graph((q.triple for q in said), offer.format, here.base)


def held_in(here: Site, files: Iterable[Path]) -> Holdings:
    """Return what ``files`` say, each in a graph called after its path."""
    sources = here.folder / "sources"
    quads = (
        Quad(q.subject, q.predicate, q.object, NamedNode(f"file:{path}"))
        for file in files
        for path in (file.relative_to(sources).as_posix(),)
        for q in _parsed(file)
    )
    return Holdings(in_memory(quads), here.base.iri)


def shape_files(here: Site) -> list[Path]:
    """Return the files that hold the shapes of the release."""
    return sorted((here.folder / "sources" / "shapes").rglob("*.ttl"))


def _parsed(file: Path) -> Iterator[Quad]:
    return parse(path=str(file), format=RdfFormat.TURTLE, rename_blank_nodes=True)

"""Give a release its covers and pack it: what outlives the server.

The folder of a release is an RO-Crate, and so is the archive with the same
files. Left out is what was made of the rest: store, search index, answers that
pages show, and what the rules found.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

import dissensus
from dissensus.namespaces import DCAT, DCTERMS, DIS, FOAF, RDF, SCHEMA
from dissensus.packaging import (
    Cover,
    Maker,
    Part,
    write_citation,
    write_crate,
    write_deposit,
    write_readme,
    write_zip,
)
from dissensus.release.content import Content
from dissensus.release.disk import files_below
from dissensus.sources import Configuration
from dissensus.tables import Facts

ARCHIVE: Final = "archive.zip"
CITATION: Final = "CITATION.cff"
CRATE: Final = "ro-crate-metadata.json"
DEPOSIT: Final = ".zenodo.json"
README: Final = "README.md"
_MADE: Final = ("search.sqlite", "learn.json", "answers.json", "judged.json")
_LEFT_OUT: Final = ("store/", *_MADE)
_PERSONS: Final = (DIS.Person, FOAF.Person, SCHEMA.Person)
_TYPES: Final[Mapping[str, str]] = {
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".json": "application/json",
    ".md": "text/markdown",
    ".nq": "application/n-quads",
    ".rq": "application/sparql-query",
    ".toml": "application/toml",
    ".ttl": "text/turtle",
    ".zip": "application/zip",
}
# The longest that fits the beginning or the end of a path says what it is.
_ABOUT: Final[Mapping[str, str]] = {
    "dumps/SHA256SUMS": "Checksums of the files beside it",
    "dumps/tables/": "Table of the members of a class",
    "dumps/tables/csv-metadata.json": "What the columns of the tables mean (CSVW)",
    ".csv.zip": "All tables in one archive",
    ".ttl": "All statements, as Turtle",
    ".ttl.gz": "All statements, as Turtle, gzipped",
    ".nq": "All statements with their graphs, as sorted N-Quads",
    ".nt.gz": "All statements, as N-Triples, gzipped",
    ".jsonld.gz": "All statements, as JSON-LD, gzipped",
    ".rdf.gz": "All statements, as RDF/XML, gzipped",
    ".trig.gz": "All statements with their graphs, as TriG, gzipped",
    "sources/": "As its authors wrote it",
    "description.ttl": "Description of dataset and release (VoID, DCAT, PROV)",
    "report.": "What validation found",
    "schema.json": "Which classes and properties are used how",
    "coverage.json": "How far the reading of the texts has come",
    CITATION: "How to cite the release",
    DEPOSIT: "Record for a deposit in a repository",
}


def cover_of(
    content: Content, about: Configuration, release: str, created: str, facts: Facts
) -> Cover:
    """Return what stands on the cover of a release.

    Args:
        content: What it holds.
        about: What its authors say of the dataset.
        release: Its id.
        created: When it was made, ISO 8601.
        facts: Labels of those who made it.
    """
    dataset = NamedNode(about.iri)
    said = [t for t in content.merge if t.subject == dataset]
    return Cover(
        release=release,
        content=content.digest,
        created=created,
        base=content.base,
        dataset=about.iri,
        title=about.title["en"],
        description=about.description.get("en", ""),
        version=about.version,
        license=about.license,
        makers=_makers(said, content, facts),
        keywords=_keywords(said),
        counts=content.counts,
        program=f"dissensus {dissensus.__version__}",
    )


def wrap(folder: Path, cover: Cover) -> int:
    """Write covers and archive into the release in ``folder``.

    All else must have been written but the manifest. Returns the size of the
    archive in bytes.
    """
    (folder / CITATION).write_bytes(write_citation(cover))
    (folder / DEPOSIT).write_bytes(write_deposit(cover))
    parts = _parts(folder)
    (folder / README).write_bytes(write_readme(cover, parts))
    (folder / CRATE).write_bytes(write_crate(cover, _parts(folder)))
    names = (part.path for part in _parts(folder))
    archive = folder / ARCHIVE
    write_zip(archive, folder, names, cover.created)
    return archive.stat().st_size


def _makers(said: list[Triple], content: Content, facts: Facts) -> tuple[Maker, ...]:
    """Return the creators that ``said`` names, else the publishers."""
    for property_ in (DCTERMS.creator, DCTERMS.publisher):
        iris = {
            t.object.value
            for t in said
            if t.predicate == property_ and isinstance(t.object, NamedNode)
        }
        if iris:
            nodes = {NamedNode(iri) for iri in iris}
            persons = {
                t.subject
                for t in content.merge
                if t.subject in nodes
                and t.predicate == RDF.type
                and t.object in _PERSONS
            }
            return tuple(
                Maker(n.value, facts.label(n.value) or n.value, n in persons)
                for n in sorted(nodes, key=str)
            )
    return ()


def _keywords(said: list[Triple]) -> tuple[str, ...]:
    found = {
        t.object.value
        for t in said
        if t.predicate == DCAT.keyword
        and isinstance(t.object, Literal)
        and t.object.language in {None, "en"}
    }
    return tuple(sorted(found))


def _parts(folder: Path) -> tuple[Part, ...]:
    return tuple(
        Part(name, int(file["size"]), str(file["sha256"]), _type(name), _about(name))
        for name, file in files_below(folder).items()
        if not name.startswith(_LEFT_OUT)
    )


def _type(name: str) -> str:
    return _TYPES.get(Path(name).suffix, "text/plain")


def _about(name: str) -> str:
    fitting = [key for key in _ABOUT if name.startswith(key) or name.endswith(key)]
    if name.startswith("sources/"):
        fitting = ["sources/"]
    return _ABOUT[max(fitting, key=len)] if fitting else "About the release"

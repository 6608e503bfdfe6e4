"""Write the dumps: the whole release as files, for whoever downloads it.

They hold no fact of the build (no time, no number of the release), so that
equal sources give equal bytes; those facts stand in the description.

The N-Quads are sorted as ``LC_ALL=C sort`` has them: the digest of that file
is the digest of the release, of which its name bears the beginning.

Source: RFC 1952 (gzip), section 2.3.1: MTIME 0 means no time stamp.
"""

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dissensus.formats import Format, by_suffix, write_sorted
from dissensus.iris import Base
from dissensus.packaging import write_zip
from dissensus.release.content import Content
from dissensus.release.disk import digest_of, files_below
from dissensus.sources import Configuration
from dissensus.tables import Facts, write_tables

NAME: Final = "dissensus"
SUMS: Final = "SHA256SUMS"
TABLES: Final = "tables"
TABLES_ARCHIVE: Final = f"{NAME}.csv.zip"
_PLAIN: Final = ("ttl", "nq")
_PACKED: Final = ("ttl", "nt", "jsonld", "rdf", "trig")
_WITH_GRAPHS: Final = ("trig",)
_SORTED: Final = "nq"
_LEVEL: Final = 6


@dataclass(frozen=True)
class Dump:
    """One file of the whole release.

    Attributes:
        name: Of the file, for example ``dissensus.nt.gz``.
        format: What is written in it.
        packed: Whether it is gzipped.
        size: In bytes, as downloaded.
        sha256: Of the bytes as downloaded, in hexadecimal.
    """

    name: str
    format: Format
    packed: bool
    size: int
    sha256: str


def write_dumps(content: Content, folder: Path) -> tuple[Dump, ...]:
    """Write all dumps into the new ``folder``.

    TriG and N-Quads hold the named graphs, every other format the merge. Takes
    0.5 CPU s for 24,000 triples, most of it JSON-LD and gzip.

    Raises:
        NotAcceptable: A triple cannot be written as RDF/XML.
    """
    folder.mkdir()
    base = Base(content.base)
    dumps = []
    for suffix in dict.fromkeys((*_PLAIN, *_PACKED)):
        format_ = by_suffix(suffix)
        if suffix == _SORTED:
            data = content.nquads()
        else:
            statements = content.quads if suffix in _WITH_GRAPHS else content.merge
            data = write_sorted(statements, format_, base)
        if suffix in _PLAIN:
            dumps.append(_written(folder / f"{NAME}.{suffix}", data, format_))
        if suffix in _PACKED:
            data = gzip.compress(data, compresslevel=_LEVEL, mtime=0)
            dumps.append(_written(folder / f"{NAME}.{suffix}.gz", data, format_))
    return tuple(dumps)


def write_downloads(
    content: Content, about: Configuration, facts: Facts, folder: Path
) -> tuple[Dump, ...]:
    """Write dumps, tables and the checksums of all into the new ``folder``.

    Raises:
        NotAcceptable: A triple cannot be written as RDF/XML.
    """
    dumps = write_dumps(content, folder)
    write_tables(facts, folder / TABLES, about.title["en"], about.license)
    names = (f"{TABLES}/{file.name}" for file in (folder / TABLES).iterdir())
    write_zip(folder / TABLES_ARCHIVE, folder, names)
    sums = (f"{file['sha256']}  {name}\n" for name, file in files_below(folder).items())
    (folder / SUMS).write_text("".join(sums), encoding="ascii")
    return dumps


def facts_of(content: Content) -> Facts:
    """Return what is stated of the entities of a release, to be tabulated."""
    stated = (
        triple
        for graph in content.graphs
        if graph.layer != "inferred"
        for triple in graph.triples
    )
    return Facts(content.entities, stated, content.merge, content.base)


def _written(path: Path, data: bytes, format_: Format) -> Dump:
    path.write_bytes(data)
    return Dump(
        name=path.name,
        format=format_,
        packed=path.suffix == ".gz",
        size=len(data),
        sha256=digest_of(path),
    )

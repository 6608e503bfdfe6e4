"""Write the dumps: the whole release as files, for whoever downloads it.

They hold no fact of the build (no time, no number of the release), so that
equal sources give equal bytes; those facts stand in the description.

Source: RFC 1952 (gzip), section 2.3.1: MTIME 0 means no time stamp.
"""

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dissensus.formats import Format, by_suffix, write_sorted
from dissensus.iris import Base
from dissensus.release.content import Content
from dissensus.release.disk import digest_of

NAME: Final = "dissensus"
SUMS: Final = "SHA256SUMS"
_PLAIN: Final = ("ttl",)
_PACKED: Final = ("ttl", "nt", "jsonld", "rdf", "trig")
_WITH_GRAPHS: Final = ("trig",)
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
    """Write all dumps and their checksums into the new ``folder``.

    TriG holds the named graphs, every other format the merge. Takes
    0.5 CPU s for 24,000 triples, most of it JSON-LD and gzip.

    Raises:
        NotAcceptable: A triple cannot be written as RDF/XML.
    """
    folder.mkdir()
    base = Base(content.base)
    dumps = []
    for suffix in dict.fromkeys((*_PLAIN, *_PACKED)):
        format_ = by_suffix(suffix)
        statements = content.quads if suffix in _WITH_GRAPHS else content.merge
        data = write_sorted(statements, format_, base)
        if suffix in _PLAIN:
            dumps.append(_written(folder / f"{NAME}.{suffix}", data, format_))
        if suffix in _PACKED:
            data = gzip.compress(data, compresslevel=_LEVEL, mtime=0)
            dumps.append(_written(folder / f"{NAME}.{suffix}.gz", data, format_))
    sums = "".join(f"{dump.sha256}  {dump.name}\n" for dump in dumps)
    (folder / SUMS).write_text(sums, encoding="ascii")
    return tuple(dumps)


def _written(path: Path, data: bytes, format_: Format) -> Dump:
    path.write_bytes(data)
    return Dump(
        name=path.name,
        format=format_,
        packed=path.suffix == ".gz",
        size=len(data),
        sha256=digest_of(path),
    )

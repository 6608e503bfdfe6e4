"""Write ``README.md``: what somebody reads who unpacks a release in ten years."""

from collections.abc import Iterable
from typing import Final

from dissensus.packaging.cover import Cover, Part

_TEXT: Final = """\
# {title}

{description}

Release {release} of {day}, version {version}:
{triples} statements about {entities} entities.
Its address is <{address}>, that of the dataset whatever its release <{dataset}>.
Licence of the data: <{license}>.

## What is here

| file | bytes | what it is |
| --- | ---: | --- |
{files}

## Is it whole?

    cd dumps && sha256sum -c SHA256SUMS

## Is it this release?

The digest of a release is the SHA-256 of its statements as sorted N-Quads. Its first
twelve digits are the second part of the release's name, {release}:

    LC_ALL=C sort -u dumps/dissensus.nq | sha256sum

gives {content}.

## How to cite it

See CITATION.cff, which reference managers and repositories read.
"""


def write_readme(cover: Cover, parts: Iterable[Part]) -> bytes:
    """Return the first thing to read in a folder with ``parts``."""
    rows = (f"| {part.path} | {part.size} | {part.about} |" for part in parts)
    text = _TEXT.format(
        title=cover.title,
        description=cover.description,
        release=cover.release,
        day=cover.day,
        version=cover.version,
        triples=cover.counts["triples"],
        entities=cover.counts["entities"],
        address=cover.address,
        dataset=cover.dataset,
        license=cover.license,
        files="\n".join(rows),
        content=cover.content,
    )
    return text.encode()

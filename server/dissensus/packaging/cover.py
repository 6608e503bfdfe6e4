"""What is said of a release on its cover, whatever form the cover has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_SPDX: Final[Mapping[str, str]] = {
    "publicdomain/zero/1.0": "CC0-1.0",
    "licenses/by/4.0": "CC-BY-4.0",
    "licenses/by-sa/4.0": "CC-BY-SA-4.0",
    "licenses/by-nc/4.0": "CC-BY-NC-4.0",
    "licenses/by-nc-sa/4.0": "CC-BY-NC-SA-4.0",
    "licenses/by-nd/4.0": "CC-BY-ND-4.0",
    "licenses/by-nc-nd/4.0": "CC-BY-NC-ND-4.0",
}


@dataclass(frozen=True)
class Maker:
    """Somebody who made the dataset.

    Attributes:
        iri: Who it is.
        name: What they are called.
        is_person: Whether the dataset says that it is a person.
    """

    iri: str
    name: str
    is_person: bool = False


@dataclass(frozen=True)
class Part:
    """One file of the release.

    Attributes:
        path: Below the release.
        size: In bytes.
        sha256: In hexadecimal.
        media_type: Without parameters.
        about: What it is, in a phrase.
    """

    path: str
    size: int
    sha256: str
    media_type: str
    about: str


@dataclass(frozen=True)
class Cover:
    """What a release says of itself outside.

    Attributes:
        release: Its id.
        content: SHA-256 of its sorted N-Quads, in hexadecimal.
        created: UTC, ``YYYY-MM-DDThh:mm:ssZ``.
        base: IRI below which the dataset mints its own.
        dataset: IRI of the dataset.
        title: In English.
        description: In English; may be empty.
        version: As its authors number it.
        license: IRI.
        makers: Those whom the dataset names as creators, else as publishers.
        keywords: In English, sorted.
        counts: Figures, by name.
        program: Name and version of what built it.
    """

    release: str
    content: str
    created: str
    base: str
    dataset: str
    title: str
    description: str
    version: str
    license: str
    makers: tuple[Maker, ...]
    keywords: tuple[str, ...]
    counts: Mapping[str, int]
    program: str

    @property
    def address(self) -> str:
        """The IRI of the release, ending in a slash."""
        return f"{self.base}releases/{self.release}/"

    @property
    def day(self) -> str:
        """When it was made: ``YYYY-MM-DD``."""
        return self.created[:10]

    @property
    def number(self) -> str:
        """Version and release: which state this is, for whoever cites it."""
        return f"{self.version} (release {self.release})"

    @property
    def abstract(self) -> str:
        """What the dataset says of itself, or at least its title."""
        return self.description or self.title

    @property
    def spdx(self) -> str:
        """The licence's name at SPDX, or ``""`` where it is not known here."""
        path = self.license.partition("creativecommons.org/")[2].strip("/")
        return _SPDX.get(path, "")

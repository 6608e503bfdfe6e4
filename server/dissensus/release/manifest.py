"""The manifest: what a release is, file by file, and how it came about.

``manifest.json`` names size and SHA-256 of every other file of the release;
``manifest.sha256`` names its own. Nothing else can tell a damaged release:
the store opens with a flipped byte unnoticed.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from dissensus.errors import DamagedRelease

NAME: Final = "manifest.json"
SEAL: Final = "manifest.sha256"


@dataclass(frozen=True)
class Manifest:
    """What ``manifest.json`` says.

    Attributes:
        id: ``{sequence}-{first 12 digits of the content's SHA-256}``.
        sequence: 1 for the first release of a folder; one more for each.
        content: SHA-256 of the sorted N-Quads, in hexadecimal.
        fingerprint: Of the sources and the program; see ``sources``.
        created: UTC, ``YYYY-MM-DDThh:mm:ssZ``.
        previous: Id of the release that was current then; empty for the first.
        languages: Of labels: English, then the most used; empty if not counted.
        base: IRI below which the dataset mints its own.
        dataset: IRI of the dataset.
        title: One per language tag.
        description: One per language tag.
        version: Of the dataset, as its authors number it.
        license: IRI of the licence.
        examples: IRIs of entities worth a first look.
        counts: ``triples`` of the merge, ``asserted``, ``ontology``,
            ``inferred``, ``entities`` and ``quads``.
        classes: How many entities each class has, inferred ones included.
        graphs: By IRI: ``layer`` and number of ``triples``.
        findings: How often validation found each code.
        rules: How many triples each rule of the closure gave.
        stages: Seconds that each stage of building took.
        versions: Of the program and of the libraries that it used.
        files: By path below the release: ``size`` in bytes and ``sha256``.
    """

    id: str
    sequence: int
    content: str
    fingerprint: str
    created: str
    base: str
    dataset: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    version: str
    license: str
    examples: tuple[str, ...]
    counts: Mapping[str, int]
    classes: Mapping[str, int]
    graphs: Mapping[str, Mapping[str, Any]]
    previous: str = ""
    languages: tuple[str, ...] = ()
    findings: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def with_files(self, files: Mapping[str, Mapping[str, Any]]) -> "Manifest":
        """Return this manifest with ``files`` as its list of files."""
        return replace(self, files=files)

    def document(self) -> dict[str, Any]:
        """Return what ``manifest.json`` says, for JSON."""
        return asdict(self) | {"graph_groups": self.graph_groups}

    @property
    def graph_groups(self) -> dict[str, list[str]]:
        """The virtual graphs that FROM may name, and the graphs they stand for."""
        layers = {iri: graph["layer"] for iri, graph in self.graphs.items()}
        return group_graphs(self.base, layers)


def group_graphs(base: str, layers: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the virtual graphs of a release, and the graphs they stand for.

    Args:
        base: IRI below which the dataset mints its own.
        layers: Of each graph, by its IRI.
    """
    groups: dict[str, list[str]] = {
        f"{base}graph/asserted": [],
        f"{base}graph/editorial": [],
        f"{base}graph/inferred": [],
    }
    for iri, name in layers.items():
        layer = "asserted" if name == "links" else name
        if (group := f"{base}graph/{layer}") in groups:
            groups[group].append(iri)
    return groups


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``manifest`` and its seal into ``folder``, as the last of its files."""
    data = (
        json.dumps(manifest.document(), ensure_ascii=False, indent=1).encode() + b"\n"
    )
    (folder / NAME).write_bytes(data)
    (folder / SEAL).write_text(seal_of(data), encoding="ascii")


def seal_of(data: bytes) -> str:
    """Return what seals the manifest ``data``, as sha256sum would write it."""
    return f"{hashlib.sha256(data).hexdigest()}  {NAME}\n"


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the release in ``folder``.

    Raises:
        DamagedRelease: It is not there, or is not what its seal says.
    """
    try:
        data = (folder / NAME).read_bytes()
        seal = (folder / SEAL).read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise damaged(folder, f"{error.strerror}: {error.filename}") from error
    if seal != seal_of(data):
        raise damaged(folder, f"{NAME} is not what {SEAL} says")
    document = json.loads(data)
    document.pop("graph_groups", None)
    try:
        for name in {"examples", "languages"} & set(document):
            document[name] = tuple(document[name])
        return Manifest(**document)
    except TypeError as error:
        raise damaged(folder, f"{NAME} was written by another version") from error


def damaged(folder: Path, why: str, *details: str) -> DamagedRelease:
    """Return the fault of a release in ``folder`` that is not whole."""
    return DamagedRelease(
        f"The release {folder.name} is damaged: {why}.",
        hint="Run `dissensus rollback` to the one before, or `dissensus publish`.",
        details=details,
    )

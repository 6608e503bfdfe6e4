"""Write ``ro-crate-metadata.json``: what each file of the release is.

Source: RO-Crate 1.1, sections "Root Data Entity", "Data Entities" and
"Provenance of entities" (DOI 10.5281/zenodo.4541002).
"""

import json
from collections.abc import Iterable
from typing import Any, Final

from dissensus.packaging.cover import Cover, Part

NAME: Final = "ro-crate-metadata.json"
_PROFILE: Final = "https://w3id.org/ro/crate/1.1"
# The context of RO-Crate 1.1 is older than schema.org's word for a digest.
_CONTEXT: Final = [f"{_PROFILE}/context", {"sha256": "https://schema.org/sha256"}]
Node = dict[str, Any]


def write_crate(cover: Cover, parts: Iterable[Part]) -> bytes:
    """Return the metadata of a crate with ``parts``, the release as its root."""
    files = [_file(part) for part in parts]
    makers = [_maker(m.iri, m.name, is_person=m.is_person) for m in cover.makers]
    program, build = _built(cover)
    licence = {
        "@id": cover.license,
        "@type": "CreativeWork",
        "name": cover.spdx or cover.license,
        "description": "The licence of the data",
    }
    graph = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _PROFILE},
            "about": {"@id": "./"},
        },
        _root(cover, files, makers),
        *files,
        *makers,
        licence,
        program,
        build,
    ]
    document = {"@context": _CONTEXT, "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _root(cover: Cover, files: list[Node], makers: list[Node]) -> Node:
    root: Node = {
        "@id": "./",
        "@type": "Dataset",
        "name": cover.title,
        "description": cover.abstract,
        "datePublished": cover.created,
        "version": cover.number,
        "license": {"@id": cover.license},
        "identifier": cover.address,
        "url": cover.address,
        "keywords": ", ".join(cover.keywords),
        "creator": _references(makers),
        "author": _references(makers),
        "publisher": _references(makers[:1]),
        "hasPart": _references(files),
        "mentions": {"@id": "#build"},
    }
    return {name: value for name, value in root.items() if value}


def _file(part: Part) -> Node:
    return {
        "@id": part.path,
        "@type": "File",
        "name": part.path.rpartition("/")[2],
        "description": part.about,
        "encodingFormat": part.media_type,
        "contentSize": str(part.size),
        "sha256": part.sha256,
    }


def _maker(iri: str, name: str, *, is_person: bool) -> Node:
    kind = "Person" if is_person else "Organization"
    return {"@id": iri, "@type": kind, "name": name, "url": iri}


def _built(cover: Cover) -> tuple[Node, Node]:
    name, _, version = cover.program.partition(" ")
    program: Node = {
        "@id": "#program",
        "@type": "SoftwareApplication",
        "name": name,
        "version": version,
    }
    build: Node = {
        "@id": "#build",
        "@type": "CreateAction",
        "name": f"Release {cover.release} is built",
        "description": "The sources are reasoned over, validated and written out",
        "endTime": cover.created,
        "instrument": {"@id": "#program"},
        "result": {"@id": "./"},
    }
    return program, build


def _references(nodes: list[Node]) -> Any:
    """Return references to ``nodes``; a single one stands alone, as is customary."""
    found = [{"@id": node["@id"]} for node in nodes]
    return found[0] if len(found) == 1 else found

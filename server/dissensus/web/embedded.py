"""Put what a page tells into it as JSON-LD, for search engines.

It is a data block: no browser runs it, so the policy that forbids scripts in
pages says nothing of it.

Source: HTML, section 4.12.1 (data blocks) and 4.12.1.3 (what must be escaped);
JSON-LD 1.1, section 7 (in HTML).
"""

import json
from typing import Any, Final
from weakref import WeakKeyDictionary

from markupsafe import Markup

from dissensus.backends import Backend
from dissensus.citing import Record
from dissensus.description import (
    Alignments,
    Description,
    read_alignments,
    tell_in_schema_org,
    tell_who_claims,
)
from dissensus.release.dumps import SUMS
from dissensus.web.negotiation import file_type
from dissensus.web.signposts import address
from dissensus.web.site import Site

CONTEXT: Final = "https://schema.org"
_ESCAPES: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_KNOWN: Final[WeakKeyDictionary[Backend, Alignments]] = WeakKeyDictionary()
_CLAIM: Final = "Claim"


def embed_entity(here: Site, entity: Description, record: Record | None) -> Markup:
    """Return the data block of a page: the page, and the entity it is about."""
    if entity.iri == here.dataset:
        return embed_dataset(here)
    node = tell_in_schema_org(
        here.holdings, _alignments(here), entity.iri, entity.language, record
    )
    if node["@type"] == _CLAIM:
        tell_who_claims(node, entity.positions, entity.attributions, entity.names)
    document = address(here, here.base.document(entity.iri))
    said: dict[str, Any] = {
        "@type": "WebPage",
        "@id": document,
        "name": entity.names[entity.iri],
        "mainEntity": {"@id": entity.iri},
        "isPartOf": _whole(here),
        "license": here.license,
        "version": here.version,
        "datePublished": here.created[:10],
    }
    page = {name: value for name, value in said.items() if value}
    return _block([page, node] if document != entity.iri else [node])


def embed_dataset(here: Site) -> Markup:
    """Return the data block of the front page: the dataset, and its files."""
    if not here.dataset:
        return _block([{"@type": "Dataset", "name": here.title}])
    node = tell_in_schema_org(here.holdings, _alignments(here), here.dataset)
    # In schema.org a dataset has creators, as other works have authors.
    node["creator"] = node.pop("author", [])
    node["url"] = address(here, "/")
    node["identifier"] = address(here, f"/releases/{here.release}/")
    node["version"] = here.version
    node["dateModified"] = here.created
    node["isAccessibleForFree"] = True
    node["distribution"] = [
        {
            "@type": "DataDownload",
            "contentUrl": address(here, f"/dumps/{name}"),
            "encodingFormat": file_type(name).partition(";")[0],
            "contentSize": f"{size} B",
            "sha256": here.files[f"dumps/{name}"]["sha256"],
        }
        for name, size in here.dumps.items()
        if name != SUMS
    ]
    return _block([{name: value for name, value in node.items() if value}])


def _whole(here: Site) -> dict[str, str]:
    if not here.dataset:
        return {}
    return {"@type": "Dataset", "@id": here.dataset, "name": here.title}


def _alignments(here: Site) -> Alignments:
    """Return the alignments of a release, which are read once."""
    backend = here.holdings.backend
    if backend not in _KNOWN:
        _KNOWN[backend] = read_alignments(backend)
    return _KNOWN[backend]


def _block(graph: list[dict[str, Any]]) -> Markup:
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False)
    return Markup(text.translate(_ESCAPES))  # noqa: S704  # nothing ends the element

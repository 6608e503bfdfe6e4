"""Serve the links of a document as a document of its own.

Addresses in it are canonical and absolute: a link set is read away from where
it was fetched.

Source: RFC 9264, sections 4.1 (application/linkset) and 4.2 (JSON); FAIR
Signposting Profile, level 2.
"""

import json
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request

from dissensus.description import named_node
from dissensus.errors import UnknownEntity
from dissensus.web.addresses import asked_iri, sent_path
from dissensus.web.negotiation import GRAPH_OFFERS, HTML
from dissensus.web.responses import IRI_SAFE, keep
from dissensus.web.signposts import LINKSET_TYPES, Signpost, address, signposts
from dissensus.web.site import Site, site

linksets = Blueprint("linksets", __name__)


@linksets.get("/linkset.<any(json, txt):suffix>/<path:name>")
def show_linkset(suffix: str, name: str) -> Response:
    """Return the links of the document at ``/{name}``, of all its forms."""
    here = site()
    if name == "resource":
        iri = request.args.get("iri", "")
    else:
        iri, _ = asked_iri(sent_path().removeprefix(f"/linkset.{suffix}"))
    if not _has_document(here, iri):
        raise UnknownEntity(
            f"This release has no document about <{iri}>, so it has no links.",
            hint="The Link headers of a document say where its link set is.",
        )
    links = [(_uri(here, a), _absolute(here, link)) for a, link in _links(here, iri)]
    body = (_json if suffix == "json" else _text)(links)
    return keep(Response(body, content_type=LINKSET_TYPES[suffix]))


def _has_document(here: Site, iri: str) -> bool:
    listed = iri.endswith("/") or iri in here.groups
    return listed or here.holdings.occurs(named_node(iri))


def _links(here: Site, iri: str) -> list[tuple[str, Signpost]]:
    """Return the links of each form, with the address that they start from."""
    document = here.base.document(iri)
    forms = [(o, here.form(iri, o.suffix)) for o in (*GRAPH_OFFERS, HTML)]
    found = [(document, link) for link in signposts(here, iri)]
    found += [
        (document, Signpost("alternate", form, offer.media_type))
        for offer, form in forms
    ]
    for offer, form in forms:
        found.append((form, Signpost("describes", document, HTML.media_type)))
        found.append((form, Signpost("canonical", form, offer.media_type)))
        if here.license:
            found.append((form, Signpost("license", here.license)))
    return found


def _absolute(here: Site, link: Signpost) -> Signpost:
    return Signpost(link.rel, _uri(here, link.target), link.type)


def _uri(here: Site, target: str) -> str:
    return quote(address(here, target), safe=IRI_SAFE)


def _json(links: list[tuple[str, Signpost]]) -> str:
    contexts: dict[str, dict[str, Any]] = {}
    for anchor, link in links:
        context = contexts.setdefault(anchor, {"anchor": anchor})
        target = {"href": link.target} | ({"type": link.type} if link.type else {})
        context.setdefault(link.rel, []).append(target)
    return json.dumps({"linkset": [*contexts.values()]}, indent=2) + "\n"


def _text(links: list[tuple[str, Signpost]]) -> str:
    lines = [
        f'<{link.target}>; rel="{link.rel}"; anchor="{anchor}"'
        + (f'; type="{link.type}"' if link.type else "")
        for anchor, link in links
    ]
    return ",\n".join(lines) + "\n"

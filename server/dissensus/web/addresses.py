"""Read of the address which IRI is asked for, as the client escaped it.

Flask decodes a path before any view sees it, and then ``a%2Fb`` and ``a/b``
are one. IRIs are compared letter by letter, so here the path is taken as it
was sent; which of the IRIs it may stand for is meant, the release decides.

Source: RFC 3986, section 6.2.2; RFC 3987, section 5.3.1.
"""

from typing import Final
from urllib.parse import quote

from flask import request

from dissensus.description import named_node
from dissensus.errors import UnknownEntity
from dissensus.iris import split_suffix
from dissensus.web.site import Site, site

_SENT: Final = "/:@!$&'()*+,;=~-._%?[]"


def sent_path() -> str:
    """Return the path of the present request, escaped as it was sent."""
    scope = request.environ.get("asgi.scope") or {}
    raw = scope.get("raw_path")
    if raw is not None:
        return quote(bytes(raw), safe=_SENT)
    sent = str(request.environ.get("RAW_URI") or quote(request.path))
    return quote(sent.partition("?")[0], safe=_SENT)


def asked_iri(path: str = "") -> tuple[str, str]:
    """Return the IRI that an address asks for, and the suffix of the address.

    The query belongs to the IRI where the release knows one that has it, and
    is otherwise nobody's. An IRI that the release does not know comes back
    decoded, for a message to name.

    Args:
        path: With the route's own part left out; the request's by default.
    """
    name, suffix = split_suffix(path or sent_path())
    here = site()
    query = request.query_string.decode("latin-1")
    found = here.base.named_by(name)
    queried = here.base.named_by(f"{name}?{query}") if query else ()
    known = (iri for iri in (*queried, *found) if _is_known(here, iri))
    return next(known, found[-1]), suffix


def _is_known(here: Site, iri: str) -> bool:
    try:
        return here.holdings.occurs(named_node(iri))
    except UnknownEntity:
        return False

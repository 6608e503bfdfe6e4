"""Write responses: one place that sets what every answer has in common.

Source: RFC 9110, sections 8.7 (Content-Location) and 12.5.5 (Vary); RFC 8288
(Link); Fetch standard, section 3.2 (CORS); CSP level 3.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, unquote

from flask import Flask, Response, render_template, request

from dissensus.web.exchange import exchange
from dissensus.web.negotiation import HTML, Offer
from dissensus.web.signposts import Signpost
from dissensus.web.site import site
from dissensus.web.versions import announce
from dissensus.web.wording import interface_language

SECURITY: Final = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# What other people's pages may show in a frame says so by this policy.
FRAMED: Final = "frame-ancestors *"
_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Allow, Content-Location, "
    "Content-Range, Dissensus-Hints, Dissensus-Limits, Dissensus-Rows, ETag, "
    "Link, Location, Memento-Datetime, Retry-After",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": "Accept, Accept-Datetime, Content-Type, "
    "If-Modified-Since, "
    "If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}
IRI_SAFE: Final = "/:?#[]@!$&'()*+,;=%~-._"


def dress(app: Flask) -> None:
    """Give every response of ``app`` the headers that all must have."""

    @app.after_request
    def _dress(response: Response) -> Response:
        # Pages are for readers; scripts of other sites may read the rest.
        shared = {} if _is_page(response) else _CORS
        if _is_page(response):
            response.content_language.add(interface_language())
            response.vary.add("Accept-Language")
        for name, value in (SECURITY | shared).items():
            response.headers.setdefault(name, value)
        if FRAMED in response.headers["Content-Security-Policy"]:
            del response.headers["X-Frame-Options"]
        if request.method == "OPTIONS":
            response.headers.update(_PREFLIGHT)
            allowed = response.headers.get("Allow", "GET, HEAD, OPTIONS")
            response.headers["Access-Control-Allow-Methods"] = allowed
        # Whoever sends a file says when; the server says it of all, once.
        response.headers.pop("Date", None)
        # RFC 9110, section 8.8.2.1: a clock that was ahead may have made it.
        if response.last_modified and response.last_modified > datetime.now(UTC):
            response.last_modified = datetime.now(UTC)
        # What changes with a release must be asked for again; the ETag makes
        # that cheap. Responses that know better have said so already.
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


def _is_page(response: Response) -> bool:
    is_redirect = 300 <= response.status_code < 400  # noqa: PLR2004
    is_page = response.mimetype == HTML.media_type and not is_redirect
    # A browser that asks first, for a script of another site, wants no page.
    return is_page and request.method != "OPTIONS"


def keep(response: Response) -> Response:
    """Mark ``response`` as the same for whoever asks alike, and return it.

    What lives as long as a release is as old as that; what has an age of its
    own (``Cache-Control``) belongs to the program.
    """
    exchange().cacheable = True
    ages = response.status_code == HTTPStatus.OK and not response.cache_control.max_age
    if ages and (modified := site().modified):
        response.last_modified = modified
    return response


def page(template: str, /, **values: object) -> Response:
    """Return the page that ``template`` makes of ``values``."""
    body = render_template(template, **values)
    return Response(body, content_type=HTML.content_type)


def document(body: bytes, offer: Offer) -> Response:
    """Return ``body`` in the form of ``offer``; its version of RDF is announced."""
    return Response(body, content_type=announce(body, offer))


def negotiated(
    response: Response,
    path: str,
    offer: Offer,
    offers: Sequence[Offer],
    query: str = "",
) -> Response:
    """Say which of its forms a document took, and where the others are.

    Args:
        response: The chosen form.
        path: Of the document, without suffix, percent-encoded.
        offer: The form chosen.
        offers: All forms.
        query: Of the address, when it is part of the document's name.
    """
    tail = f"?{query}" if query else ""
    location = f"{path}.{offer.suffix}"
    # An address with a suffix has one form, whatever is accepted.
    if unquote(location) != request.path:
        response.vary.add("Accept")
    response.vary.add("Accept-Encoding")
    response.headers["Content-Location"] = f"{location}{tail}"
    for other in offers:
        if other is not offer:
            target = f"{path}.{other.suffix}{tail}"
            add_link(response, target, "alternate", type=other.media_type)
    return response


def add_link(response: Response, target: str, rel: str, **attributes: str) -> None:
    """Add one Link header; ``target`` may hold characters beyond ASCII."""
    rest = "".join(f'; {name}="{value}"' for name, value in attributes.items())
    value = f'<{quote(target, safe=IRI_SAFE)}>; rel="{rel}"{rest}'
    response.headers.add("Link", value)


def signpost(response: Response, links: Iterable[Signpost]) -> None:
    """Add ``links`` as Link headers."""
    for link in links:
        attributes = {"type": link.type} if link.type else {}
        add_link(response, link.target, link.rel, **attributes)


def see_other(path: str, vary: Iterable[str] = ("Accept",)) -> Response:
    """Return a 303: the thing asked for is not a document, but ``path`` is.

    Source: Cool URIs for the Semantic Web, section 4.2.
    """
    response = Response(status=303)
    response.headers["Location"] = path
    response.vary.update(vary)
    return response

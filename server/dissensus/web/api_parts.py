"""Say what may stand in the variable parts of a route's path.

Examples and choices come from the release that is served.
"""

from collections.abc import Callable

from dissensus.web.api_schemas import Schema
from dissensus.web.negotiation import ENTITY_OFFERS, STATUS_OFFERS, Offer
from dissensus.web.signposts import LINKSET_TYPES
from dissensus.web.site import Site


def no_parts(_: Site) -> dict[str, Schema]:
    """Return nothing: no part of the path is a variable."""
    return {}


def suffixes(offers: tuple[Offer, ...]) -> Callable[[Site], dict[str, Schema]]:
    """Return what says which suffixes ``offers`` have."""
    names = [offer.suffix for offer in offers]
    return lambda _: {"suffix": {"type": "string", "enum": names}}


def entity_parts(here: Site) -> dict[str, Schema]:
    """Return what entities are called: the examples that the dataset names."""
    start = f"{here.base.iri}id/"
    known = [i.removeprefix(start).split("/", 1) for i in here.examples]
    named = [parts for parts in known if len(parts) > 1] or [["type", "slug"]]
    text = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
    return {
        "type": {**text, "examples": [named[0][0]]},
        "slug": {**text, "examples": [named[0][1]]},
        **suffixes(ENTITY_OFFERS)(here),
    }


def linkset_parts(here: Site) -> dict[str, Schema]:
    """Return what link sets are called: their entity, and a suffix of their own."""
    forms = {"type": "string", "enum": sorted(LINKSET_TYPES)}
    return {**entity_parts(here), "suffix": forms}


def dump_parts(here: Site) -> dict[str, Schema]:
    """Return what the dumps are called."""
    return {"name": {"type": "string", "enum": sorted(here.dumps) or ["latest.ttl"]}}


def flyouts(_: Site) -> dict[str, Schema]:
    """Return of what reconciliation shows a preview."""
    return {"kind": {"type": "string", "enum": ["entity", "property", "type"]}}


def release_parts(here: Site) -> dict[str, Schema]:
    """Return the release that is served; others are asked for alike."""
    return {"release": {"type": "string", "enum": [here.release]}}


def compared_parts(here: Site) -> dict[str, Schema]:
    """Return which releases are compared, and in which form."""
    known = {"type": "string", "enum": [here.release, "current"]}
    return {"older": known, "newer": known, **suffixes(STATUS_OFFERS)(here)}

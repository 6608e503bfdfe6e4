"""Offer what somebody may have meant whose IRI is not there: links, no redirect.

A redirect would say that both IRIs name one thing, which nobody knows.
"""

from dataclasses import dataclass

from flask import request

from dissensus.description import read_names
from dissensus.errors import DissensusError, UnknownEntity
from dissensus.web.addresses import asked_iri
from dissensus.web.site import site


@dataclass(frozen=True)
class Near:
    """An entity whose slug or label is like what was asked for."""

    iri: str
    label: str
    href: str


def near_matches(error: DissensusError) -> list[Near]:
    """Return what ``error`` may have missed; nothing unless it missed an entity."""
    if not isinstance(error, UnknownEntity) or request.blueprint != "entities":
        return []
    here = site()
    asked = request.args.get("iri") or asked_iri()[0]
    iris = here.nearby.like(asked)
    names = read_names(here.holdings, iris)
    return [Near(iri, names[iri], here.path(iri)) for iri in iris]

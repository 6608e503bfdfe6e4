"""List what there is: classes, members, and all that points at an entity."""

from flask import Blueprint, Response, request

from dissensus.description import list_members, list_subjects, read_names
from dissensus.errors import MalformedRequest
from dissensus.namespaces import DIS, RDF
from dissensus.web.responses import keep, page
from dissensus.web.site import site

browse = Blueprint("browse", __name__)


@browse.get("/browse")
def list_classes() -> Response:
    """Return the classes with members, or the members of one (``?class=``)."""
    here = site()
    if iri := request.args.get("class"):
        return _members(iri)
    own = {c: n for c, n in here.classes.items() if here.is_term(c)}
    rest = {c: n for c, n in here.classes.items() if c not in own}
    names = read_names(here.holdings, here.classes)
    return keep(page("classes.html", own=own, rest=rest, names=names))


@browse.get("/browse/<name>")
def list_class(name: str) -> Response:
    """Return the members of one class of the project's own ontology."""
    own = f"{site().ontology}#{name}"
    return _members(own if own in site().classes else DIS.iri + name)


@browse.get("/incoming")
def list_incoming() -> Response:
    """Return one page of what points at an entity with one property."""
    iri, property_ = request.args.get("iri"), request.args.get("property")
    if not iri or not property_:
        raise MalformedRequest(
            "The request does not say what points where.",
            hint="Add ?iri= and &property=, both percent-encoded.",
        )
    listing = list_subjects(site().holdings, property_, iri, page_number())
    return keep(page("members.html", listing=listing, property=property_))


def _members(iri: str) -> Response:
    listing = list_members(site().holdings, iri, page_number())
    return keep(page("members.html", listing=listing, property=RDF.type.value))


def page_number() -> int:
    """Return the number after ``page=``, from 1.

    Raises:
        MalformedRequest: It is no number above 0.
    """
    text = request.args.get("page", "1")
    if not text.isdecimal() or not 0 < int(text[:9]) == int(text):
        raise MalformedRequest(
            f"page={text!r} is not the number of a page.",
            hint="Pages are numbered from 1.",
        )
    return int(text)

"""List what there is: classes, members, and all that points at an entity."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from dissensus.description import list_members as read_members
from dissensus.description import list_subjects, read_names
from dissensus.errors import MalformedRequest, UnknownEntity
from dissensus.namespaces import DIS, RDF, SCHEMA, expand, shorten
from dissensus.search import (
    SORTS,
    Entity,
    Selection,
    facets,
    gather_briefs,
    list_dated,
    list_members,
    list_names,
)
from dissensus.web.languages import label_language
from dissensus.web.responses import keep, page
from dissensus.web.site import Site, site
from dissensus.web.timeline import HEIGHT, WIDTH, draw
from dissensus.web.wording import mark

browse = Blueprint("browse", __name__)

_VIEWS: Final = ("list", "index", "timeline")
# Whose names are looked up by their last word.
_PERSONS: Final = frozenset(
    {DIS.Person.value, SCHEMA.Person.value, "http://xmlns.com/foaf/0.1/Person"}
)
_WAYS: Final = (
    (mark("People, A to Z"), DIS.Person.value, "index"),
    (mark("Timeline of events"), DIS.Event.value, "timeline"),
    (mark("Places, and what happened there"), DIS.Place.value, "index"),
)


@browse.get("/browse")
def list_classes() -> Response:
    """Return the classes with members, or the members of one (``?class=``)."""
    here = site()
    if iri := request.args.get("class"):
        return _members(here, iri)
    own = {c: n for c, n in here.classes.items() if here.is_term(c)}
    rest = {c: n for c, n in here.classes.items() if c not in own}
    names = read_names(here.holdings, here.classes, label_language())
    ways = [way for way in _WAYS if way[1] in here.classes]
    return keep(page("classes.html", own=own, rest=rest, names=names, ways=ways))


@browse.get("/browse/<name>")
def list_class(name: str) -> Response:
    """Return the members of one class of the project's own ontology."""
    here = site()
    own = f"{here.ontology}#{name}"
    return _members(here, own if own in here.classes else DIS.iri + name)


@browse.get("/incoming")
def list_incoming() -> Response:
    """Return one page of what points at an entity with one property."""
    iri, property_ = request.args.get("iri"), request.args.get("property")
    if not iri or not property_:
        raise MalformedRequest(
            "The request does not say what points where.",
            hint="Add ?iri= and &property=, both percent-encoded.",
        )
    listing = list_subjects(
        site().holdings, property_, iri, page_number(), label_language()
    )
    return keep(page("members.html", listing=listing, property=property_))


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


def _plain(here: Site, iri: str) -> Response:
    """Return members that no index knows: parts of entities, which have no names."""
    listing = read_members(here.holdings, iri, page_number(), label_language())
    return keep(page("members.html", listing=listing, property=RDF.type.value))


def _members(here: Site, iri: str) -> Response:
    if not here.index.exists:
        return _plain(here, iri)
    selection = Selection(iri, _narrowed(here))
    sort, view = _one_of("sort", SORTS), _one_of("view", _VIEWS)
    members = list_members(here.index, selection, sort, page_number())
    if not members.total and not selection.values:
        return _plain(here, iri)
    if not members.total or members.page > members.pages:
        raise UnknownEntity(
            f"Nothing on page {members.page} of <{iri}>, narrowed so.",
            hint="The classes with members are listed under /browse.",
        )
    found = facets(here.index, selection)
    shown: Sequence[Entity] = members.entities
    groups, timeline = None, None
    if view == "index":
        groups = _letters(list_names(here.index, selection), iri in _PERSONS)
        shown = [entity for _, some in groups for entity in some]
    elif view == "timeline":
        shown = list_dated(here.index, selection)
        timeline = draw(shown)
    briefs = gather_briefs(here.index, [entity.iri for entity in shown])
    named = {iri, *(e.iri for e in shown), *(e.kind for e in shown if e.kind)}
    named |= {p for facet in found for p in (facet.property, *dict(facet.values))}
    named |= {other for pair in selection.values for other in pair}
    named |= {
        other
        for brief in briefs.values()
        for some in brief.values()
        for other, _ in some
    }
    return keep(
        page(
            "list.html",
            class_=iri,
            selection=selection,
            members=members,
            facets=found,
            groups=groups,
            timeline=timeline,
            scale=(WIDTH, HEIGHT),
            briefs=briefs,
            names=read_names(here.holdings, named, label_language()),
            view=view,
            sort=sort,
            address=_Address(here, selection, sort, view),
        )
    )


def _narrowed(here: Site) -> tuple[tuple[str, str], ...]:
    """Return the properties and values that the address narrows the list by.

    Every parameter whose name has a colon is one: ``dis:eventType=evt:strike``.
    """
    base = here.base.iri
    return tuple(
        (expand(name, base) or name, expand(value, base) or value)
        for name, value in request.args.items(multi=True)
        if ":" in name and value
    )


def _one_of(name: str, choices: Sequence[str]) -> str:
    text = request.args.get(name, choices[0])
    if text not in choices:
        raise MalformedRequest(
            f"{name}={text[:40]!r} is not known here.",
            hint=f"It is one of {', '.join(choices)}.",
        )
    return text


def _letters(
    entities: Sequence[Entity], by_last: bool
) -> list[tuple[str, list[Entity]]]:
    """Return ``entities`` by the letter under which somebody looks for them."""
    keyed = [(_looked_up(entity, by_last), entity) for entity in entities]
    # Namesakes are told apart by IRI: entities have no order of their own.
    keyed.sort(key=lambda pair: (pair[0], pair[1].iri))
    return [
        (letter, [entity for _, entity in some])
        for letter, some in groupby(
            keyed, key=lambda pair: pair[0][0].upper() if pair[0][0].isalpha() else "#"
        )
    ]


def _looked_up(entity: Entity, by_last: bool) -> str:
    words = entity.sort.split()
    known = len(entity.label.partition("(")[0].partition(",")[0].split())
    last = words[: max(1, known)][-1:]
    return " ".join([*last, *words] if by_last else words)


class _Address:
    """Paths of the list that is shown, with some things otherwise."""

    def __init__(self, here: Site, selection: Selection, sort: str, view: str) -> None:
        self._path, _, query = here.class_path(selection.class_).partition("?")
        self._class = [("class", selection.class_)] if query else []
        self._base = here.base.iri
        self._values = selection.values
        self._sort, self._view = sort, view

    def page(self, number: int) -> str:
        """Return the path of page ``number``."""
        return self._to(self._values, self._sort, self._view, number)

    def sorted(self, sort: str) -> str:
        """Return the path of the same list in another order."""
        return self._to(self._values, sort, self._view)

    def view(self, view: str) -> str:
        """Return the path of the same members, shown otherwise."""
        return self._to(self._values, self._sort, view)

    def toggled(self, property_: str, value: str) -> str:
        """Return the path of the list with a value more, or without it."""
        pair = (property_, value)
        rest = tuple(v for v in self._values if v != pair)
        chosen = rest if pair in self._values else (*rest, pair)
        return self._to(chosen, self._sort, self._view)

    def _to(
        self,
        values: tuple[tuple[str, str], ...],
        sort: str,
        view: str,
        number: int = 1,
    ) -> str:
        said = [("sort", sort, SORTS[0]), ("view", view, _VIEWS[0])]
        query = [
            *self._class,
            *((shorten(p, self._base), shorten(v, self._base)) for p, v in values),
            *((name, value) for name, value, usual in said if value != usual),
            *([("page", str(number))] if number > 1 else []),
        ]
        return f"{self._path}?{urlencode(query, safe=':/')}" if query else self._path

"""Serve what changed between any two releases that are kept, and the corrections."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode

from dissensus.description import Names, named_node, read_names
from dissensus.errors import MalformedRequest, UnknownEntity
from dissensus.formats import by_suffix
from dissensus.history import (
    Change,
    Difference,
    Fate,
    State,
    compare_states,
    read_corrections,
    read_labels,
    read_notes,
    read_states,
    write_lines,
    write_patch,
)
from dissensus.web.feeds import Entry, write_feed
from dissensus.web.languages import label_language
from dissensus.web.negotiation import JSON, STATUS_OFFERS, negotiate
from dissensus.web.pinning import carried
from dissensus.web.responses import document, keep, negotiated, page, see_other
from dissensus.web.retired import FOR_EVER, answer_gone
from dissensus.web.signposts import address
from dissensus.web.site import Site, site
from dissensus.web.telling import tell_change, tell_correction, write_json
from dissensus.web.views.browse import page_number

changes = Blueprint("changes", __name__)
DERIVED: Final = "inferred"
_SHOWN: Final = 40
_STEPS: Final = 5
_FED: Final = 200
PATCH: Final = "application/rdf-patch"


@dataclass(frozen=True)
class Pair:
    """Two releases, and what a page of their differences needs.

    Attributes:
        here: The site that shows them.
        older: Whose statements are called removed.
        newer: Whose statements are called added.
    """

    here: Site
    older: State
    newer: State

    @property
    def path(self) -> str:
        """Where the difference is served."""
        return f"/changes/{self.older.id}/{self.newer.id}"

    @property
    def difference(self) -> Difference:
        """What changed; remembered for the pairs asked for last."""
        return compare_states(self.older, self.newer)

    def href(self, iri: str) -> str:
        """Return where ``iri`` is told of, in the newer release if it is there."""
        node = named_node(iri)
        for state in (self.newer, self.older):
            if state.holdings.occurs(node) and any(state.holdings.about(node)):
                path = self.here.path(iri)
                pinned = state.id != self.here.release
                return carried(path, state.id) if pinned else path
        return iri

    def names(self, found: Iterable[Change], more: Iterable[str] = ()) -> Names:
        """Return what everything is called that ``found`` mentions."""
        wanted = {iri for change in found for iri in _mentioned(change)} | {*more}
        return read_labels(self.older, self.newer, wanted, label_language())


@changes.get("/changes")
def choose_releases() -> Response:
    """Let a reader choose two releases to compare; lead to what they differ in."""
    here = site()
    older, newer = request.args.get("from", ""), request.args.get("to", "")
    if older and newer:
        if gone := answer_gone(here, older, newer):
            return gone
        return see_other(_pair(older, newer).path, vary=())
    states = read_states(here.folder.parent, here.release)
    return keep(page("choose_changes.html", states=states))


@changes.get("/changes/<older>/<newer>")
@changes.get("/changes/<older>/<newer>.<suffix>")
def show_changes(older: str, newer: str, suffix: str = "") -> Response:
    """Tell what became of each entity between two releases, 40 to a page."""
    offer = negotiate(STATUS_OFFERS, suffix)
    if gone := answer_gone(site(), older, newer):
        return gone
    pair = _pair(older, newer)
    only = request.args.get("only", "")
    found = _selected(pair.difference, only)
    pages = max(1, -(-len(found) // _SHOWN))
    number = page_number()
    if number > pages:
        raise UnknownEntity(f"There are {pages} pages.", hint="Leave ?page= out.")
    shown = found[(number - 1) * _SHOWN : number * _SHOWN]
    names = pair.names(shown)
    if offer is JSON:
        body = _told(pair, shown, names) | {"page": number, "pages": pages}
        response = document(write_json(body), offer)
    else:
        response = page(
            "changes.html",
            pair=pair,
            counts=pair.difference.counts(),
            sections=_sections(shown),
            names=names,
            only=only,
            number=number,
            pages=pages,
            notes=read_notes(pair.newer, pair.older),
        )
    return keep(negotiated(response, pair.path, offer, STATUS_OFFERS))


@changes.get("/changes/<older>/<newer>.added.nt", defaults={"suffix": "added.nt"})
@changes.get("/changes/<older>/<newer>.removed.nt", defaults={"suffix": "removed.nt"})
@changes.get("/changes/<older>/<newer>.rdfp", defaults={"suffix": "rdfp"})
def send_changes(older: str, newer: str, suffix: str) -> Response:
    """Send the statements themselves: as RDF Patch, or each half as N-Triples."""
    if gone := answer_gone(site(), older, newer):
        return gone
    difference = _pair(older, newer).difference
    if suffix == "rdfp":
        response = Response(write_patch(difference), content_type=PATCH)
    else:
        is_added = suffix == "added.nt"
        lines = write_lines(difference.added if is_added else difference.removed)
        response = Response(lines, content_type=by_suffix("nt").media_type)
    response.headers["Cache-Control"] = FOR_EVER
    return keep(response)


@changes.get("/changes/<older>/<newer>.atom")
def feed_changes(older: str, newer: str) -> Response:
    """Return the entities that changed between two releases as an Atom feed."""
    if gone := answer_gone(site(), older, newer):
        return gone
    return _feed(_pair(older, newer), f"/changes/{older}/{newer}.atom")


@changes.get("/changes.atom")
def feed_latest() -> Response:
    """Return the entities that the current release changed as an Atom feed."""
    here = site()
    states = read_states(here.folder.parent, here.release)
    older = states[min(1, len(states) - 1)]
    return _feed(Pair(here, older, states[0]), "/changes.atom")


@changes.get("/corrections")
@changes.get("/corrections.<suffix>")
def list_corrections(suffix: str = "") -> Response:
    """List what later releases took back, and why; five releases to a page."""
    here = site()
    offer = negotiate(STATUS_OFFERS, suffix)
    states = read_states(here.folder.parent, here.release)
    start = (page_number() - 1) * _STEPS
    steps = read_corrections(states[start : start + _STEPS + 1])
    pairs = [(Pair(here, older, newer), found) for newer, older, found in steps]
    told = []
    for pair, found in pairs:
        reasons = {
            r.value for c in found for r in c.reasons if isinstance(r, NamedNode)
        }
        told.append((pair, found, pair.names((c.change for c in found), reasons)))
    pages = max(1, -(-(len(states) - 1) // _STEPS))
    if offer is JSON:
        body = [
            {"older": p.older.id, "newer": p.newer.id, "date": p.newer.manifest.created}
            | {"corrections": [tell_correction(c, names) for c in found]}
            for p, found, names in told
        ]
        response = document(write_json({"releases": body, "pages": pages}), offer)
    else:
        response = page(
            "corrections.html",
            told=told,
            notes={p.newer.id: read_notes(p.newer, p.older) for p, _, _ in told},
            number=page_number(),
            pages=pages,
        )
    return keep(negotiated(response, "/corrections", offer, STATUS_OFFERS))


def _pair(older: str, newer: str) -> Pair:
    here = site()
    states = {s.id: s for s in read_states(here.folder.parent, here.release)}
    states["current"] = states[here.release]
    for name in (older, newer):
        if name not in states:
            raise UnknownEntity(
                f"No release {name[:60]!r} is kept here.",
                hint="Those that are kept are under /releases.",
            )
    return Pair(here, states[older], states[newer])


def _selected(difference: Difference, only: str) -> tuple[Change, ...]:
    if not only:
        return (*difference.changes, *difference.derived)
    if only == DERIVED:
        return difference.derived
    if only not in set(Fate):
        raise MalformedRequest(
            f"{only[:60]!r} is nothing that becomes of an entity.",
            hint=f"Choose from {', '.join((*Fate, DERIVED))}.",
        )
    return tuple(change for change in difference.changes if change.fate == only)


def _sections(
    shown: Iterable[Change],
) -> list[tuple[str, list[tuple[str, list[Change]]]]]:
    """Return the changes of a page by fate and by kind, in their order."""
    return [
        (
            fate,
            [(kind, list(same)) for kind, same in groupby(some, lambda c: c.kind)],
        )
        for fate, some in groupby(
            shown, lambda c: c.fate.value if c.asserted else DERIVED
        )
    ]


def _mentioned(change: Change) -> Iterable[str]:
    yield change.iri
    if change.kind:
        yield change.kind
    for said in change.statements:
        yield said.triple.predicate.value
        if isinstance(said.triple.object, NamedNode):
            yield said.triple.object.value


def _told(pair: Pair, shown: Iterable[Change], names: Names) -> dict[str, Any]:
    return {
        "older": pair.older.id,
        "newer": pair.newer.id,
        "counts": pair.difference.counts(),
        "notes": list(read_notes(pair.newer, pair.older)),
        "patch": address(pair.here, f"{pair.path}.rdfp"),
        "entities": [tell_change(change, names) for change in shown],
    }


def _feed(pair: Pair, path: str) -> Response:
    found = pair.difference.changes[:_FED]
    names = read_names(pair.newer.holdings, {p for c in found for p in _mentioned(c)})
    names = names.or_else(read_labels(pair.older, pair.newer, {c.iri for c in found}))
    entries = (
        Entry(
            path=f"{pair.path}#{quote(change.iri, safe='')}",
            title=f"{names[change.iri]}: {change.fate.value}",
            updated=pair.newer.created.isoformat(),
            html="".join(
                f"<p>{'+' if said.added else '−'} "
                f"{escape(names[said.triple.predicate.value])}: "
                f"{escape(_value(said.triple.object, names))}</p>"
                for said in change.asserted
            ),
        )
        for change in found
    )
    title = f"{pair.here.title}: {pair.newer.id} against {pair.older.id}"
    return keep(write_feed(pair.here, path, title, entries))


def _value(term: object, names: Names) -> str:
    if isinstance(term, NamedNode):
        return names[term.value]
    return str(getattr(term, "value", term))

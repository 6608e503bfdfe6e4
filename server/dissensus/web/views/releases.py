"""Serve what there is to know of releases: which are kept, what each is, its notes.

The files of a release are served by ``files.py``; what changed between two of
them by ``changes.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final

from flask import Blueprint, Response

from dissensus.catalog.retiring import read_retired
from dissensus.errors import UnknownEntity
from dissensus.history import State, read_notes, read_states
from dissensus.web.feeds import Entry, write_feed
from dissensus.web.negotiation import JSON, STATUS_OFFERS, negotiate
from dissensus.web.responses import (
    document,
    keep,
    negotiated,
    page,
    see_other,
    signpost,
)
from dissensus.web.retired import answer_gone
from dissensus.web.signposts import Signpost, address, of_dataset
from dissensus.web.site import Site, site
from dissensus.web.telling import write_json
from dissensus.web.views.files import SERVED

releases = Blueprint("releases", __name__)
FEED: Final = Signpost("alternate", "/releases.atom", "application/atom+xml")


@dataclass(frozen=True)
class Step:
    """One release, with the one before it among those that are kept."""

    state: State
    before: State | None

    @property
    def changes(self) -> str:
        """The path of what changed; empty for the first that is kept."""
        return f"/changes/{self.before.id}/{self.state.id}" if self.before else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the project notes of this release, as HTML."""
        return read_notes(self.state, self.before)

    def more(self, count: str) -> int | None:
        """Return by how much a figure of the release has grown; None at first."""
        if self.before is None:
            return None
        counts, earlier = self.state.manifest.counts, self.before.manifest.counts
        return counts.get(count, 0) - earlier.get(count, 0)


def read_steps(here: Site) -> tuple[Step, ...]:
    """Return the releases that are kept, newest first, up to the one served."""
    states = read_states(here.folder.parent, here.release)
    return tuple(map(Step, states, (*states[1:], None)))


@releases.get("/releases")
@releases.get("/releases.<suffix>")
def list_releases(suffix: str = "") -> Response:
    """List the releases that are kept, and name those that are kept no more."""
    here = site()
    offer = negotiate(STATUS_OFFERS, suffix)
    steps, gone = read_steps(here), read_retired(here.folder.parent)
    if offer is JSON:
        listed = [_record(here, step) for step in steps]
        known = {"releases": listed, "retired": [r.__dict__ for r in gone]}
        response = document(write_json(known), offer)
    else:
        response = page("releases.html", steps=steps, gone=gone, links=[FEED])
    signpost(response, (FEED, *of_dataset(here)))
    return keep(negotiated(response, "/releases", offer, STATUS_OFFERS))


@releases.get("/releases.atom")
def feed_releases() -> Response:
    """Return the releases that are kept as an Atom feed."""
    here = site()
    entries = (_entry(here, step) for step in read_steps(here))
    return keep(write_feed(here, "/releases.atom", f"{here.title}: releases", entries))


@releases.get("/releases/<release>")
def show_release(release: str) -> Response:
    """Tell of one release: figures, notes, what changed, files with checksums."""
    here = site()
    offer = negotiate(STATUS_OFFERS)
    if gone := answer_gone(here, release):
        return gone
    name = here.release if release == "current" else release
    step = next((s for s in read_steps(here) if s.state.id == name), None)
    if step is None:
        raise UnknownEntity(
            f"No release {release!r} is kept here, or it was rolled back.",
            hint="Those that are kept are under /releases.",
        )
    links = tuple(_signposts(here, step))
    if offer is JSON:
        response = document(write_json(_record(here, step)), offer)
    else:
        found = sorted(step.state.manifest.files.items())
        sources = {n: file for n, file in found if n.startswith("sources/")}
        files = {n: f for n, f in found if n.startswith(SERVED) and n not in sources}
        response = page(
            "release.html", step=step, files=files, sources=sources, links=links
        )
    response.vary.add("Accept")
    signpost(response, links)
    return keep(response)


@releases.get("/releases/<release>/changes")
def lead_to_changes(release: str) -> Response:
    """Lead to what changed in one release, against the one before it."""
    here = site()
    name = here.release if release == "current" else release
    step = next((s for s in read_steps(here) if s.state.id == name), None)
    if step is None or not step.changes:
        raise UnknownEntity(
            f"No release before {release} is kept to compare it with.",
            hint="Those that are kept are under /releases.",
        )
    return see_other(step.changes, vary=())


def _signposts(here: Site, step: Step) -> Iterator[Signpost]:
    """Yield the links of a release (RFC 5829, section 3)."""
    yield Signpost("collection", "/releases")
    yield Signpost("latest-version", f"/releases/{here.release}")
    if step.before:
        yield Signpost("predecessor-version", f"/releases/{step.before.id}")
    manifest = f"/releases/{step.state.id}/manifest.json"
    yield Signpost("describedby", manifest, JSON.media_type)
    yield from of_dataset(here)


def _record(here: Site, step: Step) -> dict[str, Any]:
    said = step.state.manifest
    folder = f"/releases/{said.id}/"
    return {
        "id": said.id,
        "iri": address(here, folder),
        "created": said.created,
        "version": said.version,
        "current": said.id == here.release,
        "content": said.content,
        "counts": dict(said.counts),
        "findings": dict(said.findings),
        "notes": list(step.notes),
        "manifest": address(here, f"{folder}manifest.json"),
        "changes": address(here, step.changes) if step.changes else None,
        "files": {
            address(here, f"{folder}{name}"): dict(file)
            for name, file in sorted(said.files.items())
            if name.startswith("dumps/")
        },
    }


def _entry(here: Site, step: Step) -> Entry:
    said = step.state.manifest
    notes = "".join(f"<li>{note}</li>" for note in step.notes)
    figures = ", ".join(
        f"{said.counts[name]:,} {name}"
        + (f" ({more:+,})" if (more := step.more(name)) else "")
        for name in ("entities", "triples")
        if name in said.counts
    )
    link = escape(address(here, step.changes)) if step.changes else ""
    changes = f'<p><a href="{link}">What changed</a></p>' if link else ""
    return Entry(
        path=f"/releases/{said.id}/",
        title=f"Release {said.id}, version {said.version}",
        updated=datetime.fromisoformat(said.created).isoformat(),
        html=f"<p>{figures}.</p>{f'<ul>{notes}</ul>' if notes else ''}{changes}",
    )

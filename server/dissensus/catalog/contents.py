"""Read what a release offers: its statements, its queries, how they are told."""

from pathlib import PurePosixPath
from typing import Final

from pyoxigraph import DefaultGraph

from dissensus.backends import Backend, Embedded, Sparql
from dissensus.description import DISPLAY, Holdings, Profile, read_profile
from dissensus.queries import Query, read_query
from dissensus.release import Release
from dissensus.remote import Engine, Layout
from dissensus.settings import Settings

# No IRI of files that are merely opened begins like this (RFC 2606, section 2),
# so that each is shown as the foreign IRI that it is.
NO_BASE: Final = "http://dissensus.invalid/"


def is_opened(release: Release) -> bool:
    """Return whether ``release`` is of opened files, not of a published project."""
    return release.manifest.base == NO_BASE


def backend_of(release: Release, settings: Settings) -> Backend:
    """Return where the triples of ``release`` are asked for."""
    engine = Engine.of(settings)
    # What somebody merely opened is here, whatever the settings say.
    if engine and not is_opened(release):
        return Sparql(engine, Layout.of(release.manifest.document()))
    return Embedded(release.store)


def holdings_of(release: Release, settings: Settings) -> Holdings:
    """Return the statements of ``release``; opens its store."""
    backend = backend_of(release, settings)
    opened = is_opened(release)
    every = (DefaultGraph(), *backend.named_graphs()) if opened else None
    return Holdings(backend, release.manifest.base, every, _profile(release))


def queries_of(release: Release) -> tuple[Query, ...]:
    """Return the queries that ``release`` ships, by path."""
    sources = release.folder / "sources"
    return tuple(
        read_query(
            PurePosixPath(file.relative_to(sources).as_posix()),
            file.read_text(encoding="utf-8"),
        )
        for file in sorted((sources / "queries").rglob("*.rq"))
    )


def _profile(release: Release) -> Profile:
    file = release.folder / "sources" / DISPLAY
    if not file.is_file():
        return Profile()
    return read_profile(file.read_text(encoding="utf-8-sig"), release.manifest.base)

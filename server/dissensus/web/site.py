"""What one release offers a reader: the site, as long as that release is served.

A Flask application serves exactly one site and never changes; following a new
release means building another application (``follow.py``).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import current_app, g
from pyoxigraph import NamedNode

from dissensus.catalog import Catalog
from dissensus.catalog.contents import holdings_of, is_opened, queries_of
from dissensus.description import (
    Debates,
    Holdings,
    Names,
    Nearby,
    read_contact,
    read_languages,
)
from dissensus.iris import Base, with_suffix
from dissensus.namespaces import DCTERMS, DIS
from dissensus.queries import Query
from dissensus.release import Release
from dissensus.release.materialising import read_answers
from dissensus.search import NAME as SEARCH
from dissensus.search import Index
from dissensus.settings import PRIVATE, Settings
from dissensus.web.beside import Beside

EXTENSION = "dissensus"


@dataclass(frozen=True)
class Published:
    """One named graph: its layer and its number of triples."""

    layer: str
    triples: int


@dataclass(frozen=True)
class Site(Beside):
    """A release, as pages and documents see it.

    Attributes:
        release: The id of the release.
        folder: Where its files are.
        created: When it was built, ISO 8601.
        holdings: Its statements.
        base: Where its own IRIs begin.
        settings: The limits that clients meet.
        title: Of the dataset, in English.
        description: Of the dataset, in English; may be empty.
        texts: Both in every language: of ``title`` and of ``description``.
        version: Of the dataset; may be empty.
        license: IRI of the licence; may be empty.
        dataset: IRI of the dataset; may be empty.
        examples: IRIs of entities worth a first look.
        counts: Triples, entities and others, by name.
        classes: Members per class.
        graphs: The named graphs.
        groups: Virtual graphs, each with its members.
        queries: The queries that the project ships.
        findings: How often validation found each code.
        versions: Of the programs that built it.
        counted: The languages of labels, as the release counted them.
        opened: Files somebody opened, not a project that was published.
        degraded: Why this is not the newest release; empty when it is.
    """

    release: str
    folder: Path
    created: str
    holdings: Holdings
    base: Base
    settings: Settings
    title: str
    description: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version: str = ""
    license: str = ""
    dataset: str = ""
    examples: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    graphs: Mapping[str, Published] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    queries: tuple[Query, ...] = ()
    findings: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    opened: bool = False
    degraded: str = ""

    @classmethod
    def of(cls, release: Release, settings: Settings, degraded: str = "") -> "Site":
        """Return the site of ``release``; opens its store."""
        manifest = release.manifest
        opened = is_opened(release)
        return cls(
            release=release.id,
            folder=release.folder,
            created=manifest.created,
            holdings=holdings_of(release, settings),
            base=release.base,
            settings=settings,
            title=_english(manifest.title),
            description=_english(manifest.description),
            texts={"title": manifest.title, "description": manifest.description},
            version=manifest.version,
            license=manifest.license,
            dataset="" if opened else manifest.dataset,
            examples=tuple(manifest.examples),
            counts=manifest.counts,
            classes=manifest.classes,
            graphs={
                iri: Published(graph["layer"], graph["triples"])
                for iri, graph in manifest.graphs.items()
            },
            groups={
                iri: tuple(members)
                for iri, members in release.graph_groups.items()
                if (iri,) != tuple(members) and members
            },
            queries=queries_of(release),
            findings=manifest.findings,
            versions=manifest.versions,
            counted=manifest.languages,
            opened=opened,
            degraded=degraded,
        )

    @property
    def triples(self) -> int:
        """How many triples the default graph holds."""
        return self.counts.get("triples", 0)

    def is_term(self, iri: str) -> bool:
        """Return whether ``iri`` is a term of the project's own ontology."""
        return iri.startswith((f"{self.ontology}#", DIS.iri))

    def class_path(self, iri: str) -> str:
        """Return the path of the list of the members of a class."""
        if self.is_term(iri):
            return f"/browse/{quote(iri.partition('#')[2], safe='')}"
        return f"/browse?class={quote(iri, safe='')}"

    def graph_path(self, iri: str) -> str:
        """Return the path of the page about a named graph."""
        if self.base.covers(iri):
            return self.base.path(iri)
        return f"/named-graph?iri={quote(iri, safe='')}"

    def form(self, iri: str, suffix: str) -> str:
        """Return the path of one form of the document about ``iri``."""
        return with_suffix(self.base.document(iri), suffix)

    def graph_form(self, iri: str, suffix: str) -> str:
        """Return the path of one form of a named graph."""
        return with_suffix(self.graph_path(iri), suffix)

    def incoming_path(self, iri: str, property_: str, page: int) -> str:
        """Return the path of one page of what points at ``iri``."""
        names = {"iri": iri, "property": property_, "page": page}
        return f"/incoming?{urlencode(names)}"

    def status(self) -> dict[str, Any]:
        """Return what ``/status`` tells: what is served, how much, how far."""
        limits = asdict(self.settings)
        for private in PRIVATE:
            del limits[private]
        return {
            "release": self.release,
            "since": self.created,
            "version": self.version,
            "degraded": self.degraded,
            "counts": dict(self.counts),
            "findings": dict(self.findings),
            "coverage": self.coverage.get("summary", {}),
            "services": limits.pop("services"),
            "limits": limits,
            "versions": dict(self.versions),
        }

    @property
    def index(self) -> Index:
        """Where entities are looked up by words; very large files have none."""
        return Index(self.folder / SEARCH, self.base.iri)

    @cached_property
    def modified(self) -> datetime | None:
        """When all that is served changed last, as far as clients can rely on it.

        None while an older release is served than one that is kept: who has
        seen the newer one must not be told that nothing changed since.
        """
        newest = Catalog(self.folder.parent).releases()[:1]
        if not self.created or newest not in ((), (self.release,)):
            return None
        return datetime.fromisoformat(self.created)

    @cached_property
    def nearby(self) -> Nearby:
        """What may have been meant by an IRI that is not there."""
        return Nearby(self.holdings)

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """IRIs of those who made the dataset."""
        if not self.dataset:
            return ()
        node = NamedNode(self.dataset)
        found = self.holdings.backend.quads(node, DCTERMS.creator, None)
        iris = {q.object.value for q in found if isinstance(q.object, NamedNode)}
        return tuple(sorted(iris))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that labels are in: English, then the most used."""
        return self.counted or read_languages(self.holdings)

    @cached_property
    def contact(self) -> str:
        """Where to report errors, as the dataset says; may be empty."""
        return read_contact(self.holdings, self.dataset) if self.dataset else ""

    @cached_property
    def debates(self) -> Debates:
        """The debates that have a page; none when no queries for it are shipped."""
        return Debates(self.holdings, self.queries, read_answers(self.folder))

    @cached_property
    def ontology(self) -> str:
        """The IRI of the ontology that this project would mint its terms in."""
        return f"{self.base.iri}ontology"

    def path(self, iri: str) -> str:
        """Return the path of the page about ``iri``, fragment included."""
        if not self.base.covers(iri):
            return self.base.path(iri)
        fragment = iri.partition("#")[2]
        page = self.base.document(iri)
        return f"{page}#{quote(fragment, safe='')}" if fragment else page

    def link(self, iri: str, names: Names) -> str:
        """Return where a page links to for ``iri``.

        What the dataset minted or describes has a page here; anything else
        is linked to where its owner serves it.
        """
        if self.base.covers(iri) or iri in names.described:
            return self.path(iri)
        return iri if iri.startswith(("http://", "https://")) else self.base.path(iri)

    def query_named(self, name: str) -> Query | None:
        """Return the shipped query ``name``: whole, or its last part."""
        exact = [q for q in self.queries if q.name == name]
        short = [q for q in self.queries if q.name.rpartition("/")[2] == name]
        return next(iter([*exact, *short]), None)


def site() -> Site:
    """Return the site that answers the present request (see ``pinning.py``)."""
    found: Site = g.get("site") or current_app.extensions[EXTENSION]
    return found


def _english(texts: Mapping[str, str]) -> str:
    return texts.get("en") or next(iter(texts.values()), "")

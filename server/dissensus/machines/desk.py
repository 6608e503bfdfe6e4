"""Hold the current release open for one client, and follow the next one."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dissensus.catalog import Catalog
from dissensus.catalog.contents import holdings_of, queries_of
from dissensus.description import Holdings, Nearby, named_node
from dissensus.errors import DissensusError, MalformedRequest, UnknownEntity
from dissensus.namespaces import expand
from dissensus.queries import Query
from dissensus.release import Release
from dissensus.schema import read_schema
from dissensus.search import NAME as SEARCH
from dissensus.search import Index
from dissensus.settings import Settings


@dataclass(frozen=True)
class Opened:
    """One release, opened.

    Attributes:
        release: Which one.
        holdings: Its statements.
        queries: The queries that it ships.
        degraded: Why it is not the newest; empty when it is.
    """

    release: Release
    holdings: Holdings
    queries: tuple[Query, ...]
    degraded: str = ""

    @property
    def id(self) -> str:
        """The name of the release."""
        return self.release.id

    @property
    def base(self) -> str:
        """Where the IRIs begin that the dataset mints."""
        return self.release.manifest.base

    @property
    def title(self) -> str:
        """Of the dataset, in English if it has one."""
        titles = self.release.manifest.title
        return titles.get("en") or next(iter(titles.values()), "")

    @cached_property
    def card(self) -> Mapping[str, Any]:
        """The schema card; empty when nobody counted."""
        return read_schema(self.release.folder)

    @cached_property
    def editorial(self) -> frozenset[str]:
        """The graphs of what the editors know and the source does not say."""
        graphs = self.release.manifest.graphs.items()
        return frozenset(g for g, told in graphs if told["layer"] == "editorial")

    @property
    def index(self) -> Index:
        """Where entities are looked up by words."""
        return Index(self.release.folder / SEARCH, self.base)

    def iri_of(self, name: str) -> str:
        """Return the IRI that ``name`` is or, as a prefixed name, stands for.

        Raises:
            UnknownEntity: Nothing is said of it; what is called alike is told.
        """
        name = name.strip().removeprefix("<").removesuffix(">")
        iri = expand(name, self.base) or name
        if self.holdings.occurs(named_node(iri)):
            return iri
        near = self._nearby.like(iri)
        raise UnknownEntity(
            f"This release says nothing of <{iri}>.",
            hint=("Did you mean one of those? Else look" if near else "Look")
            + " for it with search.",
            details=near,
        )

    def query_named(self, name: str) -> Query:
        """Return the shipped query ``name``: whole, or its last part.

        Raises:
            MalformedRequest: There is none.
        """
        for query in self.queries:
            if name in (query.name, query.name.rpartition("/")[2]):
                return query
        raise MalformedRequest(
            f"This release ships no query {name!r}.",
            hint="list_queries tells what there is, by words if you like.",
        )

    @cached_property
    def _nearby(self) -> Nearby:
        return Nearby(self.holdings)


class Desk:
    """Where tools get the release that they answer from.

    Attributes:
        settings: The limits that queries meet.
        socket: Where the broker of the query workers listens.
    """

    def __init__(self, catalog: Catalog, settings: Settings, socket: Path) -> None:
        self.settings = settings
        self.socket = socket
        self._catalog = catalog
        self._lock = threading.Lock()
        self._opened = self._open()

    def current(self) -> Opened:
        """Return the current release; one that was switched to is opened now.

        Reads one link, and takes 30 ms after a switch. If the new release
        cannot be opened, the one before stays, and says why.
        """
        with self._lock:
            if self._catalog.current_name() != self._name:
                try:
                    self._opened = self._open()
                except DissensusError as error:
                    old = self._opened
                    self._opened = Opened(
                        old.release, old.holdings, old.queries, error.summary
                    )
            return self._opened

    def _open(self) -> Opened:
        self._name = self._catalog.current_name()
        release = self._catalog.current()
        return Opened(
            release,
            holdings_of(release, self.settings),
            queries_of(release),
            self._catalog.degraded,
        )

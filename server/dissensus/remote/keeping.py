"""Bring a release into a store, see that all of it is there, and take it out again.

Nothing that serves looks at what is written here before ``current`` names it,
and that happens after the last triple was counted.
"""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Store, Triple, serialize

from dissensus.errors import BackendError, EndpointUnavailable
from dissensus.remote.engine import Engine
from dissensus.remote.layout import Layout, divide, shared_triples
from dissensus.remote.line import Line
from dissensus.remote.naming import Naming
from dissensus.remote.register import Entry, every_triple, read_register
from dissensus.remote.sending import check, send
from dissensus.remote.writing import open_writer

KEEPER: Final = ".keeper"
_PATIENCE: Final = 300.0


@dataclass(frozen=True)
class Holding:
    """A release, as a store is to hold it.

    Attributes:
        layout: Its graphs; without parts, these are found here.
        store: Its triples.
        triples: How many the merge has.
        quads: How many all named graphs have together.
    """

    layout: Layout
    store: Callable[[], Store]
    triples: int
    quads: int


class Keeper:
    """What one folder of releases keeps in a store.

    Args:
        engine: The store.
        folder: Of releases; holds the name under which it keeps them.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._file = folder / KEEPER

    def holds(self, naming: Naming) -> bool:
        """Return whether the whole release is in the store, kept by us.

        Raises:
            EndpointUnavailable: The store does not answer.
        """
        entry = self._register(naming).get(naming.iri, Entry(""))
        return bool(entry.whole) and (
            self._name() in entry.keepers or not self._engine.writable
        )

    def hold(self, holding: Holding) -> str:
        """Bring a release in, unless it is there; return what was done.

        Takes about 20 s a million triples, by the Graph Store protocol into
        Oxigraph's server on the same machine.

        Raises:
            EndpointUnavailable: The store does not answer, does not take what
                is written, or does not hold it afterwards.
        """
        naming = holding.layout.naming
        register = self._register(naming)
        entry = register.get(naming.iri, Entry(naming.iri))
        me = self._name()
        if entry.whole and me in entry.keepers:
            return "there already"
        entry = replace(entry, keepers=entry.keepers | {me})
        if entry.whole:
            self._enter(naming, entry)
            return "there already, kept by another"
        gone = self._clean(register)
        layout, extra = holding.layout, dict[str, list[Triple]]()
        if holding.quads > holding.triples and (
            shared := shared_triples(holding.store(), layout.graphs)
        ):
            layout, extra = divide(layout, holding.store(), shared)
        entry = replace(
            entry, graphs=frozenset(layout.all()), parts=_named(layout, naming)
        )
        self._enter(naming, *gone, entry)
        triples = self._fill(layout, holding.store(), extra)
        whole = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._enter(naming, replace(entry, whole=whole))
        return f"{triples:,} triples in {len(layout.all()):,} graphs"

    def retain(self, base: str, releases: Collection[str]) -> int:
        """Take out what we keep besides ``releases``; return how many went.

        Raises:
            EndpointUnavailable: The store does not answer, or does not let go.
        """
        naming, me = Naming(base, "0"), self._name()
        register = self._register(naming)
        kept = {Naming(base, release).iri for release in releases}
        old = [e for e in register.values() if me in e.keepers and e.iri not in kept]
        if not old:
            return 0
        # First said, then done: what is being taken out is no release any more.
        register = self._enter(naming, *(_without(entry, me) for entry in old))
        self._enter(naming, *self._clean(register))
        return len(old)

    def _fill(
        self, layout: Layout, store: Store, extra: Mapping[str, list[Triple]]
    ) -> int:
        """Write all graphs of a release and count each; return how many triples."""
        writer, line = open_writer(self._engine), self._line()
        try:
            return sum(check(sent, line) for sent in send(writer, layout, store, extra))
        except BackendError as fault:
            raise _unavailable(fault) from fault

    def _name(self) -> str:
        """Return the IRI of our folder of releases, made when first needed."""
        if not self._file.is_file():
            if not self._engine.writable:
                return ""
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(f"{uuid.uuid4().urn}\n", encoding="ascii")
        return self._file.read_text(encoding="ascii").strip()

    def _line(self) -> Line:
        return Line(self._engine, _PATIENCE)

    def _register(self, naming: Naming) -> dict[str, Entry]:
        try:
            return read_register(self._line(), naming)
        except BackendError as fault:
            raise _unavailable(fault) from fault

    def _enter(self, naming: Naming, *entries: Entry) -> dict[str, Entry]:
        """Write ``entries`` into the register; return what it says now.

        It is read again first: an upload takes minutes, in which another folder
        may have entered its own.
        """
        writer = open_writer(self._engine)
        register = self._register(naming) | {entry.iri: entry for entry in entries}
        if triples := every_triple(register.values()):
            said = serialize(triples, format=RdfFormat.N_TRIPLES)
            writer.replace(naming.register, said or b"")
        else:
            writer.drop(naming.register)
        return register

    def _clean(self, register: Mapping[str, Entry]) -> list[Entry]:
        """Remove the graphs of what nobody uses; return entries that say no more."""
        writer, me = open_writer(self._engine), self._name()
        left = [entry for entry in register.values() if _left(entry, me)]
        for entry in left:
            for graph in sorted(entry.graphs):
                writer.drop(graph)
        return [Entry(entry.iri) for entry in left]


def _without(entry: Entry, me: str) -> Entry:
    others = entry.keepers - {me}
    return replace(entry, keepers=others, whole=entry.whole if others else "")


def _left(entry: Entry, me: str) -> bool:
    """Return whether nobody uses it, nor will: an end, or an interrupted beginning."""
    return not entry.whole and entry.keepers <= {me}


def _named(layout: Layout, naming: Naming) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((p, frozenset(map(naming.outward, s))) for p, s in layout.parts)


def _unavailable(fault: BackendError) -> EndpointUnavailable:
    return EndpointUnavailable(fault.summary, hint=fault.hint)

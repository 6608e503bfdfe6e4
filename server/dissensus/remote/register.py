"""Read in the store itself which releases it holds, and how far they are.

What is about to be written is entered before it is, and said to be whole last:
whatever an interrupted publisher left can be found and removed by its name,
and nobody takes it for a release. Each folder of releases enters what it keeps
under a name of its own, so that two may share a store.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple

from dissensus.errors import BackendUnavailable
from dissensus.namespaces import DCTERMS
from dissensus.remote.layout import Layout, Part
from dissensus.remote.line import TABLE, Line
from dissensus.remote.naming import NOWHERE, Naming
from dissensus.remote.telling import tell

_ALL: Final = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


@dataclass(frozen=True)
class Entry:
    """What the register says of one release.

    Attributes:
        iri: Of the release, in the store.
        graphs: Of the store, that belong to it.
        keepers: IRIs of the folders of releases that keep it.
        parts: Those of its graphs that hold shared triples, and who shares them.
        whole: When it was found to be all there; empty when it is not.
    """

    iri: str
    graphs: frozenset[str] = frozenset()
    keepers: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()
    whole: str = ""

    def triples(self) -> list[Triple]:
        """Return what the register shall say."""
        node = NamedNode(self.iri)
        said = [Triple(node, DCTERMS.hasPart, NamedNode(g)) for g in self.graphs]
        said += [Triple(node, DCTERMS.publisher, NamedNode(k)) for k in self.keepers]
        said += [
            Triple(NamedNode(part), DCTERMS.isPartOf, NamedNode(graph))
            for part, sharers in self.parts
            for graph in sharers
        ]
        if self.whole:
            said.append(Triple(node, DCTERMS.issued, Literal(self.whole)))
        return sorted(said, key=str)


def read_register(line: Line, naming: Naming) -> dict[str, Entry]:
    """Return the entries of the register, by the IRI of the release.

    Raises:
        BackendUnavailable: The store does not answer.
    """
    reply = line.ask(_ALL, [naming.register], [NOWHERE], TABLE)
    rows = tell(reply, Naming("urn:none/", "0")).rows
    if not isinstance(rows, QuerySolutions):
        raise BackendUnavailable("The store answers a SELECT with something else.")
    found: dict[str, Entry] = {}
    sharers: dict[str, set[str]] = {}
    for row in rows:
        subject, property_, value = (getattr(row[name], "value", "") for name in "spo")
        if property_ == DCTERMS.isPartOf.value:
            sharers.setdefault(subject, set()).add(value)
            continue
        entry = found.get(subject, Entry(subject))
        if property_ == DCTERMS.hasPart.value:
            entry = replace(entry, graphs=entry.graphs | {value})
        elif property_ == DCTERMS.publisher.value:
            entry = replace(entry, keepers=entry.keepers | {value})
        elif property_ == DCTERMS.issued.value:
            entry = replace(entry, whole=value)
        found[subject] = entry
    reply.finish()
    return {iri: _with_parts(entry, sharers) for iri, entry in found.items()}


def _with_parts(entry: Entry, sharers: dict[str, set[str]]) -> Entry:
    mine = sorted(entry.graphs & sharers.keys())
    return replace(entry, parts=tuple((p, frozenset(sharers[p])) for p in mine))


def read_layout(line: Line, layout: Layout) -> Layout:
    """Return ``layout`` with the parts that the store has.

    Raises:
        BackendUnavailable: The store does not hold the release, or not yet all.
    """
    naming = layout.naming
    entry = read_register(line, naming).get(naming.iri)
    if entry is None or not entry.whole:
        raise BackendUnavailable(
            f"The store behind this site does not hold release {naming.release}.",
            hint="Its publisher brings it in: `dissensus publish` with the same "
            "--backend, --query-url and a way to write.",
        )
    parts = tuple((iri, frozenset(map(naming.inward, s))) for iri, s in entry.parts)
    return replace(layout, parts=parts)


def every_triple(entries: Iterable[Entry]) -> list[Triple]:
    """Return what the register says of ``entries``, in order."""
    return [triple for entry in entries for triple in entry.triples()]

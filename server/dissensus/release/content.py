"""What a release holds: its graphs, their merge, and the figures about them.

Everything else in a release, store, dumps and description, is written from
this one value, so that no two of them can disagree.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pyoxigraph import (
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from dissensus.formats import statement_order
from dissensus.namespaces import RDF

_BLOCK: Final = 250_000


@dataclass(frozen=True)
class Graph:
    """One named graph; its triples are distinct."""

    iri: NamedNode
    layer: str
    triples: tuple[Triple, ...]

    @cached_property
    def ordered(self) -> tuple[Triple, ...]:
        """The triples as documents and dumps order them."""
        return tuple(sorted(self.triples, key=statement_order))

    def lines(self) -> bytes:
        """Return the graph as N-Quads, in the same order."""
        triples = serialize(self.ordered, format=RdfFormat.N_TRIPLES) or b""
        # A line ends here only: within a literal the line feed is escaped.
        return triples.replace(b" .\n", f" {self.iri} .\n".encode())


@dataclass(frozen=True)
class Quads:
    """All triples with the graph that each stands in, made as they are asked for.

    A million quads that are kept take a gigabyte.
    """

    graphs: tuple[Graph, ...]

    def __len__(self) -> int:
        return sum(len(graph.triples) for graph in self.graphs)

    def __iter__(self) -> Iterator[Quad]:
        for graph in self.graphs:
            for s, p, o in graph.ordered:
                yield Quad(s, p, o, graph.iri)

    def __contains__(self, quad: object) -> bool:
        return any(quad == one for one in self)


@dataclass(frozen=True)
class Content:
    """The graphs of a release.

    Attributes:
        graphs: Sorted by IRI.
        base: IRI below which the dataset mints its own.
    """

    graphs: tuple[Graph, ...]
    base: str

    @cached_property
    def merge(self) -> tuple[Triple, ...]:
        """All triples, each once, as documents and dumps order them."""
        distinct = {triple for graph in self.graphs for triple in graph.triples}
        return tuple(sorted(distinct, key=statement_order))

    @property
    def quads(self) -> Quads:
        """All triples with the graph that each stands in, in the same order."""
        return Quads(self.graphs)

    def nquads(self) -> bytes:
        """Return all quads as N-Quads, a line each, in the order of their bytes.

        Made anew each time: held, it would be a quarter of a gigabyte per million.
        """
        lines = [line for g in self.graphs for line in g.lines().splitlines(True)]
        lines.sort()
        return b"".join(lines)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the sorted N-Quads, in hexadecimal."""
        return hashlib.sha256(self.nquads()).hexdigest()

    def load_into(self, store: Store) -> None:
        """Put into ``store`` the merge, as its default graph, and the named graphs.

        As text, of which no quad need be made here, and some at a time: of three
        million statements at once the engine takes a gigabyte more.
        """
        for start in range(0, len(self.merge), _BLOCK):
            block = self.merge[start : start + _BLOCK]
            lines = serialize(block, format=RdfFormat.N_TRIPLES)
            store.bulk_load(lines or b"", RdfFormat.N_TRIPLES)
        waiting, size = [], 0
        for graph in self.graphs:
            waiting.append(graph.lines())
            size += len(graph.triples)
            if size >= _BLOCK or graph is self.graphs[-1]:
                store.bulk_load(b"".join(waiting), RdfFormat.N_QUADS)
                waiting, size = [], 0

    @cached_property
    def entities(self) -> frozenset[str]:
        """The dataset's own entities: IRIs below ``{base}id/``, without parts."""
        start = f"{self.base}id/"
        subjects = {str(triple.subject)[1:-1] for triple in self.merge}
        return frozenset(s for s in subjects if s.startswith(start) and "#" not in s)

    def classes(self) -> dict[str, int]:
        """Return how many entities each class has, most first."""
        found = {c: len(members & self.entities) for c, members in self.members.items()}
        kept = {class_: count for class_, count in found.items() if count}
        return dict(sorted(kept.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def members(self) -> dict[str, set[str]]:
        """The nodes of each class, by its IRI."""
        found: dict[str, set[str]] = {}
        for subject, predicate, object_ in self.merge:
            if predicate == RDF.type and isinstance(object_, NamedNode):
                found.setdefault(object_.value, set()).add(str(subject)[1:-1])
        return found

    @cached_property
    def counts(self) -> dict[str, int]:
        """The figures of a release, as the manifest names them."""
        of: Mapping[str, set[Triple]] = {
            name: {t for g in self.graphs if g.layer in layers for t in g.triples}
            for name, layers in (
                ("asserted", ("asserted", "editorial", "links")),
                ("ontology", ("ontology",)),
                ("inferred", ("inferred",)),
            )
        }
        return {
            "triples": len(self.merge),
            **{name: len(triples) for name, triples in of.items()},
            "entities": len(self.entities),
            "quads": len(self.quads),
            "subjects": len({triple.subject for triple in self.merge}),
            "objects": len({triple.object for triple in self.merge}),
        }

    @cached_property
    def properties(self) -> dict[str, int]:
        """How many triples of the merge each property has."""
        found = Counter(triple.predicate.value for triple in self.merge)
        return dict(sorted(found.items()))

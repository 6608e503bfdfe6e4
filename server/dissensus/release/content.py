"""What a release holds: its graphs, their merge, and the figures about them.

Everything else in a release, store, dumps and description, is written from
this one value, so that no two of them can disagree.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)

from dissensus.formats import statement_order
from dissensus.namespaces import RDF


@dataclass(frozen=True)
class Graph:
    """One named graph; its triples are sorted and distinct."""

    iri: NamedNode
    layer: str
    triples: tuple[Triple, ...]


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

    @cached_property
    def quads(self) -> tuple[Quad, ...]:
        """All triples with the graph that each stands in, in the same order."""
        return tuple(
            Quad(t.subject, t.predicate, t.object, graph.iri)
            for graph in self.graphs
            for t in sorted(graph.triples, key=statement_order)
        )

    @cached_property
    def nquads(self) -> bytes:
        """All quads as N-Quads, a line each, in the order of their bytes."""
        lines = (serialize(self.quads, format=RdfFormat.N_QUADS) or b"").split(b"\n")
        return b"".join(line + b"\n" for line in sorted(lines) if line)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the sorted N-Quads, in hexadecimal."""
        return hashlib.sha256(self.nquads).hexdigest()

    def stored(self) -> Iterable[Quad]:
        """Yield what the store holds: the merge, then the named graphs."""
        default = DefaultGraph()
        for triple in self.merge:
            yield Quad(triple.subject, triple.predicate, triple.object, default)
        yield from self.quads

    @cached_property
    def entities(self) -> frozenset[str]:
        """The dataset's own entities: IRIs below ``{base}id/``, without parts."""
        start = f"{self.base}id/"
        subjects = {str(triple.subject)[1:-1] for triple in self.merge}
        return frozenset(s for s in subjects if s.startswith(start) and "#" not in s)

    def classes(self) -> dict[str, int]:
        """Return how many entities each class has, most first."""
        found = Counter(
            triple.object.value
            for triple in self.merge
            if triple.predicate == RDF.type
            and isinstance(triple.object, NamedNode)
            and str(triple.subject)[1:-1] in self.entities
        )
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def counts(self) -> dict[str, int]:
        """Return the figures of a release, as the manifest names them."""
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

    def properties(self) -> dict[str, int]:
        """Return how many triples of the merge each property has."""
        found = Counter(triple.predicate.value for triple in self.merge)
        return dict(sorted(found.items()))

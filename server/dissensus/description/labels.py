"""Say what an entity is called, for many entities at once."""

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.description.reading import Holdings, named_node, select
from dissensus.namespaces import DCTERMS, RDF, RDFS, SCHEMA, SKOS, prefixes

_RANK: Final = {
    iri: rank
    for rank, iri in enumerate(
        (
            SKOS.prefLabel.value,
            RDFS.label.value,
            DCTERMS.title.value,
            SCHEMA.name.value,
            "http://xmlns.com/foaf/0.1/name",
        )
    )
}


class Names:
    """The names of the entities of one page.

    Attributes:
        base: IRI below which local entities are minted.
        described: Those that the release says anything of.
    """

    def __init__(
        self, base: str, labels: Mapping[str, Literal], described: frozenset[str]
    ) -> None:
        self.base = base
        self.described = described
        self._labels = labels
        self._prefixes = prefixes(base)

    def __getitem__(self, iri: str) -> str:
        """Return the label of ``iri``, or a short form of it: never nothing."""
        found = self._labels.get(iri)
        return found.value if found else self.short(iri)

    def language(self, iri: str) -> str:
        """Return the language tag of the label, ``""`` when it has none."""
        found = self._labels.get(iri)
        return (found.language or "") if found else ""

    def has(self, iri: str) -> bool:
        """Return whether the release gives ``iri`` a label."""
        return iri in self._labels

    def or_else(self, others: "Names") -> "Names":
        """Return these names, and those of ``others`` for what has none here."""
        described = self.described | others.described
        labels = {**others._labels, **self._labels}  # noqa: SLF001  # of its own kind
        return Names(self.base, labels, described)

    def short(self, iri: str) -> str:
        """Return a readable short form of ``iri``.

        A local entity is called by type and slug (``passage p007``), a term
        by its prefixed name, anything else by itself without its scheme.
        """
        local = iri.removeprefix(f"{self.base}id/")
        if local != iri:
            kind, _, slug = local.partition("/")
            return f"{kind.replace('-', ' ')} {slug.replace('#', ', ')}"
        if iri == RDF.type.value:
            return "type"
        matches = [p for p, ns in self._prefixes.items() if ns and iri.startswith(ns)]
        if matches:
            best = max(matches, key=lambda p: len(self._prefixes[p]))
            return f"{best}:{iri[len(self._prefixes[best]) :]}"
        return iri.partition("://")[2] or iri


def read_names(holdings: Holdings, iris: Iterable[str], language: str = "en") -> Names:
    """Return the names of ``iris``, by one query whatever their number.

    A label in ``language`` goes before an English one, that before one in no
    language, and that before any other; SKOS's preferred label before RDFS's,
    and that before titles. About 1 ms for 300 entities.

    Raises:
        UnknownEntity: One of ``iris`` is no IRI.
    """
    nodes = [named_node(iri) for iri in sorted(set(iris))]
    rows = select(holdings, "labels", entity=nodes)
    best: dict[str, tuple[tuple[int, int, str, str], Literal]] = {}
    for row in rows:
        entity, property_, label = row["entity"], row["property"], row["label"]
        if not (
            isinstance(entity, NamedNode)
            and isinstance(property_, NamedNode)
            and isinstance(label, Literal)
        ):
            continue
        key = _preference(property_.value, label, language)
        if entity.value not in best or key < best[entity.value][0]:
            best[entity.value] = (key, label)
    return Names(
        holdings.base,
        {iri: label for iri, (_, label) in best.items()},
        # A label is a statement too, so only what has none is looked up.
        frozenset(
            node.value
            for node in nodes
            if node.value in best or any(holdings.about(node))
        ),
    )


def _preference(
    property_: str, label: Literal, language: str
) -> tuple[int, int, str, str]:
    tag = (label.language or "").lower()
    main = tag.partition("-")[0]
    rank = 5
    if main == language:
        rank = 0 if tag == main else 1
    elif main == "en":
        rank = 2 if tag == main else 3
    elif not tag:
        rank = 4
    return (rank, _RANK[property_], tag, label.value)

"""Read SKOS vocabularies: schemes, and their concepts as a tree.

Source: SKOS Simple Knowledge Organization System Reference (W3C, 2009).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from dissensus.description.expressions import value, values
from dissensus.description.labels import Names, read_names
from dissensus.description.reading import Holdings, Term, named_node, select
from dissensus.description.usage import Pointing, count_pointing
from dissensus.errors import UnknownEntity
from dissensus.namespaces import DCTERMS, RDF, RDFS, SKOS

PAGE: Final = 250
# Told as the tree, or the same for every concept.
_TREE: Final = {
    SKOS.inScheme,
    SKOS.topConceptOf,
    SKOS.hasTopConcept,
    SKOS.prefLabel,
    SKOS.altLabel,
    SKOS.notation,
    RDF.type,
    RDFS.isDefinedBy,
    RDFS.label,
}
_FIRST: Final = tuple(
    SKOS[name].value
    for name in (
        *("definition", "scopeNote", "example", "note"),
        *("broader", "narrower", "related"),
    )
)
# Statements that make the vocabulary itself are no uses of it.
_STRUCTURE: Final = {
    *(p.value for p in _TREE),
    *(
        SKOS[name].value
        for name in (
            *("broader", "broaderTransitive", "broadMatch", "closeMatch"),
            *("exactMatch", "mappingRelation", "member", "narrower"),
            *("narrowerTransitive", "narrowMatch", "related", "relatedMatch"),
            "semanticRelation",
        )
    ),
}


@dataclass(frozen=True)
class Concept:
    """One concept.

    Attributes:
        depth: How far below a top concept it stands, from 0.
        top: It is named a top concept, or has nothing broader.
        labels: Preferred labels in all languages, English first.
        others: Alternative labels.
        notations: Its codes.
        statements: What else is said of it, by property: notes and relations.
        uses: Who points at it, but for other concepts.
    """

    iri: str
    depth: int
    top: bool
    labels: tuple[Literal, ...]
    others: tuple[Literal, ...]
    notations: tuple[str, ...]
    statements: tuple[tuple[str, tuple[Term, ...]], ...]
    uses: tuple[Pointing, ...]

    @property
    def fragment(self) -> str:
        """Where it is found on the page of its scheme."""
        return _local(self.iri)


@dataclass(frozen=True)
class Scheme:
    """A page of the concepts of a scheme, narrower ones below broader ones.

    Attributes:
        total: How many concepts the whole scheme has.
        page: The number of this page, from 1.
        pages: How many there are.
    """

    iri: str
    concepts: tuple[Concept, ...]
    total: int
    page: int
    pages: int
    names: Names


@dataclass(frozen=True)
class Listed:
    """A scheme among others: what it is, and how many concepts it has."""

    iri: str
    definition: str
    concepts: int
    uses: int


@dataclass(frozen=True)
class Schemes:
    """All schemes, by label."""

    listed: tuple[Listed, ...]
    names: Names


def list_schemes(holdings: Holdings) -> Schemes:
    """Return the concept schemes of a release; 30 ms for 15 of them."""
    found = holdings.backend.quads(None, RDF.type, SKOS.ConceptScheme, None)
    iris = {q.subject.value for q in found if isinstance(q.subject, NamedNode)}
    names = read_names(holdings, iris)
    listed = [_listed(holdings, iri) for iri in iris]
    return Schemes(tuple(sorted(listed, key=lambda s: names[s.iri].casefold())), names)


def is_scheme(holdings: Holdings, iri: str) -> bool:
    """Return whether ``iri`` is a concept scheme."""
    quads = holdings.backend.quads(named_node(iri), RDF.type, SKOS.ConceptScheme, None)
    return any(True for _ in quads)


def read_scheme(holdings: Holdings, iri: str, page: int = 1) -> Scheme:
    """Return page ``page`` of the scheme ``iri``, 250 concepts a page.

    Raises:
        UnknownEntity: There is no such scheme, or it has fewer pages.
    """
    ordered = _ordered(holdings, iri)
    pages = max(1, -(-len(ordered) // PAGE))
    if not is_scheme(holdings, iri) or page > pages:
        raise UnknownEntity(
            f"This release has no vocabulary <{iri}>"
            + (f" with {page} pages." if page > 1 else "."),
            hint="The vocabularies are listed under /vocab.",
        )
    shown = ordered[PAGE * (page - 1) : PAGE * page]
    uses = count_pointing(holdings, [concept for concept, _ in shown])
    concepts = tuple(
        _concept(holdings, concept, depth, uses.get(concept, ()))
        for concept, depth in shown
    )
    mentioned = {iri, *(m for concept in concepts for m in _mentions(concept))}
    names = read_names(holdings, mentioned)
    return Scheme(iri, concepts, len(ordered), page, pages, names)


def scheme_quads(holdings: Holdings, iri: str) -> list[Quad]:
    """Return all that is stated of a scheme and of its concepts, sorted."""
    iris = [iri, *(concept for concept, _ in _ordered(holdings, iri))]
    found = {q for each in iris for q in holdings.about(NamedNode(each))}
    if holdings.graphs is None:
        found = {q for q in found if q.graph_name != DefaultGraph()}
    return sorted(found, key=str)


def _listed(holdings: Holdings, iri: str) -> Listed:
    node = NamedNode(iri)
    texts = [
        text
        for property_ in (SKOS.definition, DCTERMS.description, RDFS.comment)
        for text in values(holdings, node, property_)
        if isinstance(text, Literal)
    ]
    texts.sort(key=lambda text: (text.language or "en") != "en")
    ordered = [concept for concept, _ in _ordered(holdings, iri)]
    uses = count_pointing(holdings, ordered)
    return Listed(
        iri,
        texts[0].value if texts else "",
        len(ordered),
        sum(p.count for some in uses.values() for p in _used(some)),
    )


def _ordered(holdings: Holdings, scheme: str) -> list[tuple[str, int]]:
    """Return the concepts of a scheme as a tree: each once, with its depth."""
    above: dict[str, set[str]] = {}
    for row in select(holdings, "narrower", scheme=[named_node(scheme)]):
        concept, broader = row["concept"], row.get("broader")
        if isinstance(concept, NamedNode):
            wider = above.setdefault(concept.value, set())
            wider |= {broader.value} if isinstance(broader, NamedNode) else set()
    names = read_names(holdings, above)

    def key(iri: str) -> tuple[str, str]:
        order = value(holdings, NamedNode(iri), SKOS.notation)
        return (str(getattr(order, "value", "")), names[iri].casefold())

    below: dict[str, list[str]] = {}
    for iri in sorted(above, key=key):
        inside = sorted(above[iri] & above.keys(), key=key)
        below.setdefault(inside[0] if inside else "", []).append(iri)
    return list(_walk(below, above))


def _walk(
    below: dict[str, list[str]], every: Iterable[str]
) -> Iterator[tuple[str, int]]:
    seen: set[str] = set()
    # Without recursion: thesauri are deep, and a circle must end.
    ahead = [(iri, 0) for iri in reversed(below.get("", []))]
    rest = iter(every)
    while True:
        while ahead:
            iri, depth = ahead.pop()
            if iri not in seen:
                seen.add(iri)
                yield iri, depth
                ahead += [(lower, depth + 1) for lower in reversed(below.get(iri, []))]
        lost = next((iri for iri in rest if iri not in seen), None)
        if lost is None:
            return
        ahead.append((lost, 0))


def _concept(
    holdings: Holdings, iri: str, depth: int, pointing: tuple[Pointing, ...]
) -> Concept:
    node = NamedNode(iri)
    said: dict[NamedNode, list[Term]] = {}
    for quad in sorted(set(holdings.told_of(node)), key=_english_first):
        if quad.object not in said.setdefault(quad.predicate, []):
            said[quad.predicate].append(quad.object)
    rest = [(p.value, tuple(v)) for p, v in said.items() if p not in _TREE]
    return Concept(
        iri=iri,
        depth=depth,
        top=SKOS.topConceptOf in said or depth == 0,
        labels=_texts(said.get(SKOS.prefLabel) or said.get(RDFS.label, [])),
        others=_texts(said.get(SKOS.altLabel, [])),
        notations=tuple(t.value for t in _texts(said.get(SKOS.notation, []))),
        statements=tuple(sorted(rest, key=lambda row: _rank(row[0]))),
        uses=tuple(_used(pointing)),
    )


def _used(pointing: Iterable[Pointing]) -> Iterator[Pointing]:
    return (p for p in pointing if p.property not in _STRUCTURE)


def _rank(property_: str) -> tuple[int, str]:
    place = _FIRST.index(property_) if property_ in _FIRST else len(_FIRST)
    return (place, property_)


def _texts(terms: Iterable[Term]) -> tuple[Literal, ...]:
    return tuple(term for term in terms if isinstance(term, Literal))


def _english_first(quad: Quad) -> tuple[bool, str]:
    tag = quad.object.language if isinstance(quad.object, Literal) else ""
    return ((tag or "en") != "en", str(quad))


def _mentions(concept: Concept) -> Iterator[str]:
    yield concept.iri
    yield from (use.property for use in concept.uses)
    for property_, terms in concept.statements:
        yield property_
        yield from (term.value for term in terms if isinstance(term, NamedNode))


def _local(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]

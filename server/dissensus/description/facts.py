"""Say what an ontology states of one of its terms: in words, and in axioms.

Each axiom becomes a row of a heading and of values in words; those of other
terms that concern this one (what is below it, what has it as domain) become
rows too, since whoever reads about a class asks for its properties first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from dissensus.description.expressions import (
    Words,
    is_list,
    joined,
    members,
    say_class,
    say_path,
    terms_of,
)
from dissensus.description.reading import Holdings, Term
from dissensus.namespaces import DCTERMS, OWL, RDF, RDFS, SKOS

# Their order is that of the page.
_NOTES: Final = {
    SKOS.definition: "",
    RDFS.comment: "",
    DCTERMS.description: "",
    SKOS.scopeNote: "Scope",
    SKOS.example: "Example",
    SKOS.note: "Note",
    SKOS.editorialNote: "Editorial note",
    SKOS.historyNote: "History",
    SKOS.changeNote: "Change",
}
_AXIOMS: Final = {
    RDFS.subClassOf: "Kind of",
    RDFS.subPropertyOf: "Special case of",
    OWL.equivalentClass: "Same as",
    OWL.equivalentProperty: "Same as",
    OWL.oneOf: "One of",
    OWL.unionOf: "Union of",
    OWL.intersectionOf: "Intersection of",
    OWL.complementOf: "All that is not",
    RDFS.domain: "Said of",
    RDFS.range: "Leads to",
    OWL.inverseOf: "Inverse of",
    OWL.propertyChainAxiom: "Follows from",
    OWL.disjointWith: "Disjoint with",
    OWL.propertyDisjointWith: "Disjoint with",
    OWL.disjointUnionOf: "Disjoint union of",
    OWL.hasKey: "Identified by",
    SKOS.exactMatch: "Matches exactly",
    SKOS.closeMatch: "Close to",
    SKOS.broadMatch: "Narrower than",
    SKOS.narrowMatch: "Wider than",
    SKOS.relatedMatch: "Related to",
    RDFS.seeAlso: "See also",
}
# What others say that concerns a term, seen from its end.
_SEEN_FROM: Final = {
    RDFS.subClassOf: "Kinds",
    RDFS.subPropertyOf: "Special cases",
    RDFS.domain: "Has",
    RDFS.range: "Is value of",
}
_TRAITS: Final = {
    OWL.FunctionalProperty: "functional: one value at most",
    OWL.InverseFunctionalProperty: "inverse functional: a value has one subject",
    OWL.TransitiveProperty: "transitive",
    OWL.SymmetricProperty: "symmetric",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.ReflexiveProperty: "reflexive",
    OWL.IrreflexiveProperty: "irreflexive",
}
# Told elsewhere on the page, or the same for every term.
_SILENT: Final = {
    RDF.type,
    RDFS.label,
    RDFS.isDefinedBy,
    SKOS.prefLabel,
    OWL.deprecated,
    DCTERMS.isReplacedBy,
}


@dataclass(frozen=True)
class Note:
    """A sentence about a term, under a heading; definitions have none."""

    heading: str
    text: Literal


@dataclass(frozen=True)
class Fact:
    """What axioms say of a term under one heading.

    Attributes:
        heading: In words; empty for a property that this module does not know.
        property: The property stated.
        values: Each a row of words and terms.
    """

    heading: str
    property: str
    values: tuple[Words, ...]

    def mentions(self) -> Iterator[str]:
        """Yield every IRI that has to be named."""
        yield self.property
        for words in self.values:
            yield from terms_of(words)


def notes_of(quads: Iterable[Quad]) -> Iterator[Note]:
    """Yield what is said of a term in words, in the order of the page."""
    found = list(quads)
    for property_, heading in _NOTES.items():
        for quad in found:
            if quad.predicate == property_ and isinstance(quad.object, Literal):
                yield Note(heading, quad.object)


def facts_of(
    holdings: Holdings,
    quads: Iterable[Quad],
    others: Mapping[NamedNode, list[NamedNode]],
) -> Iterator[Fact]:
    """Yield what the axioms say of a term.

    Args:
        holdings: Where expressions are looked up.
        quads: What is stated of the term.
        others: What other terms say of it: see ``seen_from``.
    """
    own: dict[NamedNode, list[Term]] = {}
    for quad in quads:
        own.setdefault(quad.predicate, []).append(quad.object)
    traits = [said for kind, said in _TRAITS.items() if kind in own.get(RDF.type, ())]
    if traits:
        yield Fact("Is", RDF.type.value, tuple((trait,) for trait in traits))
    # Whichever of the two properties says so, they are inverses of each other.
    both = [*own.get(OWL.inverseOf, []), *others.get(OWL.inverseOf, [])]
    for property_, heading in _AXIOMS.items():
        if values := both if property_ == OWL.inverseOf else own.get(property_, []):
            yield _fact(holdings, heading, property_, values)
    for property_, heading in _SEEN_FROM.items():
        if rows := tuple((other,) for other in others.get(property_, ())):
            yield Fact(heading, property_.value, rows)
    yield from _rest(holdings, own)


def _rest(holdings: Holdings, own: Mapping[NamedNode, list[Term]]) -> Iterator[Fact]:
    for property_, values in own.items():
        if property_ not in _AXIOMS and property_ not in _NOTES.keys() | _SILENT:
            yield _fact(holdings, "", property_, values)


def seen_from(
    stated: Mapping[str, list[Quad]],
) -> dict[str, dict[NamedNode, list[NamedNode]]]:
    """Return which terms name each term, by property.

    Args:
        stated: What is stated of each term of the ontology.
    """
    found: dict[str, dict[NamedNode, list[NamedNode]]] = {}
    for iri, quads in sorted(stated.items()):
        for quad in quads:
            target = quad.object
            known = quad.predicate in _SEEN_FROM or quad.predicate == OWL.inverseOf
            if known and isinstance(target, NamedNode) and target.value != iri:
                row = found.setdefault(target.value, {}).setdefault(quad.predicate, [])
                if NamedNode(iri) not in row[-1:]:
                    row.append(NamedNode(iri))
    return found


def _fact(
    holdings: Holdings, heading: str, property_: NamedNode, values: Iterable[Term]
) -> Fact:
    rows = dict.fromkeys(_say(holdings, property_, node) for node in values)
    return Fact(heading, property_.value, tuple(rows))


def _say(holdings: Holdings, property_: NamedNode, node: Term) -> Words:
    if property_ == OWL.propertyChainAxiom:
        return say_path(holdings, node)
    if is_list(holdings, node):
        return joined([say_class(holdings, n) for n in members(holdings, node)], ", ")
    return say_class(holdings, node)

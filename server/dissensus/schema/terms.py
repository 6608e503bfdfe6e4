"""Read what an ontology says of its terms: the part that a card repeats.

Source: RDF Schema 1.1, section 2 and 3; OWL 2 Structural Specification,
sections 9.2 and 5.5 (owl:deprecated); VANN 1.0 (vann:usageNote).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.backends.protocol import Term
from dissensus.description import Holdings
from dissensus.namespaces import DCTERMS, DIS, OWL, RDF, RDFS, SKOS, Namespace, prefixes

VANN: Final = Namespace(prefixes("")["vann"])
CLASSES: Final = (OWL.Class, RDFS.Class)
PROPERTIES: Final = (
    RDF.Property,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
)
_TRAITS: Final = {
    OWL.FunctionalProperty: "functional",
    OWL.InverseFunctionalProperty: "inverse functional",
    OWL.SymmetricProperty: "symmetric",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.TransitiveProperty: "transitive",
    OWL.ReflexiveProperty: "reflexive",
    OWL.IrreflexiveProperty: "irreflexive",
}
_LINKS: Final = {
    RDFS.subClassOf: "superclasses",
    RDFS.subPropertyOf: "superproperties",
    RDFS.domain: "domain",
    RDFS.range: "range",
    OWL.inverseOf: "inverses",
    DCTERMS.isReplacedBy: "replacements",
}
_DEFINITIONS: Final = (SKOS.definition, DCTERMS.description, RDFS.comment)
_NOTES: Final = {VANN.usageNote: "usage", SKOS.scopeNote: "scope"}
_TRUE: Final = {"true", "1", "deprecated"}


@dataclass
class TermFacts:
    """What is said of one term; IRIs sorted, texts in English.

    Attributes:
        definition: What it means.
        traits: ``symmetric``, ``functional`` and others.
        links: Other terms, by how they are related to it.
        chains: Properties that it follows from, one after the other.
        notes: Warnings of its authors, with their kind.
        deprecated: Not to be used any more.
    """

    definition: str = ""
    traits: list[str] = field(default_factory=list)
    links: dict[str, list[str]] = field(default_factory=dict)
    chains: list[list[str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    deprecated: bool = False


def declared(holdings: Holdings, kinds: tuple[NamedNode, ...]) -> set[str]:
    """Return the IRIs of all terms that are declared to be one of ``kinds``."""
    return {
        quad.subject.value
        for kind in kinds
        for quad in holdings.backend.quads(None, RDF.type, kind)
        if isinstance(quad.subject, NamedNode)
    }


def read_facts(holdings: Holdings, iri: str) -> TermFacts:
    """Return what the release says of the term ``iri``; 50 µs."""
    facts = TermFacts()
    said: dict[NamedNode, set[Term]] = {}
    for quad in holdings.about(NamedNode(iri)):
        said.setdefault(quad.predicate, set()).add(quad.object)
    kinds = {k for k in said.get(RDF.type, ()) if isinstance(k, NamedNode)}
    facts.traits = sorted(_TRAITS[k] for k in kinds if k in _TRAITS)
    for property_, name in _LINKS.items():
        found = {o.value for o in said.get(property_, ()) if isinstance(o, NamedNode)}
        facts.links[name] = sorted(found - {iri})
    # An inverse is declared on either side.
    for quad in holdings.backend.quads(None, OWL.inverseOf, NamedNode(iri)):
        if isinstance(quad.subject, NamedNode):
            both = {*facts.links["inverses"], quad.subject.value}
            facts.links["inverses"] = sorted(both)
    chains = said.get(OWL.propertyChainAxiom, ())
    facts.chains = sorted(list(_members(holdings, chain)) for chain in chains)
    texts = [_english(said.get(property_, set())) for property_ in _DEFINITIONS]
    facts.definition = next((found[0] for found in texts if found), "")
    facts.notes = [
        (kind, text)
        for property_, kind in _NOTES.items()
        for text in _english(said.get(property_, set()))
    ]
    status = {*said.get(OWL.deprecated, ()), *said.get(DIS.status, ())}
    facts.deprecated = any(isinstance(s, Literal) and s.value in _TRUE for s in status)
    return facts


def _english(terms: set[Term]) -> list[str]:
    return sorted(
        term.value
        for term in terms
        if isinstance(term, Literal)
        and (term.language or "en").partition("-")[0].lower() == "en"
    )


def _members(holdings: Holdings, head: Term) -> Iterator[str]:
    """Yield the IRIs of an RDF list; a list that runs in a circle ends."""
    seen: set[Term] = {RDF.nil}
    while not isinstance(head, Literal) and head not in seen:
        seen.add(head)
        for quad in holdings.backend.quads(head, RDF.first, None):
            if isinstance(quad.object, NamedNode):
                yield quad.object.value
                break
        rest = [q.object for q in holdings.backend.quads(head, RDF.rest, None)]
        head = rest[0] if rest else RDF.nil

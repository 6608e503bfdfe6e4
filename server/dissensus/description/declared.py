"""Find out which terms an ontology declares, and of which kind each is."""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad

from dissensus.backends.protocol import Graph
from dissensus.description.expressions import members, value
from dissensus.description.reading import Holdings, Term, select
from dissensus.namespaces import OWL, RDF, RDFS, SKOS

CLASSES: Final = "Classes"
INDIVIDUALS: Final = "Individuals"
KINDS: Final = (
    (CLASSES, OWL.Class),
    (CLASSES, RDFS.Class),
    ("Object properties", OWL.ObjectProperty),
    ("Datatype properties", OWL.DatatypeProperty),
    ("Annotation properties", OWL.AnnotationProperty),
    ("Properties", RDF.Property),
    ("Datatypes", RDFS.Datatype),
    ("Concepts", SKOS.Concept),
    (INDIVIDUALS, OWL.NamedIndividual),
)


def fragment_of(iri: str, ontology: str) -> str:
    """Return what ``iri`` ends in, when it is a term below ``ontology``.

    >>> fragment_of("https://example.org/ontology#Tide", "https://example.org/ontology")
    'Tide'
    """
    fragment = iri.removeprefix(_stem(ontology))
    return "" if fragment == iri or "." in fragment or "/" in fragment else fragment


def declared(holdings: Holdings, ontology: str) -> dict[str, str]:
    """Return the terms of ``ontology``, each with its kind."""
    found: dict[str, str] = {}
    for row in select(holdings, "declared", stem=[NamedNode(_stem(ontology))]):
        term = row["term"]
        if isinstance(term, NamedNode) and fragment_of(term.value, ontology):
            found[term.value] = INDIVIDUALS
    homes = set(_homes(holdings, ontology))
    for heading, kind in reversed(KINDS):
        for quad in holdings.backend.quads(None, RDF.type, kind, None):
            term = quad.subject
            if isinstance(term, NamedNode) and (
                term.value in found or quad.graph_name in homes
            ):
                found[term.value] = heading
    found.pop(ontology, None)
    return found


def _homes(holdings: Holdings, ontology: str) -> list[Graph]:
    """Return the graphs in which the ontology says what it is."""
    header = holdings.backend.quads(NamedNode(ontology), RDF.type, OWL.Ontology)
    homes = {quad.graph_name for quad in header if _is_source(holdings, quad)}
    return sorted(homes, key=str)


def _stem(ontology: str) -> str:
    return ontology if ontology.endswith(("#", "/")) else f"{ontology}#"


def _is_source(holdings: Holdings, quad: Quad) -> bool:
    """Return whether ``quad`` stands where somebody wrote it down."""
    merged = holdings.graphs is None and quad.graph_name == DefaultGraph()
    return not merged and quad.graph_name != holdings.inferred


def stated_of(holdings: Holdings, iri: str) -> list[Quad]:
    """Return what somebody wrote down about ``iri``, sorted."""
    quads = [q for q in holdings.about(NamedNode(iri)) if _is_source(holdings, q)]
    return sorted(quads, key=str)


def disjoint(holdings: Holdings, ontology: str) -> Iterator[tuple[str, ...]]:
    """Yield the classes of each axiom that says that several are disjoint."""
    for home in _homes(holdings, ontology):
        found = holdings.backend.quads(None, RDF.type, OWL.AllDisjointClasses, home)
        for axiom in sorted({quad.subject for quad in found}, key=str):
            listed = value(holdings, axiom, OWL.members)
            nodes = members(holdings, listed) if listed is not None else []
            if named := tuple(sorted(iris_of(nodes))):
                yield named


def iris_of(terms: Iterable[Term]) -> set[str]:
    """Return the IRIs among ``terms``."""
    return {term.value for term in terms if isinstance(term, NamedNode)}

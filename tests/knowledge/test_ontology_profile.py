"""The ontology against criteria 5 to 7 and 11: OWL 2 RL, and decidable."""

from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat, Triple
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from rdflib.collection import Collection

from dissensus.closure import faults

ROOT = Path(__file__).parents[2]
# OWL 2 Structural Specification, section 4; xsd:date and its kin are missing there.
DATATYPE_MAP = {
    RDFS.Literal, RDF.PlainLiteral, RDF.XMLLiteral, OWL.real, OWL.rational,
    XSD.decimal, XSD.integer, XSD.nonNegativeInteger, XSD.nonPositiveInteger,
    XSD.positiveInteger, XSD.negativeInteger, XSD.long, XSD.int, XSD.short, XSD.byte,
    XSD.unsignedLong, XSD.unsignedInt, XSD.unsignedShort, XSD.unsignedByte,
    XSD.double, XSD.float, XSD.string, XSD.normalizedString, XSD.token, XSD.language,
    XSD.Name, XSD.NCName, XSD.NMTOKEN, XSD.boolean, XSD.hexBinary, XSD.base64Binary,
    XSD.anyURI, XSD.dateTime, XSD.dateTimeStamp,
}  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """What the reasoner is given of axioms."""
    graph = Graph()
    for name in ("dissensus.ttl", "externals.ttl"):
        graph.parse(ROOT / "ontology" / name)
    return graph


def chains(ontology: Graph) -> list[tuple[URIRef, list[URIRef]]]:
    return [
        (p, list(Collection(ontology, head)))
        for p, head in ontology.subject_objects(OWL.propertyChainAxiom)
    ]


def composite(ontology: Graph) -> set[URIRef]:
    """Properties that hold by a chain or by transitivity, directly or from below."""
    found = {p for p, _ in chains(ontology)}
    found |= set(ontology.subjects(RDF.type, OWL.TransitiveProperty))
    while True:
        above = {
            q for p, q in ontology.subject_objects(RDFS.subPropertyOf) if p in found
        }
        across = {
            r
            for p, q in ontology.subject_objects(OWL.inverseOf)
            for r in (p, q)
            if {p, q} & found
        }
        if above | across <= found:
            return found
        found |= above | across


@pytest.mark.parametrize(
    "path", sorted((ROOT / "ontology").rglob("*.ttl")), ids=lambda path: path.stem
)
def test_every_axiom_is_in_the_profile_and_compiled(path: Path) -> None:
    """Criterion 5: the lint is the one that guards publishing."""
    triples: list[Triple] = [
        quad.triple for quad in pyoxigraph.parse(path=path, format=RdfFormat.TURTLE)
    ]

    assert faults(triples) == ()


def test_only_simple_properties_are_restricted(ontology: Graph) -> None:
    """Criterion 6: OWL 2 Structural Specification, section 11.2."""
    restricted = {
        s
        for kind in (
            OWL.IrreflexiveProperty,
            OWL.AsymmetricProperty,
            OWL.FunctionalProperty,
            OWL.InverseFunctionalProperty,
        )
        for s in ontology.subjects(RDF.type, kind)
    }
    restricted |= set(ontology.subjects(OWL.propertyDisjointWith))

    assert restricted & composite(ontology) == set()


def test_no_chain_depends_on_itself(ontology: Graph) -> None:
    """Criterion 7: a partial order of properties exists (regularity)."""
    needs: dict[URIRef, set[URIRef]] = {}
    for p, path in chains(ontology):
        needs.setdefault(p, set()).update(path)
    for p, q in ontology.subject_objects(RDFS.subPropertyOf):
        needs.setdefault(q, set()).add(p)
    for p, q in ontology.subject_objects(OWL.inverseOf):
        # Naming an inverse does not order the two; what one needs the other does.
        needs[p] = needs[q] = needs.get(p, set()) | needs.get(q, set())

    def reaches(start: URIRef, seen: frozenset[URIRef] = frozenset()) -> set[URIRef]:
        found = set(needs.get(start, ())) - seen
        for term in tuple(found):
            found |= reaches(term, seen | found)
        return found

    assert [p for p in needs if p in reaches(p)] == []


def test_ranges_are_classes_or_datatypes_of_owl(ontology: Graph) -> None:
    """Criterion 11: xsd:date as a range stops HermiT and Protégé."""
    declared = set(ontology.subjects(RDF.type, OWL.Class))
    ends = set(ontology.objects(None, RDFS.range)) | set(
        ontology.objects(None, RDFS.domain)
    )

    assert ends - declared - DATATYPE_MAP == set()

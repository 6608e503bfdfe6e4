"""What OWL 2 RL does not allow, or nobody compiles, is refused by name."""

import pytest

from dissensus.closure import close, faults
from dissensus.errors import BadOntology

EXISTENTIAL = "[ owl:onProperty dis:holder ; owl:someValuesFrom dis:Agent ]"


@pytest.mark.parametrize(
    ("axiom", "named"),
    [
        ("dis:holder a owl:FunctionalProperty .", "merge two individuals"),
        ("dis:holder a owl:InverseFunctionalProperty .", "merge two individuals"),
        ("dis:Person owl:hasKey ( dis:wikidataId ) .", "merge two individuals"),
        (
            "dis:Stance rdfs:subClassOf "
            "[ owl:onProperty dis:holder ; owl:maxCardinality 1 ] .",
            "would merge individuals",
        ),
        (f"dis:Stance rdfs:subClassOf {EXISTENTIAL} .", "as a superclass"),
        (f"dis:Stance owl:equivalentClass {EXISTENTIAL} .", "as an equal"),
        (
            "dis:Claim rdfs:subClassOf [ owl:unionOf ( dis:Thesis dis:Stance ) ] .",
            "owl:unionOf cannot stand here as a superclass",
        ),
        (
            "dis:about rdfs:domain [ owl:unionOf ( dis:Claim dis:Note ) ] .",
            "owl:unionOf cannot stand here as a superclass",
        ),
        (
            "[ owl:onProperty dis:holder ; owl:allValuesFrom dis:Agent ] "
            "rdfs:subClassOf dis:Stance .",
            "owl:allValuesFrom cannot stand here as a subclass",
        ),
        (
            "[ owl:complementOf dis:Person ] rdfs:subClassOf dis:Collective .",
            "owl:complementOf cannot stand here as a subclass",
        ),
        (
            "dis:Side rdfs:subClassOf [ owl:oneOf ( side:a side:b ) ] .",
            "owl:oneOf cannot stand here as a superclass",
        ),
        (
            "dis:Side rdfs:subClassOf [ owl:intersectionOf ( dis:Claim "
            f"{EXISTENTIAL} ) ] .",
            "owl:someValuesFrom cannot stand here as a superclass",
        ),
        (
            "dis:Either a owl:Class ; owl:unionOf ( dis:Claim dis:Note ) .",
            "owl:unionOf cannot stand here as an equal",
        ),
        (
            "dis:Stance rdfs:subClassOf "
            "[ owl:onProperty dis:holder ; owl:minCardinality 1 ] .",
            "owl:minCardinality",
        ),
        (
            "dis:S rdfs:subClassOf [ owl:onProperty dis:about ; owl:hasSelf true ] .",
            "owl:hasSelf",
        ),
        (
            "dis:Agent owl:disjointUnionOf ( dis:Person dis:Collective ) .",
            "owl:disjointUnionOf",
        ),
        ("dis:about a owl:ReflexiveProperty .", "owl:ReflexiveProperty"),
        ("dis:x owl:imports dis:y .", "is not followed"),
        ("[ owl:inverseOf dis:holder ] rdfs:range dis:Stance .", "has no name"),
        ("dis:x owl:madeUpAxiom dis:y .", "owl:madeUpAxiom"),
    ],
)
def test_an_axiom_outside_the_rules_is_refused(axiom: str, named: str, turtle) -> None:
    """A closure that skips an axiom is wrong without a sign."""
    with pytest.raises(BadOntology) as refusal:
        close(turtle(axiom), [])

    assert named in " ".join(refusal.value.details)
    assert refusal.value.hint


@pytest.mark.parametrize(
    "axiom",
    [
        f"{EXISTENTIAL} rdfs:subClassOf dis:Stance .",
        "[ owl:unionOf ( dis:Thesis dis:Claim ) ] rdfs:subClassOf dis:Claim .",
        "dis:X rdfs:subClassOf [ owl:onProperty dis:about ; owl:maxCardinality 0 ] .",
        "dis:Pair owl:equivalentClass [ owl:intersectionOf ( dis:Claim dis:Note ) ] .",
        "dis:holder rdfs:range dis:Agent . dis:value rdfs:range xsd:decimal .",
        "dis:x a owl:Ontology ; owl:versionInfo '1' ; owl:priorVersion dis:w .",
    ],
)
def test_an_axiom_of_the_profile_is_let_through(axiom: str, turtle) -> None:
    """OWL 2 Profiles, §4.2.3: which class expressions may stand where."""
    assert faults(turtle(axiom)) == ()


def test_a_skolem_name_of_an_expression_is_no_named_class(turtle) -> None:
    """Releases have no blank nodes, so an expression comes with an IRI."""
    ontology = turtle(
        """dis:Claim.subClassOf-1 a owl:Class ; owl:unionOf dis:Claim.unionOf-1 ;
            rdfs:subClassOf dis:Claim .
        dis:Claim.unionOf-1 rdf:first dis:Thesis ; rdf:rest rdf:nil ."""
    )

    closure = close(ontology, turtle("clm:x a dis:Thesis ."))

    assert closure.inferred == tuple(turtle("clm:x a dis:Claim ."))


def test_an_axiom_among_the_data_is_refused(turtle) -> None:
    """Rules are compiled from the ontology; elsewhere it would be missed."""
    with pytest.raises(BadOntology) as refusal:
        close([], turtle("dis:Thesis rdfs:subClassOf dis:Claim ."))

    assert refusal.value.details == ("dis:Thesis rdfs:subClassOf dis:Claim",)
    assert "ontology/" in refusal.value.hint

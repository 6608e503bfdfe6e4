"""The compiled rules find what owlrl finds, no more and no less."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissensus.closure import close
from dissensus.closure.axioms import split
from dissensus.closure.compiling import compile_axioms
from dissensus.closure.fixpoint import Fixpoint
from dissensus.closure.rules import (
    AllValues,
    Chain,
    Conjunction,
    Copy,
    Enumeration,
    Flip,
    GiveValue,
    SomeValues,
    SubClass,
    TypeByValue,
    TypeObject,
    TypeSubject,
)
from dissensus.closure.terminology import close_axioms
from dissensus.closure.wiring import wire
from dissensus.errors import BadOntology, InconsistentRelease

EVERY_RULE = """
:C0 rdfs:subClassOf :C1 . :C1 rdfs:subClassOf :C2 . :C2 owl:equivalentClass :C3 .
:both a owl:Class ; owl:intersectionOf ( :C1 :C4 ) .
:either a owl:Class . [] owl:unionOf ( :C5 :C6 ) ; rdfs:subClassOf :either .
[ owl:onProperty :p0 ; owl:someValuesFrom :C1 ] rdfs:subClassOf :some .
[ owl:onProperty :p1 ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf :any .
:all rdfs:subClassOf [ owl:onProperty :p1 ; owl:allValuesFrom :C7 ] .
:valued owl:equivalentClass [ owl:onProperty :p2 ; owl:hasValue :v ] .
[ owl:oneOf ( :i0 :i1 ) ] rdfs:subClassOf :listed .
:p0 rdfs:subPropertyOf :p1 ; rdfs:domain :C0 ; rdfs:range :C4 .
:p3 owl:equivalentProperty :p4 . :p4 owl:inverseOf :p5 .
:p6 a owl:SymmetricProperty , owl:TransitiveProperty .
:p7 owl:propertyChainAxiom ( :p0 :p3 ) , ( :p5 :p6 :p2 ) ; rdfs:subPropertyOf :p8 .
:p9 owl:propertyChainAxiom ( :p7 :p7 ) . :p8 a owl:TransitiveProperty .
:label rdfs:subPropertyOf rdfs:label . :p2 owl:propertyChainAxiom ( :p9 :p0 ) .
"""
FACTS = """
:i0 :p0 :i1 . :i1 :p3 :i2 ; a :C1 . :i2 :p5 :i3 ; a :all ; :p1 :i5 .
:i3 :p6 :i4 . :i4 :p6 :i5 . :i4 :p2 :v . :i5 a :valued . :i6 a :C5 , :C1 , :C4 .
:i6 :p0 :i6 ; :label "six"@en ; :p4 :i0 . :i7 owl:sameAs :i0 . :i7 :p7 :i6 .
:i3 :p7 :i0 . :v :p0 :i2 .
"""


def test_every_kind_of_rule_gives_what_owlrl_gives(turtle, owlrl_finds) -> None:
    """Tables 4 to 7; two chains on one property included."""
    ontology, data = turtle(EVERY_RULE), turtle(FACTS)

    closure = close(ontology, data)

    assert set(closure.inferred) == owlrl_finds(ontology, data)


KINDS = [
    AllValues, Chain, Conjunction, Copy, Enumeration, Flip, GiveValue, SomeValues,
    SubClass, TypeByValue, TypeObject, TypeSubject,
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_kind_of_rule_could_be_missing_unseen(kind, turtle) -> None:
    """The graph of the test above would show it."""
    rules = compile_axioms(close_axioms(split(turtle(EVERY_RULE)).triples)).rules
    whole, lacking = Fixpoint(), Fixpoint()
    wire(whole, rules)
    wire(lacking, [rule for rule in rules if not isinstance(rule, kind)])

    whole.run(turtle(FACTS))
    lacking.run(turtle(FACTS))

    assert len(lacking.facts) < len(whole.facts)


def test_a_string_without_its_datatype_is_a_string(turtle) -> None:
    """RDF 1.1 Concepts, section 3.3; owlrl knows it by its datatype only."""
    axioms = turtle(':listed owl:oneOf ( "a" ) ; owl:disjointWith xsd:string .')

    with pytest.raises(BadOntology, match="contradict"):
        close_axioms(axioms)


def test_each_chain_of_a_property_counts(turtle, owlrl_finds) -> None:
    """Some engines apply only one of several chains (rule prp-spo2)."""
    ontology = turtle(
        """dis:sidesWith owl:propertyChainAxiom ( dis:affirms dis:thesisOf ) ,
        ( dis:hasStance dis:takesSide ) ."""
    )
    data = turtle(
        """per:ada dis:affirms clm:one . clm:one dis:thesisOf side:left .
        per:ben dis:hasStance stn:two . stn:two dis:takesSide side:right ."""
    )

    inferred = set(close(ontology, data).inferred)

    assert inferred == owlrl_finds(ontology, data)
    assert inferred == set(
        turtle("per:ada dis:sidesWith side:left . per:ben dis:sidesWith side:right .")
    )


CLASS = st.sampled_from([f":C{n}" for n in range(5)])
PROPERTY = st.sampled_from([f":p{n}" for n in range(5)])
INDIVIDUAL = st.sampled_from([f":i{n}" for n in range(6)])
AXIOM = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, CLASS, CLASS),
    st.builds("{} owl:equivalentClass {} .".format, CLASS, CLASS),
    st.builds("{} rdfs:subPropertyOf {} .".format, PROPERTY, PROPERTY),
    st.builds("{} owl:equivalentProperty {} .".format, PROPERTY, PROPERTY),
    st.builds("{} rdfs:domain {} .".format, PROPERTY, CLASS),
    st.builds("{} rdfs:range {} .".format, PROPERTY, CLASS),
    st.builds("{} owl:inverseOf {} .".format, PROPERTY, PROPERTY),
    st.builds("{} a owl:SymmetricProperty .".format, PROPERTY),
    st.builds("{} a owl:TransitiveProperty .".format, PROPERTY),
    st.builds(
        "{} owl:propertyChainAxiom ( {} {} ) .".format, PROPERTY, PROPERTY, PROPERTY
    ),
    st.builds(
        "{} owl:propertyChainAxiom ( {} {} {} ) .".format,
        PROPERTY,
        PROPERTY,
        PROPERTY,
        PROPERTY,
    ),
    st.builds(
        "[ owl:intersectionOf ( {} {} ) ] rdfs:subClassOf {} .".format,
        CLASS,
        CLASS,
        CLASS,
    ),
    st.builds(
        "[ owl:onProperty {} ; owl:someValuesFrom {} ] rdfs:subClassOf {} .".format,
        PROPERTY,
        CLASS,
        CLASS,
    ),
    st.builds(
        "{} rdfs:subClassOf [ owl:onProperty {} ; owl:allValuesFrom {} ] .".format,
        CLASS,
        PROPERTY,
        CLASS,
    ),
    st.builds("{} owl:disjointWith {} .".format, CLASS, CLASS),
    st.builds("{} owl:propertyDisjointWith {} .".format, PROPERTY, PROPERTY),
    st.builds("{} a owl:IrreflexiveProperty .".format, PROPERTY),
    st.builds("{} a owl:AsymmetricProperty .".format, PROPERTY),
)
FACT = st.one_of(
    st.builds("{} {} {} .".format, INDIVIDUAL, PROPERTY, INDIVIDUAL),
    st.builds("{} a {} .".format, INDIVIDUAL, CLASS),
    st.builds("{} {} 'text'@en .".format, INDIVIDUAL, PROPERTY),
)
SAME = st.builds("{} owl:sameAs {} .".format, INDIVIDUAL, INDIVIDUAL)
DIFFERENT = st.builds("{} owl:differentFrom {} .".format, INDIVIDUAL, INDIVIDUAL)


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    axioms=st.lists(AXIOM, min_size=1, max_size=8),
    facts=st.lists(FACT, min_size=1, max_size=12),
    equal=st.lists(st.one_of(SAME, DIFFERENT), max_size=1),
)
def test_whatever_the_graph_the_answer_is_owlrls(
    axioms: list[str], facts: list[str], equal: list[str], turtle, owlrl_finds
) -> None:
    """Also on whether the graph contradicts itself."""
    ontology, data = turtle("\n".join(axioms)), turtle("\n".join(facts + equal))
    expected = owlrl_finds(ontology, data)

    try:
        found = set(close(ontology, data).inferred)
    except InconsistentRelease:
        found = None

    assert found == expected

"""What follows, and what is left out because it tells nobody anything."""

from pyoxigraph import NamedNode

from dissensus.closure import close
from dissensus.namespaces import RDF, RDFS

STANCES = """
dis:hasStance owl:inverseOf dis:holder .
dis:affirms owl:propertyChainAxiom ( dis:hasStance dis:affirmsClaim ) ;
    owl:inverseOf dis:affirmedBy .
dis:denies owl:propertyChainAxiom ( dis:hasStance dis:deniesClaim ) ;
    owl:inverseOf dis:deniedBy .
dis:disagreesWith a owl:SymmetricProperty ;
    owl:propertyChainAxiom ( dis:affirms dis:deniedBy ) .
"""


def test_whoever_addresses_a_claim_is_a_stance(turtle) -> None:
    """Rule prp-dom: rdfs:domain types the subject."""
    ontology = turtle("dis:affirmsClaim rdfs:domain dis:Stance .")

    closure = close(ontology, turtle("stn:s dis:affirmsClaim clm:c ."))

    assert closure.inferred == tuple(turtle("stn:s a dis:Stance ."))
    assert closure.rules == {"prp-dom dis:affirmsClaim": 1}
    assert closure.reasons == ("prp-dom dis:affirmsClaim",)


def test_what_was_asserted_is_not_inferred_again(turtle) -> None:
    """Pages tell the two apart, so no triple may be in both."""
    ontology = turtle("dis:affirmsClaim rdfs:domain dis:Stance .")
    data = turtle("stn:s a dis:Stance ; dis:affirmsClaim clm:c .")

    assert close(ontology, data).inferred == ()


def test_whoever_affirms_what_another_denies_disagrees(turtle) -> None:
    """Two chains, an inverse and a symmetric property, one upon the other."""
    data = turtle(
        "stn:1 dis:holder per:ada ; dis:affirmsClaim clm:c ."
        "stn:2 dis:holder per:ben ; dis:deniesClaim clm:c ."
    )

    inferred = set(close(turtle(STANCES), data).inferred)

    assert inferred >= set(
        turtle(
            "per:ada dis:disagreesWith per:ben . per:ben dis:disagreesWith per:ada ."
        )
    )


def test_whoever_changes_her_mind_does_not_disagree_with_herself(turtle) -> None:
    """What relates a thing to itself by inference only is left out."""
    data = turtle(
        "stn:1 dis:holder per:ada ; dis:affirmsClaim clm:c ."
        "stn:2 dis:holder per:ada ; dis:deniesClaim clm:c ."
    )

    inferred = close(turtle(STANCES), data).inferred

    assert not [t for t in inferred if t.subject == t.object]
    assert set(turtle("per:ada dis:affirms clm:c ; dis:denies clm:c .")) <= set(
        inferred
    )


def test_an_alleged_holder_holds_nothing(turtle) -> None:
    """No chain runs over dis:allegedHolder: an ascription denied stays one."""
    ontology = turtle(STANCES + "dis:allegedHolder rdfs:range dis:Agent .")
    data = turtle("stn:1 dis:allegedHolder per:ada ; dis:affirmsClaim clm:c .")

    assert close(ontology, data).inferred == tuple(turtle("per:ada a dis:Agent ."))


def test_a_label_follows_from_a_preferred_label(turtle) -> None:
    """Editors write skos:prefLabel only; the language stays."""
    ontology = turtle("skos:prefLabel rdfs:subPropertyOf rdfs:label .")

    closure = close(ontology, turtle("per:ada skos:prefLabel 'Ada'@en , 'Ада'@ru ."))

    assert set(closure.inferred) == set(
        turtle("per:ada rdfs:label 'Ada'@en , 'Ада'@ru .")
    )


def test_no_literal_and_no_term_is_a_subject_of_what_follows(turtle) -> None:
    """Ranges of literals, and axioms among axioms, stay out of the graph."""
    ontology = turtle(
        """dis:value a owl:DatatypeProperty ; rdfs:range xsd:decimal .
        dis:A a owl:Class ; rdfs:subClassOf dis:B . dis:B rdfs:subClassOf owl:Thing .
        dis:A dis:value 1 . dis:value rdfs:domain dis:B ."""
    )

    closure = close(ontology, turtle("obs:x dis:value 2 ; a dis:A ."))

    assert closure.inferred == tuple(turtle("obs:x a dis:B ."))


def test_what_follows_about_a_concept_of_a_vocabulary_is_kept(turtle) -> None:
    """A vocabulary's concepts are individuals, wherever they are written."""
    ontology = turtle(
        """dis:Role a owl:Class ; rdfs:subClassOf skos:Concept .
        role:leader a dis:Role ."""
    )

    closure = close(ontology, [])

    assert closure.inferred == tuple(turtle("role:leader a skos:Concept ."))


def test_blank_nodes_of_the_data_keep_their_labels(turtle) -> None:
    """`open` never skolemises, and two parses must not be mixed up."""
    ontology = turtle("dis:holder rdfs:range dis:Agent .")
    data = turtle("stn:x dis:holder [] .")

    (triple,) = close(ontology, data).inferred

    assert triple.subject == data[0].object
    assert triple.predicate == RDF.type


def test_what_follows_is_sorted_and_the_same_in_any_order(turtle) -> None:
    """Equal sources give equal bytes."""
    data = turtle(
        "stn:1 dis:holder per:ada ; dis:affirmsClaim clm:c ."
        "stn:2 dis:holder per:ben ; dis:deniesClaim clm:c ."
    )

    forwards = close(turtle(STANCES), data)
    backwards = close(turtle(STANCES), data[::-1])

    assert (
        forwards.inferred
        == backwards.inferred
        == tuple(sorted(forwards.inferred, key=str))
    )


def test_a_property_equal_to_another_is_used_in_its_place(turtle) -> None:
    """Rule eq-rep-p: owl:sameAs between properties reaches their statements."""
    data = turtle("dis:x owl:sameAs rdfs:label . per:ada dis:x 'Ada'@en .")

    inferred = close([], data).inferred

    assert (NamedNode(RDFS.label.value), "Ada") in {
        (t.predicate, getattr(t.object, "value", "")) for t in inferred
    }

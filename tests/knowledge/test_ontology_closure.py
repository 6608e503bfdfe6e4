"""The closure of the real data: consistent, alive, and what owlrl says it is."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from owlrl import OWLRL_Semantics
from pyoxigraph import BlankNode, NamedNode, Triple

from dissensus.closure import Closure, close
from dissensus.closure.axioms import DECLARATIONS, is_axiom, name_of, split
from dissensus.closure.closing import says_nothing
from dissensus.closure.terminology import _own
from dissensus.namespaces import DIS, DISSENSUS, OWL, RDF
from dissensus.sources import Project, read_project
from dissensus.terms import as_rdflib

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project() -> Project:
    """The real sources."""
    return read_project(ROOT)


@pytest.fixture(scope="module")
def closure(project: Project) -> Closure:
    """What follows from them; to build it is to find them consistent."""
    return close(project.ontology(), project.asserted())


def owlrl_finds(ontology: tuple[Triple, ...], data: tuple[Triple, ...]) -> set[Triple]:
    """Return what owlrl infers from everything at once, less the noise."""
    given = {*ontology, *data}
    graph = as_rdflib(given, plain=False)
    reasoner = OWLRL_Semantics(graph, axioms=False, daxioms=False)
    reasoner.closure()
    assert not reasoner.error_messages
    terms = split(ontology).terms
    return {
        t
        for t in (_own(*triple) for triple in graph)
        if t is not None
        and t not in given
        and t.subject not in terms
        and isinstance(t.predicate, NamedNode)
        and not says_nothing(t)
        and not is_axiom(t)
        and t.object not in DECLARATIONS
    }


def test_the_data_do_not_contradict_the_ontology(closure: Closure) -> None:
    """Criterion 8: no inconsistency, so that there is a closure at all."""
    assert closure.inferred


def test_every_chain_of_the_ontology_fires(project: Project, closure: Closure) -> None:
    """Criterion 10: an axiom from which nothing follows is dead."""
    chained = {
        name_of(subject)
        for subject, _ in split(project.ontology()).values(OWL.propertyChainAxiom)
    }
    fired = {
        name.removeprefix("prp-spo2 ")
        for name in closure.rules
        if name.startswith("prp-spo2 ")
    }

    assert chained
    assert chained <= fired


def test_an_argument_against_a_conclusion_rebuts_its_arguments(
    project: Project,
) -> None:
    """Criterion 10: a contradiction of the conclusions is what makes a rebuttal."""
    node = {name: NamedNode(f"{DISSENSUS}id/{name}") for name in ("a", "b", "c", "d")}
    data = (
        Triple(node["a"], DIS.hasConclusion, node["c"]),
        Triple(node["b"], DIS.hasConclusion, node["d"]),
        Triple(node["c"], DIS.contradicts, node["d"]),
    )

    inferred = close(project.ontology(), data).inferred

    assert Triple(node["a"], DIS.rebuts, node["b"]) in inferred
    assert Triple(node["b"], DIS.attacks, node["a"]) in inferred


def test_the_closure_adds_no_more_than_three_times_what_was_given(
    project: Project, closure: Closure
) -> None:
    """Criterion 9: what follows must not drown what was said."""
    assert len(closure.inferred) < 3 * len(project.asserted())


def test_no_published_inference_has_a_literal_or_blank_subject(
    closure: Closure,
) -> None:
    """Criterion 4: no RDF file can hold the one, no release the other."""
    assert all(isinstance(t.subject, NamedNode) for t in closure.inferred)
    assert not any(isinstance(t.object, BlankNode) for t in closure.inferred)


@pytest.mark.slow
def test_the_real_closure_is_the_one_that_owlrl_computes(
    project: Project, closure: Closure
) -> None:
    """owlrl needs a minute or more for what is published in half a second."""
    expected = owlrl_finds(project.ontology(), project.asserted())

    assert set(closure.inferred) == expected


def synthetic(triples: int) -> Iterator[Triple]:
    """Yield a debate of about ``triples`` triples that nobody ever had."""
    dice = random.Random(1917)  # noqa: S311 - no secret, and the same at every run

    def node(kind: str, number: int) -> NamedNode:
        return NamedNode(f"{DISSENSUS}id/{kind}/x{number}")

    people, claims = triples // 100, triples // 20
    for n in range(triples // 10):
        stance, claim = node("stance", n), node("claim", dice.randrange(claims))
        yield Triple(stance, DIS.holder, node("person", dice.randrange(people)))
        yield Triple(stance, dice.choice([DIS.affirmsClaim, DIS.deniesClaim]), claim)
        yield Triple(node("attestation", n), DIS.attests, stance)
        argument = node("argument", n)
        yield Triple(argument, DIS.hasPremise, node("claim", dice.randrange(claims)))
        yield Triple(argument, DIS.hasConclusion, claim)
        if n % 4 == 0:
            rival = dice.randrange(claims)
            if node("claim", rival) != claim:
                yield Triple(claim, DIS.contradicts, node("claim", rival))
            yield Triple(claim, DIS.deniesInferenceOf, node("argument", n // 2))
        if n % 50 == 0:
            yield Triple(claim, DIS.thesisOf, node("side", n % 3))
            yield Triple(node("side", n % 3), DIS.inDebate, node("debate", 1))
        if n % 3 == 0:
            yield Triple(node("event", n), DIS.subEventOf, node("event", n // 2 + 1))
        yield Triple(stance, RDF.type, DIS.Stance)


@pytest.mark.slow
def test_a_large_closure_is_the_one_that_owlrl_computes(project: Project) -> None:
    """Where chains multiply: 10,000 triples, contradictions by the hundred."""
    data = tuple(t for t in set(synthetic(16_000)) if t.subject != t.object)
    assert len(data) >= 10_000
    axioms = split(project.ontology()).triples

    closure = close(axioms, data)

    assert set(closure.inferred) == owlrl_finds(axioms, data)

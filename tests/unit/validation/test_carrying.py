"""What is carried over is what a run over the whole graph would find."""

from collections.abc import Iterable
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from dissensus.namespaces import RDF, RDFS
from dissensus.sources.files import SourceFile
from dissensus.validation import Earlier, Finding, Report, Severity, validate
from dissensus.validation.patterns import read_patterns
from dissensus.validation.values import Unclear

EX = "https://example.org/"
AFTERWARDS = (
    "$this ex:p ?a . OPTIONAL { ?a ex:q ?b } $this ex:q ?b",
    "$this ex:p ?a . BIND (EXISTS { ?a ex:q ?value } AS ?e) $this ex:q ?value . "
    "FILTER (!?e)",
)
# Each way in which patterns hang together, and some that are not read.
WHERE = (
    "$this ex:p ?value",
    "$this ex:p ?value . ?value ex:q $this",
    "$this ex:p ?value . ?other ex:q ?value ; ex:p ?end . FILTER (?other != $this)",
    "$this ex:p ?a . OPTIONAL { ?a ex:q ?b . ?b ex:p ?value }",
    "$this ex:p ?a . OPTIONAL { $this ex:q ?b } FILTER (!BOUND(?b))",
    "$this ex:p ?value . FILTER NOT EXISTS { ?value ex:q ?any }",
    "$this ex:p ?a . FILTER (?a = ex:b || !EXISTS { ?a ex:q ?b . ?b ex:q ex:c })",
    "$this ex:p ?a . FILTER NOT EXISTS { ?o ?any $this . FILTER NOT EXISTS "
    "{ ?o ex:q ?value } }",
    "$this ?value ex:a",
    "$this ex:p/ex:q ?value",
    "$this ^ex:p/ex:q* ?value",
    "$this a/rdfs:subClassOf* ex:C . FILTER EXISTS { $this ex:p+ ex:c }",
    "$this ex:p ?a . FILTER NOT EXISTS { $this ex:p/ex:q?/ex:p ?b }",
    "$this ex:p ?value . BIND (STR(?value) AS ?text) ?x ex:q ?value, ex:a ; a ex:C .",
    "$this ex:p ?value . ?far ex:q ex:b",
    "$this ex:p ?value . FILTER NOT EXISTS { ?far ex:q ex:b }",
    "$this ex:p ?value . { ?value ex:q ?b } OPTIONAL { ?b ex:p ?c }",
    # Groups that are evaluated before $this is known.
    "$this ex:p ?value . { OPTIONAL { $this ex:q ?b } } FILTER (!BOUND(?b))",
    "$this ex:p ?a . OPTIONAL { ?a ex:q ?value . OPTIONAL { $this ex:q ?b } }",
    "$this ex:p ?value . { ?value ex:q ?b FILTER NOT EXISTS { ?b ex:p $this } }",
    '$this ex:p ?value . FILTER EXISTS { $this (ex:p|ex:q) "one"@en }',
    '$this ex:q "one"@en , ?value',
    # What follows an OPTIONAL or a BIND is not known within.
    *AFTERWARDS,
    "$this ex:p ?step_0 . ?step_0 ex:q/ex:p ?value",
    "$this <https://example.org/\\\\u0070> ?value",
)
GROUPED = (
    "SELECT $this (COUNT(?o) AS ?value) WHERE { $this ex:p ?o . ?o ex:q ?e } "
    "GROUP BY $this HAVING (COUNT(?o) > 1)",
    "SELECT $this ?value WHERE { $this ex:p ?value . OPTIONAL { ?o ex:q $this } } "
    "GROUP BY $this ?value HAVING (COUNT(?o) = 0)",
)
SELECTS = (*(f"SELECT $this ?value WHERE {{ {body} }}" for body in WHERE), *GROUPED)
TARGETS = (
    "sh:targetClass ex:C",
    "sh:targetSubjectsOf ex:p",
    "sh:targetObjectsOf ex:p",
    "sh:targetNode ex:a , ex:b",
)
HEADER = """
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex: sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/" ] ,
  [ sh:prefix "rdfs" ; sh:namespace "http://www.w3.org/2000/01/rdf-schema#" ] .
ex:anyone a sh:NodeShape ; sh:targetSubjectsOf ex:filler ; sh:nodeKind sh:IRI .
"""


def shapes(selects: Iterable[str], targets: Iterable[str]) -> tuple[SourceFile, ...]:
    """Each SELECT as the constraint of a shape with each of the targets."""
    text = HEADER + "".join(
        f"ex:Shape-{i}-{j} a sh:NodeShape ; {target} ; sh:sparql ex:rule-{i}-{j} .\n"
        f'ex:rule-{i}-{j} sh:prefixes ex: ; sh:message "It is {{?value}}." ;\n'
        f'  sh:select """{select}""" .\n'
        for i, select in enumerate(selects)
        for j, target in enumerate(targets)
    )
    return (SourceFile(PurePosixPath("shapes/all.ttl"), text.encode(), ""),)


ALL = shapes(SELECTS, TARGETS)
nodes = st.sampled_from([NamedNode(f"{EX}{letter}") for letter in "abcd"])
edges = st.builds(
    Triple,
    nodes,
    st.sampled_from([NamedNode(f"{EX}p"), NamedNode(f"{EX}q")]),
    st.one_of(nodes, st.just(Literal("one", language="en"))),
)
classes = [NamedNode(f"{EX}C"), NamedNode(f"{EX}D")]
types = st.builds(Triple, nodes, st.just(RDF.type), st.sampled_from(classes))
statements = st.one_of(edges, edges, types)
# So many more that nothing that is changed here is much.
FILLER = tuple(
    Triple(NamedNode(f"{EX}n{n}"), NamedNode(f"{EX}filler"), Literal(n))
    for n in range(100)
)
ONTOLOGY = (Triple(classes[1], RDFS.subClassOf, classes[0]),)


def judged(
    triples: Iterable[Triple], before: Report | None, old: Iterable[Triple]
) -> Report:
    earlier = None
    if before:
        earlier = Earlier(before.by_rule, dict.fromkeys((*FILLER, *old, *ONTOLOGY)))
    return validate(ALL, (*FILLER, *triples), ontology=ONTOLOGY, earlier=earlier)


@settings(max_examples=30, deadline=None)
@given(
    old=st.lists(statements, max_size=12, unique=True),
    added=st.lists(statements, max_size=3, unique=True),
    taken=st.sets(st.integers(0, 11), max_size=3),
)
def test_carrying_over_finds_what_a_full_run_finds(
    old: list[Triple], added: list[Triple], taken: set[int]
) -> None:
    """Statements added, removed and changed, in every kind of pattern."""
    new = [t for n, t in enumerate(old) if n not in taken] + added
    before = judged(old, None, ())

    carried, full = judged(new, before, old), judged(new, None, ())

    assert carried.json() == full.json()
    assert {k: set(v) for k, v in carried.by_rule.items()} == full.by_rule


@pytest.mark.parametrize("body", AFTERWARDS)
def test_what_follows_does_not_hide_what_was_removed(body: str) -> None:
    a, b, c, d = (NamedNode(f"{EX}{letter}") for letter in "abcd")
    p, q = NamedNode(f"{EX}p"), NamedNode(f"{EX}q")
    gone, *left = Triple(b, q, c), Triple(a, p, b), Triple(a, q, d)
    rule = shapes([f"SELECT $this WHERE {{ {body} }}"], ["sh:targetSubjectsOf ex:p"])
    before = validate(rule, (*FILLER, *left, gone))
    earlier = Earlier(before.by_rule, (*FILLER, *left, gone))

    after = validate(rule, (*FILLER, *left), earlier=earlier)

    assert (len(before.findings), len(after.findings)) == (0, 1)


@pytest.mark.parametrize("select", WHERE[:14])
def test_these_patterns_are_read(select: str) -> None:
    """Or nothing of the test above would be carried over."""
    prologue = f"PREFIX ex: <{EX}> PREFIX rdfs: <{RDFS.label.value[:-5]}>"

    assert read_patterns(f"{prologue} SELECT $this WHERE {{ {select} }}")


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this { $this ex:p ?v . FILTER (?v < NOW()) }",
        "SELECT $this { $this ex:p ?v } LIMIT 1",
        "SELECT $this { { $this ex:p ?v } UNION { $this ex:q ?v } }",
        "SELECT $this { $this (ex:p|ex:q) ?v }",
        "SELECT $this { $this ex:p [ ex:q ?v ] }",
        "SELECT (SAMPLE(?t) AS ?this) { ?t ex:p ?v } GROUP BY ?v",
        "SELECT $this { ?a ex:p* ?b . $this ex:q ?c }",
        "SELECT $this { $this other:p ?v }",
        "SELECT $this { $this ex:p ?v ",
        "SELECT $this { $this ex:p ?v . { ?v ex:q ?w } }",
        "SELECT $this { $this ex:p ?v OPTIONAL { ?v ex:q ?w OPTIONAL { ?w ex:q 1 } } }",
    ],
)
def test_what_is_not_understood_is_not_guessed(select: str) -> None:
    with pytest.raises(Unclear):
        read_patterns(f"PREFIX ex: <{EX}> {select}")


def test_what_no_change_can_reach_is_not_looked_at_again() -> None:
    """An invented finding stays where nothing changed, and goes where it did."""
    node, other = NamedNode(f"{EX}a"), NamedNode(f"{EX}b")
    old = [Triple(n, NamedNode(f"{EX}p"), other) for n in (node, other)]
    select = 'SELECT $this WHERE { $this ex:p ?o . FILTER (?o = "x") }'
    rule = shapes([select], TARGETS[1:2])
    before = validate(rule, (*FILLER, *old))
    invented = tuple(
        Finding("X", Severity.INFO, n.value, "", "", "Invented.", "")
        for n in (node, other)
    )
    earlier = Earlier(dict.fromkeys(before.by_rule, invented), (*FILLER, *old))

    after = validate(rule, (*FILLER, old[0]), earlier=earlier)

    assert [finding.focus for finding in after.findings] == [node.value]


def test_much_that_has_changed_is_judged_in_full() -> None:
    """To look for what it reaches would cost more."""
    assert Earlier({}, FILLER).change(dict.fromkeys(FILLER[:50])) is None
    assert Earlier({}, FILLER).change(dict.fromkeys(FILLER[:95])) is not None

"""Screening shows pySHACL fewer nodes, and hides none that is at fault."""

from pathlib import PurePosixPath

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple

from dissensus.namespaces import RDF, RDFS, XSD, prefixes
from dissensus.sources.files import SourceFile
from dissensus.validation.facts import Facts, as_rdflib, own, translated
from dissensus.validation.report import Finding
from dissensus.validation.screening import focus_nodes, suspects
from dissensus.validation.shacl_core import aim, run_core
from dissensus.validation.shapes import ShapeSet, read_shapes
from dissensus.validation.wording import Wording

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# One of each constraint that is decided, alone or within others.
CONSTRAINTS = (
    "sh:path ex:p ; sh:minCount 1",
    "sh:path ex:p ; sh:maxCount 1",
    "sh:path ex:p ; sh:class ex:C",
    "sh:path ex:p ; sh:class ex:C , ex:D",
    "sh:path ex:p ; sh:datatype xsd:integer",
    "sh:path ex:p ; sh:datatype xsd:date",
    "sh:path ex:p ; sh:datatype xsd:string",
    "sh:path ex:p ; sh:datatype ex:own",
    "sh:path ex:p ; sh:nodeKind sh:IRI",
    "sh:path ex:p ; sh:nodeKind sh:BlankNodeOrLiteral",
    'sh:path ex:p ; sh:pattern "^[a-z]+$"',
    'sh:path ex:p ; sh:pattern "B" ; sh:flags "i"',
    'sh:path ex:p ; sh:languageIn ( "en" "de" )',
    "sh:path ex:p ; sh:minInclusive 1",
    "sh:path ex:p ; sh:minExclusive 1 ; sh:maxInclusive 2",
    "sh:path ex:p ; sh:maxExclusive 2",
    "sh:path ex:p ; sh:lessThan ex:q",
    "sh:path ex:p ; sh:lessThanOrEquals ex:q",
    "sh:path ex:p ; sh:disjoint ex:q",
    "sh:path ex:p ; sh:equals ex:q",
    "sh:path ex:p ; sh:hasValue ex:a",
    'sh:path ex:p ; sh:in ( ex:a ex:b 1 "b"@en )',
    "sh:path ex:p ; sh:uniqueLang true",
    "sh:path [ sh:inversePath ex:p ] ; sh:minCount 1",
    "sh:path ( ex:p ex:q ) ; sh:maxCount 1 ; sh:minCount 1",
    "sh:path [ sh:alternativePath ( ex:p [ sh:inversePath ex:q ] ) ] ; sh:minCount 2",
    "sh:path [ sh:zeroOrMorePath ex:p ] ; sh:maxCount 2",
    "sh:path ex:p ; sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ]",
    "sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:C ] ; "
    "sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1",
    "sh:path ex:p ; sh:not [ sh:class ex:C ]",
    "sh:path ex:p ; sh:or ( [ sh:class ex:C ] [ sh:datatype xsd:integer ] )",
    "sh:path ex:p ; sh:and ( [ sh:nodeKind sh:IRI ] [ sh:class ex:C ] )",
    "sh:path ex:p ; sh:xone ( [ sh:class ex:C ] [ sh:class ex:D ] )",
    "sh:path ex:p ; sh:deactivated true ; sh:minCount 9",
)
NODE_CONSTRAINTS = (
    "sh:closed true ; sh:ignoredProperties ( <" + RDF.type.value + "> ) ; "
    "sh:property [ sh:path ex:p ]",
    "sh:not [ sh:property [ sh:path ex:p ; sh:minCount 1 ] ]",
    "sh:xone ( [ sh:path ex:p ; sh:minCount 1 ] [ sh:path ex:q ; sh:minCount 1 ] )",
    "sh:nodeKind sh:IRI ; sh:class ex:C",
)
EX = "https://example.org/"
named = st.sampled_from([NamedNode(f"{EX}{letter}") for letter in "abc"])
literals = st.sampled_from(
    [
        Literal("ab"),
        Literal("B"),
        Literal("b", language="en"),
        Literal("c", language="de-ch"),
        Literal("d", language="fr"),
        Literal("1", datatype=XSD.integer),
        Literal("2", datatype=XSD.integer),
        Literal("2", datatype=XSD.decimal),
        Literal("x", datatype=XSD.integer),
        Literal("2001-02-03", datatype=XSD.date),
        Literal("2001-02-04", datatype=XSD.date),
        Literal("2001-02-30", datatype=XSD.date),
        Literal("0000-01-01", datatype=XSD.date),
        Literal("?", datatype=NamedNode(f"{EX}own")),
    ]
)
links = st.sampled_from([NamedNode(f"{EX}{letter}") for letter in "pqr"])
classes = st.sampled_from([NamedNode(f"{EX}{letter}") for letter in "CDE"])
triples = st.one_of(
    st.builds(Triple, named, links, st.one_of(named, literals)),
    st.builds(Triple, named, st.just(RDF.type), classes),
    st.builds(Triple, classes, st.just(RDFS.subClassOf), classes),
)


def read(text: str) -> ShapeSet:
    data = (PREFIXES + text).encode()
    return read_shapes([SourceFile(PurePosixPath("shapes/core/any.ttl"), data, "")])


def shape_with(constraint: str) -> str:
    held = f"sh:property ex:S-1 .\nex:S-1 {constraint}"
    body = held if constraint.startswith("sh:path") else constraint
    return f"ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p , ex:q ; {body} ."


def found(shapes: ShapeSet, data: list[Triple], *, screened: bool) -> set[Finding]:
    facts = Facts(dict.fromkeys(data))
    met = {s: focus_nodes(aims, facts) for s, aims in shapes.targets.items()}
    left = suspects(shapes.graph, facts, met) if screened else {}
    graph = facts.as_graph() if screened else as_rdflib(dict.fromkeys(data))
    return set(run_core(shapes, aim(shapes.graph, left), graph, Wording(prefixes(EX))))


@pytest.mark.parametrize("constraint", [*CONSTRAINTS, *NODE_CONSTRAINTS])
@settings(max_examples=12, deadline=None)
@given(data=st.lists(triples, max_size=12))
def test_what_is_found_is_what_pyshacl_finds_in_all_nodes(
    constraint: str, data: list[Triple]
) -> None:
    """The claim by which a release is judged in seconds: nothing is lost."""
    shapes = read(shape_with(constraint))

    assert found(shapes, data, screened=True) == found(shapes, data, screened=False)


def left(shape: str, data: str) -> dict[str, list[str]]:
    parsed = pyoxigraph.parse(PREFIXES + data, format=RdfFormat.TURTLE)
    facts, shapes = Facts(quad.triple for quad in parsed), read(shape)
    met = {s: focus_nodes(aims, facts) for s, aims in shapes.targets.items()}
    some = suspects(shapes.graph, facts, met)
    return {str(s): sorted(map(str, nodes)) for s, nodes in some.items()}


def test_only_the_node_at_fault_is_looked_at() -> None:
    shape = shape_with("sh:path ex:p ; sh:maxCount 1")

    assert left(shape, "ex:a ex:p 1 . ex:b ex:p 1 , 2 .") == {f"<{EX}S>": [f"<{EX}b>"]}


@pytest.mark.parametrize(
    "shape",
    [
        shape_with('sh:path ex:p ; sh:pattern "("'),
        shape_with("sh:path ex:p ; sh:minCount ex:many"),
        shape_with("sh:path ex:p ; sh:equals ex:q"),
        shape_with("sh:path ex:p ; sh:node ex:S"),
        shape_with("sh:path ex:p") + " ex:own sh:parameter [ sh:path ex:mine ] .",
        "ex:S a sh:NodeShape , rdfs:Class ; sh:property [ sh:path ex:p ] .",
    ],
)
def test_what_is_not_understood_is_left_to_pyshacl(shape: str) -> None:
    """A slip, a circle, a constraint of somebody's own: never guessed at."""
    assert left(shape, "ex:a ex:p 1 ; a ex:S .") == {}


@pytest.mark.parametrize(
    "term",
    [
        NamedNode(f"{EX}a"),
        BlankNode("b1"),
        Literal("x"),
        Literal("x", language="en"),
        Literal("01", datatype=XSD.integer),
    ],
)
def test_a_term_comes_back_from_rdflib_as_it_was(
    term: NamedNode | BlankNode | Literal,
) -> None:
    assert own(translated(term)) == term


def test_rdflib_sees_each_triple_whichever_part_it_asks_by() -> None:
    written = Store()
    written.load(
        b"<urn:a> <urn:p> <urn:b> , 1 . <urn:b> <urn:p> 1 ; <urn:q> <urn:a> .",
        format=RdfFormat.TURTLE,
    )
    triples = [quad.triple for quad in written]
    view, plain = Facts(triples).as_graph(), as_rdflib(triples)

    def parts(number: int) -> set[object]:
        return {triple[number] for triple in plain} | {None}

    assert len(view) == len(plain) == 4
    for s in parts(0):
        for p in parts(1):
            for o in parts(2):
                assert set(view.triples((s, p, o))) == set(plain.triples((s, p, o)))

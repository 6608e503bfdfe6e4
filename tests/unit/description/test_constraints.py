"""What shapes demand, in words."""

from collections.abc import Iterable

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from dissensus.backends import in_memory
from dissensus.description.changes import Changes, compare
from dissensus.description.constraints import say_demands
from dissensus.description.expressions import Words, say_path
from dissensus.description.reading import Holdings
from dissensus.namespaces import SH

BASE = "https://example.org/"
HEAD = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def _quads(text: str) -> Iterable[Quad]:
    return parse(HEAD + text, format=RdfFormat.TURTLE, rename_blank_nodes=True)


def _plain(words: Words) -> str:
    return "".join(
        word.value.removeprefix(BASE).rpartition("#")[2]
        if isinstance(word, NamedNode | Literal)
        else word
        for word in words
    )


@pytest.mark.parametrize(
    ("shape", "demands"),
    [
        ("sh:minCount 1 ; sh:maxCount 1", ["exactly 1"]),
        ("sh:minCount 2", ["at least 2"]),
        ("sh:minCount 0 ; sh:maxCount 3", ["at most 3"]),
        ("sh:maxCount 0", ["none"]),
        ("sh:class :Boat ; sh:nodeKind sh:IRI", ["an IRI", "each a Boat"]),
        ("sh:datatype xsd:date", ["each of datatype date"]),
        ("sh:in ( :a :b )", ["one of a, b"]),
        ('sh:pattern "^x" ; sh:flags "i"', ["matches ^x", "(read with the flags i)"]),
        ('sh:languageIn ( "en" )', ["in one of the languages en"]),
        ("sh:uniqueLang true", ["one per language"]),
        ("sh:closed true ; sh:ignoredProperties ( :p )", ["no other properties but p"]),
        ("sh:not [ sh:class :Boat ]", ["not: each a Boat"]),
        (
            "sh:or ( [ sh:path :p ; sh:minCount 1 ] [ sh:datatype xsd:date ] )",
            ["p: at least 1 – or – each of datatype date"],
        ),
        (
            "sh:qualifiedValueShape [ sh:class :Boat ] ; sh:qualifiedMinCount 1",
            ["at least 1 that: each a Boat"],
        ),
        ("sh:lessThan :end", ["before or below each value of end"]),
    ],
)
def test_a_demand_reads_as_a_sentence_would(shape: str, demands: list[str]) -> None:
    """SHACL, section 4: the core constraint components."""
    holdings = Holdings(in_memory(_quads(f":s {shape} .")), BASE)

    said = say_demands(holdings, NamedNode(f"{BASE}s"))

    assert [_plain(words) for words in said] == demands


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (":p", "p"),
        ("( :p :q )", "p / q"),
        ("[ sh:inversePath :p ]", "^p"),
        ("[ sh:alternativePath ( :p [ sh:oneOrMorePath :q ] ) ]", "p | q+"),
    ],
)
def test_a_path_is_written_as_sparql_writes_it(path: str, said: str) -> None:
    """SHACL, section 2.3.1."""
    holdings = Holdings(in_memory(_quads(f":s sh:path {path} .")), BASE)
    node = next(iter(holdings.backend.quads(None, SH.path, None))).object

    assert _plain(say_path(holdings, node)) == said


def test_versions_are_compared_term_by_term() -> None:
    """Blank nodes are what is said of them: the same text never differs."""
    union = ":A a owl:Class ; rdfs:subClassOf [ owl:unionOf ( :B :C ) ] ."
    older = f'{union} :B a owl:Class ; rdfs:label "b" . :D a owl:Class .'
    newer = f'{union} :B a owl:Class ; rdfs:label "B" . :C a owl:Class .'

    changes = compare(_quads(older), _quads(newer))

    assert compare(_quads(older), _quads(older)) == Changes((), (), ())
    assert changes.added == (f"{BASE}C",)
    assert changes.removed == (f"{BASE}D",)
    assert [(c.iri, c.properties) for c in changes.changed] == [
        (f"{BASE}B", ("http://www.w3.org/2000/01/rdf-schema#label",))
    ]

"""The ontology against criteria 13 to 41: how it is modelled.

The numbers are those of docs/ontology.md; P is a pitfall of OOPS!, C is
OntoClean. A test collects all offenders, so that one run names them all.
"""

import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

ROOT = Path(__file__).parents[2]
DIS = Namespace("https://w3id.org/dissensus/ontology#")
LANGUAGES = {"en", "de", "ru"}
# Criterion 23: an inverse is declared because a chain starts from it, or
# because a page must show the incoming side under a name of its own.
INVERSES = {
    ("holder", "hasStance"),
    ("affirms", "affirmedBy"),
    ("denies", "deniedBy"),
    ("attests", "attestedBy"),
    ("cause", "causeIn"),
    ("hasPremise", "premiseOf"),
    ("hasConclusion", "conclusionOf"),
    ("participant", "hasParticipation"),
    ("member", "hasMembership"),
}


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """ontology/dissensus.ttl."""
    return Graph().parse(ROOT / "ontology/dissensus.ttl")


@pytest.fixture(scope="module")
def externals() -> Graph:
    """ontology/externals.ttl."""
    return Graph().parse(ROOT / "ontology/externals.ttl")


@pytest.fixture(scope="module")
def alignments() -> Graph:
    """ontology/alignments.ttl."""
    return Graph().parse(ROOT / "ontology/alignments.ttl")


def classes(graph: Graph) -> list[URIRef]:
    return sorted(s for s in graph.subjects(RDF.type, OWL.Class) if s in DIS)


def properties(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    wanted = kinds or (
        OWL.ObjectProperty,
        OWL.DatatypeProperty,
        OWL.AnnotationProperty,
    )
    return sorted(
        {s for kind in wanted for s in graph.subjects(RDF.type, kind) if s in DIS}
    )


def terms(graph: Graph) -> list[URIRef]:
    return classes(graph) + properties(graph)


def local(term: URIRef) -> str:
    return re.split("[#/]", str(term))[-1]


def texts(graph: Graph, term: URIRef, property_: URIRef, language: str) -> list[str]:
    return [
        str(o)
        for o in graph.objects(term, property_)
        if isinstance(o, Literal) and o.language == language
    ]


def english(graph: Graph, term: URIRef, property_: URIRef) -> str:
    (text,) = texts(graph, term, property_, "en")
    return text


def chains(graph: Graph) -> list[tuple[URIRef, list[URIRef]]]:
    return [
        (s, list(Collection(graph, o)))
        for s, o in graph.subject_objects(OWL.propertyChainAxiom)
    ]


def ancestors(graph: Graph, term: URIRef, property_: URIRef) -> set[URIRef]:
    return set(graph.transitive_objects(term, property_)) - {term}


def test_the_model_has_the_size_that_its_pages_can_show(ontology: Graph) -> None:
    """Some 50 to 60 classes and 100 to 130 properties, in one document."""
    assert 50 <= len(classes(ontology)) <= 70
    assert 100 <= len(properties(ontology)) <= 140


def test_no_two_classes_are_equivalent(ontology: Graph) -> None:
    """Criterion 13 (P02): synonyms are labels, not classes."""
    equal = set(ontology.subject_objects(OWL.equivalentClass))
    mutual = {
        (a, b)
        for a, b in ontology.subject_objects(RDFS.subClassOf)
        if (b, RDFS.subClassOf, a) in ontology
    }

    assert equal | mutual == set()


def test_no_property_is_called_is(ontology: Graph) -> None:
    """Criterion 14 (P03): rdf:type and rdfs:subClassOf exist already."""
    assert not [p for p in properties(ontology) if local(p).lower() in {"is", "isa"}]


def test_every_term_stands_in_an_axiom_or_is_used(ontology: Graph) -> None:
    """Criterion 15 (P04): no term is an island."""
    logical = {
        RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf,
        OWL.propertyChainAxiom,
    }  # fmt: skip
    connected = {s for s, p, _ in ontology if p in logical}
    connected |= {o for _, p, o in ontology if p in logical | {RDF.first}}
    connected |= set(ontology.predicates())

    open_ended = set(ontology.subjects(DIS.openDomain, Literal(True)))

    assert [t for t in terms(ontology) if t not in connected | open_ended] == []


def test_inverse_properties_swap_domain_and_range(ontology: Graph) -> None:
    """Criterion 16 (P05)."""
    crossed = [
        (local(p), local(q))
        for p, q in ontology.subject_objects(OWL.inverseOf)
        if ontology.value(p, RDFS.domain) != ontology.value(q, RDFS.range)
        or ontology.value(p, RDFS.range) != ontology.value(q, RDFS.domain)
    ]

    assert crossed == []


def test_no_class_is_below_itself(ontology: Graph) -> None:
    """Criterion 17 (P06): no cycle of subclasses, nor of sub-properties."""
    cyclic = [
        term
        for term in terms(ontology)
        for way in (RDFS.subClassOf, RDFS.subPropertyOf)
        for parent in ontology.objects(term, way)
        if term in set(ontology.transitive_objects(parent, way))
    ]

    assert cyclic == []


def test_no_class_merges_two_notions(ontology: Graph) -> None:
    """Criterion 18 (P07): no And or Or in a name."""
    assert not [
        c for c in classes(ontology) if re.search("(And|Or)(?=[A-Z]|$)", local(c))
    ]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_term_has_one_label_in_each_language(
    ontology: Graph, language: str
) -> None:
    """Criteria 19 and 48 (P08; F-VOC3)."""
    lacking = [
        t for t in terms(ontology) if len(texts(ontology, t, RDFS.label, language)) != 1
    ]

    assert lacking == []


def test_every_term_has_one_definition_scope_note_and_example(
    ontology: Graph,
) -> None:
    """Criteria 19, 48 and 57 (P08; F-VOC4)."""
    lacking = [
        (local(t), local(p))
        for t in terms(ontology)
        for p in (SKOS.definition, SKOS.scopeNote, SKOS.example)
        if len(texts(ontology, t, p, "en")) != 1
    ]

    assert lacking == []


def test_sibling_kinds_are_disjoint_or_say_why_not(ontology: Graph) -> None:
    """Criterion 20 (P10): only categories and waived parents may overlap."""
    disjoint = {frozenset(pair) for pair in ontology.subject_objects(OWL.disjointWith)}
    for axiom in ontology.subjects(RDF.type, OWL.AllDisjointClasses):
        members = Collection(ontology, ontology.value(axiom, OWL.members))
        disjoint |= {frozenset(pair) for pair in combinations(members, 2)}
    waived = {
        s for s, o in ontology.subject_objects(DIS.waiver) if str(o).startswith("20:")
    }
    rigid = set(ontology.subjects(DIS.rigid, Literal(True)))
    families = defaultdict(set)
    for child, parent in ontology.subject_objects(RDFS.subClassOf):
        if child in rigid:
            families[parent].add(child)

    def apart(one: URIRef, other: URIRef) -> bool:
        ones = set(ontology.transitive_objects(one, RDFS.subClassOf))
        others = set(ontology.transitive_objects(other, RDFS.subClassOf))
        return any(frozenset((a, b)) in disjoint for a in ones for b in others)

    categories = {DIS.Temporal, DIS.Attestable, DIS.DiscourseElement}
    overlapping = [
        (local(one), local(other))
        for parent, children in families.items()
        if parent not in waived
        for one, other in combinations(sorted(children - categories), 2)
        if not apart(one, other)
    ]

    assert overlapping == []


def test_every_property_has_domain_and_range_or_is_left_open(ontology: Graph) -> None:
    """Criterion 21 (P11): and none is marked open that is closed."""
    wrong = []
    for p in properties(ontology, OWL.ObjectProperty, OWL.DatatypeProperty):
        ends = [RDFS.domain]
        if (p, RDF.type, OWL.ObjectProperty) in ontology:
            ends.append(RDFS.range)
        closed = all(ontology.value(p, end) for end in ends)
        if closed == ((p, DIS.openDomain, Literal(True)) in ontology):
            wrong.append(local(p))

    assert wrong == []


def test_a_term_named_like_a_foreign_one_is_tied_to_it(
    ontology: Graph, externals: Graph, alignments: Graph
) -> None:
    """Criterion 22 (P12, P30): no silent duplicate of a term in use."""
    foreign = defaultdict(set)
    for term in externals.subjects(RDFS.isDefinedBy):
        foreign[local(term)].add(term)
    untied = []
    for term in terms(ontology):
        above = ancestors(ontology, term, RDFS.subClassOf)
        tied = above | set(alignments.objects(term))
        namesakes = foreign[local(term)]
        if namesakes and not namesakes & tied:
            untied.append((local(term), sorted(namesakes)))

    assert untied == []


def test_only_the_listed_pairs_of_inverses_exist(ontology: Graph) -> None:
    """Criterion 23 (P13): each further inverse doubles triples and paths."""
    declared = {
        (local(p), local(q)) for p, q in ontology.subject_objects(OWL.inverseOf)
    }

    assert declared == INVERSES


def test_no_property_has_two_domains_or_two_ranges(ontology: Graph) -> None:
    """Criterion 24 (P19): two would mean their intersection."""
    several = [
        (local(p), local(end))
        for p in properties(ontology)
        for end in (RDFS.domain, RDFS.range)
        if len(set(ontology.objects(p, end))) > 1
    ]

    assert several == []


def test_definitions_define(ontology: Graph) -> None:
    """Criteria 25 and 28 (P20): six words or more, no markup, no circle."""
    poor = []
    for term in terms(ontology):
        definition = english(ontology, term, SKOS.definition)
        label = english(ontology, term, RDFS.label)
        circular = re.search(rf"\b{re.escape(label)}\b", definition, re.IGNORECASE)
        if (
            len(definition.split()) < 6
            or not definition.endswith(".")
            or re.search(r"[<>*_`\[\]]", definition)
            or circular
        ):
            poor.append((local(term), definition))

    assert poor == []


def test_no_class_is_a_remainder(ontology: Graph) -> None:
    """Criterion 26 (P21)."""
    pattern = "Other|Misc|Unknown|General|Various"

    assert not [c for c in classes(ontology) if re.search(pattern, local(c))]


def test_names_follow_the_house(ontology: Graph) -> None:
    """Criterion 27 (P22): UpperCamel classes, lowerCamel properties, ASCII."""
    wrong = [
        c for c in classes(ontology) if not re.fullmatch("[A-Z][A-Za-z]+", local(c))
    ]
    wrong += [
        p for p in properties(ontology) if not re.fullmatch("[a-z][A-Za-z]+", local(p))
    ]

    assert wrong == []


def test_no_term_is_defined_by_itself(ontology: Graph) -> None:
    """Criterion 28 (P24): no chain holds the property that it derives."""
    assert [local(p) for p, path in chains(ontology) if p in path] == []


def test_no_property_is_its_own_inverse_or_inverse_of_a_symmetric_one(
    ontology: Graph,
) -> None:
    """Criterion 29 (P25, P26)."""
    symmetric = set(ontology.subjects(RDF.type, OWL.SymmetricProperty))
    wrong = [
        (local(p), local(q))
        for p, q in ontology.subject_objects(OWL.inverseOf)
        if p == q or {p, q} & symmetric
    ]

    assert wrong == []


@pytest.mark.parametrize("file", ["dissensus.ttl", "externals.ttl", "alignments.ttl"])
def test_nothing_is_equivalent_to_a_foreign_term(file: str) -> None:
    """Criterion 30 (P27, P31): and no axiom is added to one but on labels."""
    graph = Graph().parse(ROOT / "ontology" / file)
    equal = [
        triple
        for p in (OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs)
        for triple in graph.triples((None, p, None))
    ]
    hijacked = [
        (s, p, o)
        for p in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
        for s, o in graph.subject_objects(p)
        if s not in DIS
        and (s, p, o) != (SKOS.prefLabel, RDFS.subPropertyOf, RDFS.label)
    ]

    assert equal + hijacked == []


def test_symmetry_and_transitivity_are_justified(ontology: Graph) -> None:
    """Criterion 31 (P28, P29): the scope note says why."""
    unjustified = [
        local(p)
        for kind, word in (
            (OWL.SymmetricProperty, "symmetric because"),
            (OWL.TransitiveProperty, "transitive because"),
            (OWL.IrreflexiveProperty, "irreflexive because"),
        )
        for p in ontology.subjects(RDF.type, kind)
        if word not in english(ontology, p, SKOS.scopeNote).lower()
    ]

    assert unjustified == []


def test_labels_are_unique_in_each_language(ontology: Graph) -> None:
    """Criterion 32 (P32): a page shows labels, and must not show two alike."""
    bearers = defaultdict(set)
    for term in terms(ontology):
        for label in ontology.objects(term, RDFS.label):
            bearers[(str(label).casefold(), label.language)].add(local(term))

    assert {label: who for label, who in bearers.items() if len(who) > 1} == {}


def test_chains_have_two_links_or_more(ontology: Graph) -> None:
    """Criterion 33 (P33)."""
    assert [local(p) for p, path in chains(ontology) if len(path) < 2] == []


def test_no_iri_has_a_file_extension(ontology: Graph) -> None:
    """Criterion 35 (P36)."""
    pattern = r"\.(ttl|owl|rdf|xml|jsonld|nt|html)$"

    assert [t for t in terms(ontology) if re.search(pattern, str(t))] == []


@pytest.mark.parametrize("file", ["dissensus.ttl", "externals.ttl", "alignments.ttl"])
def test_each_file_is_one_ontology(file: str) -> None:
    """Criterion 36 (P38)."""
    graph = Graph().parse(ROOT / "ontology" / file)

    assert len(set(graph.subjects(RDF.type, OWL.Ontology))) == 1


def test_every_term_is_in_the_ontologys_namespace(ontology: Graph) -> None:
    """Criterion 37 (P39)."""
    declared = {
        s
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        for s in ontology.subjects(RDF.type, kind)
    }

    assert [term for term in declared if term not in DIS] == []


def test_every_class_says_whether_it_is_rigid(ontology: Graph) -> None:
    """Criterion 40 (C): and no rigid class is below an anti-rigid one."""
    rigidity = {c: ontology.value(c, DIS.rigid) for c in classes(ontology)}
    silent = [c for c, value in rigidity.items() if value is None]
    below = [
        (local(c), local(parent))
        for c, value in rigidity.items()
        if value == Literal(True)
        for parent in ancestors(ontology, c, RDFS.subClassOf)
        if rigidity.get(parent) == Literal(False)
    ]

    assert silent + below == []


def test_every_class_says_how_two_instances_are_told_apart(ontology: Graph) -> None:
    """Criterion 41 (C): identity, or whence it comes."""
    silent = [
        local(c)
        for c in classes(ontology)
        if not re.search("told apart|[Ii]dentity", english(ontology, c, SKOS.scopeNote))
    ]

    assert silent == []

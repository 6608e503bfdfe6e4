"""The ontology against criteria 39 and 42 to 59: how it describes itself.

F is a metric of FOOPS!, L a criterion of LOV, M of MIRO, 5 of five-star
vocabularies, T of the ten simple rules.
"""

import re
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SDO, VANN

from dissensus.closure import close
from dissensus.namespaces import DIS, DISSENSUS, prefixes
from dissensus.sources import read_project

ROOT = Path(__file__).parents[2]
IRI = URIRef("https://w3id.org/dissensus/ontology")
TERMS = Namespace(DIS.iri)
BIBO = Namespace("http://purl.org/ontology/bibo/")
VOAF = Namespace("http://purl.org/vocommons/voaf#")
LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
ALL = sorted((ROOT / "ontology").rglob("*.ttl"))


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """ontology/dissensus.ttl."""
    return Graph().parse(ROOT / "ontology/dissensus.ttl")


@pytest.fixture(scope="module")
def statements() -> set[Triple]:
    """All that the graph says, whether stated or inferred."""
    project = read_project(ROOT)
    given, data = project.ontology(), project.asserted()
    return {*given, *data, *close(given, data).inferred}


def own_terms(graph: Graph) -> list[URIRef]:
    kinds = (
        OWL.Class,
        OWL.ObjectProperty,
        OWL.DatatypeProperty,
        OWL.AnnotationProperty,
    )
    return sorted({s for kind in kinds for s in graph.subjects(RDF.type, kind)})


def namespaces(nodes: set[URIRef]) -> set[str]:
    return {re.sub("[^#/]+$", "", str(node)) for node in nodes}


@pytest.mark.parametrize(
    "property_",
    [
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.license,
        OWL.versionIRI,
        DCTERMS.creator,
        VANN.preferredNamespaceUri,
        VANN.preferredNamespacePrefix,
        OWL.versionInfo,
        DCTERMS.created,
        DCTERMS.bibliographicCitation,
        BIBO.status,
        DCTERMS.publisher,
        DCTERMS.issued,
        DCTERMS.source,
        DCTERMS.modified,
    ],
    ids=lambda iri: re.split("[#/]", iri)[-1],
)
def test_the_ontology_says_of_itself(ontology: Graph, property_: URIRef) -> None:
    """Criteria 42 to 45 (F-OM1, F-OM2, F-OM3, F-OM5)."""
    assert ontology.value(IRI, property_) is not None


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_file_states_its_licence(path: Path) -> None:
    """Criterion 39 (P41): ontology and vocabularies are CC BY 4.0."""
    graph = Graph().parse(path)
    heads = set(graph.subjects(RDF.type, OWL.Ontology))
    heads |= set(graph.subjects(RDF.type, SKOS.ConceptScheme))

    assert [
        head for head in heads if (head, DCTERMS.license, LICENCE) not in graph
    ] == []
    assert heads


def test_the_title_is_given_in_each_language(ontology: Graph) -> None:
    """Criterion 42 (F-OM1)."""
    titles = {o.language for o in ontology.objects(IRI, DCTERMS.title)}

    assert titles == {"en", "de", "ru"}


def test_the_first_version_has_no_prior_one_and_later_ones_name_it(
    ontology: Graph,
) -> None:
    """Criterion 44 (F-OM3): previous version and compatibility."""
    first = ontology.value(IRI, OWL.versionInfo) == Literal("1.0.0")
    prior = ontology.value(IRI, OWL.priorVersion)
    compatible = ontology.value(IRI, OWL.backwardCompatibleWith)
    breaking = ontology.value(IRI, OWL.incompatibleWith)

    assert first == (prior is None)
    assert first == (compatible is None and breaking is None)


def test_only_known_vocabularies_describe_the_ontology(ontology: Graph) -> None:
    """Criterion 46 (F-VOC1): and the header lists them."""
    describing = {
        p
        for term in [IRI, *own_terms(ontology)]
        for p in ontology.predicates(term)
        if p not in TERMS
    }
    builtin = {str(OWL), str(RDFS._NS), str(RDF._NS), str(OWL._NS), str(VOAF)}
    listed = {str(o) for o in ontology.objects(IRI, VOAF.metadataVoc)}

    assert namespaces(describing) - builtin == listed


def test_the_header_lists_the_vocabularies_that_are_specialised(
    ontology: Graph,
) -> None:
    """Criteria 47 and 55 (F-VOC2; L): three or more, none missing or extra."""
    above = {
        o
        for p in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.range, RDFS.domain)
        for o in ontology.objects(None, p)
        if isinstance(o, URIRef)
        and o not in TERMS
        and not str(o).startswith(str(XSD._NS))
    }
    listed = {str(o) for o in ontology.objects(IRI, VOAF.specializes)}

    assert namespaces(above) == listed
    assert len(listed) >= 3


def test_the_ontology_is_named_by_the_address_at_which_it_is_served(
    ontology: Graph,
) -> None:
    """Criteria 37, 49 and 51 (F-URI2, F-PURL1): one permanent IRI."""
    assert URIRef(f"{DISSENSUS}ontology") == IRI
    assert (IRI, RDF.type, OWL.Ontology) in ontology
    assert str(ontology.value(IRI, VANN.preferredNamespaceUri)) == f"{IRI}#" == DIS.iri
    assert str(IRI).startswith("https://w3id.org/")


def test_the_prefix_is_short_and_is_the_house_prefix(ontology: Graph) -> None:
    """Criteria 43 and 54: two to nine letters (collisions wait for a registry)."""
    prefix = str(ontology.value(IRI, VANN.preferredNamespacePrefix))

    assert re.fullmatch("[a-z]{2,9}", prefix)
    assert prefixes(DISSENSUS)[prefix] == DIS.iri


def test_the_version_iri_ends_in_the_version(ontology: Graph) -> None:
    """Criterion 50 (F-VER1): semantic versioning."""
    version = str(ontology.value(IRI, OWL.versionInfo))

    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert ontology.value(IRI, OWL.versionIRI) == URIRef(f"{IRI}/{version}")


def test_every_term_says_where_it_is_defined_and_how_settled_it_is(
    ontology: Graph,
) -> None:
    """Criteria 52 and 53 (L)."""
    silent = [
        term
        for term in own_terms(ontology)
        if (term, RDFS.isDefinedBy, IRI) not in ontology
        or str(ontology.value(term, TERMS.status))
        not in {"stable", "testing", "deprecated"}
    ]

    assert silent == []


def test_every_example_is_turtle_that_uses_its_term(ontology: Graph) -> None:
    """Criterion 57 (M)."""
    header = "".join(
        f"@prefix {p}: <{ns}> .\n" for p, ns in prefixes(DISSENSUS).items()
    )
    idle = []
    for term, example in ontology.subject_objects(SKOS.example):
        parsed = list(pyoxigraph.parse(header + str(example), format=RdfFormat.TURTLE))
        used = {quad.predicate for quad in parsed} | {quad.object for quad in parsed}
        if NamedNode(str(term)) not in used:
            idle.append(str(term))

    assert idle == []


def test_an_example_about_entities_of_the_graph_is_true_of_it(
    ontology: Graph, statements: set[Triple]
) -> None:
    """Criterion 57 (M): and four in five are about such, not made up."""
    header = "".join(
        f"@prefix {p}: <{ns}> .\n" for p, ns in prefixes(DISSENSUS).items()
    )
    entities = {t.subject for t in statements}
    invented, untrue = [], []
    for term, example in ontology.subject_objects(SKOS.example):
        parsed = pyoxigraph.parse(header + str(example), format=RdfFormat.TURTLE)
        for triple in (quad.triple for quad in parsed):
            about = {
                node
                for node in (triple.subject, triple.object)
                if isinstance(node, NamedNode) and node.value.startswith(DISSENSUS)
            }
            if not about <= entities:
                invented.append(str(term))
            elif triple not in statements:
                untrue.append(str(example))

    assert untrue == []
    assert len(invented) < len(own_terms(ontology)) / 5


def test_the_ontology_earns_its_stars(ontology: Graph) -> None:
    """Criterion 58: axioms (2), links out (3), metadata (4); 1 is the web's."""
    assert len(set(ontology.triples((None, RDFS.subClassOf, None)))) > 40
    assert set(ontology.objects(IRI, DCTERMS.source))
    assert ontology.value(IRI, SDO.citation) is not None


def test_a_deprecated_term_names_its_replacement(ontology: Graph) -> None:
    """Criterion 59 (T): and keeps its IRI for good."""
    retired = set(ontology.subjects(OWL.deprecated, Literal(True)))
    retired |= set(ontology.subjects(TERMS.status, Literal("deprecated")))

    assert [t for t in retired if (t, DCTERMS.isReplacedBy, None) not in ontology] == []


def test_the_changelog_has_an_entry_for_the_version(ontology: Graph) -> None:
    """Criterion 59 (T)."""
    version = ontology.value(IRI, OWL.versionInfo)
    changes = (ROOT / "CHANGELOG.md").read_text()

    assert re.search(
        rf"ontology[^\n]*{re.escape(str(version))}", changes, re.IGNORECASE
    )


@pytest.mark.parametrize(
    "heading", ["Scope", "Competency", "Requirements", "Maintenance", "Criteria"]
)
def test_the_documentation_has_the_sections_that_miro_asks_for(heading: str) -> None:
    """Criterion 56 (M)."""
    text = (ROOT / "docs/ontology.md").read_text()

    assert re.search(rf"^## {heading}", text, re.MULTILINE)


def test_the_documentation_names_a_test_for_each_criterion() -> None:
    """Criterion 56 (M): and every test that it names exists."""
    text = (ROOT / "docs/ontology.md").read_text()
    named = set(re.findall(r"`(test_\w+)`", text))
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    rows = {int(n) for n in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}

    assert [name for name in named if f"def {name}(" not in tests] == []
    assert {*range(1, 48), *range(49, 54), *range(55, 60)} - rows == set()

"""The controlled vocabularies: SKOS schemes, one file each."""

import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS

from dissensus.namespaces import DISSENSUS, prefixes

ROOT = Path(__file__).parents[2]
DIS = Namespace("https://w3id.org/dissensus/ontology#")
FILES = sorted((ROOT / "ontology/vocab").glob("*.ttl"))
EXPECTED = {
    "alteration": DIS.AlterationKind,
    "bound": DIS.Bound,
    "calendar": DIS.Calendar,
    "causal-force": DIS.CausalForce,
    "confidence": DIS.ConfidenceLevel,
    "criterion": DIS.Criterion,
    "event-type": DIS.EventType,
    "issue": DIS.IssueType,
    "mode": DIS.ReportingMode,
    "passage-kind": DIS.PassageKind,
    "position": DIS.Position,
    "role": DIS.Role,
    "scheme": DIS.ArgumentScheme,
    "series-kind": DIS.SeriesKind,
    "unit": DIS.Unit,
}


@cache
def read(path: Path) -> Graph:
    """Return the graph of a vocabulary."""
    return Graph().parse(path)


def concepts(path: Path) -> list[URIRef]:
    return sorted(read(path).subjects(RDF.type, SKOS.Concept))


def scheme(path: Path) -> URIRef:
    return URIRef(f"{DISSENSUS}vocab/{path.stem}")


def test_there_is_one_file_for_each_class_of_concepts() -> None:
    """A vocabulary is added by adding a file; this says what else it lacks."""
    assert {path.stem for path in FILES} == set(EXPECTED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_one_scheme_named_after_it(path: Path) -> None:
    """Title, description, licence and version are those of the scheme."""
    graph = read(path)

    assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme(path)]
    for property_ in (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.license,
        OWL.versionInfo,
    ):
        assert graph.value(scheme(path), property_) is not None, property_
    assert {o.language for o in graph.objects(scheme(path), SKOS.prefLabel)} == {
        "en",
        "de",
        "ru",
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scheme_has_a_house_prefix(path: Path) -> None:
    """Data are written with it, and so are the answers of the endpoint."""
    assert f"{scheme(path)}/" in prefixes(DISSENSUS).values()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_concept_is_at_home_in_its_scheme(path: Path) -> None:
    """In the scheme, at its top, of its class, and named below it."""
    graph, home = read(path), scheme(path)

    assert concepts(path)
    for concept in concepts(path):
        assert str(concept).startswith(f"{home}/")
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", str(concept).split("/")[-1])
        assert (concept, SKOS.inScheme, home) in graph
        assert (concept, SKOS.topConceptOf, home) in graph
        assert (home, SKOS.hasTopConcept, concept) in graph
        assert (concept, RDF.type, EXPECTED[path.stem]) in graph
        assert (concept, RDFS.isDefinedBy, home) in graph
    assert set(graph.objects(home, SKOS.hasTopConcept)) == set(concepts(path))


@pytest.mark.parametrize("language", ["en", "de", "ru"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_concept_has_one_label_that_no_other_has(
    path: Path, language: str
) -> None:
    """SKOS Reference, S14; and a reader must tell two apart by label."""
    graph = read(path)
    labels = {
        concept: [
            o for o in graph.objects(concept, SKOS.prefLabel) if o.language == language
        ]
        for concept in concepts(path)
    }

    assert [c for c, found in labels.items() if len(found) != 1] == []
    counted = Counter(str(found[0]).casefold() for found in labels.values())
    assert [label for label, number in counted.items() if number > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_concept_is_defined_in_a_sentence(path: Path) -> None:
    """Six words or more, and not by its own label."""
    graph = read(path)
    poor = []
    for concept in concepts(path):
        (definition,) = graph.objects(concept, SKOS.definition)
        (label,) = (
            o for o in graph.objects(concept, SKOS.prefLabel) if o.language == "en"
        )
        if (
            len(definition.split()) < 6
            or not definition.endswith(".")
            or re.search(rf"\b{re.escape(label)}\b", definition, re.IGNORECASE)
        ):
            poor.append(f"{label}: {definition}")

    assert poor == []


def test_the_scale_of_positions_is_symmetric_around_suspension() -> None:
    """From 1 to -1; only an unclear position has no number."""
    path = ROOT / "ontology/vocab/position.ttl"
    graph = read(path)
    scale = {
        str(c).split("/")[-1]: value.toPython()
        for c in concepts(path)
        if isinstance(value := graph.value(c, DIS.polarity), Literal)
    }

    assert sorted(scale.values()) == sorted(-value for value in scale.values())
    assert scale["strong-affirmation"] == Decimal(1)
    assert scale["suspended"] == 0
    assert {str(c).split("/")[-1] for c in concepts(path)} - set(scale) == {"unclear"}
    for grade, value in scale.items():
        assert ("denial" in grade) == (value < 0)
        assert ("affirmation" in grade) == (value > 0)


def test_no_concept_is_matched_to_itself_or_to_a_term() -> None:
    """Mappings stand in data/links, with a justification."""
    mappings = (SKOS.exactMatch, SKOS.closeMatch, OWL.sameAs)

    assert not [
        triple
        for path in FILES
        for p in mappings
        for triple in read(path).triples((None, p, None))
    ]

"""Arbitrary shapes and data: what is judged, by whom, and what is refused."""

import json
from collections.abc import Callable
from pathlib import PurePosixPath

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat, Triple

from dissensus.errors import BadShape, Place, UnreadableSource, VacuousValidation
from dissensus.namespaces import SH
from dissensus.sources.files import SourceFile
from dissensus.validation import Report, Severity, Stage, select_shapes, validate

PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dsh: <https://w3id.org/dissensus/shapes#> .
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
TIDE = """
ex:TideShape a sh:NodeShape ; sh:targetClass ex:Tide ; sh:property ex:TideShape-height .
ex:TideShape-height a sh:PropertyShape ; dsh:code "TID10" ; sh:path ex:height ;
    sh:datatype xsd:integer ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "A tide has a height."@en .
"""
RULE = '''
ex:OrderShape a sh:NodeShape ; dsh:code "TID20" ; sh:targetClass ex:Tide ;
    sh:sparql ex:OrderShape-rule .
ex:OrderShape-rule sh:message "{?value} is below {$this}, at {?height}."@en ;
    sh:prefixes ex:shapes ;
    sh:select """SELECT $this ?value ?height
        WHERE { $this ex:above ?value . ?value ex:height ?height }""" .
ex:shapes a owl:Ontology ;
    sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
'''


def shapes(text: str, path: str = "shapes/core/tide.ttl") -> SourceFile:
    return SourceFile(PurePosixPath(path), (PREFIXES + text).encode(), "")


def data(text: str) -> list[Triple]:
    parsed = pyoxigraph.parse(PREFIXES + text, format=RdfFormat.TURTLE)
    return [quad.triple for quad in parsed]


def codes(report: Report) -> list[tuple[str, str]]:
    return [(f.code, f.focus.rpartition("/")[2]) for f in report.findings]


def test_a_finding_says_what_where_how_grave_and_what_to_do() -> None:
    def place_of(iri: str) -> Place | None:
        file = PurePosixPath("data/tides.ttl")
        return Place(file, 7) if iri == "https://example.org/ebb" else None

    report = validate([shapes(TIDE)], data("ex:ebb a ex:Tide ."), place_of=place_of)

    (finding,) = report.findings
    assert finding.code == "TID10"
    assert finding.severity is Severity.WARNING
    assert finding.path == "<https://example.org/height>"
    assert str(finding).startswith("data/tides.ttl:7: TID10 Warning: ")
    assert str(finding).endswith("A tide has a height.")


def test_what_is_wrong_with_part_of_a_thing_stands_where_the_thing_does() -> None:
    """A skolem node is described inside its owner."""

    def place_of(iri: str) -> Place | None:
        return None if "#" in iri else Place(PurePosixPath("data/tides.ttl"), 3)

    report = validate(
        [shapes(TIDE)], data("<https://example.org/a#b> a ex:Tide ."), place_of=place_of
    )

    assert report.findings[0].place == Place(PurePosixPath("data/tides.ttl"), 3)


def test_warnings_do_not_keep_data_from_conforming() -> None:
    assert validate([shapes(TIDE)], data("ex:ebb a ex:Tide .")).conforms


def test_a_shape_without_severity_is_a_violation() -> None:
    """SHACL 2.1.4."""
    text = TIDE.replace("sh:severity sh:Warning ;", "")

    assert not validate([shapes(text)], data("ex:ebb a ex:Tide .")).conforms


def test_subclasses_are_known_from_the_ontology() -> None:
    ontology = data("ex:SpringTide rdfs:subClassOf ex:Tide .")
    asserted = data("ex:spring a ex:SpringTide .")

    report = validate([shapes(TIDE + RULE)], asserted, ontology=ontology)

    assert codes(report) == [("TID10", "spring")]


def test_a_rule_fills_its_message_with_what_it_found() -> None:
    asserted = data(
        "ex:flood a ex:Tide ; ex:height 2 ; ex:above ex:ebb . ex:ebb ex:height 1 ."
    )

    (finding,) = validate(
        [shapes(RULE)], asserted, base="https://example.org/"
    ).findings

    assert finding.message == (
        "<https://example.org/ebb> is below <https://example.org/flood>, at 1."
    )


@pytest.mark.parametrize(
    "where",
    [
        "{ { $this ex:above ?value } UNION { $this ex:below ?value } }",
        "{ ?value ex:height 1 . FILTER EXISTS { $this ex:above ?value } }",
    ],
    ids=["union", "unbound"],
)
def test_a_rule_that_one_query_cannot_decide_is_left_to_pyshacl(where: str) -> None:
    text = RULE.replace(
        "{ $this ex:above ?value . ?value ex:height ?height }", where
    ).replace(" at {?height}", "")
    asserted = data("ex:flood a ex:Tide ; ex:above ex:ebb . ex:ebb ex:height 1 .")

    assert codes(validate([shapes(text)], asserted)) == [("TID20", "flood")]


def test_shapes_of_others_need_no_code() -> None:
    text = """ex:S a sh:NodeShape ; sh:targetClass ex:Tide ;
        sh:property [ sh:path ex:height ; sh:minCount 1 ] ."""

    report = validate([shapes(text)], data("ex:ebb a ex:Tide ."))

    assert codes(report) == [("MinCountConstraintComponent", "ebb")]


def test_a_path_is_told_in_the_notation_of_sparql() -> None:
    text = """ex:S a sh:NodeShape ; sh:targetClass ex:Tide ; sh:property [
        sh:path ( [ sh:inversePath ex:of ] [ sh:alternativePath ( ex:a ex:b ) ] ) ;
        sh:minCount 1 ] ."""

    (finding,) = validate([shapes(text)], data("ex:ebb a ex:Tide .")).findings

    short = finding.path.replace("https://example.org/", "")
    assert short == "^<of>/<a>|<b>"


def test_validation_that_looks_at_nothing_is_refused() -> None:
    with pytest.raises(VacuousValidation, match="nothing was validated"):
        validate([shapes(TIDE)], data("ex:rock a ex:Stone ."))


@pytest.mark.parametrize("files", [[], [shapes("")]], ids=["no file", "empty file"])
def test_validation_without_shapes_is_refused(files: list[SourceFile]) -> None:
    with pytest.raises(VacuousValidation):
        validate(files, data("ex:ebb a ex:Tide ."))


def test_a_shape_that_met_nobody_is_told() -> None:
    text = (
        TIDE
        + "ex:MoonShape a sh:NodeShape ; sh:targetClass ex:Moon ; sh:nodeKind sh:IRI ."
    )

    report = validate([shapes(text)], data("ex:ebb a ex:Tide ; ex:height 1 ."))

    assert report.unused == ("https://example.org/MoonShape",)
    assert report.focus_nodes == 1


def test_shapes_that_do_not_parse_are_told_by_line() -> None:
    with pytest.raises(UnreadableSource) as caught:
        validate([shapes("ex:S a sh:NodeShape ,, .")], data("ex:ebb a ex:Tide ."))

    assert caught.value.place == Place(PurePosixPath("shapes/core/tide.ttl"), 9, 22)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (RULE.replace("?value . ?value", "?value ??? "), "is not SPARQL"),
        (TIDE + RULE.replace("TID20", "TID10"), "given twice"),
        (TIDE.replace("sh:minCount 1", 'sh:minCount "many"'), "pySHACL cannot run"),
    ],
    ids=["query", "code", "constraint"],
)
def test_an_ill_formed_shape_is_named(text: str, word: str) -> None:
    with pytest.raises(BadShape, match=word):
        validate([shapes(text)], data("ex:ebb a ex:Tide ; ex:height 1 ."))


def test_files_are_told_apart_by_the_graph_that_they_judge() -> None:
    paths = ["shapes/all.ttl", "shapes/core/a.ttl", "shapes/tbox/b.ttl"]
    files = [shapes("", path) for path in paths]

    def chosen(stage: Stage) -> list[str]:
        return [str(file.path) for file in select_shapes(files, stage)]

    assert chosen(Stage.DATA) == ["shapes/all.ttl", "shapes/core/a.ttl"]
    assert chosen(Stage.ONTOLOGY) == ["shapes/all.ttl", "shapes/tbox/b.ttl"]
    assert chosen(Stage.RELEASE) == []


WAIVER = """
ex:waiver a dsh:Waiver ; dsh:waives "TID10" ; dsh:focus ex:ebb ;
    dsh:reason "Nobody measured it."@en ; dcterms:date "2020-01-01"^^xsd:date .
"""


def test_a_waived_warning_is_listed_and_not_counted() -> None:
    report = validate(
        [shapes(TIDE + WAIVER)], data("ex:ebb a ex:Tide . ex:flood a ex:Tide .")
    )

    assert codes(report) == [("TID10", "ebb"), ("TID10", "flood")]
    assert report.counts() == {"TID10": 1}
    assert report.findings[0].waived == "Nobody measured it. (2020-01-01)"


def test_a_waiver_that_nothing_needs_is_stale() -> None:
    report = validate([shapes(TIDE + WAIVER)], data("ex:ebb a ex:Tide ; ex:height 1 ."))

    assert report.stale_waivers == ("https://example.org/waiver",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sh:severity sh:Warning ;", ""),
        ('dsh:reason "Nobody measured it."@en ;', ""),
        ("dsh:focus ex:ebb ;", "dsh:focus ex:ebb , ex:flood ;"),
    ],
    ids=["of a violation", "without reason", "of two nodes"],
)
def test_an_unfit_waiver_is_refused(old: str, new: str) -> None:
    text = (TIDE + WAIVER).replace(old, new)

    with pytest.raises(BadShape, match="waiver"):
        validate([shapes(text)], data("ex:ebb a ex:Tide ."))


@pytest.fixture
def written() -> Callable[[], Report]:
    """The same findings, from shapes and data in whatever order."""
    asserted = data("ex:ebb a ex:Tide . ex:flood a ex:Tide ; ex:height 'low' .")
    return lambda: validate([shapes(TIDE + WAIVER)], reversed(asserted))


def test_a_report_is_the_same_bytes_each_time(written: Callable[[], Report]) -> None:
    assert written().turtle("https://a.org/r") == written().turtle("https://a.org/r")
    assert written().json() == written().json()


def test_a_report_in_turtle_is_a_validation_report(
    written: Callable[[], Report],
) -> None:
    """SHACL 3.6: one sh:result per finding, each with its required properties."""
    report = written()

    text = report.turtle("https://example.org/report")
    triples = [q.triple for q in pyoxigraph.parse(text, format=RdfFormat.TURTLE)]

    results = {t.subject for t in triples if t.object == SH.ValidationResult}
    assert len(results) == len(report.findings)
    for property_ in (
        SH.focusNode,
        SH.resultSeverity,
        SH.resultMessage,
        SH.sourceShape,
    ):
        assert {t.subject for t in triples if t.predicate == property_} == results
    assert not any(isinstance(t.subject, pyoxigraph.BlankNode) for t in triples)


def test_a_report_in_json_counts_what_it_lists(written: Callable[[], Report]) -> None:
    content = json.loads(written().json())

    assert content["conforms"] is True
    assert content["counts"] == {"TID10": 1}
    assert [finding["code"] for finding in content["findings"]] == ["TID10", "TID10"]


def test_reports_of_two_graphs_make_one(written: Callable[[], Report]) -> None:
    other = validate(
        [shapes(RULE)], data("ex:a a ex:Tide ; ex:above ex:b . ex:b ex:height 1 .")
    )

    both = written() + other

    assert codes(both)[0] == ("TID20", "a")
    assert not both.conforms
    assert both.focus_nodes == written().focus_nodes + other.focus_nodes

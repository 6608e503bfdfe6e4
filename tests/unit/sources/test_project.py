"""A project is read as it will be published: no blank nodes, one graph per file."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode

from dissensus.errors import BadConfiguration, MissingSource
from dissensus.namespaces import DIS, OA, SKOS
from dissensus.sources import fingerprint, read_project

BASE = "https://example.org/tides/"
DEBATE = f"{BASE}graph/data/tides/debate"


def test_each_file_is_a_graph_named_after_its_path(minimal_project: Path) -> None:
    project = read_project(minimal_project)

    layers = {
        g.iri.value.removeprefix(f"{BASE}graph/"): g.layer for g in project.graphs()
    }

    assert layers == {
        "data/dataset": "asserted",
        "data/editorial/notes": "editorial",
        "data/links/wikidata": "links",
        "data/tides/debate": "asserted",
        "data/tides/persons": "asserted",
        "ontology/alignments": "ontology",
        "ontology/terms": "ontology",
    }


def test_alignments_are_published_but_never_reasoned_with(
    minimal_project: Path,
) -> None:
    project = read_project(minimal_project)

    close_matches = [t for t in project.ontology() if t.predicate == SKOS.closeMatch]

    assert not close_matches
    assert any(
        t.predicate == SKOS.closeMatch for g in project.graphs() for t in g.triples
    )


def test_no_graph_holds_a_blank_node(minimal_project: Path) -> None:
    triples = [t for g in read_project(minimal_project).graphs() for t in g.triples]

    assert not [t for t in triples if BlankNode in {type(t.subject), type(t.object)}]
    assert [str(t.object) for t in triples if t.predicate == OA.hasSelector] == [
        f"<{BASE}id/passage/dialogue-day-4#hasSelector-1>"
    ]


@pytest.mark.parametrize(
    ("iri", "place"),
    [
        (f"{BASE}id/stance/galileo-moon", "data/tides/debate.ttl:19:1"),
        (
            f"{BASE}id/passage/dialogue-day-4#hasSelector-1",
            "data/tides/debate.ttl:30:1",
        ),
        (f"{BASE}id/person/johannes-kepler", "data/tides/persons.ttl:9:1"),
        (DIS.disagreesWith.value, "ontology/terms.ttl:37:1"),
        (f"{BASE}id/person/nobody", "None"),
    ],
)
def test_a_subject_is_found_where_its_class_is_stated(
    minimal_project: Path, iri: str, place: str
) -> None:
    assert str(read_project(minimal_project).place_of(iri)) == place


def test_the_configuration_is_the_description_of_the_dataset(
    minimal_project: Path,
) -> None:
    about = read_project(minimal_project).configuration

    assert about.base.iri == BASE
    assert about.title["de"] == "Warum das Meer steigt: eine kleine Debatte"
    assert about.version == "0.1.0"
    assert about.examples == (f"{BASE}id/claim/moon-pulls-the-sea",)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("void:uriSpace", "dcterms:note", "base IRI"),
        ('"https://example.org/tides/"', '"https://example.org/tides"', "slash"),
        ("dcterms:license", "dcterms:rights", "license"),
        ("dcat:version", "dcterms:note", "version"),
        ('debate"@en', 'debate"@fr', "English title"),
    ],
)
def test_a_dataset_that_does_not_say_who_it_is_is_refused(
    minimal_project: Path, old: str, new: str, word: str
) -> None:
    path = minimal_project / "data/dataset.ttl"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    with pytest.raises(BadConfiguration, match=word) as raised:
        read_project(minimal_project)

    assert str(raised.value.place) == "data/dataset.ttl"
    assert raised.value.hint


def test_equal_files_have_equal_fingerprints(minimal_project: Path) -> None:
    before = fingerprint(minimal_project)
    path = minimal_project / "data/editorial/notes.ttl"
    text = path.read_bytes()

    path.write_bytes(text + b"# a remark\n")
    changed = fingerprint(minimal_project)
    path.write_bytes(text)
    (minimal_project / "data/.notes.ttl.swp").write_bytes(b"an editor's own")

    assert changed != before
    assert fingerprint(minimal_project) == before
    assert read_project(minimal_project).fingerprint == before


def test_the_project_remembers_the_bytes_that_it_parsed(minimal_project: Path) -> None:
    """Whatever an editor saves meanwhile belongs to the next release."""
    project = read_project(minimal_project)

    (minimal_project / "data/tides/persons.ttl").write_text("", "utf-8")

    assert project.fingerprint != fingerprint(minimal_project)
    assert project.place_of(f"{BASE}id/person/johannes-kepler") is not None


def test_a_folder_without_a_project_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(MissingSource, match="no folder") as raised:
        read_project(tmp_path)

    assert "dissensus open" in raised.value.hint


def test_a_link_table_stands_for_links_identifiers_and_reasons(
    minimal_project: Path,
) -> None:
    graphs = {g.iri.value: g for g in read_project(minimal_project).graphs()}
    triples = graphs[f"{BASE}graph/data/links/wikidata"].triples

    said = {(str(t.subject)[1:-1].removeprefix(BASE), t.predicate) for t in triples}

    assert ("id/person/galileo-galilei", DIS.wikidataId) in said
    assert ("id/person/seleucus-of-seleucia", DIS.notLinkedBecause) in said
    assert ("id/link/person-galileo-galilei", DIS.justification) in said
    assert ("id/link/person-seleucus-of-seleucia", DIS.about) not in said
    assert NamedNode("http://www.wikidata.org/entity/Q307") in {
        t.object for t in triples
    }

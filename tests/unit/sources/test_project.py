"""A project is read as it will be published: no blank nodes, one graph per file."""

from pathlib import Path
from time import process_time

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from dissensus.errors import BadConfiguration, MissingSource, UnreadableSource
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


NOTE = (
    b"<https://example.org/tides/id/person/a> "
    b'<http://www.w3.org/2004/02/skos/core#note> "b" .'
)


def test_what_an_editor_hides_in_a_folder_is_left_out(minimal_project: Path) -> None:
    hidden = minimal_project / "data" / ".checkpoints"
    hidden.mkdir()
    (hidden / "half.ttl").write_text("no Turtle", "utf-8")

    paths = [str(file.path) for file in read_project(minimal_project).files]

    assert "data/dataset.ttl" in paths
    assert not [path for path in paths if "checkpoints" in path]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("data/SEA.TTL", "does not end in '.ttl'"),
        ("data/links/wikidata.ttl", "same name as that of data/links/wikidata"),
        ("data/sea\udcff.ttl", "not UTF-8"),
    ],
)
def test_no_file_is_overlooked_because_of_its_name(
    minimal_project: Path, name: str, why: str
) -> None:
    (minimal_project / name).write_bytes(NOTE)

    with pytest.raises(UnreadableSource, match=why):
        read_project(minimal_project)


def test_a_link_to_a_folder_is_refused_and_not_passed_over(
    minimal_project: Path,
) -> None:
    elsewhere = minimal_project.parent / "elsewhere"
    elsewhere.mkdir()
    (minimal_project / "data" / "more").symlink_to(elsewhere)

    with pytest.raises(UnreadableSource, match="data/more: Links to folders"):
        read_project(minimal_project)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("data/sea.ttl", '<urn:a> <urn:b> "b"@en--ltr .'),
        ("data/sea.ttl", "<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> ."),
        ("shapes/sea.ttl", "<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> ."),
    ],
)
def test_what_only_rdf_1_2_can_say_is_refused(
    minimal_project: Path, path: str, text: str
) -> None:
    (minimal_project / path).write_text(text, "utf-8")

    with pytest.raises(UnreadableSource, match=r"RDF 1\.2"):
        read_project(minimal_project)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<https://creativecommons.org/publicdomain/zero/1.0/>", '"CC0"'),
        ('uriSpace "https://example.org/tides/"', 'uriSpace "https://a.org/<b>/"'),
    ],
)
def test_what_must_be_an_iri_is_held_to_it(
    minimal_project: Path, old: str, new: str
) -> None:
    path = minimal_project / "data/dataset.ttl"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")

    with pytest.raises(BadConfiguration):
        read_project(minimal_project)


def test_links_of_two_tables_never_share_a_name(minimal_project: Path) -> None:
    table = minimal_project / "data/links/wikidata.sssom.tsv"
    other = table.read_text("utf-8").replace("wd:Q307", "wd:Q99")
    table.with_name("others.sssom.tsv").write_text(other, "utf-8")

    project = read_project(minimal_project)

    links = [
        {t.subject for t in graph.triples if t.object == DIS.IdentityLink}
        for graph in project.graphs()
        if graph.layer == "links"
    ]
    assert [len(found) for found in links] == [2, 2]
    assert not links[0] & links[1]


@pytest.mark.parametrize("day", ["20260102", "2026-W01-1", "2026-02-30"])
def test_a_link_is_dated_by_a_day(minimal_project: Path, day: str) -> None:
    table = minimal_project / "data/links/wikidata.sssom.tsv"
    text = table.read_text("utf-8").replace("2026-01-02\tname", f"{day}\tname")
    table.write_text(text, "utf-8")

    with pytest.raises(UnreadableSource, match=f"'{day}' in column mapping_date"):
        read_project(minimal_project)


def test_a_cell_may_hold_a_line_separator(minimal_project: Path) -> None:
    """U+2028 ends a line for Python's splitlines, not in a table."""
    table = minimal_project / "data/links/wikidata.sssom.tsv"
    text = table.read_text("utf-8").replace("name and dates", "name\u2028dates")
    table.write_bytes(text.replace("\n", "\r\n").encode())

    notes = {
        t.object.value
        for graph in read_project(minimal_project).graphs()
        for t in graph.triples
        if t.predicate == SKOS.note and isinstance(t.object, Literal)
    }

    assert "name\u2028dates agree" in notes


def test_places_of_many_subjects_take_one_reading_of_their_file(
    minimal_project: Path,
) -> None:
    """Findings come by the thousand; a search of the file for each is quadratic."""
    notes = "".join(
        f'<{BASE}id/person/p{n}> <{SKOS.note.value}> "{n}" .\n' for n in range(20_000)
    )
    (minimal_project / "data/many.ttl").write_text(notes, "utf-8")
    project = read_project(minimal_project)

    start = process_time()
    places = [project.place_of(f"{BASE}id/person/p{n}") for n in range(20_000)]

    assert [place.line for place in places if place] == list(range(1, 20_001))
    assert process_time() - start < 5

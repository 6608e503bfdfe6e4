"""The coverage report counts what stands where in a text, and what is missing."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

from dissensus.catalog import Catalog
from dissensus.namespaces import prefixes
from dissensus.queries import Query
from dissensus.release import Release
from dissensus.release.answering import answer_questions
from dissensus.release.content import Content, Graph
from dissensus.release.coverage import cover, read_coverage

BASE = "https://example.org/"
NOTHING_ASKED: dict[str, Any] = {"asked": 0, "unanswered": [], "broken": []}
HEAD = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in prefixes(BASE).items())
TEXT = """
psg:p1 a dis:Passage ; skos:prefLabel "Paragraph 1"@en , "Absatz 1"@de ;
    dis:passageKind pkind:paragraph ; oa:hasSource ed:e ; oa:hasSelector psg:p1-at .
psg:p1-at oa:start 100 .
psg:p1-span a dis:Passage ; dis:passageKind pkind:span ; dis:withinPassage psg:p1 ;
    oa:hasSource ed:e ; oa:hasSelector psg:p1-span-at .
psg:p1-span-at oa:start 103 .
psg:p2 a dis:Passage ; dis:passageKind pkind:paragraph ; oa:hasSource ed:e .
psg:p2.1 a dis:Passage ; dis:passageKind pkind:paragraph ; dis:withinPassage psg:p2 ;
    oa:hasSource ed:e ; oa:hasSelector psg:p2.1-at .
psg:p2.1-at oa:start 20 .
psg:p2.2 a dis:Passage ; dis:passageKind pkind:paragraph ; dis:withinPassage psg:p2 ;
    oa:hasSource ed:e ; oa:hasSelector psg:p2.2-at .
psg:p2.2-at oa:start 3000 .
psg:fn1 a dis:Passage ; dis:passageKind pkind:footnote ; oa:hasSource ed:e ;
    oa:hasSelector psg:fn1-at .
psg:fn1-at oa:start 500 .
"""


def content(text: str, links: str = "", inferred: str = "") -> Content:
    def graph(name: str, layer: str, turtle: str) -> Graph:
        quads = parse(HEAD + turtle, format=RdfFormat.TURTLE)
        triples = tuple(Triple(q.subject, q.predicate, q.object) for q in quads)
        return Graph(NamedNode(f"{BASE}graph/{name}"), layer, triples)

    return Content(
        (
            graph("data/a", "asserted", text),
            graph("data/links", "links", links),
            graph("inferred", "inferred", inferred),
        ),
        BASE,
    )


def report_on(text: str, links: str = "", inferred: str = "") -> dict[str, Any]:
    return cover(content(text, links, inferred), NOTHING_ASKED)


def counts(report: dict[str, Any], segment: str) -> tuple[int, ...]:
    """Attestations, things attested and mentioned, citations, readings."""
    (found,) = [s for s in report["segments"] if s["iri"].endswith(f"/{segment}")]
    names = ("attestations", "attested", "mentioned", "citations", "readings")
    return tuple(found[name] for name in names)


def test_segments_stand_in_the_order_of_the_text() -> None:
    """Neither spans nor wholes without a position are segments."""
    report = report_on(TEXT)

    names = [s["iri"].rpartition("/")[2] for s in report["segments"]]
    assert names == ["p2.1", "p1", "fn1", "p2.2"]
    assert report["segments"][1]["label"] == "Paragraph 1"
    assert report["segments"][1]["kind"] == "paragraph"


def test_a_segment_without_anything_is_named() -> None:
    report = report_on(TEXT + "per:a a dis:Person ; dis:inPassage psg:p1 .")

    empty = [iri.rpartition("/")[2] for iri in report["without_any"]]
    assert empty == ["p2.1", "fn1", "p2.2"]
    assert report["summary"]["segments_without_any"] == 3


def test_what_is_attested_at_a_span_counts_for_the_segment_around_it() -> None:
    report = report_on(
        TEXT
        + """
        att:a a dis:Attestation ; dis:inPassage psg:p1-span ; dis:attests stn:a , ev:a .
        att:b a dis:Attestation ; dis:inPassage psg:p1 ; dis:attests stn:a ;
            dis:contests stn:b ."""
    )

    assert counts(report, "p1") == (2, 3, 0, 0, 0)
    assert counts(report, "p2.1") == (0, 0, 0, 0, 0)


def test_what_is_placed_at_a_whole_counts_for_each_part() -> None:
    report = report_on(TEXT + "act:p2 a dis:InterpretationAct ; dis:inPassage psg:p2 .")

    assert counts(report, "p2.1") == counts(report, "p2.2") == (0, 0, 0, 0, 1)
    assert report["summary"]["segments_without_any"] == 4


def test_a_citation_stands_where_its_note_stands() -> None:
    """Unless it says where it stands itself; subclasses count too."""
    report = report_on(
        TEXT
        + """
        fn:1 a dis:Note ; dis:textPassage psg:fn1 ; dis:callOutPassage psg:p1 .
        cit:a a dis:Citation ; dis:inNote fn:1 .
        cit:b a dis:Quotation ; dis:inNote fn:1 ; dis:inPassage psg:p2.2 .""",
        inferred="cit:b a dis:Citation .",
    )

    assert counts(report, "fn1") == (0, 0, 0, 1, 0)
    assert counts(report, "p2.2") == (0, 0, 0, 1, 0)


def test_notes_are_covered_by_a_citation_or_by_what_their_text_says() -> None:
    report = report_on(
        TEXT
        + """
        psg:fn2 a dis:Passage ; dis:passageKind pkind:footnote ; oa:hasSelector psg:s2 .
        fn:1 a dis:Note ; dis:textPassage psg:fn1 .
        per:a a dis:Person ; dis:inPassage psg:fn1 .
        fn:lost a dis:Note .
        fn:cited a dis:Note . cit:a a dis:Citation ; dis:inNote fn:cited ."""
    )

    assert report["notes"] == {
        "total": 3,
        "covered": 2,
        "uncovered": [f"{BASE}id/note/lost"],
        "without_text": [f"{BASE}id/note/cited", f"{BASE}id/note/lost"],
        "texts_without_note": [f"{BASE}id/passage/fn2"],
    }


def test_links_are_counted_where_anybody_expects_one() -> None:
    """Of persons some are linked, so all should be; of claims none is."""
    report = report_on(
        "per:a a dis:Person . per:b a dis:Person . per:c a dis:Person ."
        "per:d a dis:Person . clm:a a dis:Claim .",
        links="""
        per:a schema:sameAs wd:Q1 ; dis:wikidataId "Q1" .
        per:b dis:notLinkedBecause "nobody knows him"@en .
        per:c dis:wikidataClose wd:Q2 .
        lnk:a a dis:IdentityLink ; dis:about per:a ; dis:wikidataId "Q1" .""",
    )

    links = report["links"]
    assert list(links["classes"]) == ["https://w3id.org/dissensus/ontology#Person"]
    assert links["linkable"] == 4
    assert (links["linked"], links["close"], links["justified"]) == (1, 1, 1)
    assert links["neither"] == [f"{BASE}id/person/d"]
    assert report["summary"]["linked_share"] == 0.5


def test_a_project_without_passages_notes_and_links_has_a_report() -> None:
    report = report_on("clm:a a dis:Claim .")

    assert report["segments"] == report["without_any"] == []
    assert report["links"]["linkable"] == report["notes"]["total"] == 0
    assert report["summary"]["linked_share"] == 0.0


def question(name: str, text: str, **more: Any) -> Query:
    path = Path("queries", "competency", f"{name}.rq")
    fields = {"summary": name, "question": f"{name}?", "answers": "SELECT", **more}
    return Query(path, f"competency/{name}", text, **fields)


def test_questions_without_an_answer_are_named() -> None:
    subject, property_, object_ = (NamedNode(f"{BASE}{name}") for name in "spo")
    store = Store()
    store.add(Quad(subject, property_, object_))
    queries = [
        question("rows", "SELECT * { ?s ?p ?o }"),
        question("none", "SELECT * { ?s ?p 1 }"),
        question("yes", "ASK { ?s ?p ?o }"),
        question("no", "ASK { ?s ?p 1 }"),
        question("graph", "CONSTRUCT WHERE { ?s ?p ?o }"),
        question("torn", "SELECT * {"),
        question("asked-of", "SELECT * { ?s ?p 1 }", parameters=("s",)),
    ]

    found = answer_questions(queries, store)

    assert found["asked"] == 6
    assert [q["question"] for q in found["unanswered"]] == ["none?", "no?", "torn?"]
    assert [q["name"] for q in found["broken"]] == ["competency/torn"]


def test_every_release_has_its_report(release: Release) -> None:
    report = read_coverage(release.folder)

    assert "coverage.json" in release.manifest.files
    assert report["summary"]["questions"] == 1
    assert report["summary"]["questions_unanswered"] == 0
    assert counts(report, "dialogue-day-4") == (1, 1, 0, 0, 0)
    assert report["summary"]["linked"] == 2


def test_the_report_is_the_same_for_the_same_sources(
    release: Release, minimal_project: Path
) -> None:
    again = Catalog(minimal_project / "releases").publish(minimal_project).release

    old, new = (r.folder / "coverage.json" for r in (release, again))
    assert new.read_bytes() == old.read_bytes()


def test_a_question_that_the_data_stop_answering_is_reported(
    minimal_project: Path,
) -> None:
    debate = minimal_project / "data/tides/debate.ttl"
    text = debate.read_text("utf-8").replace("dis:deniesClaim", "dis:affirmsClaim")
    debate.write_text(text, "utf-8")

    release = Catalog(minimal_project / "releases").publish(minimal_project).release

    unanswered = read_coverage(release.folder)["questions"]["unanswered"]
    assert [q["name"] for q in unanswered] == ["competency/disagreements"]


def test_a_release_of_an_older_program_has_none(
    release: Release, tmp_path: Path
) -> None:
    folder = tmp_path / release.id
    shutil.copytree(release.folder, folder)
    (folder / "coverage.json").unlink()

    assert read_coverage(folder) == {}


@pytest.mark.parametrize("name", ["segments", "notes", "links", "questions"])
def test_the_summary_of_the_real_project_agrees_with_its_parts(
    real_release: Release, name: str
) -> None:
    file = real_release.folder / "coverage.json"
    report = json.loads(file.read_text("utf-8"))

    part, summary = report[name], report["summary"]

    parts = {
        "segments": lambda: len(part) == summary["segments"] > 200,
        "notes": lambda: part["total"] == summary["notes"] > 0,
        "links": lambda: (
            part["linkable"]
            == part["linked"] + part["close"] + part["justified"] + len(part["neither"])
        ),
        "questions": lambda: part["asked"] == summary["questions"] > 0,
    }
    assert parts[name]()

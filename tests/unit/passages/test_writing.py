"""The passages file follows from the segments, the text and what data name."""

import hashlib
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from dissensus.errors import (
    BadConfiguration,
    MismatchedSource,
    MissingSource,
    UnreadableSource,
)
from dissensus.namespaces import DIS, OA, SKOS
from dissensus.passages import SegmentTable, write_passages

PSG = "https://example.org/id/passage/ada-1900-"


def _cite(project: Path, *names: str) -> None:
    lines = [
        f"<https://example.org/id/claim/c> <{DIS.inPassage.value}> <{PSG}{name}> ."
        for name in names
    ]
    (project / "data" / "claims.ttl").write_text("\n".join(lines), encoding="utf-8")


def _written(project: Path, table: SegmentTable, text: str) -> set[Triple]:
    written = write_passages(project, text, table)
    return {quad.triple for quad in parse(path=written.path, format=RdfFormat.TURTLE)}


def _objects(triples: set[Triple], name: str, predicate: NamedNode) -> list[str]:
    return [
        t.object.value
        for t in triples
        if t.subject == NamedNode(PSG + name)
        and t.predicate == predicate
        and isinstance(t.object, NamedNode | Literal)
    ]


def test_every_segment_is_a_passage_with_the_digest_of_its_slice(
    project: Path, table: SegmentTable, text: str
) -> None:
    triples = _written(project, table, text)

    for segment in table.segments:
        slice_ = text[segment.start : segment.end].encode()
        digest = f"sha256:{hashlib.sha256(slice_).hexdigest()}"
        assert _objects(triples, segment.name, DIS.digest) == [digest]


def test_a_paragraph_in_parts_has_no_offsets_and_holds_its_parts(
    project: Path, table: SegmentTable, text: str
) -> None:
    triples = _written(project, table, text)

    assert _objects(triples, "p001", SKOS.prefLabel) == ["Paragraph p001"]
    assert _objects(triples, "p001", DIS.digest) == []
    for part in ("p001.1", "p001.2"):
        assert _objects(triples, part, DIS.withinPassage) == [f"{PSG}p001"]


def test_reading_goes_on_after_a_note_and_notes_are_read_apart(
    project: Path, table: SegmentTable, text: str
) -> None:
    triples = _written(project, table, text)

    assert _objects(triples, "h01", DIS.nextPassage) == [f"{PSG}p001"]
    assert _objects(triples, "p001.1", DIS.nextPassage) == [f"{PSG}p001.2"]
    assert _objects(triples, "fn01", DIS.nextPassage) == []


def test_a_quotation_inside_a_note_is_within_the_note(
    project: Path, table: SegmentTable, text: str
) -> None:
    triples = _written(project, table, text)

    assert _objects(triples, "iq01", DIS.withinPassage) == [f"{PSG}fn01"]


def test_a_sentence_that_data_point_at_becomes_a_passage_of_its_own(
    project: Path, table: SegmentTable, text: str
) -> None:
    _cite(project, "p001.2-86-100", "p001.2", "p001")

    triples = _written(project, table, text)

    digest = f"sha256:{hashlib.sha256(b'Bob doubts it.').hexdigest()}"
    assert _objects(triples, "p001.2-86-100", DIS.digest) == [digest]
    assert _objects(triples, "p001.2-86-100", DIS.withinPassage) == [f"{PSG}p001.2"]
    (selector,) = (
        t.object
        for t in triples
        if t.subject == NamedNode(f"{PSG}p001.2-86-100")
        and t.predicate == OA.hasSelector
    )
    assert isinstance(selector, BlankNode)
    ends = {
        (t.predicate, t.object.value)
        for t in triples
        if t.subject == selector and isinstance(t.object, Literal)
    }
    assert ends == {(OA.start, "86"), (OA.end, "100")}


def test_no_word_of_the_text_but_its_headings_is_written(
    project: Path, table: SegmentTable, text: str
) -> None:
    _cite(project, "p001.2-86-100")

    written = write_passages(project, text, table).path.read_text(encoding="utf-8")

    assert "On moths" in written
    for word in ("seek", "light", "faith", "Bob", "doubts"):
        assert word not in written


def test_the_same_sources_give_the_same_bytes(
    project: Path, table: SegmentTable, text: str
) -> None:
    _cite(project, "p001.2-86-100", "fn01-37-50")
    first = write_passages(project, text, table)
    before = first.path.read_bytes()

    second = write_passages(project, text, table)

    assert (first.changed, second.changed) == (True, False)
    assert (second.passages, second.finer) == (8, 2)
    assert second.path.read_bytes() == before


def test_names_that_cannot_be_are_all_reported_and_nothing_is_written(
    project: Path, table: SegmentTable, text: str
) -> None:
    _cite(project, "p009", "p001.2-86-101", "h01-0-8", "p001-10-20", "h01")

    with pytest.raises(MismatchedSource, match="4 passages") as fault:
        write_passages(project, text, table)

    assert [detail.partition(":")[0] for detail in fault.value.details] == [
        "ada-1900-h01-0-8",
        "ada-1900-p001-10-20",
        "ada-1900-p001.2-86-101",
        "ada-1900-p009",
    ]
    assert not (table.path.parent / "passages.ttl").exists()


def test_passages_of_another_edition_are_left_to_its_own_table(
    project: Path, table: SegmentTable, text: str
) -> None:
    line = f"<https://example.org/id/claim/c> <{DIS.inPassage.value}> "
    other = f"{line}<https://example.org/id/passage/bob-1901-p009> ."
    (project / "data" / "claims.ttl").write_text(other, encoding="utf-8")

    assert "bob-1901" not in write_passages(project, text, table).path.read_text()


def test_a_text_that_ends_before_its_segments_is_refused(
    project: Path, table: SegmentTable, text: str
) -> None:
    with pytest.raises(MismatchedSource, match="90 code points, the segments 100"):
        write_passages(project, text[:90], table)


def test_a_data_file_that_does_not_parse_is_named_with_its_line(
    project: Path, table: SegmentTable, text: str
) -> None:
    (project / "data" / "claims.ttl").write_text("\n<a> <b> ", encoding="utf-8")

    with pytest.raises(UnreadableSource) as fault:
        write_passages(project, text, table)

    assert str(fault.value).startswith("data/claims.ttl:2:")


def test_a_project_must_state_its_base(
    project: Path, table: SegmentTable, text: str
) -> None:
    (project / "data" / "dataset.ttl").write_text(
        "<https://example.org/a> a <https://example.org/b> .", encoding="utf-8"
    )
    with pytest.raises(BadConfiguration, match="base IRI"):
        write_passages(project, text, table)

    (project / "data" / "dataset.ttl").unlink()
    with pytest.raises(MissingSource):
        write_passages(project, text, table)

"""Every anchor of the real data fits the text that it points into."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from dissensus.namespaces import DIS, OA, RDF
from dissensus.passages import (
    find_tables,
    read_segments,
    read_source_text,
    render_passages,
    verify_passages,
)

ROOT = Path(__file__).parents[2]
SOURCE = ROOT.parent / "shared" / "source" / "essay.txt"
LONGEST = 600  # code points that an attestation may point at without a reason

needs_text = pytest.mark.skipif(
    not SOURCE.is_file(),
    reason=f"the essay is not part of the project and not at {SOURCE}",
)


@pytest.fixture(scope="module")
def data() -> tuple[Triple, ...]:
    """Everything that the files below data/ say."""
    return tuple(
        quad.triple
        for path in sorted((ROOT / "data").rglob("*.ttl"))
        for quad in parse(path=path, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    )


@pytest.fixture(scope="module")
def lengths(data: tuple[Triple, ...]) -> dict[str, int]:
    """The code points of each passage; of one in parts, their sum."""
    number = {
        (t.subject, t.predicate): int(t.object.value)
        for t in data
        if t.predicate in {OA.start, OA.end}
    }
    own = {
        t.subject.value: number[t.object, OA.end] - number[t.object, OA.start]
        for t in data
        if t.predicate == OA.hasSelector
    }
    parts: dict[str, int] = defaultdict(int)
    for t in data:
        part = re.fullmatch(r"(.+-[a-z]+\d+)\.\d+", t.subject.value)
        if t.predicate == DIS.withinPassage and part:
            parts[t.object.value] += own[t.subject.value]
    return dict(parts) | own


def _values(data: tuple[Triple, ...], predicate: NamedNode) -> dict[str, list[str]]:
    values = defaultdict(list)
    for t in data:
        if t.predicate == predicate:
            values[t.subject.value].append(t.object.value)
    return values


def _longest_stretch(passages: list[str], lengths: dict[str, int]) -> int:
    """Return the most code points pointed at in one paragraph, in all its parts."""
    stretches: dict[str, int] = defaultdict(int)
    for passage in passages:
        paragraph = re.sub(r"(-[a-z]+\d+)[.\d]*(-\d+-\d+)?$", r"\1", passage)
        stretches[paragraph] += lengths.get(passage, 0)
    return max(stretches.values())


@needs_text
def test_every_digest_and_offset_fits_the_text(data: tuple[Triple, ...]) -> None:
    found = verify_passages(data, read_source_text(SOURCE))

    assert found == ()


@needs_text
@pytest.mark.parametrize("path", find_tables(ROOT), ids=lambda p: p.parent.name)
def test_the_passages_file_is_what_the_command_would_write(path: Path) -> None:
    table = read_segments(path)

    expected, _ = render_passages(ROOT, read_source_text(SOURCE), table)

    assert path.with_name("passages.ttl").read_text(encoding="utf-8") == expected


@needs_text
def test_a_verifier_notices_when_the_text_is_another(data: tuple[Triple, ...]) -> None:
    text = read_source_text(SOURCE)

    found = verify_passages(data, text[:5000] + "X" + text[5001:])

    assert any(f.subject.endswith("edition/molyneux-2017") for f in found)
    assert any("passage/" in f.subject for f in found)


def test_every_passage_that_is_named_is_described(data: tuple[Triple, ...]) -> None:
    described = {
        t.subject for t in data if t.predicate == RDF.type and t.object == DIS.Passage
    }
    named = {
        t.object
        for t in data
        if isinstance(t.object, NamedNode) and "/id/passage/" in t.object.value
    }

    assert named <= described


def test_whoever_points_at_more_than_600_code_points_says_why(
    data: tuple[Triple, ...], lengths: dict[str, int]
) -> None:
    authors = _values(data, DIS.byAuthor)
    reasons = _values(data, DIS.longPassageReason)

    unexplained = {
        (attestation, passage)
        for attestation, passages in _values(data, DIS.inPassage).items()
        if attestation in authors and attestation not in reasons
        for passage in passages
        if lengths.get(passage, 0) > LONGEST
    }

    assert not unexplained


def test_no_reason_is_given_for_a_short_passage(
    data: tuple[Triple, ...], lengths: dict[str, int]
) -> None:
    """Parts of one paragraph count together: a sentence may run over a page break."""
    where = _values(data, DIS.inPassage)

    needless = [
        attestation
        for attestation in _values(data, DIS.longPassageReason)
        if _longest_stretch(where[attestation], lengths) <= LONGEST
    ]

    assert needless == []


def test_every_coded_segment_has_an_act_of_reading(data: tuple[Triple, ...]) -> None:
    """An attestation in a segment can be traced to whoever read that segment."""
    acts = {
        t.subject.value
        for t in data
        if t.predicate == RDF.type and t.object == DIS.InterpretationAct
    }
    generated = NamedNode("http://www.w3.org/ns/prov#wasGeneratedBy")
    named = {t.object.value for t in data if t.predicate == generated}

    assert named <= acts


def test_each_note_in_the_slice_is_called_where_its_number_stands() -> None:
    """The call-out passage ends at, or holds, the superscript of the note."""
    if not SOURCE.is_file():
        pytest.skip(f"the essay is not at {SOURCE}")
    text = read_source_text(SOURCE)
    digits = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    notes = (ROOT / "data" / "molyneux-2017" / "notes.ttl").read_text(encoding="utf-8")
    segments = {
        s.name: s
        for s in read_segments(
            ROOT / "data" / "molyneux-2017" / "segments.tsv"
        ).segments
    }

    calls = re.findall(
        r"noteNumber (\d+) ;.*?callOutPassage psg:molyneux-2017-([\w.]+?)"
        r"(?:-(\d+)-(\d+))? ",
        notes,
        flags=re.DOTALL,
    )

    assert len(calls) == 15
    for number, name, start, end in calls:
        first = int(start) if start else segments[name].start
        last = int(end) if end else segments[name].end
        assert number.translate(digits) in text[first:last], number

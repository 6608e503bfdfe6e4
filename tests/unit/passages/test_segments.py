"""The table of segments says how an edition falls into parts."""

from pathlib import Path

import pytest

from dissensus.errors import MissingSource, UnreadableSource
from dissensus.passages import SegmentTable, read_segments, read_source_text

HEAD = "id\tlogical_id\tkind\tsection\tstart\tend\n"


def test_only_a_paragraph_in_parts_has_numbered_parts(table: SegmentTable) -> None:
    names = [segment.name for segment in table.segments]

    assert names == ["h01", "p001.1", "fn01", "iq01", "p001.2"]


def test_an_edition_is_called_like_its_folder(table: SegmentTable) -> None:
    assert table.edition == "ada-1900"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("p001\tp001\tparagraph\tOne\t5\t5", "no stretch"),
        ("p001\tp001\tparagraph\tOne\t-1\t5", "no stretch"),
        ("p001\tp001\tparagraph\tOne\t5", "5 columns"),
        ("p001\tp001\tparagraph\tOne\t5\t9\tWords", "7 columns"),
        ("p001.2\tp002\tparagraph\tOne\t5\t9", "not a part"),
        ("Page 1\tPage 1\tparagraph\tOne\t5\t9", "not a part"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_number(
    tmp_path: Path, line: str, word: str
) -> None:
    path = tmp_path / "segments.tsv"
    path.write_text(f"{HEAD}h01\th01\theading\tOne\t0\t3\n{line}\n", encoding="utf-8")

    with pytest.raises(UnreadableSource, match=word) as fault:
        read_segments(path)

    assert fault.value.place is not None
    assert fault.value.place.line == 3


def test_a_segment_listed_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "segments.tsv"
    line = "h01\th01\theading\tOne\t0\t3\n"
    path.write_text(HEAD + line + line, encoding="utf-8")

    with pytest.raises(UnreadableSource, match="'h01' is listed twice"):
        read_segments(path)


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "segments.tsv"
    path.write_text("id\tstart\tend\n", encoding="utf-8")

    with pytest.raises(UnreadableSource, match="columns"):
        read_segments(path)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingSource) as fault:
        read_segments(tmp_path / "segments.tsv")

    assert "segments.tsv" in str(fault.value)


def test_line_ends_and_byte_order_marks_are_counted_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"\xef\xbb\xbfOne\r\ntwo")

    assert read_source_text(path) == "\ufeffOne\r\ntwo"


def test_a_text_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("One\nM\u00fccke".encode("latin-1"))

    with pytest.raises(UnreadableSource, match="0xfc is not UTF-8") as fault:
        read_source_text(path)

    assert str(fault.value).startswith(f"{path}:2:")

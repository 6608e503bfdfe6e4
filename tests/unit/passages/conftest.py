"""A small project about a small text, and its table of segments."""

from pathlib import Path

import pytest

from dissensus.passages import SegmentTable, read_segments

TEXT = (
    "On moths\n\nMoths seek the light,¹ or\n\n¹So says Ada: 'flight is faith'.\n\n"
    "so it is said. Bob doubts it.\n"
)
SEGMENTS = """id\tlogical_id\tkind\tsection\tstart\tend
h01\th01\theading\tOn moths\t0\t8
p001\tp001\tparagraph\tOn moths\t10\t35
fn01\tfn01\tfootnote\tOn moths\t37\t69
iq01\tiq01\tinline-quotation\tOn moths\t52\t67
p001.2\tp001\tparagraph\tOn moths\t71\t100
"""
DATASET = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix void: <http://rdfs.org/ns/void#> .
<https://example.org/id/dataset/moths> a dcat:Dataset ;
    dcterms:title "Moths"@en ; dcat:version "1.0.0" ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    void:uriSpace "https://example.org/" .
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder of a project whose one edition is ``ada-1900``."""
    folder = tmp_path / "data" / "ada-1900"
    folder.mkdir(parents=True)
    (folder / "segments.tsv").write_text(SEGMENTS, encoding="utf-8")
    (tmp_path / "data" / "dataset.ttl").write_text(DATASET, encoding="utf-8")
    return tmp_path


@pytest.fixture
def table(project: Path) -> SegmentTable:
    """Its segments."""
    return read_segments(project / "data" / "ada-1900" / "segments.tsv")


@pytest.fixture
def text() -> str:
    """The text itself: 101 code points, the last a line feed."""
    return TEXT

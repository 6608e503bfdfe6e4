"""``dissensus passages`` on a project on disk, as a user would call it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dissensus.cli.passages import command
from dissensus.errors import MissingSource, WrongCall

HEAD = "id\tlogical_id\tkind\tsection\tstart\tend\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one edition, and its text beside it."""
    folder = tmp_path / "data" / "ada-1900"
    folder.mkdir(parents=True)
    (folder / "segments.tsv").write_text(f"{HEAD}p001\tp001\tparagraph\tOne\t0\t5\n")
    (tmp_path / "text.txt").write_text("Moths")
    (tmp_path / "data" / "dataset.ttl").write_text(
        """@prefix dcat: <http://www.w3.org/ns/dcat#> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix void: <http://rdfs.org/ns/void#> .
        <https://example.org/id/dataset/moths> a dcat:Dataset ;
          dcterms:title "Moths"@en ; dcat:version "1.0.0" ;
          dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
          void:uriSpace "https://example.org/" ."""
    )
    return tmp_path


def _call(project: Path, *more: str) -> str:
    source = str(project / "text.txt")
    arguments = ["--source", source, "--root", str(project), *more]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    return result.output


def test_it_prints_what_it_wrote_and_then_that_nothing_changed(project: Path) -> None:
    path = "data/ada-1900/passages.ttl"

    assert _call(project) == f"{path}\t1 passages\t0 finer\twritten\n"
    assert _call(project) == f"{path}\t1 passages\t0 finer\tunchanged\n"
    assert (project / path).exists()


def test_with_several_editions_one_must_be_chosen(project: Path) -> None:
    other = project / "data" / "bob-1901"
    other.mkdir()
    (other / "segments.tsv").write_text(f"{HEAD}p001\tp001\tparagraph\tOne\t0\t5\n")

    with pytest.raises(WrongCall, match="2 editions"):
        _call(project)
    with pytest.raises(WrongCall, match="'eve-1902'"):
        _call(project, "--edition", "eve-1902")

    assert _call(project, "--edition", "bob-1901").startswith("data/bob-1901/")


def test_a_project_without_a_table_is_told_so(project: Path) -> None:
    (project / "data" / "ada-1900" / "segments.tsv").unlink()

    with pytest.raises(MissingSource, match=r"segments\.tsv"):
        _call(project)

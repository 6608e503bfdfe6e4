"""A project that was just begun is whole, one's own, and fit to be published."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dissensus.cli.main import main
from dissensus.errors import UnwritableFolder, WrongCall
from dissensus.passages import (
    find_tables,
    read_segments,
    read_source_text,
    write_passages,
)
from dissensus.sources.project import read_project
from dissensus.starting import start_project

ROOT = Path(__file__).parents[3]


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    return start_project(
        tmp_path / "mine", "https://example.net/mine/", 'A "mine"'
    ).folder


def test_it_reads_as_a_project_with_the_base_and_title_that_were_asked_for(
    begun: Path,
) -> None:
    project = read_project(begun)

    assert project.configuration.base.iri == "https://example.net/mine/"
    assert project.configuration.title == {"en": 'A "mine"'}
    assert len(project.lessons) == 1
    assert len(project.queries) >= 5
    assert project.remarks == ()


def test_no_name_of_the_example_or_of_the_first_dataset_is_left(begun: Path) -> None:
    """In the ontology examples may stay: they are texts, not names in use."""
    left = {
        path.relative_to(begun).as_posix()
        for path in begun.rglob("*")
        if path.is_file() and path.relative_to(begun).parts[0] != "ontology"
        if re.search(r"example\.org|w3id\.org/dissensus/id/", path.read_text("utf-8"))
    }

    assert left == set()


def test_its_passages_are_those_that_the_program_writes(begun: Path) -> None:
    (table,) = map(read_segments, find_tables(begun))
    source = read_source_text(begun / "texts" / "maren-2019.txt")

    assert not write_passages(begun, source, table).changed


def test_its_releases_are_not_put_under_version_control(begun: Path) -> None:
    assert (begun / ".gitignore").read_text() == "/releases/\n"


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    (tmp_path / "Mine & Yours").mkdir()

    started = start_project(tmp_path / "Mine & Yours")

    assert started.base == "https://example.org/mine-yours/"
    assert started.files == sum(p.is_file() for p in started.folder.rglob("*"))


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")

    for taken in (tmp_path, tmp_path / "notes"):
        with pytest.raises(WrongCall, match="is there"):
            start_project(taken)
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]


def test_a_base_that_is_none_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    with pytest.raises(WrongCall, match="ends in a slash"):
        start_project(tmp_path / "mine", "https://example.net/mine")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_one_clear_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UnwritableFolder):
        start_project(tmp_path / "file" / "mine")


def test_the_command_says_what_it_began_and_exits_with_2_when_it_must_not(
    tmp_path: Path,
) -> None:
    call = ["init", str(tmp_path / "mine")]

    first, second = (CliRunner().invoke(main, call) for _ in range(2))

    assert first.exit_code == 0
    assert first.output.split("\t")[1] == "https://example.org/mine/"
    assert second.exit_code == 2
    assert "not an empty folder" in second.stderr


@pytest.mark.slow
def test_the_wheel_alone_begins_a_project(tmp_path: Path) -> None:
    """Whoever installs the package has no repository beside it."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    for part in ("server", "ontology", "shapes", "queries", "LICENSES"):
        shutil.copytree(ROOT / part, tmp_path / "src" / part, symlinks=True)
    for part in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / part, tmp_path / "src")
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", ".", "./src"],
        cwd=tmp_path, check=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("dissensus-*.whl")
    subprocess.run(
        [*pip, "install", "--no-deps", "--target", tmp_path / "lib", wheel], check=True
    )
    shutil.rmtree(tmp_path / "src")
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "lib")}

    said = [
        subprocess.run(
            [sys.executable, *call],
            cwd=tmp_path, capture_output=True, text=True, check=True, env=environ,
        ).stdout
        for call in (
            ["-c", "import dissensus; print(dissensus.__file__)"],
            ["-m", "dissensus", "init", "mine"],
            ["-m", "dissensus", "check", "--root", "mine"],
        )
    ]  # fmt: skip

    assert said[0].startswith(str(tmp_path / "lib"))
    assert "may be published" in said[2]
    start_project(tmp_path / "here")
    theirs, ours = (
        {p.relative_to(root) for p in root.rglob("*") if p.is_file()}
        for root in (tmp_path / "mine", tmp_path / "here")
    )
    assert theirs == ours

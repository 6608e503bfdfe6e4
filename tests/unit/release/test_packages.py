"""A release can be kept, cited, deposited, and checked by those who have no server."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dissensus.release import Release

Judge = Callable[..., "subprocess.CompletedProcess[str]"]


def test_the_release_is_a_crate(release: Release, judge: Judge) -> None:
    """RO-Crate 1.1, by roc-validator. The project names nobody who made it."""
    done = judge("crate.py", release.folder)

    found = done.stdout.splitlines()
    assert all(line.startswith("RECOMMENDED") for line in found), done.stderr
    assert {word for line in found for word in ("author", "publisher") if word in line}
    assert len(found) == 2, done.stdout + done.stderr


@pytest.mark.slow
def test_the_real_release_is_a_crate_beyond_reproach(
    real_release: Release, judge: Judge
) -> None:
    done = judge("crate.py", real_release.folder)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_crate_knows_each_file_of_the_archive(release: Release) -> None:
    graph = json.loads((release.folder / "ro-crate-metadata.json").read_text("utf-8"))
    nodes = {node["@id"]: node for node in graph["@graph"]}
    parts = [part["@id"] for part in nodes["./"]["hasPart"]]

    with zipfile.ZipFile(release.folder / "archive.zip") as archive:
        assert sorted(archive.namelist()) == sorted([*parts, "ro-crate-metadata.json"])
        made = ("store/", "search.sqlite", "answers.json", "judged.json", "learn.json")
        assert not [name for name in parts if name.startswith(made)]
        for name in parts:
            data = archive.read(name)
            assert hashlib.sha256(data).hexdigest() == nodes[name]["sha256"]
            assert str(len(data)) == nodes[name]["contentSize"]


def test_the_citation_is_valid(real_release: Release, judge: Judge) -> None:
    """Citation File Format 1.2.0, by cffconvert."""
    file = real_release.folder / "CITATION.cff"

    done = judge("cffconvert", "--validate", "-i", file)

    assert done.returncode == 0, done.stderr
    cited = file.read_text("utf-8")
    assert real_release.manifest.title["en"] in cited
    assert real_release.id in cited


def test_the_tables_are_what_their_description_says(
    release: Release, judge: Judge
) -> None:
    """CSV on the Web, by the package csvw: types, keys, required cells."""
    metadata = release.folder / "dumps/tables/csv-metadata.json"

    done = judge("csvwvalidate", metadata)

    assert done.returncode == 0, done.stdout + done.stderr
    tables = json.loads(metadata.read_text("utf-8"))["tables"]
    rows = {table["url"]: table["void:entities"] for table in tables}
    assert (
        rows["dis-Person.csv"]
        == release.manifest.classes["https://w3id.org/dissensus/ontology#Person"]
    )


@pytest.mark.slow
def test_the_real_tables_are_what_their_description_says(
    real_release: Release, judge: Judge
) -> None:
    done = judge("csvwvalidate", real_release.folder / "dumps/tables/csv-metadata.json")

    assert done.returncode == 0, done.stdout + done.stderr


def test_two_checkouts_give_the_same_dumps(
    minimal_project: Path, tmp_path: Path
) -> None:
    """Another folder, zone, language, order of sets: the same bytes."""
    other = Path(shutil.copytree(minimal_project, tmp_path / "elsewhere" / "copy"))
    settings = (
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"},
    )

    for root, environ in zip((minimal_project, other), settings, strict=True):
        subprocess.run(
            [sys.executable, "-m", "dissensus", "publish", "--root", root],
            env={**os.environ, **environ},
            capture_output=True,
            check=True,
        )

    one, two = (root / "releases/current/dumps" for root in (minimal_project, other))
    names = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert len(names) > 15
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name

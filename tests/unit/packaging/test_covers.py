"""What stands on the cover of a release survives any title."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

from dissensus.packaging import (
    Cover,
    Maker,
    write_citation,
    write_deposit,
    write_zip,
)

COVER = Cover(
    release="3-5c0f4e1d2a3b",
    content="5c0f4e1d2a3b" + "0" * 52,
    created="2026-11-22T10:20:31Z",
    base="https://example.org/",
    dataset="https://example.org/id/dataset/x",
    title="Title",
    description="Description",
    version="1.0.0",
    license="https://creativecommons.org/licenses/by/4.0/",
    makers=(Maker("https://example.org/id/person/a", "A. Author", True),),
    keywords=("tides",),
    counts={"triples": 1, "entities": 1},
    program="dissensus 0.1.0",
)


def test_a_title_cannot_be_read_as_anything_but_a_title() -> None:
    title = 'Yes: "no" # - [1]\n'

    text = write_citation(replace(COVER, title=title)).decode()

    (line,) = (part for part in text.splitlines() if part.startswith("title: "))
    assert json.loads(line.removeprefix("title: ")) == title


def test_a_licence_that_spdx_does_not_know_is_given_by_its_address() -> None:
    text = write_citation(replace(COVER, license="https://example.org/terms")).decode()

    assert 'license-url: "https://example.org/terms"' in text
    assert "\nlicense:" not in text


def test_a_deposit_has_what_the_repository_requires() -> None:
    """Zenodo's deposit metadata: what is marked as required, and the licence."""
    record = json.loads(write_deposit(replace(COVER, description="1 < 2")))

    assert record["upload_type"] == "dataset"
    assert record["description"] == "<p>1 &lt; 2</p>"
    assert record["creators"] == [{"name": "A. Author"}]
    assert (record["access_right"], record["license"]) == ("open", "CC-BY-4.0")
    assert record["publication_date"] == "2026-11-22"


def test_the_same_files_make_the_same_archive(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a", "utf-8")
    (tmp_path / "b").write_text("b", "utf-8")
    write_zip(tmp_path / "one.zip", tmp_path, ["a", "b"], COVER.created)
    (tmp_path / "a").touch()
    (tmp_path / "b").chmod(0o600)

    write_zip(tmp_path / "two.zip", tmp_path, ["b", "a"], COVER.created)

    one, two = ((tmp_path / f"{name}.zip").read_bytes() for name in ("one", "two"))
    assert one == two
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.read("b") == b"b"

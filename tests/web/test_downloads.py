"""The page of the downloads says what is true, and how to check it."""

import json
import os
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import httpx
from bs4 import BeautifulSoup

from dissensus.release import Release

_COREUTILS = ("sha256sum", "sort")


def read(http: httpx.Client) -> BeautifulSoup:
    page = http.get("/dumps/", headers={"Accept": "text/html"})
    assert page.status_code == 200
    return BeautifulSoup(page.text, "html.parser")


def test_the_digest_can_be_computed_by_coreutils_alone(
    http: httpx.Client, release: Release, tmp_path: Path
) -> None:
    """By the commands that the page shows, where there are no other programs."""
    commands = [code.text for code in read(http).select("main pre code")]
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in _COREUTILS:
        (programs / name).symlink_to(shutil.which(name) or name)
    files = tmp_path / "files"
    files.mkdir()
    for name in ("SHA256SUMS", "dissensus.nq", "dissensus.ttl.gz"):
        (files / name).write_bytes(http.get(f"/dumps/{name}").content)

    checked, computed = (
        subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=files,
            env={"PATH": str(programs)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for command in commands
    )

    assert checked.count(": OK") == 2
    assert computed.split()[0] == release.manifest.content
    assert release.id.endswith(f"-{computed[:12]}")
    assert release.manifest.content in read(http).text


def test_each_file_stands_there_with_its_digest(
    http: httpx.Client, release: Release
) -> None:
    main = read(http).main
    assert main is not None

    for name, file in release.manifest.files.items():
        if name.startswith("dumps/") and "tables/" not in name:
            assert file["sha256"] in main.text, name
            assert main.select(f'a[href="/{name}"]'), name


def test_all_links_of_the_page_lead_somewhere(http: httpx.Client) -> None:
    main = read(http).main
    assert main is not None

    links = {str(a["href"]) for a in main.select("a[href^='/']")}

    assert len(links) > 15
    for link in links:
        assert http.get(link).status_code == 200, link


def test_a_table_is_served_as_one(http: httpx.Client) -> None:
    table = http.get("/dumps/tables/dis-Person.csv")

    assert table.headers["Content-Type"].startswith("text/csv")
    assert table.text.startswith("iri,type,")
    assert http.get("/dumps/tables/csv-metadata.json").json()["tables"]


def test_the_archive_is_the_release(http: httpx.Client, release: Release) -> None:
    answer = http.get(f"/releases/{release.id}/archive.zip")

    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        cited = archive.read("CITATION.cff").decode()
    assert http.get(f"/releases/{release.id}/CITATION.cff").text == cited
    assert f"/releases/{release.id}/" in cited


def test_search_engines_for_data_find_the_files(
    http: httpx.Client, release: Release
) -> None:
    """What Google Dataset Search requires (name, description) and recommends."""
    block = read(http).select_one('script[type="application/ld+json"]')
    assert block is not None

    (node,) = json.loads(block.text)["@graph"]

    assert node["@type"] == "Dataset"
    assert {"name", "description", "license", "version", "url"} <= set(node)
    found = {os.path.basename(f["contentUrl"]): f for f in node["distribution"]}  # noqa: PTH119
    for name, file in found.items():
        assert file["sha256"] == release.manifest.files[f"dumps/{name}"]["sha256"]
    assert "dissensus.csv.zip" in found

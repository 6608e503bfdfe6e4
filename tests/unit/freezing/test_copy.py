"""A copy is whole: files alone, all links lead somewhere, nothing is changed."""

import gzip
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from dissensus.freezing import MARK
from dissensus.release import Release
from dissensus.search import find, read_question, suggest
from dissensus.search.folding import fold, sound, words
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

pytestmark = pytest.mark.xdist_group("frozen")

LINK = re.compile(r' (?:href|src|action|data-passages)="([^"]*)"')
KEPLER = "doc/person/johannes-kepler"


@pytest.fixture(scope="module")
def copy(frozen: tuple[Path, str]) -> Path:
    """The folder of the copy."""
    return frozen[0]


@pytest.fixture
def client(release: Release) -> FlaskClient:
    """The site that was frozen."""
    return create_app(Site.of(release, Settings())).test_client()


def links(copy: Path) -> Iterator[tuple[Path, str]]:
    """Yield every link to a file, with the page in which it stands."""
    for page in copy.rglob("*.html"):
        # That page is shown at any depth: its links begin at the root.
        if page.name == "404.html":
            continue
        for found in LINK.findall(page.read_text(encoding="utf-8")):
            link = unescape(found)
            if not re.match(r"[a-z]+:", link):
                yield page, link


def test_every_link_leads_to_a_file(copy: Path) -> None:
    broken, counted = [], 0

    for page, link in links(copy):
        path = unquote(link.partition("#")[0].partition("?")[0])
        counted += 1
        if link.startswith("/") or not (path == "" or (page.parent / path).is_file()):
            broken.append((page.name, link))

    assert not broken
    assert counted > 5_000


def test_every_page_is_reached_from_the_first(copy: Path) -> None:
    reached, new = set(), {copy / "index.html"}
    leading: dict[Path, set[Path]] = {}
    for page, link in links(copy):
        target = page.parent / unquote(link.partition("#")[0].partition("?")[0])
        leading.setdefault(page, set()).add(target.resolve())

    while new:
        reached |= new
        new = {t for page in new for t in leading.get(page, ())} - reached

    pages = {page.resolve() for page in copy.rglob("*.html")}
    apart = {page.name for page in pages - reached}
    # What nobody links to on the site is there all the same, for who knows it.
    assert len(apart) < len(pages) / 10


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf", "trig", "bib"])
def test_documents_are_what_the_server_sends(
    copy: Path, client: FlaskClient, suffix: str
) -> None:
    name = f"{KEPLER}.{suffix}"

    assert (copy / name).read_bytes() == client.get(f"/{name}").data


def test_dumps_and_sources_go_along(copy: Path, release: Release) -> None:
    packed = copy / "dumps" / "latest.nt.gz"

    assert gzip.decompress(packed.read_bytes()).count(b"\n") > 50
    (frozen,) = copy.glob("releases/*/manifest.json")
    assert frozen.read_bytes() == (release.folder / "manifest.json").read_bytes()


def test_a_query_without_parameters_is_answered(copy: Path) -> None:
    page = (copy / "queries/competency/disagreements.html").read_text()
    rows = (copy / "queries/competency/disagreements.csv").read_text().splitlines()

    assert len(rows) > 1
    assert page.count("<tr>") == len(rows)
    assert "SELECT" in page
    assert "<form" not in page.partition("<main")[2]


def test_the_pages_say_what_they_are_and_what_they_lack(
    copy: Path, release: Release
) -> None:
    about = (copy / "copy.html").read_text()

    assert f"frozen copy of release {release.id}" in about
    assert release.manifest.created[:10] in about
    assert "dissensus open latest.ttl" in about
    for page in copy.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "A frozen copy of release" in text
        assert 'action="/' not in text or page.name == "404.html"


def test_the_command_counts_what_it_wrote(frozen: tuple[Path, str]) -> None:
    folder, said = frozen
    records = dict(line.split("\t")[:2] for line in said.splitlines())

    files = [f for f in folder.rglob("*") if f.is_file() and f.name != MARK]
    assert int(records["files"]) == len(files)
    assert int(records["bytes"]) == sum(f.stat().st_size for f in files)
    assert float(records["seconds"]) > 0


def freeze(folder: Path, release: Release) -> "subprocess.CompletedProcess[str]":
    run = [sys.executable, "-m", "dissensus", "freeze", str(folder)]
    options = ["--releases", str(release.folder.parent)]
    return subprocess.run([*run, *options], capture_output=True, text=True, check=False)


def test_what_is_no_copy_is_never_overwritten(tmp_path: Path, release: Release) -> None:
    (tmp_path / "letters.txt").write_text("mine")

    run = freeze(tmp_path, release)

    assert run.returncode == 2
    assert "is not empty, and no earlier copy" in run.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.slow
def test_the_same_release_gives_the_same_bytes(
    tmp_path: Path, release: Release
) -> None:
    """An earlier copy is replaced as a whole."""
    folder = tmp_path / "site"
    assert freeze(folder, release).returncode == 0
    first = {p.relative_to(folder): p.read_bytes() for p in files_below(folder)}
    (folder / "stale.html").write_text("old")

    assert freeze(folder, release).returncode == 0

    again = {p.relative_to(folder): p.read_bytes() for p in files_below(folder)}
    assert again == first
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


QUESTIONS = [
    "kepler", "KéPLer", "kep", "Кеплер", "tide", '"johannes kepler"', "johannes moon",
    "galilei tides", "johannes-kepler", "zzz", "moon sea", "gal", "the", "stance",
]  # fmt: skip


def test_a_browser_finds_what_the_server_finds(copy: Path, release: Release) -> None:
    """The same entities, in the same order, and the same suggestions."""
    node = shutil.which("node")
    assert node
    site = Site.of(release, Settings())
    seen = sorted({w for text in texts(site) for w in text.split()})
    script = f"""
        require({str(copy / "search-index.js")!r});
        require({str(copy / "static" / "frozen-finding.js")!r});
        const [index, s] = [globalThis.frozenIndex, globalThis.frozenSearch];
        const {{ questions, words }} = JSON.parse(require("fs").readFileSync(0));
        console.log(JSON.stringify({{
          found: questions.map((q) => s.find(index, q)),
          suggested: questions.map((q) => s.suggest(index, q).map((one) => one.label)),
          folded: words.map((word) => [s.fold(index, word), s.sound(index, word)]),
        }}));"""
    given = json.dumps({"questions": QUESTIONS, "words": seen})

    done = subprocess.run(
        [node, "-e", script], input=given, capture_output=True, text=True, check=True
    )

    told = json.loads(done.stdout)
    assert told["folded"] == [[fold(word), sound(word)] for word in seen]
    for text, found, offered in zip(
        QUESTIONS, told["found"], told["suggested"], strict=True
    ):
        hits = find(site.index, read_question(text))
        assert [h["entity"]["iri"] for h in found["hits"]] == [
            h.entity.iri for h in hits.hits
        ], text
        assert [h["snippet"] for h in found["hits"]] == [
            [list(piece) for piece in h.snippet] for h in hits.hits
        ], text
        assert found["total"] == hits.total
        assert offered == [one.label for one in suggest(site.index, text)]
    assert sum(found["total"] for found in told["found"]) > 20


def texts(site: Site) -> list[str]:
    with site.index.asked() as db:
        found = [row[0] for row in db.execute("SELECT text FROM text")]
    assert any(words(text) for text in found)
    return [*found, "Чехов Łódź Straße Čajkovskij Œuvre Ærø Ελλάδα l'État"]

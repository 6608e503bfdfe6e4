"""A quite different dataset is published and served, and the program knows neither.

The museum has no term of the Dissensus ontology, names of four parts and beyond
ASCII, labels in German, French and Japanese.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dissensus.catalog import Catalog

ROOT = Path(__file__).parents[2]
MUSEUM = ROOT / "tests" / "data" / "museum"
SERVER = ROOT / "server" / "dissensus"
HTML = {"Accept": "text/html"}
# What only the first dataset speaks of, and how its names begin.
_FIRST = re.compile(
    r"lenin|stalin|molyneux|trotsk|bolshev|soviet|october.revolution"
    r"|w3id\.org/dissensus/(?:id|graph)/",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def museum(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., Any]
) -> Iterator[httpx.Client]:
    """A client of a server of the museum."""
    catalog = Catalog(tmp_path_factory.mktemp("museum"))
    catalog.publish(MUSEUM)
    with (
        serving(catalog.folder) as server,
        httpx.Client(
            base_url=server.url, follow_redirects=True, headers=HTML, timeout=30
        ) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/", "Doubtful hands"),
        ("/browse", "Gemälde"),
        ("/browse/Gemaelde", "Drei Fischer"),
        ("/id/saal/2/objekt/nr-12", "Meister des Kruges"),
        ("/id/saal/2/objekt/nr-13", "三人の漁師"),
        ("/id/hand/J%C3%B6rg-%C3%96hm", "Gutachten vom November 2004"),
        ("/id/hand/Jörg-Öhm", "Gutachten vom November 2004"),
        ("/search?q=krug", "Stillleben mit Krug"),
        ("/search?q=nature+morte", "Nature morte"),
        ("/ontology", "Künstlerhand"),
        ("/schema", "zugeschrieben"),
        ("/shapes", "GUT10"),
        ("/validation", "Validation"),
        ("/queries", "umstritten"),
        ("/queries/competency/umstritten", "nr-12"),
        ("/vocab", ""),
        ("/coverage", ""),
        ("/bibliography", ""),
        ("/dumps", ".ttl.gz"),
        ("/graph", "saal"),
        ("/status", ""),
        ("/sparql", ""),
        ("/api", "umstritten"),
        ("/releases", ""),
    ],
)
def test_every_kind_of_page_answers(museum: httpx.Client, path: str, word: str) -> None:
    page = museum.get(path)

    assert page.status_code == 200
    assert word in page.text or word in re.sub("<[^>]+>", "", page.text)
    assert not _FIRST.search(page.text)


def test_what_follows_is_what_its_own_ontology_says(museum: httpx.Client) -> None:
    query = "ASK { ?object <https://kunst.example/haus/ontology#zugeschrieben> ?hand }"

    answer = museum.get(
        "/sparql",
        params={"query": query},
        headers={"Accept": "application/sparql-results+json"},
    )

    assert answer.json()["boolean"]


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf", "trig"])
def test_documents_name_its_own_base(museum: httpx.Client, suffix: str) -> None:
    document = museum.get(f"/doc/saal/2/objekt/nr-12.{suffix}")

    assert document.status_code == 200
    assert "kunst.example/haus/" in document.text
    assert not _FIRST.search(document.text)


def test_the_program_knows_no_word_of_the_first_dataset() -> None:
    """The ontology and its vocabularies are the program's; the links lead to them."""
    texts = {
        path.relative_to(SERVER).as_posix(): path.read_text("utf-8", errors="ignore")
        for path in SERVER.rglob("*")
        if path.is_file()
        and path.suffix in {".py", ".rq", ".html", ".xml", ".css", ".js", ".po", ".ttl"}
        and "model" not in path.relative_to(SERVER).parts
        and path.name != "editor.js"
    }

    assert len(texts) > 300
    assert {name for name, text in texts.items() if _FIRST.search(text)} == set()

"""A site whose triples are in a store of somebody else answers like any other.

A small part of what ``pytest tests/web --backend STORE`` looks at, so that
each run looks at both stores.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

import stores
from dissensus.catalog import Catalog
from dissensus.release import Release
from dissensus.remote import Engine
from dissensus.settings import read_settings

QUERIES = (
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o",
    "SELECT (COUNT(*) AS ?n) FROM <graph/asserted> FROM <graph/inferred> { ?s ?p ?o }",
    "SELECT ?s FROM NAMED <graph/inferred> { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s",
    "ASK { GRAPH <graph/data/dataset> { ?s ?p ?o } }",
    "SELECT * { <x> <y> }",
    "SELECT * { SERVICE <http://127.0.0.1:1/> {} }",
)
PATHS = ("/", "/doc/stance/galileo-moon.html", "/doc/stance/galileo-moon.ttl")
PATHS += ("/graph/inferred", "/search?q=moon", "/ontology", "/nothing")


class Pair:
    """The same release twice: here, and in a store of somebody else."""

    def __init__(self, here: httpx.Client, there: httpx.Client, pid: int) -> None:
        self.here = here
        self.there = there
        self.store = pid

    def both(self, path: str, **options: Any) -> tuple[httpx.Response, httpx.Response]:
        return self.here.get(path, **options), self.there.get(path, **options)


@pytest.fixture(scope="module", params=stores.NAMES)
def pair(
    request: pytest.FixtureRequest,
    server: Any,
    release: Release,
    serving: Callable[..., AbstractContextManager[Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pair]:
    if request.config.getoption("--backend") in stores.NAMES:
        pytest.skip("the whole run has such a store behind it")
    folder: Path = tmp_path_factory.mktemp(request.param)
    with stores.running(request.param, folder) as environment:
        catalog = Catalog(release.folder.parent, engine=_engine(environment))
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            catalog.stock()
        with (
            serving(release.folder.parent, **environment) as other,
            httpx.Client(base_url=server.url, timeout=60) as here,
            httpx.Client(base_url=other.url, timeout=60) as there,
        ):
            yield Pair(here, there, int(environment[stores.PID]))


def _engine(environment: dict[str, str]) -> Engine | None:
    return Engine.of(read_settings(environment))


def test_pages_and_documents_are_the_same(pair: Pair) -> None:
    for path in PATHS:
        here, there = pair.both(path)
        assert there.status_code == here.status_code, path
        assert there.text == here.text, path
        assert there.headers.get("ETag") == here.headers.get("ETag"), path


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("kind", ["text/csv", "application/sparql-results+xml"])
def test_answers_are_the_same(query: str, kind: str, pair: Pair) -> None:
    here, there = pair.both(
        "/sparql", params={"query": query}, headers={"Accept": kind}
    )

    assert there.status_code == here.status_code
    assert rows(there) == rows(here)


def rows(reply: httpx.Response) -> list[str]:
    """What an answer holds, sorted: stores order IRIs in their own ways."""
    return sorted(reply.text.replace("<result>", "\n<result>").splitlines())


def test_a_description_is_the_same_whatever_the_store_makes_of_one(pair: Pair) -> None:
    query = "DESCRIBE <id/stance/galileo-moon>"
    here, there = pair.both(
        "/sparql",
        params={"query": query},
        headers={"Accept": "application/n-triples"},
    )

    assert set(there.text.splitlines()) == set(here.text.splitlines()) != set()


def test_without_its_store_a_site_says_so_and_serves_what_it_has(pair: Pair) -> None:
    """The last test: the store is gone afterwards."""
    query = {"query": "SELECT * { ?s a ?c }"}
    kept = pair.there.get(PATHS[1])
    os.kill(pair.store, signal.SIGKILL)
    # Until it is torn down, its port still takes connections.
    os.waitid(os.P_PID, pair.store, os.WEXITED | os.WNOWAIT)

    answer = pair.there.get("/sparql", params=query)
    page = pair.there.get("/doc/claim/moon-pulls-the-sea.html")

    for reply in (answer, page):
        assert reply.status_code == 503
        assert "does not answer" in reply.text
        assert reply.headers["Retry-After"]
    assert pair.there.get(PATHS[1]).text == kept.text
    assert pair.there.get("/dumps/latest.ttl").status_code == 200

"""A shipped query may ask another endpoint, where the operator allows that."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

from dissensus.catalog import Catalog

Neighbour = Any
Running = Callable[..., AbstractContextManager[Any]]

EXAMPLE = "/queries/examples/35-ask-wikidata-too"
NAMES = [f"name {n}" for n in range(5)]
FAR = """#+ summary: What is said elsewhere
#+ question: What are things called there?
#+ answers: SELECT ?name, by name
#+ pagination: 2
SELECT ?name WHERE { SERVICE <URL> { ?thing <http://e/name> ?name } } ORDER BY ?name
"""


@pytest.fixture
def far(
    published: tuple[Path, Catalog], serving: Running, neighbour: Neighbour
) -> Iterator[tuple[httpx.Client, str]]:
    """A project whose one canned query asks a neighbour, who is allowed."""
    root, catalog = published
    rows = [{"name": {"type": "literal", "value": name}} for name in NAMES]
    said = {"head": {"vars": ["name"]}, "results": {"bindings": rows}}
    url = neighbour.says("/far", json.dumps(said).encode())
    (root / "queries" / "far.rq").write_text(FAR.replace("URL", url), encoding="utf-8")
    catalog.publish(root)
    with (
        serving(root / "releases", DISSENSUS_SERVICES=url) as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client, url


def test_its_answer_comes_in_pages_and_names_whom_it_asked(
    far: tuple[httpx.Client, str], browser: str
) -> None:
    client, url = far

    pages = [client.get("/queries/far.csv", params={"page": n}) for n in (1, 2, 3)]
    shown = client.get("/queries/far?page=3", headers={"Accept": browser})

    found = [row for p in pages for (row,) in [*csv.reader(io.StringIO(p.text))][1:]]
    assert found == NAMES
    for page in pages:
        assert page.headers["Dissensus-Rows"] == "5"
        assert page.headers["Cache-Control"] == "no-store"
        assert f'<{url}>; rel="via"' in page.headers["Link"]
    assert 'page=2>; rel="next"' in pages[0].headers["Link"]
    assert 'rel="next"' not in pages[2].headers["Link"]
    assert "name 4" in shown.text
    assert "name 3" not in shown.text
    assert url in shown.text


def test_where_nobody_may_be_asked_its_page_says_what_it_would_ask(
    real_site: str, browser: str
) -> None:
    """And how its reader can go on; a program gets the refusal itself."""
    page = httpx.get(f"{real_site}{EXAMPLE}", headers={"Accept": browser})
    answer = httpx.get(f"{real_site}{EXAMPLE}.json")

    assert page.status_code == 200
    for said in ("not answered here", "https://query.wikidata.org", "SERVICE"):
        assert said in page.text
    assert "answer-table" not in page.text
    assert answer.status_code == 403
    assert "DISSENSUS_SERVICES" in answer.json()["hint"]

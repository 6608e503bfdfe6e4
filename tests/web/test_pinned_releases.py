"""Whoever names a release gets it: pages, documents and queries."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dissensus.catalog import Catalog

LABEL = "The moon draws the waters of the sea."
NEW = "The moon draws the waters of the sea, twice a day."
QUERY = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?label WHERE { ?s rdfs:label ?label FILTER(STRSTARTS(?label, "The moon")) }"""
CLAIM = "/doc/claim/moon-pulls-the-sea"


@pytest.fixture
def two(published: tuple[Path, Catalog], serving: Any) -> Iterator[Any]:
    """A server of two releases, and their ids: the old one and the current."""
    root, catalog = published
    old = catalog.current_name()
    for file in (root / "data").rglob("*.ttl"):
        text = file.read_text()
        file.write_text(text.replace(LABEL, NEW))
    catalog.publish(root)
    with serving(root / "releases") as server:
        yield server.url, old, catalog.current_name()


def test_a_release_can_be_asked_and_read(two: Any, browser: str) -> None:
    url, old, new = two

    def label(**params: str) -> str:
        answer = httpx.get(f"{url}/sparql", params={"query": QUERY, **params}).json()
        return str(answer["results"]["bindings"][0]["label"]["value"])

    def read(**params: str) -> str:
        return httpx.get(url + CLAIM, params=params, headers={"Accept": browser}).text

    assert (label(), label(release=new), label(release="current")) == (NEW,) * 3
    assert label(release=old) == LABEL
    assert NEW in read()
    assert NEW not in read(release=old)
    assert "as it was asked for" in read(release=old)
    turtle = httpx.get(f"{url}{CLAIM}.ttl", params={"release": old}).text
    assert f'"{LABEL}"' in turtle


def test_a_form_may_name_the_release_too(two: Any) -> None:
    url, old, _ = two

    answer = httpx.post(f"{url}/sparql", data={"query": QUERY, "release": old}).json()

    assert answer["results"]["bindings"][0]["label"]["value"] == LABEL


def test_what_is_linked_stays_in_the_release(two: Any, browser: str) -> None:
    url, old, _ = two
    with httpx.Client(base_url=url, headers={"Accept": browser}) as client:
        page = client.get("/", params={"release": old}).text
        thing = client.get("/id/claim/moon-pulls-the-sea", params={"release": old})
        form = client.get("/sparql", params={"release": old}).text

    links = [html.unescape(a) for a in re.findall(r'<a[^>]* href="(/[^"]*)"', page)]
    inner = [a for a in links if not a.startswith("/releases")]
    assert inner
    assert all(f"release={old}" in a for a in inner)
    assert thing.status_code == 303
    assert thing.headers["Location"].endswith(f"?release={old}")
    assert f'<option value="{old}" selected>' in form


def test_a_permalink_holds_when_the_release_changes(two: Any, browser: str) -> None:
    url, old, _ = two
    params = {"query": QUERY, "release": old}
    with httpx.Client(base_url=url, follow_redirects=True, timeout=30) as client:
        page = client.get("/sparql", params=params, headers={"Accept": browser}).text
        found = re.search(r'href="(/q/[^"]*)"', page)
        assert found
        shown = client.get(found[1], headers={"Accept": browser})
        program = client.get(found[1], headers={"Accept": "text/csv"})
        viewed = client.get(f"{found[1]}?view=raw").history[0].headers["Location"]

    assert f">{LABEL}<" in shown.text
    assert program.text.splitlines() == ["label", LABEL]
    assert viewed.endswith(f"release={old}&view=raw")


@pytest.mark.parametrize(
    ("name", "status"), [("9-5c0f4e1d2a3b", 404), ("../..", 400), ("latest", 400)]
)
def test_a_release_that_is_not_there_is_said_to_be_missing(
    http: httpx.Client, name: str, status: int
) -> None:
    for path in ("/", "/sparql", CLAIM, "/q/x/"):
        response = http.get(path, params={"release": name})

        assert response.status_code == status
        assert "/releases" in response.json()["hint"]


def test_a_damaged_permalink_says_so(http: httpx.Client) -> None:
    response = http.get("/q/1-5c0f4e1d2a3b/AAAA")

    assert response.status_code == 400
    assert "damaged" in response.json()["detail"]

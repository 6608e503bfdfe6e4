"""Cards of releases, and the same statements in memory to count them again."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from dissensus.catalog.opened import open_files
from dissensus.release import Release
from dissensus.schema import full_iri

OWN = NamedNode("urn:own-class")
# Own classes, in the words of docs/schema.md.
OWN_CLASSES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?x ?c {
  ?x a ?c
  FILTER NOT EXISTS {
    ?x a ?d . ?d rdfs:subClassOf+ ?c
    FILTER NOT EXISTS { ?c rdfs:subClassOf+ ?d }
  }
}"""


@dataclass
class Counted:
    """A card, and the store that it was counted from."""

    card: dict[str, Any]
    store: Store
    release: Release

    def table(self, query: str) -> dict[tuple[str, ...], int]:
        """Return the last column by the others, as text."""
        rows = self.store.query(query)
        assert isinstance(rows, QuerySolutions)
        return {
            tuple(term.value for term in [*row][:-1]): int([*row][-1].value)
            for row in rows
        }

    def iri(self, name: str) -> str:
        """Return what ``name`` stands for; "" for nothing."""
        return full_iri(self.card, name) if name else ""

    def entries(self, part: str) -> dict[str, dict[str, Any]]:
        """Return the used terms of one part of the card by IRI."""
        return {e["iri"]: e for e in self.card[part] if e["count"]}


def count_again(release: Release) -> Counted:
    """Read the card of ``release``, and its statements into memory."""
    card = json.loads((release.folder / "schema.json").read_text(encoding="utf-8"))
    store = Store()
    store.bulk_extend(release.store)
    owned = store.query(OWN_CLASSES)
    assert isinstance(owned, QuerySolutions)
    pairs = [Quad(row["x"], OWN, row["c"], NamedNode("urn:own")) for row in owned]
    store.bulk_extend(pairs)
    return Counted(card, store, release)


@pytest.fixture(scope="session")
def real(real_release: Release) -> Counted:
    """The card of the real debate."""
    return count_again(real_release)


@pytest.fixture(scope="session")
def tides(release: Release) -> Counted:
    """The card of the small debate."""
    return count_again(release)


@pytest.fixture(params=["real", "tides"])
def counted(request: pytest.FixtureRequest) -> Counted:
    """Each card in turn."""
    found: Counted = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[str], dict[str, Any]]]:
    """Draw the card of a text in TriG that is opened, by name of its terms."""

    def draw(text: str) -> dict[str, Any]:
        file = tmp_path / "opened.trig"
        file.write_text(f"PREFIX : <http://example.com/>\n{text}", encoding="utf-8")
        folder = open_files([file], tmp_path / "releases").folder
        card = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
        terms = [*card["classes"], *card["properties"]]
        return {e["iri"].removeprefix("http://example.com/"): e for e in terms}

    return draw

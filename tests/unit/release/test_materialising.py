"""What pages ask of a release is answered when it is made."""

from pathlib import Path, PurePosixPath

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from dissensus.errors import UnreadableSource
from dissensus.evaluation.dataset import Dataset
from dissensus.queries import Query
from dissensus.release import Release
from dissensus.release.materialising import read_answers, write_answers


def query(name: str, text: str) -> Query:
    """Return a query that a project ships."""
    return Query(PurePosixPath(f"queries/{name}.rq"), name, text, "Tides", "", "")


def dataset() -> Dataset:
    """Return what two people said of the tides."""
    store = Store()
    for person in ("galileo", "kepler"):
        holder = NamedNode(f"https://example.org/{person}")
        store.add(Quad(holder, NamedNode("https://example.org/said"), Literal("no")))
    return Dataset(store)


def test_the_answers_are_kept_with_the_release(tmp_path: Path) -> None:
    asked = query("pages/holders", "SELECT ?s { ?s ?p ?o } ORDER BY ?s")
    other = query("examples/holders", "SELECT ?o { ?s ?p ?o }")

    write_answers([asked, other], dataset(), tmp_path)

    [(name, document)] = read_answers(tmp_path).items()
    assert name == "pages/holders"
    assert document.count(b"https://example.org/") == 2


def test_a_project_without_pages_of_its_own_has_none(tmp_path: Path) -> None:
    write_answers([query("examples/holders", "ASK {}")], dataset(), tmp_path)

    assert not list(tmp_path.iterdir())
    assert read_answers(tmp_path) == {}


@pytest.mark.parametrize("text", ["ASK { ?s ?p ?o }", "SELECT ?s { ?s ?p"])
def test_a_query_without_a_table_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableSource, match="pages/holders"):
        write_answers([query("pages/holders", text)], dataset(), tmp_path)


def test_the_pages_of_the_debate_are_answered(real_release: Release) -> None:
    assert set(read_answers(real_release.folder)) == {
        "pages/debate-claims",
        "pages/debate-disagreements",
        "pages/debate-stances",
    }

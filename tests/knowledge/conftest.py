"""What is asked of the release of the real project, and how answers are compared."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, parse

from dissensus.evaluation.dataset import Dataset
from dissensus.evaluation.loading import open_on_disk
from dissensus.release import Release

Agrees = Callable[[str, Path], None]


@pytest.fixture(scope="session")
def dataset(real_release: Release) -> Dataset:
    """The release as a query worker sees it: named graphs and their groups."""
    return open_on_disk(real_release.folder)


@pytest.fixture(scope="session")
def agrees(dataset: Dataset) -> Agrees:
    """Assert that a query has the answer in the file beside it, and has one.

    A table is a ``.csv``, in this order if the query orders it; yes or no is a
    table of one cell; a graph is a ``.ttl``. Without ``ORDER BY`` rows may
    come in any order.
    """

    def compare(text: str, stem: Path) -> None:
        answer = dataset.query(text)
        if isinstance(answer, QueryBoolean):
            found = [("answer",), (str(bool(answer)).lower(),)]
        elif isinstance(answer, QuerySolutions):
            header = tuple(variable.value for variable in answer.variables)
            rows = [tuple(t.value if t else "" for t in row) for row in answer]
            found = [header, *(rows if "ORDER BY" in text else sorted(rows))]
        else:
            turtle = stem.with_name(stem.name + ".ttl").read_bytes()
            written = {q.triple for q in parse(turtle, format=RdfFormat.TURTLE)}
            assert set(answer) == written != set()
            return
        with stem.with_name(stem.name + ".csv").open(newline="", encoding="utf-8") as f:
            assert found == [tuple(row) for row in csv.reader(f)]
        assert len(found) > 1

    return compare

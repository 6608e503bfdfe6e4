"""The queries that teach: each runs, and has the answer that is written beside it."""

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from pyoxigraph import QueryBoolean, Store

from dissensus.evaluation.dataset import Dataset, Results
from dissensus.queries import Query, read_query
from dissensus.release import Release
from dissensus.sparql import dataset_of

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "queries" / "examples"
_FEDERATED = "federation"
# What a learner should have met by the end.
_CONSTRUCTS = (
    *("ASK", "CONSTRUCT", "DESCRIBE", "FILTER", "LANG", "OPTIONAL", "COALESCE"),
    *("LIMIT", "OFFSET", "DISTINCT", "VALUES", "UNION", "BIND", "IF", "EXISTS"),
    *("MINUS", "COUNT", "GROUP BY", "HAVING", "GROUP_CONCAT", "MIN", "MAX"),
    *("GRAPH", "FROM", "SERVICE", "NOT IN"),
)


def _read(path: Path) -> Query:
    name = PurePosixPath(path.relative_to(ROOT).as_posix())
    return read_query(name, path.read_text(encoding="utf-8"))


def _said(results: Results) -> list[str]:
    """The rows or triples of an answer, in their order; yes or no is one."""
    if isinstance(results, QueryBoolean):
        return [str(bool(results))]
    return [str(one) for one in results]


_EXAMPLES = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.rq"))}
_RUN = [name for name, q in _EXAMPLES.items() if _FEDERATED not in q.tags]
_every_example = pytest.mark.parametrize("name", _EXAMPLES)


@pytest.fixture(scope="module")
def written(dataset: Dataset, real_release: Release) -> Store:
    """The merge of all graphs but the inferred one."""
    graphs = real_release.manifest.graphs.items()
    return dataset.merge(iri for iri, graph in graphs if graph["layer"] != "inferred")


def test_there_are_enough_examples_in_an_order_for_learners() -> None:
    numbers = [int(name.partition("-")[0]) for name in _EXAMPLES]

    assert len(numbers) >= 28
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name", _RUN)
def test_an_example_has_the_answer_beside_it(
    name: str, agrees: Callable[[str, Path], None]
) -> None:
    agrees(_EXAMPLES[name].text, FOLDER / name)


def test_what_asks_another_endpoint_is_read_and_says_so() -> None:
    """It cannot be run here: no test leaves the machine."""
    federated = [q for name, q in _EXAMPLES.items() if name not in _RUN]

    assert federated
    for query in federated:
        assert "SERVICE <https://query.wikidata.org/sparql>" in query.text
        assert "operator allows" in query.note
        Store().query(query.text)


def test_no_answer_is_left_over() -> None:
    answers = {p.stem for p in FOLDER.iterdir() if p.suffix in {".csv", ".ttl"}}

    assert answers == set(_RUN)


@_every_example
def test_an_example_explains_itself(name: str) -> None:
    query = _EXAMPLES[name]

    assert len(query.description) > 200
    assert query.tags[0] == "examples"
    assert query.question.endswith("?")


@_every_example
def test_rows_come_in_a_fixed_order(name: str) -> None:
    text = _EXAMPLES[name].text

    assert "ORDER BY" in text or not re.search(r"(?m)^SELECT", text)


@pytest.mark.parametrize("construct", _CONSTRUCTS)
def test_each_construct_is_shown_and_named_in_an_explanation(construct: str) -> None:
    shown = [
        query
        for query in _EXAMPLES.values()
        if re.search(rf"\b{construct}\b", re.sub(r"(?m)^#.*", "", query.text))
    ]

    assert any(construct in query.description for query in shown)


@pytest.mark.parametrize(
    "name",
    [name for name in _RUN if not re.search(r"\bGRAPH\b", _EXAMPLES[name].text)],
)
def test_an_example_says_truly_what_it_needs_of_the_closure(
    name: str, dataset: Dataset, written: Store
) -> None:
    query = _EXAMPLES[name]
    default, _ = dataset_of(query.text)
    if default:
        inferred = any(iri.endswith("graph/inferred") for iri in default)
        assert query.inferred == ("included" if inferred else "excluded")
        return
    alike = _said(written.query(query.text)) == _said(dataset.query(query.text))

    assert query.inferred == ("either" if alike else "included")

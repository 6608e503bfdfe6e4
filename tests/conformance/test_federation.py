"""The W3C's tests of SERVICE, with endpoints that are really there.

Of the seven, one leaves its endpoint to a variable, which is refused here, and
one wants an endpoint that asks a second one by itself.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import (
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse_query_results,
)

Neighbour = Any
HOST = re.compile(r"<http://((?:example\d?|invalid\.endpoint)\.org/sparql)")


def solutions(data: bytes, format_: QueryResultsFormat) -> Counter[frozenset[Any]]:
    """Return the bag of solutions in ``data``."""
    found = parse_query_results(data, format=format_)
    assert isinstance(found, QuerySolutions)
    names = found.variables
    return Counter(
        frozenset((v.value, str(row[v])) for v in names if row[v] is not None)
        for row in found
    )


@pytest.fixture(scope="module")
def endpoint(
    suites: Path, neighbour: Neighbour, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An endpoint with each test's data in a graph; it may ask the tests' own."""
    [folder] = suites.rglob("sparql11/service")
    store = Store()
    for file in folder.glob("data0?.ttl"):
        store.load(path=file, to_graph=NamedNode(f"urn:x-test:{file.stem}"))
    data = tmp_path_factory.mktemp("service") / "data.nq"
    store.dump(data, format=RdfFormat.N_QUADS)
    hosts = ("example.org", "example1.org", "example2.org", "invalid.endpoint.org")
    listed = " ".join(f"{neighbour.url}/{host}/sparql" for host in hosts)
    process = subprocess.Popen(
        [sys.executable, "-m", "dissensus", "open", str(data), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"DISSENSUS_SERVICES": listed},
    )
    assert process.stdout is not None
    with process.stdout:
        yield f"{process.stdout.readline().split()[-1]}sparql"
        process.terminate()
        process.wait(15)


@pytest.mark.parametrize(
    ("query", "endpoints"),
    [
        ("01", {"example": "data01endpoint"}),
        ("02", {"example1": "data02endpoint1", "example2": "data02endpoint2"}),
        ("04a", {"example": "data04endpoint"}),
        ("06", {"example1": "data06endpoint1"}),
        ("07", {}),
    ],
)
def test_service_answers_as_the_standard_says(
    suites: Path,
    neighbour: Neighbour,
    endpoint: str,
    query: str,
    endpoints: dict[str, str],
) -> None:
    """SPARQL 1.1 Federated Query; sparql11/service/manifest.ttl."""
    [folder] = suites.rglob("sparql11/service")
    neighbour.replies.clear()
    for name, file in endpoints.items():
        turtle = (folder / f"{file}.ttl").read_text(encoding="utf-8")
        neighbour.holds(f"/{name}.org/sparql", turtle)
    text = (folder / f"service{query}.rq").read_text(encoding="utf-8")
    near = HOST.sub(rf"<{neighbour.url}/\1", text)
    graph = f"urn:x-test:data{query[:2]}"

    answer = httpx.get(
        endpoint, params={"query": near, "default-graph-uri": graph}, timeout=30
    )

    expected = (folder / f"service{query[:2]}.srx").read_bytes()
    assert answer.status_code == 200, answer.text
    assert solutions(answer.content, QueryResultsFormat.JSON) == solutions(
        expected, QueryResultsFormat.XML
    )

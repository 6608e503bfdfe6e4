"""The W3C's tests of the SPARQL 1.1 Protocol, each request as it is written."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from rdflib import RDF, Graph, Namespace, Node, URIRef

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
COUNT = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
TABLES = ("sparql-results", "text/csv", "text/tab-separated-values")
DATA = "http://kasei.us/2009/09/sparql/data/data"
UPDATES = {
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
}


@dataclass
class Exchange:
    """A request of the manifest, and what is expected of its answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: set[str]
    boolean: bool | None = None
    form: str = ""


@dataclass
class Case:
    """One test: its name, and its requests in order."""

    name: str
    exchanges: list[Exchange] = field(default_factory=list)


def _exchange(graph: Graph, node: Node) -> Exchange:
    response = graph.value(node, HT.resp)
    body = graph.value(node, HT.body)
    headers = {}
    if (listed := graph.value(node, HT.headers)) is not None:
        for header in graph.items(listed):
            name = str(graph.value(header, HT.fieldName))
            headers[name] = str(graph.value(header, HT.fieldValue))
    boolean = graph.value(response, MF.expectedBoolean)
    data = None
    if body is not None:
        encoding = str(graph.value(body, CNT.characterEncoding))
        data = str(graph.value(body, CNT.chars)).encode(encoding)
    path = str(graph.value(node, HT.absolutePath)).replace("/sparql/", "/sparql", 1)
    return Exchange(
        method=str(graph.value(node, HT.methodName)),
        path=path,
        headers=headers,
        body=data,
        statuses={
            str(status)[-3] for status in graph.objects(response, MF.expectedStatus)
        },
        boolean=None if boolean is None else str(boolean) == "true",
        form=str(graph.value(response, MF.expectedFormat) or ""),
    )


@pytest.fixture(scope="session")
def folder(suites: Path) -> Path:
    """Where the protocol's manifest and data are."""
    return suites / "rdf-tests" / "sparql" / "sparql11" / "protocol"


@pytest.fixture(scope="session")
def cases(folder: Path) -> list[Case]:
    """The tests of the manifest."""
    graph = Graph().parse(folder / "manifest.ttl", publicID="http://www.example/")
    action = URIRef(MF.action)
    found = []
    for node in graph.subjects(RDF.type, MF.ProtocolTest):
        connection = graph.value(node, action)
        requests = graph.items(graph.value(connection, HT.requests))
        name = str(node).rpartition("#")[2]
        found.append(Case(name, [_exchange(graph, r) for r in requests]))
    return found


@contextmanager
def _open(file: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "dissensus", "open", str(file), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[3].rstrip("/")
    finally:
        process.terminate()
        process.wait(15)
        process.stdout.close()


@pytest.fixture(scope="session")
def endpoint(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of a server of the manifest's graphs."""
    file = tmp_path_factory.mktemp("protocol") / "data.trig"
    graphs = [
        f"<{DATA}{n}.rdf> {{\n{(folder / f'data{n}.nt').read_text()}\n}}\n"
        for n in (1, 2, 3)
    ]
    file.write_text("".join(graphs))
    with _open(file) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def _send(endpoint: httpx.Client, sent: Exchange) -> httpx.Response:
    return endpoint.request(
        sent.method, sent.path, headers=sent.headers, content=sent.body
    )


def test_every_query_is_answered_as_the_manifest_says(
    cases: list[Case], endpoint: httpx.Client
) -> None:
    tried = [case for case in cases if case.name not in UPDATES]

    for case in tried:
        for sent in case.exchanges:
            got = _send(endpoint, sent)
            told = f"{case.name}: {got.status_code} {got.text[:300]}"
            assert str(got.status_code)[0] in sent.statuses, told
            if sent.boolean is not None:
                assert got.json()["boolean"] is sent.boolean, told
            if sent.form == "tabular":
                assert any(t in got.headers["Content-Type"] for t in TABLES), told
            if sent.form == "RDF":
                Graph().parse(data=got.content, format="turtle")
    assert len(tried) == 34 - len(UPDATES)


def test_every_update_is_refused_and_changes_nothing(
    cases: list[Case], endpoint: httpx.Client
) -> None:
    before = endpoint.get("/sparql", params={"query": COUNT}).json()
    tried = [case for case in cases if case.name in UPDATES]

    for case in tried:
        for sent in case.exchanges:
            got = _send(endpoint, sent)
            if "sparql-update" in str(sent.headers) or b"update=" in (sent.body or b""):
                assert got.status_code == 403, f"{case.name}: {got.text[:300]}"
                assert got.headers["Content-Type"] == "application/problem+json"
                assert "read-only" in got.json()["detail"]
            else:
                assert got.status_code == 200, case.name
    assert {case.name for case in tried} == UPDATES
    assert endpoint.get("/sparql", params={"query": COUNT}).json() == before


def test_every_malformed_update_is_a_bad_request(
    cases: list[Case], endpoint: httpx.Client
) -> None:
    tried = [
        case for case in cases if case.name.startswith("bad") and "update" in case.name
    ]

    for case in tried:
        for sent in case.exchanges:
            got = _send(endpoint, sent)
            assert got.status_code == 400, f"{case.name}: {got.text[:300]}"
    assert len(tried) == 7


def test_the_service_description_is_rdf_that_names_the_endpoint(
    endpoint: httpx.Client,
) -> None:
    """The three tests of sparql11/service-description."""
    sd = Namespace("http://www.w3.org/ns/sparql-service-description#")

    got = endpoint.get("/sparql")

    graph = Graph().parse(data=got.content, format="turtle")
    services = list(graph.subjects(RDF.type, sd.Service))
    assert len(services) == 1
    assert str(graph.value(services[0], sd.endpoint)).endswith("/sparql")
    dataset = graph.value(services[0], sd.defaultDataset)
    assert (dataset, RDF.type, sd.Dataset) in graph
    names = {str(o) for o in graph.objects(None, sd.name)}
    assert names == {f"{DATA}{n}.rdf" for n in (1, 2, 3)}

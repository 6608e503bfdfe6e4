"""What a page of a hub costs, as a ratio to an ordinary page of the same store."""

import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from dissensus.backends import in_memory
from dissensus.description import Holdings
from dissensus.iris import Base
from dissensus.namespaces import DIS, RDFS
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

BASE = "https://x.example/"
MANY, FEW = 10_000, 50


def statements(graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
    """Many claims about a hub, fifty about something else."""
    hub, other = (NamedNode(f"{BASE}id/person/{name}") for name in ("hub", "other"))
    for number in range(MANY):
        claim = NamedNode(f"{BASE}id/claim/c{number}")
        label = Literal(f"Claim {number * 7919 % MANY}", language="en")
        yield Quad(claim, RDFS.label, label, graph)
        yield Quad(claim, DIS.about, hub, graph)
        if number < FEW:
            yield Quad(claim, DIS.about, other, graph)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    graphs = (DefaultGraph(), NamedNode(f"{BASE}graph/data"))
    store = in_memory(quad for graph in graphs for quad in statements(graph))
    site = Site(
        release="1-000000000000",
        folder=tmp_path_factory.mktemp("releases") / "1-000000000000",
        created="",
        holdings=Holdings(store, BASE),
        base=Base(BASE),
        settings=Settings(),
        title="Hubs",
    )
    return create_app(site).test_client()


def seconds(client: FlaskClient, path: str) -> float:
    """Processor time of one answer: the median of seven, the first left out."""
    client.get(path)
    times = []
    for _ in range(7):
        started = time.process_time()
        assert client.get(path).status_code == 200
        times.append(time.process_time() - started)
    return sorted(times)[3]


@pytest.mark.parametrize("suffix", ["html", "ttl"])
def test_a_hub_of_ten_thousand_costs_some_ordinary_pages(
    client: FlaskClient, suffix: str
) -> None:
    """12 to 20 pages of fifty incoming links; each named, it would be hundreds."""
    hub = seconds(client, f"/doc/person/hub.{suffix}")
    ordinary = seconds(client, f"/doc/person/other.{suffix}")

    assert hub < 60 * ordinary

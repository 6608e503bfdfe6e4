"""What a page of a hub costs, as a ratio to an ordinary page of the same store."""

import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from dissensus.backends import in_memory
from dissensus.description import Holdings
from dissensus.iris import Base
from dissensus.namespaces import DIS, RDF, RDFS
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

pytestmark = pytest.mark.slow

BASE = "https://x.example/"
MANY, FEW = 10_000, 50
Told = tuple[NamedNode, NamedNode, NamedNode | Literal]


def node(kind: str, name: str) -> NamedNode:
    return NamedNode(f"{BASE}id/{kind}/{name}")


def about(name: str, number: int) -> Iterator[Told]:
    """What number ``number`` of many has to do with the hubs called ``name``."""
    event, stance, other, witness = (
        node(kind, f"{name}-{number}")
        for kind in ("event", "stance", "claim", "attestation")
    )
    person, claim = node("person", name), node("claim", name)
    yield event, RDFS.label, Literal(f"Event {number * 7919 % MANY}", language="en")
    yield event, DIS.place, node("place", name)
    yield event, RDF.type, node("class", name)
    yield stance, DIS.holder, person
    yield stance, DIS.affirmsClaim, claim
    yield person, DIS.affirms, other
    yield witness, DIS.attests, stance
    yield witness, DIS.inPassage, node("passage", name)


def statements(graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
    """Ten thousand of everything about the hubs, fifty about the others."""
    for name, number in (("hub", MANY), ("other", FEW)):
        for each in range(number):
            for told in about(name, each):
                yield Quad(*told, graph)


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


@pytest.mark.parametrize(
    "path",
    [
        "place/{}.html",
        "person/{}.html",
        "claim/{}.html",
        "passage/{}.html",
        "class/{}.html",
        "place/{}.ttl",
        "claim/{}.ttl",
    ],
)
def test_a_hub_of_ten_thousand_costs_some_ordinary_pages(
    client: FlaskClient, path: str
) -> None:
    """Four to seven pages of fifty; were all read, it would be up to two hundred."""
    hub = seconds(client, f"/doc/{path.format('hub')}")
    ordinary = seconds(client, f"/doc/{path.format('other')}")

    assert hub < 20 * ordinary


def test_the_members_of_a_hub_are_listed_for_some_ordinary_pages(
    client: FlaskClient,
) -> None:
    hub, ordinary = (
        seconds(client, f"/browse?class={BASE}id/class/{name}")
        for name in ("hub", "other")
    )

    assert hub < 20 * ordinary

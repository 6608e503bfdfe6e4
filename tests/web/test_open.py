"""Any RDF file as a site, as it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

Serving = Callable[..., AbstractContextManager[Any]]
TRIG = """
@prefix ex: <http://example.com/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:a a ex:Thing ; rdfs:label "the thing"@en ; ex:knows [ ex:name "somebody" ] .
ex:g1 { ex:a ex:p ex:b . ex:a a ex:Thing . }
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.trig", TRIG),
        (
            "x.nq",
            "<http://example.com/a> <http://example.com/p> <http://example.com/b> .\n",
        ),
        (
            "x.jsonld",
            '{"@id": "http://example.com/a",'
            ' "http://example.com/p": {"@id": "http://example.com/b"}}',
        ),
    ],
)
def test_a_file_is_a_site(
    running: Serving, tmp_path: Path, name: str, text: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    with running("open", str(file), "--port", "0") as server:
        home = httpx.get(f"{server.url}/", headers={"Accept": "text/html"})
        params = {"iri": "http://example.com/a"}
        entity = httpx.get(f"{server.url}/resource", params=params)
        turtle = httpx.get(f"{server.url}/resource.ttl", params=params)

    assert "/resource?iri=http%3A%2F%2Fexample.com%2Fa" in home.text
    assert entity.status_code == 200
    assert "<http://example.com/a>" in turtle.text


def test_graphs_are_as_in_the_file(running: Serving, tmp_path: Path) -> None:
    """No merge: what the default graph holds is what stands outside any graph."""
    file = tmp_path / "x.trig"
    file.write_text(TRIG)
    counts = {}
    with running("open", str(file), "--port", "0") as server:
        for name, query in {
            "default": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
            "named": "SELECT (COUNT(*) AS ?n) "
            "{ GRAPH <http://example.com/g1> { ?s ?p ?o } }",
        }.items():
            answer = httpx.get(f"{server.url}/sparql", params={"query": query}).json()
            counts[name] = int(answer["results"]["bindings"][0]["n"]["value"])
        page = httpx.get(
            f"{server.url}/resource.html", params={"iri": "http://example.com/a"}
        )
        graph = httpx.get(
            f"{server.url}/named-graph.nt", params={"iri": "http://example.com/g1"}
        )

    assert counts == {"default": 4, "named": 2}
    assert "somebody" in page.text
    assert len(graph.text.splitlines()) == 2

"""Every limit that a query meets over HTTP says which it was and how to go on.

Rows and bytes: test_protocol_details.py; those of SERVICE: test_federation.py.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

from dissensus.release import Release

Serving = Callable[..., AbstractContextManager[Any]]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LARGE = (
    "ASK { BIND('aaaaaaaaaaaaaaaa' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{n},?x{n}) AS ?x{n + 1})" for n in range(36))
    + " FILTER(STRLEN(?x36) = 0) }"
)


@pytest.fixture(scope="module")
def narrow(release: Release, serving: Serving) -> Iterator[str]:
    """The address of a server with narrow limits."""
    limits = {"DEADLINE": "3", "QUERIES_PER_CLIENT": "1", "QUERY_LENGTH": "3000"}
    limits["QUERY_MEMORY"] = "100"
    environ = {f"DISSENSUS_{name}": value for name, value in limits.items()}
    with serving(release.folder.parent, **environ) as server:
        yield server.url


@pytest.mark.parametrize(
    ("query", "status", "name", "most", "way_on"),
    [
        (ENDLESS, 504, "deadline", 3, "LIMIT"),
        (LARGE, 503, "query_memory", 100, "sub-SELECT"),
        ("ASK {}" + " " * 3000, 413, "query_length", 3000, "/dumps/"),
        ("ASK" + "{" * 201 + "}" * 201, 403, "query_depth", 200, "Flatten"),
    ],
    ids=["deadline", "memory", "length", "depth"],
)
def test_a_limit_says_which_it_was_and_how_to_go_on(
    narrow: str, query: str, status: int, name: str, most: int, way_on: str
) -> None:
    answer = httpx.get(f"{narrow}/sparql", params={"query": query}, timeout=30)

    problem = answer.json()
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (problem["limit"]["name"], problem["limit"]["most"]) == (name, most)
    assert problem["limit"]["reached"] >= most
    assert way_on in problem["hint"]
    assert f"{name}={most}" in answer.headers["Dissensus-Limits"]


def test_a_client_with_too_many_queries_is_told_when_to_come_again(narrow: str) -> None:
    async def both() -> tuple[httpx.Response, httpx.Response]:
        async with httpx.AsyncClient(base_url=narrow, timeout=30) as client:
            asked = client.get("/sparql", params={"query": ENDLESS})
            first = asyncio.create_task(asked)
            end = time.monotonic() + 3
            while time.monotonic() < end:
                lanes = (await client.get("/status.json")).json()["queries"]["lanes"]
                if lanes["running"]:
                    break
            second = await client.get("/sparql", params={"query": "ASK {}"})
            return await first, second

    first, second = asyncio.run(both())

    assert (first.status_code, second.status_code) == (504, 429)
    assert int(second.headers["Retry-After"]) >= 1
    limit = second.json()["limit"]
    assert limit == {
        "name": "queries_per_client",
        "most": 1,
        "reached": 2,
        "unit": "queries",
    }

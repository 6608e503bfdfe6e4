"""No query, however meant, costs more than its share or reaches anybody."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import pytest

from dissensus.errors import (
    BackendError,
    DissensusError,
    MalformedQuery,
    Overloaded,
    QueryCrashed,
    QueryTimeout,
    QueryTooCostly,
    TooManyRequests,
)
from dissensus.evaluation.client import Answer, evaluate

House = Any
Housing = Callable[..., AbstractContextManager[House]]

LIGHT = "SELECT ?o { <http://e/s1> <http://e/p1> ?o } LIMIT 1"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a ?c"
STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


def kill(pids: list[int]) -> None:
    """End processes the hard way, those that are still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_a_runaway_query_is_ended_at_the_deadline(house: House) -> None:
    begun = time.monotonic()

    with pytest.raises(QueryTimeout, match="1 s"):
        asyncio.run(house.ask(CROSS))

    assert 1.0 <= time.monotonic() - begun < 1.5


@pytest.mark.parametrize("client", ["the same", "another"])
def test_light_queries_are_quick_beside_a_runaway(house: House, client: str) -> None:
    async def beside() -> list[float]:
        runaway = asyncio.create_task(house.ask(CROSS, client="the same"))
        await asyncio.sleep(0.2)
        times = [await house.seconds(LIGHT, client=client) for _ in range(20)]
        with pytest.raises(QueryTimeout):
            await runaway
        return sorted(times)

    times = asyncio.run(beside())

    assert times[len(times) // 2] < 0.1


def test_light_queries_are_answered_beside_a_crowd_of_runaways(
    housing: Housing, tmp_path: Path
) -> None:
    """Forty at once, each from a client of its own; no light one is refused.

    Three seconds, so that forty moments fit into them on a busy machine, too.
    """

    async def beside(house: House) -> tuple[list[float], list[Any]]:
        crowd = [
            asyncio.create_task(house.ask(CROSS, client=f"runaway {n}"))
            for n in range(40)
        ]
        await asyncio.sleep(0.1)
        times = [await house.seconds(LIGHT, client="reader") for _ in range(20)]
        return sorted(times), await asyncio.gather(*crowd, return_exceptions=True)

    with housing(tmp_path, deadline=3.0) as house:
        times, ends = asyncio.run(beside(house))

    assert times[len(times) // 2] < 1.0
    assert {type(end) for end in ends} == {QueryTimeout, Overloaded}


def test_no_client_has_more_than_its_share(house: House) -> None:
    async def three() -> list[Any]:
        queries = (house.ask(CROSS, client="greedy") for _ in range(4))
        return await asyncio.gather(*queries, return_exceptions=True)

    ends = asyncio.run(three())

    assert sorted(type(end).__name__ for end in ends[:2]) == ["QueryTimeout"] * 2
    assert {type(end) for end in ends[2:]} <= {TooManyRequests, QueryTimeout}
    assert TooManyRequests in {type(end) for end in ends}


def test_a_page_that_asks_four_things_at_once_gets_them(house: House) -> None:
    """More than its share at once, but each waits a moment for the one before."""

    async def four() -> list[bytes]:
        return await asyncio.gather(*(house.ask(LIGHT, client="p") for _ in range(4)))

    assert len(set(asyncio.run(four()))) == 1


def test_a_query_that_needs_too_much_memory_is_ended(
    housing: Housing, tmp_path: Path, soon: Callable[..., bool]
) -> None:
    with housing(tmp_path, deadline=20.0, query_memory=100) as house:
        for _ in range(5):
            with pytest.raises(QueryTooCostly, match="memory"):
                asyncio.run(house.ask(SORTED))

            assert house.light() < 0.1
        assert soon(lambda: house.status()["lanes"]["running"] == 0)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {" + "{" * 5000 + "}" * 5000 + "}",
        "ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
        "SELECT * { ?s <urn:p> " + "[ <urn:p> " * 5000 + "1" + " ]" * 5000 + "}",
        "ASK { FILTER(" + "!" * 50_000 + "1) }",
        "SELECT * { ?s " + "/".join(f"<urn:{n}>" for n in range(3000)) + " ?o }",
        "ASK { ?s ?p ?o FILTER(" + "||".join(f"?o={n}" for n in range(5000)) + ") }",
        "ASK { ?s ?p ?o FILTER(?o IN (" + ",".join(map(str, range(30_000))) + ")) }",
        "SELECT * {" + "{ SELECT (COUNT(*) AS ?c) {" * 50 + "}}" * 50 + "}",
        "ASK { BIND('aaaaaaaaaaaaaaaa' AS ?x0) "
        + " ".join(f"BIND(CONCAT(?x{n},?x{n}) AS ?x{n + 1})" for n in range(36))
        + " FILTER(STRLEN(?x36) = 0) }",
    ],
    ids=[
        "braces",
        "parentheses",
        "nodes",
        "not",
        "path",
        "or",
        "in",
        "select",
        "concat",
    ],
)
def test_what_breaks_the_engine_harms_nobody_else(house: House, text: str) -> None:
    """The guard refuses the first of these; here they get past it."""
    with suppress(BackendError, MalformedQuery):
        asyncio.run(house.ask(text))

    assert house.light() < 0.1


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on a loopback port, to which nobody shall speak."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        yield listener


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <http://127.0.0.1:PORT/> {{ ?s ?p ?o }}",
        "SERVICE SILENT <http://127.0.0.1:PORT/> {{ ?s ?p ?o }}",
        "VALUES ?g {{ <http://localhost:PORT/> }} SERVICE SILENT ?g {{ ?s ?p ?o }}",
    ],
)
def test_a_worker_reaches_nobody_even_without_the_guard(
    house: House, listener: socket.socket, clause: str
) -> None:
    port = str(listener.getsockname()[1])
    text = "SELECT * { " + clause.format().replace("PORT", port) + " }"

    try:
        asyncio.run(house.ask(text))
    except DissensusError as fault:
        assert isinstance(fault, QueryCrashed)  # noqa: PT017 - SILENT raises nothing

    with pytest.raises(TimeoutError):
        listener.accept()


def test_a_worker_killed_in_mid_stream_gives_no_short_answer(house: House) -> None:
    async def read() -> None:
        evaluation = house.evaluation(STREAM)
        async with await evaluate(house.broker.socket, evaluation) as answer:
            received = 0
            async for frame in answer.frames:
                received += len(frame)
                if received > 1_000_000:
                    kill(house.workers())

    for _ in range(10):
        with pytest.raises(BackendError, match="broke off"):
            asyncio.run(read())

        assert house.light() < 1.0


def test_a_worker_that_died_in_its_sleep_costs_nobody_a_query(house: House) -> None:
    for _ in range(20):
        kill(house.workers())

        assert asyncio.run(house.ask(LIGHT))


def test_a_deadline_in_mid_stream_gives_no_short_answer(house: House) -> None:
    with pytest.raises(BackendError, match="broke off"):
        asyncio.run(house.ask(STREAM))


def test_whoever_reads_slowly_blocks_nobody(house: House) -> None:
    """Ten streams that nobody reads; each ends at the deadline."""

    async def beside() -> float:
        evaluations = (house.evaluation(STREAM, client=f"slow {n}") for n in range(10))
        answers = await asyncio.gather(
            *(evaluate(house.broker.socket, evaluation) for evaluation in evaluations),
            return_exceptions=True,
        )
        seconds = float(await house.seconds(LIGHT, client="reader"))
        for answer in answers:
            if isinstance(answer, Answer):
                answer.close()
        return seconds

    assert asyncio.run(beside()) < 1.0


def test_a_client_that_hangs_up_frees_its_worker(
    house: House, soon: Callable[..., bool]
) -> None:
    async def hang_up() -> None:
        for n in range(12):
            asking = asyncio.create_task(house.ask(CROSS, client=f"hasty {n}"))
            await asyncio.sleep(0.02)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    asyncio.run(hang_up())

    lanes = lambda: house.status()["lanes"]  # noqa: E731
    assert soon(lambda: lanes()["running"] + lanes()["parked"] == 0, 1.0)
    assert soon(lambda: len(house.workers()) <= 4)


def test_a_client_that_hangs_up_while_it_reads_frees_its_worker(
    house: House, soon: Callable[..., bool]
) -> None:
    async def hang_up() -> None:
        evaluation = house.evaluation(STREAM, client="leaver")
        async with await evaluate(house.broker.socket, evaluation) as answer:
            await anext(answer.frames)

    for _ in range(5):
        asyncio.run(hang_up())

    assert soon(lambda: house.status()["lanes"]["running"] == 0, 1.0)


def test_a_worker_that_says_late_that_it_is_done_is_kept(
    house: House, soon: Callable[..., bool]
) -> None:
    async def hang_up() -> None:
        evaluation = house.evaluation(STREAM, client="leaver")
        async with await evaluate(house.broker.socket, evaluation) as answer:
            await anext(answer.frames)
            for pid in house.workers():
                os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(0.1)
        for pid in house.workers():
            os.kill(pid, signal.SIGCONT)

    before = house.status()["killed"]
    asyncio.run(hang_up())

    assert soon(lambda: house.status()["lanes"]["running"] == 0, 1.0)
    assert house.status()["killed"] == before


def test_two_hundred_kills_leave_nothing_behind(
    house: House, soon: Callable[..., bool]
) -> None:
    def open_files(pid: int) -> int:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))

    def children(pid: int) -> list[str]:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

    async def hang_up() -> None:
        asking = asyncio.create_task(house.ask(CROSS, client="hasty"))
        await asyncio.sleep(0.005)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

    asyncio.run(house.ask(LIGHT))
    [pool] = house.status()["pools"]
    before = [open_files(pid) for pid in (house.broker.pid, pool["zygote"])]

    async def storm() -> None:
        for _ in range(200):
            await hang_up()

    asyncio.run(storm())

    assert soon(lambda: house.status()["lanes"]["running"] == 0)
    assert soon(lambda: len(children(pool["zygote"])) == len(house.workers()) <= 6)
    assert children(house.broker.pid) == [str(pool["zygote"])]
    after = [open_files(pid) for pid in (house.broker.pid, pool["zygote"])]
    assert all(b - a <= 4 for a, b in zip(before, after, strict=True)), (before, after)
    assert house.light() < 0.1

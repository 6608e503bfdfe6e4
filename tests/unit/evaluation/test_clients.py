"""What one client asks for costs no other client anything."""

import asyncio
import math
import time
from collections.abc import Coroutine
from typing import Any

import pytest

from dissensus.errors import TooManyRequests
from dissensus.evaluation import clients
from dissensus.evaluation.clients import Clients
from dissensus.evaluation.lanes import Lanes
from dissensus.settings import Settings


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, 10))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still until its one number is changed."""
    now = [1000.0]
    monkeypatch.setattr(clients.time, "monotonic", lambda: now[0])
    return now


def test_a_client_may_ask_so_often_in_a_minute(clock: list[float]) -> None:
    """RFC 9110, section 10.2.3: after Retry-After, it is answered."""

    async def story() -> None:
        there = Clients(Settings(query_rate=30))
        for _ in range(30):
            there.leave(await there.enter("192.0.2.1"))

        with pytest.raises(TooManyRequests) as refused:
            await there.enter("192.0.2.1")

        assert refused.value.limit
        assert refused.value.limit.name == "query_rate"
        assert refused.value.retry == 2
        assert await there.enter("192.0.2.2")
        with pytest.raises(TooManyRequests) as also:
            await there.enter("192.0.2.1")
        assert also.value.retry == 4
        clock[0] += 2
        assert await there.enter("192.0.2.1")
        clock[0] += 2
        assert await there.enter("192.0.2.1")

    run(story())


def test_who_obeys_retry_after_loses_no_query(clock: list[float]) -> None:
    """In ten minutes a patient client gets all that its rate gives."""

    async def story() -> None:
        there, answered = Clients(Settings(query_rate=90)), 0
        while clock[0] < 1600:
            try:
                there.leave(await there.enter("192.0.2.1"))
                answered += 1
            except TooManyRequests as refused:
                clock[0] += math.ceil(refused.retry)

        assert answered >= 0.9 * (90 + 900)

    run(story())


def test_this_machine_may_ask_as_often_as_it_likes() -> None:
    """A proxy whose header is not configured makes it stand for everybody."""

    async def story() -> None:
        there = Clients(Settings(query_rate=1))
        for name in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "") * 5:
            there.leave(await there.enter(name))

    run(story())


def test_the_addresses_of_one_network_are_one_client() -> None:
    async def story() -> None:
        there = Clients(Settings(query_rate=2))
        for name in ("2001:db8::1", "2001:db8::2"):
            there.leave(await there.enter(name))

        with pytest.raises(TooManyRequests):
            await there.enter("2001:db8::3")
        assert await there.enter("2001:db8:0:1::1")

    run(story())


def test_a_client_is_told_when_its_oldest_query_must_have_ended() -> None:
    async def story() -> None:
        there = Clients(Settings(queries_per_client=1, deadline=7))
        await there.enter("greedy")

        with pytest.raises(TooManyRequests) as refused:
            await there.enter("greedy")

        assert 5 < refused.value.retry <= 6

    run(story())


def test_one_client_does_not_fill_the_queue() -> None:
    async def story() -> None:
        lanes = Lanes(Settings(queue=8, queries_per_client=1))
        await lanes.enter("greedy")
        begun = time.monotonic()
        many = [asyncio.create_task(lanes.enter("greedy")) for _ in range(20)]
        await asyncio.sleep(0)

        assert await lanes.enter("modest")
        assert lanes.census()["waiting"] == 2
        told = await asyncio.gather(*many, return_exceptions=True)

        assert {type(one) for one in told} == {TooManyRequests}
        assert lanes.census()["waiting"] == 0
        assert time.monotonic() - begun < 5

    run(story())

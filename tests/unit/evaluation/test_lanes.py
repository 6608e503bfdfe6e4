"""Who runs, who waits, who is parked, and in which order."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

import pytest

from dissensus.errors import Overloaded, TooManyRequests
from dissensus.evaluation.lanes import Lanes, Turn
from dissensus.settings import Settings


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, 10))


async def entered(lanes: Lanes, client: str) -> Turn:
    """A query that has a slot; one that gets none leaves."""
    turn = await lanes.enter(client)
    try:
        await turn.start()
    except BaseException:
        lanes.leave(turn)
        raise
    return turn


class Told:
    """What a worker was told, in order."""

    def __init__(self) -> None:
        self.words: list[str] = []

    async def lengthen(self, turn: Turn, *, must: bool = False) -> None:
        """Go on as a long query; that it gave way, the turn knows."""

        def hear(word: str) -> None:
            if word != "nice":
                self.words.append(word)

        await turn.lengthen(hear, must=must)


async def settle() -> None:
    """Let every task that can go on go on."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_long_query_stands_back_as_soon_as_another_runs() -> None:
    async def story() -> None:
        lanes = Lanes(Settings(query_workers=3))
        long = await entered(lanes, "long")
        await Told().lengthen(long)
        alone = long.gave_way

        light = await entered(lanes, "light")

        assert not alone
        assert long.gave_way
        assert not light.gave_way

    run(story())


def test_there_is_a_slot_that_no_long_query_keeps() -> None:
    async def story() -> None:
        lanes = Lanes(Settings(query_workers=3))
        told = Told()
        long = [await entered(lanes, f"c{n}") for n in range(2)]
        for turn in long:
            await told.lengthen(turn)

        third = await entered(lanes, "third")
        parking = asyncio.create_task(told.lengthen(third))
        await settle()

        assert told.words == ["pause"]
        assert lanes.census()["running"] == 2
        light = await entered(lanes, "light")
        lanes.leave(light)

        lanes.leave(long[0])
        await parking
        assert told.words == ["pause", "resume"]
        assert lanes.census()["long"] == 2

    run(story())


def test_queries_wait_in_the_order_of_their_coming() -> None:
    async def story() -> None:
        lanes = Lanes(Settings(query_workers=2))
        first = [await entered(lanes, f"c{n}") for n in range(2)]
        began: list[str] = []

        async def wait(name: str) -> None:
            turn = await entered(lanes, name)
            began.append(name)
            await asyncio.sleep(0)
            lanes.leave(turn)

        waiting = [asyncio.create_task(wait(name)) for name in "abcd"]
        await settle()
        assert lanes.census()["waiting"] == 4
        for turn in first:
            lanes.leave(turn)
        await asyncio.gather(*waiting)

        assert began == list("abcd")
        assert lanes.census() | {"slots": 0} == dict.fromkeys(lanes.census(), 0)

    run(story())


def test_the_more_wait_the_shorter_is_youth() -> None:
    async def story() -> None:
        lanes = Lanes(Settings(query_workers=2, queue=100))
        turns = [await entered(lanes, f"c{n}") for n in range(2)]
        assert turns[0].youth() == 0.1

        waiting = [asyncio.create_task(entered(lanes, f"w{n}")) for n in range(30)]
        await settle()

        assert turns[0].youth() == 0.01
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert lanes.census()["waiting"] == 0

    run(story())


def test_a_full_queue_turns_newcomers_away() -> None:
    async def story() -> None:
        lanes = Lanes(Settings(query_workers=2, queue=3))
        tasks = [asyncio.create_task(entered(lanes, f"c{n}")) for n in range(5)]
        await settle()

        with pytest.raises(Overloaded):
            await entered(lanes, "late")

        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    run(story())


def test_who_waits_too_long_is_told_so() -> None:
    async def story() -> None:
        lanes = Lanes(Settings(query_workers=2, deadline=0.05))
        for n in range(2):
            await entered(lanes, f"c{n}")

        with pytest.raises(Overloaded):
            await entered(lanes, "late")

        assert lanes.census()["waiting"] == 0
        assert lanes.census()["running"] == 2

    run(story())


def test_only_so_many_are_parked_but_never_one_that_answers_is_ended() -> None:
    async def story() -> None:
        lanes = Lanes(Settings(query_workers=2))
        told = Told()
        parked = []
        await told.lengthen(await entered(lanes, "long"))
        for n in range(4):
            turn = await entered(lanes, f"c{n}")
            parked.append(asyncio.create_task(told.lengthen(turn)))
            await settle()
        late = await entered(lanes, "late")

        with pytest.raises(Overloaded):
            await told.lengthen(late)
        parked.append(asyncio.create_task(told.lengthen(late, must=True)))
        await settle()

        assert lanes.census()["parked"] == 5
        for task in parked:
            task.cancel()
        await asyncio.gather(*parked, return_exceptions=True)
        assert lanes.census()["parked"] == 0

    run(story())


def test_a_client_waits_a_moment_for_its_own_and_then_is_refused() -> None:
    async def story() -> None:
        lanes = Lanes(Settings(query_workers=8, queries_per_client=2))
        turns = [await entered(lanes, "greedy") for _ in range(2)]
        begun = time.monotonic()

        with pytest.raises(TooManyRequests):
            await lanes.enter("greedy")

        assert 0.9 < time.monotonic() - begun < 3
        assert await lanes.enter("modest")
        third = asyncio.create_task(lanes.enter("greedy"))
        await settle()
        lanes.leave(turns[0])
        assert await third

    run(story())


def test_a_place_given_to_who_has_just_left_is_not_lost() -> None:
    """Called up and cancelled in the same turn of the loop."""

    async def story() -> None:
        lanes = Lanes(Settings(query_workers=2, queries_per_client=1))
        turns = [await entered(lanes, f"c{n}") for n in range(2)]
        same = asyncio.create_task(lanes.enter("c0"))
        other = asyncio.create_task(entered(lanes, "other"))
        await settle()

        lanes.leave(turns[0])
        same.cancel()
        other.cancel()
        await asyncio.gather(same, other, return_exceptions=True)
        lanes.leave(turns[1])

        assert lanes.census() | {"slots": 0} == dict.fromkeys(lanes.census(), 0)

    run(story())

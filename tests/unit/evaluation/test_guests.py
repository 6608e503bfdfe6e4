"""Other endpoints are asked within bounds, and by nobody who evaluates."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import pytest

from dissensus.errors import EndpointTimeout, EndpointUnavailable, Overloaded
from dissensus.settings import Settings
from dissensus.sparql import inspect

House = Any
Neighbour = Any
Housing = Callable[..., AbstractContextManager[House]]
NOTHING = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
LABELS = '<http://e/s1> <http://e/label> "one" .'


def asking(house: House, url: str, client: str = "", pattern: str = "?s ?l ?n") -> Any:
    """Ask for the label, elsewhere, of what is here."""
    text = (
        "SELECT ?s ?n { { SELECT DISTINCT ?s { ?s <http://e/p1> ?o } } "
        f"SERVICE <{url}> {{ {pattern} }} }}"
    )
    found = inspect(text, Settings(services=(url,))).services
    return house.ask(text, services=found, client=client)


@pytest.fixture(scope="module")
def house(
    housing: Housing, tmp_path_factory: pytest.TempPathFactory, neighbour: Neighbour
) -> Iterator[House]:
    """A broker that may ask some paths of a neighbour, with little memory for it."""
    paths = ("/sparql", "/busy", "/heavy")
    listed = [f"{neighbour.url}{path}" for path in paths]
    limits = {
        "services": (*listed, f"https{neighbour.url.removeprefix('http')}/sparql"),
        "service_memory": 24,
        "service_bytes": 100_000_000,
        "service_rows": 1_000_000,
    }
    with housing(tmp_path_factory.mktemp("guests"), **limits) as house:
        yield house


def test_what_another_endpoint_says_is_joined(
    house: House, neighbour: Neighbour
) -> None:
    url = neighbour.holds("/sparql", LABELS)

    answer = asyncio.run(asking(house, url))

    assert b'"value":"one"' in answer
    assert house.status()["services"][url] == {"asked": 1, "failed": 0}


def test_the_worker_that_joins_still_reaches_nobody(
    house: House, neighbour: Neighbour
) -> None:
    """Sent past the guard, as no clause that the broker has answered."""
    url = neighbour.holds("/sparql", LABELS)
    before = len(neighbour.asked)

    silent = house.rows(f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}")

    assert silent == [{}]
    assert len(neighbour.asked) == before


def test_an_answer_that_needs_too_much_memory_ends_the_fetcher_only(
    house: House, neighbour: Neighbour
) -> None:
    row = b'{"s":{"type":"literal","value":"' + b"x" * 100 + b'"}},'
    url = neighbour.says(
        "/heavy", NOTHING.replace(b"[]", b"[" + row * 200_000 + b"{}]")
    )

    with pytest.raises(EndpointUnavailable, match="memory"):
        asyncio.run(asking(house, url))

    assert house.light() < 0.1


def test_an_endpoint_that_cannot_prove_its_name_is_not_believed(
    house: House, neighbour: Neighbour
) -> None:
    """This one does not speak TLS at all."""
    url = neighbour.holds("/sparql", LABELS).replace("http:", "https:")

    with pytest.raises(EndpointUnavailable, match="connecting"):
        asyncio.run(asking(house, url))


def test_whoever_hangs_up_ends_the_request(
    housing: Housing, tmp_path: Path, soon: Callable[..., bool]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"

        async def hang_up(house: House) -> socket.socket:
            asked = asyncio.create_task(asking(house, url))
            line, _ = await asyncio.to_thread(listener.accept)
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
            return line

        limits = {"services": (url,), "deadline": 60.0, "service_seconds": 50.0}
        with housing(tmp_path, **limits) as house:
            with asyncio.run(hang_up(house)) as line:
                line.settimeout(10)
                with suppress(ConnectionError):
                    while line.recv(4096):
                        pass

            assert soon(lambda: house.status()["lanes"]["clients"] == 0)
            assert len(children(house.broker.pid)) == 1  # the zygote


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_one_endpoint_gets_no_more_at_once_than_it_is_granted(
    house: House, neighbour: Neighbour
) -> None:
    most = [0, 0]

    def answer(_: str) -> tuple[int, dict[str, str], bytes]:
        most[0] += 1
        most[1] = max(most)
        time.sleep(0.2)
        most[0] -= 1
        return 200, {"Content-Type": "application/json"}, NOTHING

    neighbour.replies["/busy"] = answer
    url = f"{neighbour.url}/busy"

    async def five() -> list[bytes]:
        return await asyncio.gather(*(asking(house, url, f"c{n}") for n in range(5)))

    answers = asyncio.run(five())

    assert len(answers) == 5
    assert most[1] <= 2


def test_one_endpoint_is_not_asked_more_often_than_it_is_granted(
    housing: Housing, tmp_path: Path, neighbour: Neighbour
) -> None:
    url = neighbour.says("/often", NOTHING)
    with housing(tmp_path, services=(url,), service_rate=2) as house:
        for _ in range(2):
            asyncio.run(asking(house, url))

        with pytest.raises(Overloaded, match="2 requests a minute") as caught:
            asyncio.run(asking(house, url))

    assert 50 < caught.value.retry <= 60
    assert caught.value.limit
    assert caught.value.limit.name == "service_rate"


def test_an_answer_that_drips_is_cut_off_in_time(
    housing: Housing, tmp_path: Path
) -> None:
    """A byte now and then keeps a socket from timing out, not the request."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"

        def drip() -> None:
            line, _ = listener.accept()
            with line, suppress(OSError):
                line.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
                )
                while True:
                    line.sendall(b" ")
                    time.sleep(0.05)

        async def beside(house: House) -> None:
            dripping = asyncio.create_task(asyncio.to_thread(drip))
            with pytest.raises(EndpointTimeout, match="reading its answer"):
                await asking(house, url)
            await dripping

        with housing(tmp_path, services=(url,), service_seconds=1.0) as house:
            asyncio.run(beside(house))

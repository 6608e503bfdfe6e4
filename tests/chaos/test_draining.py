"""What runs when the server is told to end."""

import hashlib
import signal
import socket
import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

import pytest

from chaos.site import LIGHT, ROWS, Site, serving

Times = Callable[[int, int], int]
Tell = Callable[..., None]
LIMIT = 40_000
PATH = f"/sparql?query={quote(f'{ROWS} LIMIT {LIMIT}')}"
SECONDS = 3.0


def read_slowly(site: Site, told: list[str], begun: threading.Semaphore) -> None:
    """Take ``SECONDS`` to read a long answer; tell its digest."""
    with site.answer(PATH) as answer:
        digest = hashlib.sha256(answer.read(1000))
        begun.release()
        end = time.monotonic() + SECONDS
        try:
            while piece := answer.read(500_000):
                digest.update(piece)
                time.sleep(max(0, min(0.1, end - time.monotonic())))
        except (HTTPException, OSError) as error:
            told.append(repr(error))
        else:
            told.append(digest.hexdigest())


@pytest.mark.chaos("C6", "the server is told to end while answers are under way")
def test_answers_under_way_are_finished(
    project: Path, times: Times, tell: Tell
) -> None:
    clients = times(8, 20)
    limits = {"query_workers": clients + 2, "queries_per_client": clients + 2}
    with serving(project / "releases", **limits) as site:
        with site.answer(PATH) as answer:
            expected = hashlib.sha256(answer.read()).hexdigest()
        told: list[str] = []
        begun = threading.Semaphore(0)
        threads = [
            threading.Thread(target=read_slowly, args=(site, told, begun))
            for _ in range(clients)
        ]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert begun.acquire(timeout=30)
        began = time.monotonic()
        site.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        refused = _is_refused(site)
        for thread in threads:
            thread.join()

        assert site.process.wait(10) == 0
        took = time.monotonic() - began
    tell(answers=clients, whole=told.count(expected), seconds_to_end=took)
    assert told == [expected] * clients
    assert refused


@pytest.mark.chaos("C6", "the server is told to end while answers are under way")
def test_who_does_not_end_in_time_is_ended(project: Path, tell: Tell) -> None:
    """Five seconds, then whoever still reads is cut off: never a short answer."""
    with serving(project / "releases") as site:
        site.ask(LIGHT)
        with socket.create_connection(site.address) as reader:
            reader.sendall(f"GET {PATH} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            reader.recv(100)
            began = time.monotonic()
            site.process.send_signal(signal.SIGTERM)
            code = site.process.wait(20)
            took = time.monotonic() - began
            rest = bytearray()
            try:
                while data := reader.recv(1 << 20):
                    rest += data
            except ConnectionResetError:
                pass
    tell(seconds_to_cut_off=took)
    assert code == 0
    assert not rest.endswith(b"0\r\n\r\n")


def _is_refused(site: Site) -> bool:
    try:
        with socket.create_connection(site.address, timeout=1) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            return not connection.recv(10)
    except OSError:
        return True

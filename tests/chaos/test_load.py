"""Many clients, heavy ones, slow ones, rude ones: nobody else is to suffer."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from chaos.probe import ASK, PAGES, Probe
from chaos.site import ENDLESS, LIGHT, ROWS, Site, serving, ticks, until

Times = Callable[[int, int], int]
Tell = Callable[..., None]
# What is held is answered without being counted.
CHANGING = f"/sparql?query={quote('SELECT (RAND() AS ?n) {}')}"
LONG = f"/sparql?query={quote(f'{ROWS} LIMIT 100000')}"


def asked_by(n: int) -> dict[str, str]:
    """Return the headers of client ``n`` behind a proxy."""
    return {"X-Forwarded-For": f"198.51.100.{n}"}


@pytest.fixture
def behind_a_proxy(project: Path) -> Iterator[Site]:
    """A server that tells clients apart by what a proxy says."""
    limits = {"client_header": "X-Forwarded-For", "deadline": 5}
    with serving(project / "releases", **limits) as site:
        site.ask(LIGHT)
        yield site


@pytest.mark.chaos("E3", "40 heavy queries at once")
def test_heavy_queries_do_not_slow_light_ones(behind_a_proxy: Site, tell: Tell) -> None:
    """Twenty clients ask two each; whoever gets nothing is told when to come again."""
    site = behind_a_proxy

    def heavy(n: int) -> httpx.Response:
        return site.ask(f"{ENDLESS} # {n}", **asked_by(n // 2))

    with ThreadPoolExecutor(40) as many, Probe(site, [("GET", ASK)]) as probe:
        answers = list(many.map(heavy, range(40)))
    statuses = [answer.status_code for answer in answers]
    waits = [int(a.headers["Retry-After"]) for a in answers]
    refused = [w for s, w in zip(statuses, waits, strict=True) if s == 503]
    tell(
        heavy=len(answers),
        timed_out=statuses.count(504),
        turned_away=len(refused),
        light=len(probe.seen),
        light_p95_s=probe.slowest(0.95),
    )
    assert set(statuses) <= {503, 504}
    assert max(refused, default=1) <= 2
    assert not probe.failures
    assert probe.slowest(0.95) < 2


@pytest.mark.chaos("E4", "crawlers that read everything in every format")
def test_crawlers_are_served_from_what_is_held(
    site: Site, times: Times, tell: Tell
) -> None:
    crawl = [("GET", path) for path in PAGES]
    for path in (*PAGES, *PAGES, ASK):  # each web process makes each page once
        site.get(path)
    with Probe(site, crawl, clients=times(30, 200), pause=0.0) as crawlers:
        time.sleep(3)
        with Probe(site, [("GET", ASK)]) as probe:
            time.sleep(times(8, 60))
    page = site.get(PAGES[0])
    again = site.get(PAGES[0], **{"If-None-Match": page.headers["ETag"]})
    tell(
        pages=len(crawlers.seen),
        page_p95_s=crawlers.slowest(0.95),
        query_p95_s=probe.slowest(0.95),
    )
    assert again.status_code == 304
    assert not crawlers.failures
    assert not probe.failures
    assert not crawlers.mixed()
    assert probe.slowest(0.95) < 2


@pytest.mark.chaos("E5", "clients that send or read slowly")
def test_slow_clients_hold_up_nobody(
    behind_a_proxy: Site, times: Times, tell: Tell
) -> None:
    """Headers that never end are cut off after 30 s, answers after the deadline."""
    site, before = behind_a_proxy, behind_a_proxy.resident()
    with ExitStack() as open_:
        tricklers = [_connected(site, open_) for _ in range(times(100, 200))]
        for trickler in tricklers:
            trickler.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        readers = [_connected(site, open_) for _ in range(times(20, 50))]
        for n, reader in enumerate(readers):
            head = "".join(f"{k}: {v}\r\n" for k, v in asked_by(n).items())
            request = f"GET {LONG} HTTP/1.1\r\nHost: x\r\n{head}\r\n"
            reader.sendall(request.encode())
        with Probe(site, [("GET", ASK)]) as probe:
            end = time.monotonic() + 8
            while time.monotonic() < end:
                for trickler in tricklers:
                    trickler.sendall(b"X")
                for reader in readers:
                    reader.recv(256)
                time.sleep(0.25)
            after = site.resident()
            until(lambda: not site.status()["queries"]["lanes"]["running"], 30)
            until(lambda: all(map(_is_cut, tricklers)), 60)
    tell(
        tricklers=len(tricklers),
        readers=len(readers),
        light_p95_s=probe.slowest(0.95),
        mib_before=before,
        mib_after=after,
    )
    assert not probe.failures
    assert probe.slowest(0.95) < 2
    assert after < before + 400


def _connected(site: Site, stack: ExitStack) -> socket.socket:
    connection = stack.enter_context(socket.socket())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(site.address)
    if stack:
        connection.settimeout(30)
    return connection


def _is_cut(connection: socket.socket) -> bool:
    try:
        return bool(connection.recv(1, socket.MSG_DONTWAIT) in {b"", b"H"})
    except BlockingIOError:
        return False
    except OSError:
        return True


@pytest.mark.chaos("E6", "clients that hang up after the first byte")
def test_who_hangs_up_frees_the_worker(site: Site, times: Times, tell: Tell) -> None:
    site.ask(LIGHT)
    drops, before = times(60, 300), site.descriptors()
    for _ in range(drops):
        with site.answer(LONG) as answer:
            if answer.status == 200:
                answer.read(1)

    took = until(lambda: _is_idle(site), 20)
    until(lambda: site.descriptors() <= before + 4, 15)
    assert site.ask(LIGHT).status_code == 200
    tell(dropped=drops, idle_after_s=took)
    assert "Z" not in site.family().values()


def _is_idle(site: Site) -> bool:
    """Return whether no query worker works."""
    spent = {pid: ticks(pid) for pid in site.workers()}
    time.sleep(0.3)
    return all(ticks(pid) - before <= 1 for pid, before in spent.items())


@pytest.mark.chaos("E7", "a client that does as Retry-After says")
def test_retry_after_is_honest(project: Path, times: Times, tell: Tell) -> None:
    """Four clients ask far too often, all the while."""
    rate, seconds = 120, times(20, 120)
    limits = {"client_header": "X-Forwarded-For", "query_rate": rate}
    answered: list[int] = []
    retried: list[bool] = []

    def go_on(site: Site, end: float, number: int) -> None:
        with httpx.Client(base_url=site.url, headers=asked_by(number)) as client:
            waited = False
            while time.monotonic() < end:
                answer = client.get(CHANGING, timeout=60)
                if waited:
                    retried.append(answer.status_code == 200)
                waited = answer.status_code == 429
                if waited:
                    time.sleep(int(answer.headers["Retry-After"]))
                else:
                    answered.append(answer.status_code)

    with serving(project / "releases", **limits) as site:
        site.ask(LIGHT)
        end = time.monotonic() + seconds
        threads = [
            threading.Thread(target=go_on, args=(site, end, n)) for n in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        other = site.ask(LIGHT, **asked_by(9))
    allowed = 4 * (rate + rate * seconds / 60)
    tell(
        answered=len(answered),
        of_allowed=f"{len(answered) / allowed:.0%}",
        retries=len(retried),
        retries_answered=f"{sum(retried) / len(retried):.0%}",
    )
    assert set(answered) == {200}
    assert other.status_code == 200
    assert len(answered) >= 0.9 * allowed - 4
    assert sum(retried) >= 0.95 * len(retried)


@pytest.mark.chaos("E8", "a query that needs more memory than there is")
def test_the_kernel_would_take_a_worker_first(site: Site, tell: Tell) -> None:
    site.ask(LIGHT)
    workers = set(site.workers())
    scores = {p: _score(p) for p in site.family()}
    lasting = [score for pid, score in scores.items() if pid not in workers]
    tell(of_workers=min(scores[p] for p in workers), of_others=max(lasting))
    assert min(scores[p] for p in workers) >= 500 > max(lasting)


def _score(pid: int) -> int:
    return int(Path(f"/proc/{pid}/oom_score_adj").read_text())

"""A guest of somebody else's server is polite, patient and not easily fooled."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from dissensus.errors import EndpointTimeout, EndpointUnavailable, WrongCall
from dissensus.linking import Endpoint, Manners

QUERY = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?label { <http://www.wikidata.org/entity/Q5> rdfs:label ?label }"""
QUICK = Manners(pause=0, timeout=5, attempts=3, backoff=0.05, patience=5)
HTML = b"<html><body><h1>Please sign in</h1></body></html>"
JAVA = b"java.util.concurrent.TimeoutException at com.bigdata"


def fails(status: int, body: bytes = b"", **headers: str) -> Callable[[Any], None]:
    return lambda line: line.reply(status, body, **headers)


def sends(body: bytes, **headers: str) -> Callable[[Any], None]:
    kind = {"Content_Type": "application/sparql-results+json", **headers}
    return lambda line: line.reply(200, body, **kind)


def cut_off(line: Any) -> None:
    """The connection breaks in the middle of an answer."""
    _, body, kind = line.behind()
    line.reply(
        200, body[: len(body) // 2], Content_Type=kind, Content_Length=str(len(body))
    )


def torn(line: Any) -> None:
    """The answer ends in the middle, and says that this is its end."""
    _, body, kind = line.behind()
    line.reply(200, body[: len(body) // 2], Content_Type=kind)


def hangs(line: Any) -> None:
    time.sleep(4)
    line.close_connection = True


def hangs_up(line: Any) -> None:
    line.close_connection = True


def ask(front: Any, manners: Manners = QUICK) -> list[str]:
    rows = Endpoint(front.url, "tester/1 (me@example.org)", manners).ask(QUERY)
    return [row["label"]["value"] for row in rows]


def test_a_query_is_answered_and_says_who_asks(front: Any) -> None:
    assert ask(front) == ["human"]
    assert front.headers[0]["User-Agent"] == "tester/1 (me@example.org)"
    assert "application/sparql-results+json" in front.headers[0]["Accept"]


def test_a_comment_that_sounds_like_an_update_is_none(front: Any) -> None:
    """SPARQLWrapper guesses the kind of a query by its words."""
    text = f"# Two lines,\n# as of a deleted item: INSERT, DELETE\n{QUERY}"

    assert Endpoint(front.url, "tester", QUICK).ask(text)


FAULTS: dict[str, Callable[[Any], None]] = {
    "429 without a word on when": fails(429),
    "500": fails(500, b"internal error"),
    "502": fails(502, HTML, Content_Type="text/html"),
    "503": fails(503, b"", Retry_After="0"),
    "HTML instead of JSON": sends(HTML, Content_Type="text/html"),
    "HTML that claims to be JSON": sends(HTML),
    "JSON that is no table": sends(b'{"head": {}, "boolean": true}'),
    "JSON that is no object": sends(b"[1, 2]"),
    "torn JSON": torn,
    "a connection that breaks": cut_off,
    "a connection that says nothing": hangs_up,
    "an empty answer": sends(b""),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_passing_fault_is_waited_out(front: Any, what: str) -> None:
    front.faults = [FAULTS[what], FAULTS[what]]

    assert ask(front) == ["human"]
    assert len(front.times) == 3


@pytest.mark.parametrize("what", FAULTS)
def test_a_lasting_fault_is_named(front: Any, what: str) -> None:
    front.faults = [FAULTS[what]] * QUICK.attempts

    with pytest.raises(EndpointUnavailable) as caught:
        ask(front)

    assert front.url in str(caught.value)
    assert caught.value.hint
    assert len(front.times) == QUICK.attempts


def test_a_service_that_hangs_is_left(front: Any) -> None:
    front.faults = [hangs, hangs]
    start = time.monotonic()

    with pytest.raises(EndpointUnavailable, match="too long"):
        ask(front, Manners(pause=0, timeout=1, attempts=2, backoff=0.01))

    assert time.monotonic() - start < 4


def test_who_says_when_to_come_back_is_obeyed(front: Any) -> None:
    """RFC 9110, section 10.2.3: seconds."""
    front.faults = [fails(429, b"", Retry_After="1")]

    assert ask(front) == ["human"]

    assert front.times[1] - front.times[0] >= 1.0


def test_a_date_to_come_back_at_is_obeyed(front: Any) -> None:
    """RFC 9110, section 10.2.3: an HTTP date, which knows whole seconds only."""
    then = datetime.now(UTC) + timedelta(seconds=2)
    front.faults = [fails(503, Retry_After=format_datetime(then, usegmt=True))]

    assert ask(front) == ["human"]

    assert front.times[1] - front.times[0] >= 0.9


def test_a_wait_beyond_patience_is_left_to_the_user(front: Any) -> None:
    front.faults = [fails(429, b"", Retry_After="3600")]

    with pytest.raises(EndpointUnavailable) as caught:
        ask(front)

    assert "3600 s" in caught.value.hint
    assert len(front.times) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 414])
def test_what_will_not_change_is_not_tried_again(front: Any, status: int) -> None:
    front.faults = [fails(status, b"no such thing")]

    with pytest.raises(EndpointUnavailable, match=f"HTTP {status}"):
        ask(front)

    assert len(front.times) == 1


def test_a_query_that_costs_too_much_is_told_apart(front: Any) -> None:
    """As Wikidata's engine says it: a long trace, with status 500."""
    front.faults = [fails(500, b"x " * 500 + JAVA)]

    with pytest.raises(EndpointTimeout, match="TimeoutException"):
        ask(front)

    assert len(front.times) == 1


def test_between_two_requests_there_is_a_pause(front: Any) -> None:
    endpoint = Endpoint(front.url, "tester", Manners(pause=0.3))

    endpoint.ask(QUERY)
    endpoint.ask(QUERY)

    assert front.times[1] - front.times[0] >= 0.3


def test_nobody_listening_is_said_at_once() -> None:
    start = time.monotonic()

    with pytest.raises(EndpointUnavailable, match="refused"):
        Endpoint("http://127.0.0.1:9/sparql", "tester").ask(QUERY)

    assert time.monotonic() - start < 2


@pytest.mark.parametrize("url", ["file:///etc/passwd", "wikidata", "ftp://a/b", ""])
def test_only_web_services_are_asked(url: str) -> None:
    with pytest.raises(WrongCall, match="not the address"):
        Endpoint(url, "tester")

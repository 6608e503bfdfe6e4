"""Requests are logged by those who stand before the front."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from dissensus.journal import TEXT, Journal
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.front import Front
from dissensus.web.metering import Metered, client_kind
from dissensus.web.repeats import ASKED
from dissensus.web.served import Served
from dissensus.web.site import Site
from dissensus.web.tally import Tally, share


def test_for_people_a_request_is_a_line_whatever_its_path_holds(
    release: Release, tmp_path: Path
) -> None:
    path = tmp_path / "log"
    sent: list[Any] = []
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/a\nGET /forged 200",
        "query_string": b"name=somebody",
        "headers": [(b"host", b"localhost"), (b"user-agent", b"curl/8")],
        "client": ("192.0.2.7", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    with path.open("ab") as file:
        journal = Journal(TEXT, file.fileno())
        front = Front(Served(Site.of(release, Settings())), Path("/nowhere"))
        asyncio.run(Metered(front, Tally(share(1)), journal)(scope, receive, send))
        journal.close()

    (line,) = path.read_text().splitlines()
    assert sent[0]["status"] == 404
    assert re.search(r"Z GET /a\\nGET /forged 200 404 \d+ [\d.]+ program$", line)


def test_a_request_is_known_by_its_bytes_once_what_it_wants_is_held(
    release: Release,
) -> None:
    asked, status = b"GET /doc/claim/moon-pulls-the-sea.nt HTTP/1.1\r\n\r\n", []
    front = Front(Served(Site.of(release, Settings())), Path("/nowhere"))
    metered = Metered(front, Tally(share(1)), None)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        status.extend(v for k, v in message.items() if k == "status")

    def ask(**more: Any) -> None:
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "path": "/doc/claim/moon-pulls-the-sea.nt",
            "query_string": b"",
            "headers": [],
            "client": ("192.0.2.7", 1),
            "server": ("127.0.0.1", 80),
            "scheme": "http",
            ASKED: asked,
            **more,
        }
        asyncio.run(metered(scope, receive, send))

    ask()
    made = metered.again(asked)
    ask(method="HEAD")
    told = metered.again(asked)
    ask()
    head, body = metered.again(asked) or (b"", b"")

    assert made is told is None
    assert status == [200] * 3
    assert b"content-type: application/n-triples\r\n" in head
    assert f"content-length: {len(body)}\r\n".encode() in head
    assert head.endswith(b"\r\n\r\n")
    assert b"moon-pulls-the-sea" in body
    assert metered.again(asked + b" ") is None


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101", "browser"),
        (b"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/)", "crawler"),
        (b"sparqlwrapper 2.0.0 (rdflib.github.io/sparqlwrapper)", "program"),
        (b"", "unknown"),
    ],
)
def test_a_client_is_known_by_its_kind_only(agent: bytes, kind: str) -> None:
    assert client_kind(agent) == kind

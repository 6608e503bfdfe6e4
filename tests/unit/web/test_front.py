"""The front in this process: what it asks of Flask, and how often."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.front import Front
from dissensus.web.served import Served
from dissensus.web.site import Site


class Counted(Served):
    """A site that counts what Flask is asked."""

    asked = 0

    async def flask(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        await super().flask(scope, receive, send)


async def ask(front: Front, method: str, path: str) -> tuple[dict[bytes, bytes], bytes]:
    """Return head and body of the answer to one request (ASGI)."""
    sent: list[Any] = []
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await front(scope, receive, send)
    return dict(sent[0]["headers"]), b"".join(m.get("body", b"") for m in sent)


@pytest.mark.parametrize(
    "path", ["/", "/ontology.ttl", "/doc/claim/moon-pulls-the-sea"]
)
def test_head_asks_flask_once_and_leaves_the_page_to_the_next(
    release: Release, path: str
) -> None:
    served = Counted(Site.of(release, Settings()))
    front = Front(served, Path("/nowhere"))

    async def both() -> list[tuple[dict[bytes, bytes], bytes]]:
        return [await ask(front, method, path) for method in ("HEAD", "GET")]

    (head, nothing), (again, body) = asyncio.run(both())
    served.close()

    assert (nothing, head) == (b"", again)
    assert int(head[b"content-length"]) == len(body) > 0
    assert served.asked == 1

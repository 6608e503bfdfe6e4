"""Ask over HTTP and take the time: one client in turn, or eight at once.

Nothing is asked but what listens on this machine.
"""

import http.client
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

PATIENCE: Final = 30.0
_SECONDS: Final = 2
_FORM: Final = "application/x-www-form-urlencoded"
_SCRIPT: Final = """
local asked, at = {}, 0
function init()
%s
end
function request() at = at %% #asked + 1; return asked[at] end
"""


@dataclass(frozen=True)
class Ask:
    """One request; with a body it is a POST of a form."""

    url: str
    accept: str
    body: str = ""

    @classmethod
    def query(cls, endpoint: str, text: str, accept: str) -> "Ask":
        """Return the request to evaluate ``text``: a POST, which nobody caches."""
        return cls(endpoint, accept, urlencode({"query": text}))

    @property
    def method(self) -> str:
        """GET or POST."""
        return "POST" if self.body else "GET"

    @property
    def target(self) -> str:
        """Path and query."""
        parts = urlsplit(self.url)
        return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"

    @property
    def headers(self) -> dict[str, str]:
        """Of the request; identity, so that nobody's packing is measured."""
        kind = {"Content-Type": _FORM} if self.body else {}
        return {"Accept": self.accept, "Accept-Encoding": "identity", **kind}


class Refused(Exception):
    """The server said no, or nothing at all."""


@dataclass
class Client:
    """One client of one server, with a connection that it keeps."""

    url: str
    _connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._connect()

    def _connect(self) -> None:
        place = urlsplit(self.url).netloc
        self._connection = http.client.HTTPConnection(place, timeout=PATIENCE)

    def ask(self, ask: Ask) -> tuple[float, bytes]:
        """Return milliseconds until the last byte, and the answer.

        Raises:
            Refused: It is none, or has not come within ``PATIENCE``.
        """
        for _ in range(2):  # the server may have closed what it kept
            begun = time.perf_counter()
            try:
                self._connection.request(
                    ask.method, ask.target, ask.body or None, ask.headers
                )
                response = self._connection.getresponse()
                body = response.read()
            except (ConnectionError, http.client.BadStatusLine):
                self._connect()
                continue
            except OSError as error:
                self._connect()
                raise Refused(f"no answer in {PATIENCE:.0f} s") from error
            if response.status != http.client.OK:
                raise Refused(f"status {response.status}: {body[:80]!r}")
            return (time.perf_counter() - begun) * 1000, body
        raise Refused("the connection is closed again and again")


def rate(asks: Sequence[Ask], clients: int = 8, seconds: int = _SECONDS) -> float:
    """Return requests per second that ``clients`` get answered, in turn through all.

    Raises:
        Refused: Some were answered with a fault.
    """
    lines = "".join(
        f'asked[{n}] = wrk.format("{ask.method}", [==[{ask.target}]==], {{'
        + ", ".join(f'["{k}"] = "{v}"' for k, v in ask.headers.items())
        + "}"
        + (f", [==[{ask.body}]==]" if ask.body else "")
        + ")\n"
        for n, ask in enumerate(asks, 1)
    )
    host = urlsplit(asks[0].url)
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        script.write(_SCRIPT % lines)
        script.flush()
        told = subprocess.run(
            [
                *("wrk", "-t1", f"-c{clients}", f"-d{seconds}", "--timeout", "30"),
                *("-s", str(Path(script.name)), f"{host.scheme}://{host.netloc}"),
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    if bad or not found:
        raise Refused(bad[0] if bad else told)
    return float(found[1])

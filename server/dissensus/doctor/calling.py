"""Ask a site as an outsider does: one request at a time, a pause between two.

Plain HTTP/1.1 from the standard library, since a client that unpacks, follows
and retries by itself would hide what is to be looked at.

Source: RFC 9110, sections 10.1.5 (User-Agent) and 10.2.3 (Retry-After).
"""

import http.client
import json
import math
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urljoin, urlsplit

import dissensus
from dissensus.errors import EndpointUnavailable, WrongCall
from dissensus.remote import retry_after

AGENT: Final = f"dissensus-doctor/{dissensus.__version__} (checks this site)"
_SAFE: Final = "/%:@!$&'()*+,;=~-._?"
_BLOCK: Final = 64 * 1024
_BUSY: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_PATIENCE: Final = 3
_LONGEST_WAIT: Final = 30


@dataclass(frozen=True)
class Manners:
    """How much a site is asked for.

    Attributes:
        pause: Seconds between two requests.
        timeout: Seconds to wait for the next bytes of an answer.
        requests: How many may be sent in all.
        size: Bytes of one answer that are read; a larger dump is left alone.
    """

    pause: float = 0.05
    timeout: float = 30.0
    requests: int = 3000
    size: int = 256 * 1024 * 1024


class Enough(Exception):
    """As many requests were sent as may be; caught where the checks are called."""


@dataclass(frozen=True)
class Reply:
    """What a site said to one request.

    Attributes:
        method, path: What was asked, with the query.
        status: 0 when no answer came.
        headers: In lower case; several of a name are joined by commas.
        body: As sent, packed or not.
        failure: Why the answer is not whole; empty when it is.
    """

    method: str
    path: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: str = ""

    @property
    def type(self) -> str:
        """The media type, without parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """Return the value of a header, or nothing."""
        return self.headers.get(name.lower(), "")

    def json(self) -> Any:
        """Return the body as JSON, or None when it is none."""
        try:
            told = json.loads(self.body)
            # Half a character ("\ud800") can be neither sent nor printed.
            json.dumps(told, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return None
        return told


class Caller:
    """Asks the site at ``url``, and counts.

    Attributes:
        sent: How many requests were sent.

    Raises:
        WrongCall: ``url`` is not the address of a site.
    """

    def __init__(
        self,
        url: str,
        manners: Manners | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = 0
        lawful = parts.scheme in {"http", "https"} and parts.hostname and port != 0
        if not lawful or parts.path.strip("/") or parts.query or parts.username:
            raise WrongCall(
                f"{url!r} is not the address of a site.",
                hint="Give scheme and host, for example https://example.org: a site "
                "of Dissensus has a host of its own.",
            )
        self.url = f"{parts.scheme}://{parts.netloc}"
        self.sent = 0
        self.manners = manners or Manners()
        self._tell = tell
        self._failures = 0

    def get(self, path: str, accept: str = "*/*", **headers: str) -> Reply:
        """Return what GET gives; names of headers are written with underscores."""
        return self.ask("GET", path, {"Accept": accept, **_named(headers)})

    def head(self, path: str, accept: str = "*/*") -> Reply:
        """Return what HEAD gives."""
        return self.ask("HEAD", path, {"Accept": accept})

    def fetch(self, path: str) -> Reply:
        """Return what GET gives, or HEAD if that names no size that may be read."""
        head = self.head(path)
        fits = number(head.header("Content-Length")) <= self.manners.size
        return self.get(path) if head.status == HTTPStatus.OK and fits else head

    def post(self, path: str, body: bytes, type_: str, accept: str = "*/*") -> Reply:
        """Return what POST gives."""
        headers = {"Accept": accept, "Content-Type": type_}
        return self.ask("POST", path, headers, body)

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> Reply:
        """Return the reply to one request; a busy site is asked again later.

        Raises:
            Enough: As many requests as may be were sent.
            EndpointUnavailable: The site has stopped to answer.
        """
        reply = self._once(method, path, headers, body)
        for _ in range(_PATIENCE - 1):
            wait = retry_after(reply.header("Retry-After"))
            if reply.status not in _BUSY or wait is None:
                break
            wait = min(wait, _LONGEST_WAIT)
            self._tell(f"{path}: the site is busy, asked again in {wait:.0f} s")
            time.sleep(wait)
            reply = self._once(method, path, headers, body)
        return reply

    def where(self, reply: Reply) -> str:
        """Return the path on this site that a redirect leads to, or nothing."""
        location = reply.header("Location")
        try:
            target = urljoin(f"{self.url}{reply.path}", location)
        except ValueError:
            return ""
        below = location and target.startswith(f"{self.url}/")
        return target.removeprefix(self.url) if below else ""

    def _once(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Reply:
        if self.sent >= self.manners.requests:
            raise Enough(f"{self.sent:,} requests were sent, as many as may be.")
        if self.sent:
            time.sleep(self.manners.pause)
        self.sent += 1
        said = {"User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
        try:
            reply = self._exchange(method, path, said, body)
        except (OSError, http.client.HTTPException) as error:
            self._failures += 1
            if self._failures >= _PATIENCE or self.sent == 1:
                raise EndpointUnavailable(
                    f"{self.url} cannot be reached: {_why(error)}.",
                    hint="Is it running, and is the address right?",
                ) from error
            return Reply(method, path, failure=_why(error))
        self._failures = 0
        return reply

    def _exchange(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Reply:
        with closing(self._connection()) as connection:
            connection.request(method, quote(path, safe=_SAFE), body, dict(headers))
            response = connection.getresponse()
            said: dict[str, str] = {}
            for name, value in response.getheaders():
                key = name.lower()
                said[key] = f"{said[key]}, {value}" if key in said else value
            data, failure = self._read(response)
            return Reply(method, path, response.status, said, data, failure)

    def _connection(self) -> http.client.HTTPConnection:
        host, patience = urlsplit(self.url).netloc, self.manners.timeout
        if not self.url.startswith("https:"):
            return http.client.HTTPConnection(host, timeout=patience)
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, timeout=patience, context=context)

    def _read(self, response: http.client.HTTPResponse) -> tuple[bytes, str]:
        data = bytearray()
        try:
            while block := response.read(_BLOCK):
                data += block
                if len(data) > self.manners.size:
                    return bytes(data), "it is longer than what is read of one answer"
        except http.client.IncompleteRead as error:
            return bytes(data + error.partial), "the connection broke off"
        except OSError as error:
            return bytes(data), _why(error)
        # read() in blocks does not complain when a stated length is not reached.
        if response.length:
            return bytes(data), "the connection broke off"
        return bytes(data), ""


def number(text: str) -> float:
    """Return the number that ``text`` is; NaN, which equals nothing, if it is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it gives no answer in time"
    return str(error) or type(error).__name__

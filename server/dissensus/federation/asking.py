"""Send one query to one endpoint, and take what comes back, within bounds.

Plain HTTP/1.1 from the standard library: no cookies, no credentials, no proxy,
no cache. Certificates are verified. A redirect is followed to an endpoint that
is listed too, and to nowhere else; the query is sent again as it was.

Source: SPARQL 1.1 Protocol, section 2.1.2 (query via POST); RFC 9110, sections
10.2.3 (Retry-After) and 15.4 (redirects).
"""

import http.client
import json
import re
import ssl
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode, urljoin, urlsplit

from dissensus.errors import EndpointTimeout, EndpointUnavailable, Limit
from dissensus.federation.addresses import NotPublicError, connect
from dissensus.federation.tables import MEDIA_TYPES
from dissensus.remote import retry_after

_REDIRECTS: Final = {301, 302, 307, 308}
_MOST_REDIRECTS: Final = 3
_CHUNK: Final = 64 * 1024
_TOLD: Final = 300
_URL_SAFE: Final = "/%:@!$&'()*+,;=~-._?"
_SILENT: Final = "SERVICE SILENT does without it."
_LATER: Final = f"Try again later. {_SILENT}"


@dataclass(frozen=True)
class Question:
    """What one endpoint is asked.

    Attributes:
        endpoint: Its address.
        query: SPARQL 1.1 Query, a SELECT.
        variables: Those that the answer may bind.
        agent: Who asks, as the User-Agent says it.
        services: The endpoints that may be asked, and redirected to.
        networks: Networks in which they may lie though they are not public.
        seconds: For everything, from the first byte to the last.
        size: Bytes of the answer.
        rows: Solutions of the answer.
    """

    endpoint: str
    query: str
    variables: tuple[str, ...]
    agent: str
    services: tuple[str, ...]
    networks: tuple[str, ...]
    seconds: float
    size: int
    rows: int


class _Asking:
    """One question under way, and how far it has come."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self.phase = "connecting"

    def answer(self) -> tuple[str, bytes]:
        url = self._question.endpoint
        for _ in range(_MOST_REDIRECTS + 1):
            self.phase = "connecting"
            with closing(self._connection(url)) as connection:
                self._send(connection, url)
                self.phase = "waiting for its answer"
                response = connection.getresponse()
                if response.status not in _REDIRECTS:
                    self.phase = "reading its answer"
                    return self._read(response)
                url = self._elsewhere(url, response.getheader("Location") or "")
        raise self.fault("it sends us round in circles")

    def fault(self, why: str, hint: str = "") -> EndpointUnavailable:
        return EndpointUnavailable(
            f"{self._question.endpoint} gave no answer that can be used: {why}.",
            hint=hint or _LATER,
        )

    def late(self) -> EndpointTimeout:
        return EndpointTimeout(
            f"{self._question.endpoint} took longer than the "
            f"{self._question.seconds:g} s that it has here, {self.phase}.",
            hint="Narrow the pattern inside SERVICE: it is sent as it stands, and "
            f"whatever stands around it narrows nothing there. {_SILENT}",
        )

    def _connection(self, url: str) -> http.client.HTTPConnection:
        parts = urlsplit(url)
        host, tls = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if tls else 80)
        asked = self._question
        channel = connect(host, port, asked.networks, asked.seconds)
        if not tls:
            plain = http.client.HTTPConnection(host, port)
            plain.sock = channel
            return plain
        context = ssl.create_default_context()
        secure = http.client.HTTPSConnection(host, port, context=context)
        secure.sock = context.wrap_socket(channel, server_hostname=host)
        return secure

    def _send(self, connection: http.client.HTTPConnection, url: str) -> None:
        parts = urlsplit(url)
        path = quote(parts.path or "/", safe=_URL_SAFE)
        query = f"?{quote(parts.query, safe=_URL_SAFE)}" if parts.query else ""
        headers = {
            "Accept": ", ".join(MEDIA_TYPES),
            "Accept-Encoding": "identity",
            "Connection": "close",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": self._question.agent,
        }
        body = urlencode({"query": self._question.query})
        connection.request("POST", path + query, body, headers)

    def _elsewhere(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        if target in self._question.services:
            return target
        raise self.fault(
            f"it sends us on to {target[:_TOLD]!r}, which is not among the endpoints "
            "that may be asked",
            hint="Ask that one, if you can; whoever runs this endpoint can add it to "
            "DISSENSUS_SERVICES.",
        )

    def _read(self, response: http.client.HTTPResponse) -> tuple[str, bytes]:
        if response.status != HTTPStatus.OK:
            raise self._refused(response)
        media_type = response.headers.get_content_type()
        if media_type not in MEDIA_TYPES:
            raise self.fault(f"it sent {media_type} instead of solutions")
        if response.getheader("Content-Encoding", "identity") != "identity":
            raise self.fault("it sent an encoding that was not asked for")
        most = self._question.size
        data = bytearray()
        while len(data) <= most and (chunk := response.read(_CHUNK)):
            data += chunk
        if len(data) > most:
            fault = self.fault(
                f"it is longer than {most:,} bytes",
                hint="Narrow the pattern inside SERVICE, or select fewer of its "
                "variables in a sub-SELECT there.",
            )
            fault.limit = Limit("service_bytes", most, most + 1, "bytes")
            raise fault
        return media_type, bytes(data)

    def _refused(self, response: http.client.HTTPResponse) -> EndpointUnavailable:
        status = response.status
        gist = _gist(response.read(_CHUNK))
        hint = _LATER
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            hint = "Try the pattern inside SERVICE at that endpoint itself: it is sent "
            hint += "as it stands, below the prefixes of the query."
        fault = self.fault(f"HTTP {status}{f' ({gist})' if gist else ''}", hint)
        fault.retry = retry_after(response.headers.get("Retry-After", "")) or 0.0
        if fault.retry:
            fault.hint = f"It asks to be left alone for {fault.retry:.0f} s."
        return fault


def ask(question: Question) -> tuple[str, bytes]:
    """Return media type and bytes of the answer to ``question``.

    Blocks. The time in all is for the caller to bound, by raising TimeoutError
    from a signal: a name server may take any time.

    Raises:
        EndpointTimeout: It took too long; in which phase, is said.
        EndpointUnavailable: It could not be reached, refused, sent us
            elsewhere, or sent what is no table or too long.
    """
    asking = _Asking(question)
    try:
        return asking.answer()
    except TimeoutError as error:
        raise asking.late() from error
    except NotPublicError as error:
        raise asking.fault(
            str(error),
            hint="Whoever runs this endpoint can allow its network: "
            "DISSENSUS_SERVICE_NETWORKS.",
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = getattr(error, "strerror", None) or f"{error}" or type(error).__name__
        raise asking.fault(f"{asking.phase}: {why}") from error


def _gist(said: bytes) -> str:
    """Return what a failing service said, for a message: RFC 9457, or any text."""
    try:
        text = str(json.loads(said)["detail"])
    except (ValueError, LookupError, TypeError):
        text = re.sub(r"<[^>]*>", " ", said.decode("utf-8", "replace"))
    return " ".join(text.split())[:_TOLD]

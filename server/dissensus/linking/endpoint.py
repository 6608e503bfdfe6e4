"""Put queries to somebody else's SPARQL service, as a polite guest.

One request at a time, a pause between two, a name and an address in each, and
whoever says when to come back is obeyed. An answer counts only when all of it
has come and is a table of results.

Source: SPARQL 1.1 Protocol, section 2.1; SPARQL 1.1 Query Results JSON Format,
section 3; RFC 9110, section 10.2.3 (Retry-After).
"""

import http.client
import json
import re
import socket
import time
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from SPARQLWrapper import JSON, POST, SELECT, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
    Unauthorized,
    URITooLong,
)

from dissensus.errors import EndpointTimeout, EndpointUnavailable, WrongCall
from dissensus.linking.cache import Row
from dissensus.remote import retry_after

_MOST_BYTES: Final = 64 * 1024 * 1024
_CHUNK: Final = 64 * 1024
_AGAIN: Final = (408, 429, 500, 502, 503, 504)
_UNREACHABLE: Final = -1
_TOO_COSTLY: Final = re.compile(r"TimeoutException|timed? ?out|time limit", re.I)
_STATUS: Final[dict[type[Exception], int]] = {
    QueryBadFormed: 400,
    Unauthorized: 401,
    EndPointNotFound: 404,
    URITooLong: 414,
    EndPointInternalError: 500,
}


@dataclass(frozen=True)
class Manners:
    """How a guest behaves.

    Attributes:
        pause: Seconds between the end of one request and the next.
        timeout: Seconds to wait for each part of an answer; twice that for all.
            Whole seconds: SPARQLWrapper cuts off the rest, and 0 means for ever.
        attempts: How often the same request is made in all.
        backoff: Seconds before the second attempt; doubled for each further.
        patience: The longest wait, in seconds, that is obeyed in silence.
    """

    pause: float = 1.0
    timeout: int = 60
    attempts: int = 4
    backoff: float = 5.0
    patience: float = 120.0


class _Failed(Exception):
    """One attempt came to nothing; another may not."""

    def __init__(self, why: str, status: int = 0, wait: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.status = status
        self.wait = wait

    @property
    def final(self) -> bool:
        """Whether another attempt would end alike."""
        return bool(self.status) and self.status not in _AGAIN


class Endpoint:
    """A SPARQL service at ``url``.

    Args:
        url: Where it listens.
        agent: Who is asking; see ``user_agent``.
        manners: How patiently.
        tell: Told of every wait, and why.

    Attributes:
        requests: How many requests were made so far.

    Raises:
        WrongCall: The URL is not one of a web service.
    """

    def __init__(
        self,
        url: str,
        agent: str,
        manners: Manners | None = None,
        tell: Callable[[str], object] = len,
    ) -> None:
        if not re.match(r"https?://[^\s/]", url):
            raise WrongCall(
                f"{url!r} is not the address of a SPARQL service.",
                hint="Give an http or https URL, for example "
                "https://query.wikidata.org/sparql.",
            )
        self.url = url
        self.requests = 0
        self._agent = agent
        self._manners = manners or Manners()
        self._free_at = 0.0
        self._tell = tell

    def ask(self, query: str) -> list[Row]:
        """Return the rows that the service answers to the SELECT ``query``.

        Raises:
            EndpointTimeout: The service ran out of time over it.
            EndpointUnavailable: It did not answer, after all attempts.
        """
        last = _Failed("no attempt was made")
        for attempt in range(self._manners.attempts):
            if attempt:
                self._wait_before(attempt, last)
            try:
                return self._once(query)
            except _Failed as failed:
                last = failed
            if last.final or self._costly(last):
                break
        raise self._fault(last)

    def _costly(self, failed: _Failed) -> bool:
        timed_out = bool(_TOO_COSTLY.search(failed.why))
        return failed.status in {500, 504} and timed_out

    def _wait_before(self, attempt: int, last: _Failed) -> None:
        wait = last.wait
        if wait is None:
            wait = self._manners.backoff * 2 ** (attempt - 1)
        if wait > self._manners.patience:
            raise self._fault(last)
        self._tell(f"{last.why}: waiting {wait:.0f} s")
        time.sleep(wait)

    def _once(self, query: str) -> list[Row]:
        time.sleep(max(0.0, self._free_at - time.monotonic()))
        self.requests += 1
        try:
            with _translated():
                return _rows(*self._answer(query))
        finally:
            self._free_at = time.monotonic() + self._manners.pause

    def _answer(self, query: str) -> tuple[str, bytes]:
        """Return type and bytes of one answer."""
        wrapper = SPARQLWrapper(self.url, agent=self._agent)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(JSON)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(self._manners.timeout)
        wrapper.setQuery(query)
        # It looks for words such as DELETE, and finds them in comments too.
        wrapper.queryType = SELECT
        deadline = time.monotonic() + 2 * self._manners.timeout
        result = wrapper.query()
        response = result.response
        data = b""
        with response:
            while chunk := response.read(_CHUNK):
                data += chunk
                if len(data) > _MOST_BYTES:
                    raise _Failed("the answer does not end", status=413)
                if time.monotonic() > deadline:
                    raise TimeoutError
            expected = response.headers.get("Content-Length")
        if expected is not None and len(data) != int(expected):
            raise _Failed("the answer was cut off")
        return response.headers.get("Content-Type", ""), data

    def _fault(self, failed: _Failed) -> EndpointUnavailable:
        kind = EndpointTimeout if self._costly(failed) else EndpointUnavailable
        if failed.wait is not None and failed.wait > self._manners.patience:
            hint = f"It asks to be left alone for {failed.wait:.0f} s: come back then."
        elif failed.final:
            hint = "Look at the address; --endpoint names another service."
        else:
            hint = "Try again later; what was answered so far is kept."
        return kind(f"{self.url} did not answer: {failed.why}.", hint=hint)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn whatever a request can die of into _Failed."""
    try:
        yield
    except urllib.error.HTTPError as error:
        with error:
            why = _excerpt(error.read(_CHUNK))
        wait = retry_after(error.headers.get("Retry-After", ""))
        raise _Failed(f"HTTP {error.code}{why}", error.code, wait) from error
    except SPARQLWrapperException as error:
        status = _STATUS.get(type(error), 0)
        raise _Failed(f"HTTP {status}{_excerpt(str(error))}", status) from error
    except TimeoutError as error:
        raise _Failed("it took too long") from error
    except http.client.IncompleteRead as error:
        raise _Failed("the answer was cut off") from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise _Failed("it took too long") from error
        absent = isinstance(error.reason, ConnectionRefusedError | socket.gaierror)
        raise _Failed(f"{error.reason}", _UNREACHABLE if absent else 0) from error
    except (OSError, http.client.HTTPException) as error:
        raise _Failed(f"{type(error).__name__}: {error}") from error


def _rows(content_type: str, data: bytes) -> list[Row]:
    kind = content_type.partition(";")[0].strip().lower()
    if "json" not in kind:
        raise _Failed(
            f"it sent {kind or 'something without a type'} instead of results"
            f"{_excerpt(data)}"
        )
    try:
        document: Any = json.loads(data)
    except ValueError as error:
        raise _Failed("its JSON is torn or no JSON") from error
    try:
        rows: list[Row] = document["results"]["bindings"]
        for row in rows:
            for term in row.values():
                str(term["value"])
    except (KeyError, TypeError, AttributeError) as error:
        raise _Failed("its JSON is not a table of results") from error
    return rows


def _excerpt(said: bytes | str) -> str:
    """Return the gist of what a failing service said, for a message."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    text = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    # What a timed-out query engine says stands anywhere in a long trace.
    told = _TOO_COSTLY.search(text)
    start = max(0, told.start() - 40) if told else 0
    return f" ({text[start : start + 120]})" if text else ""

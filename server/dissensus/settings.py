"""What an operator may set, read once from the environment.

Every limit that a client can meet is here, so that the service description,
``/status`` and the error messages can name it. Names are
``DISSENSUS_`` plus the field in capitals, for example ``DISSENSUS_DEADLINE=5``.
"""

import ipaddress
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import urlsplit

from dissensus.errors import WrongCall, one_of
from dissensus.journal import FORMS

# What no page shows: how the site is put together is its operator's business.
PRIVATE: Final = (
    *("client_header", "service_networks", "service_memory"),
    *("backend", "query_url", "update_url", "gsp_url", "log"),
)
_AN_ENDPOINT: Final = ("endpoint", "https://query.wikidata.org/sparql")
# No user, no fragment: what is asked is what is listed, to the letter.
_ENDPOINT: Final = re.compile(
    r"https?://[^\s/?#@<>\"{}|^`\\]+(?:[/?][^\s#<>\"{}|^`\\]*)?"
)


@dataclass(frozen=True)
class Settings:
    """Limits and habits of a running server.

    Attributes:
        web_workers: Processes that answer HTTP.
        query_workers: Queries evaluated at once, over all releases; at least 2.
        deadline: Seconds a query may take, from its start to its last byte.
        query_memory: MiB a worker may use beyond the store itself.
        queries_per_client: Queries one address may have running at once.
        query_rate: Queries one address may ask in a minute; this machine itself
            may ask as many as it likes.
        queue: Queries that may wait for a worker before 503.
        answer_rows: Solutions that the answer to one query may have.
        answer_bytes: Bytes that one answer may have, before it is packed.
        query_length: Bytes of query text accepted.
        query_depth: Nesting of braces and brackets accepted.
        in_memory_triples: Above this, workers read the store from disk.
        follow_seconds: How often ``current`` is looked at.
        cache_bytes: Bytes that the byte cache of one web process may hold.
        keep_releases: Releases kept on disk besides the current one.
        client_header: Header that names the client behind a trusted proxy,
            for example ``X-Forwarded-For``; empty: the peer's address.
        backend: Where triples are asked for: ``embedded``, or ``sparql`` for a
            store that somebody else runs.
        query_url: Of that store's query service.
        update_url: Of its update service.
        gsp_url: Of its Graph Store service.
        log: ``json`` or ``text``: a line on standard error for each request and
            event (``docs/operating.md``); empty: events that are faults only.
        services: Addresses of the endpoints that SERVICE may ask, white space
            between them, for example ``https://query.wikidata.org/sparql``;
            empty: none.
        service_networks: Networks that are not public in which those may lie,
            for example ``10.1.0.0/16``. An endpoint listed by such an address
            itself, or as ``localhost``, needs no mention.
        service_seconds: Time for each SERVICE, within the deadline.
        service_rows: Solutions that one SERVICE may have.
        service_bytes: Bytes of the answer to one SERVICE.
        service_memory: MiB for reading that answer.
        service_blocks: SERVICE clauses that one query may have.
        service_requests: Requests that one endpoint gets at once.
        service_rate: Requests that one endpoint gets in a minute.
    """

    web_workers: int = 2
    query_workers: int = 4
    deadline: float = 10.0
    query_memory: int = 1024
    queries_per_client: int = 2
    query_rate: int = 600
    queue: int = 64
    answer_rows: int = 1_000_000
    answer_bytes: int = 512 * 1024 * 1024
    query_length: int = 200_000
    query_depth: int = 200
    in_memory_triples: int = 2_000_000
    follow_seconds: float = 0.2
    cache_bytes: int = 64 * 1024 * 1024
    keep_releases: int = 10
    client_header: str = ""
    backend: str = "embedded"
    query_url: str = ""
    update_url: str = ""
    gsp_url: str = ""
    log: str = ""
    services: tuple[str, ...] = ()
    service_networks: tuple[str, ...] = ()
    service_seconds: float = 8.0
    service_rows: int = 10_000
    service_bytes: int = 8 * 1024 * 1024
    service_memory: int = 256
    service_blocks: int = 4
    service_requests: int = 2
    service_rate: int = 60


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of ``environ``; what is not set keeps its default.

    Raises:
        WrongCall: A value is not a number of the kind wanted, or not above 0;
            or an item of a list is no endpoint or network.
    """
    found: dict[str, int | float | str | tuple[str, ...]] = {}
    for field in fields(Settings):
        name = f"DISSENSUS_{field.name.upper()}"
        if name in environ:
            found[field.name] = _value(name, environ[name], type(field.default))
    return Settings(**found)  # type: ignore[arg-type]  # checked by _value


def _value(name: str, text: str, kind: type) -> int | float | str | tuple[str, ...]:
    if kind is str:
        return _form(name, text) if name.endswith("_LOG") else text
    if kind is tuple:
        return _items(name, text)
    try:
        number: int | float = kind(text)
    except ValueError:
        number = 0
    if not 0 < number < math.inf:
        raise WrongCall(
            f"{name} is {text!r}, not a number above 0.",
            hint=f"Set it to a {kind.__name__}, or leave it out.",
        )
    return number


def _form(name: str, text: str) -> str:
    if text not in {"", *FORMS}:
        raise WrongCall(
            f"{name} is {text!r}, which is no form of a log.",
            hint=f"Set it to {one_of(FORMS)}, or leave it out.",
        )
    return text


def _items(name: str, text: str) -> tuple[str, ...]:
    networks = name.endswith("_NETWORKS")
    kind, example = ("network", "10.1.0.0/16") if networks else _AN_ENDPOINT
    items = tuple(text.split())
    for item in items:
        try:
            fits = bool(ipaddress.ip_network(item) if networks else is_address(item))
        except ValueError:
            fits = False
        if not fits:
            raise WrongCall(
                f"{name} lists {item!r}, which is no {kind}.",
                hint=f"Write it like {example}, with white space between two.",
            )
    return items


def is_address(url: str) -> bool:
    """Return whether ``url`` is one of the web, without user and fragment."""
    try:
        return bool(_ENDPOINT.fullmatch(url)) and urlsplit(url).port != 0
    except ValueError:
        return False

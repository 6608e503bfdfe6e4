"""What an operator may set, read once from the environment.

Every limit that a client can meet is here, so that the service description,
``/status`` and the error messages can name it. Names are
``DISSENSUS_`` plus the field in capitals, for example ``DISSENSUS_DEADLINE=5``.
"""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from dissensus.errors import WrongCall


@dataclass(frozen=True)
class Settings:
    """Limits and habits of a running server.

    Attributes:
        web_workers: Processes that answer HTTP.
        query_workers: Queries evaluated at once, over all releases; at least 2.
        deadline: Seconds a query may take, from its start to its last byte.
        query_memory: MiB a worker may use beyond the store itself.
        queries_per_client: Queries one address may have running at once.
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
    """

    web_workers: int = 2
    query_workers: int = 4
    deadline: float = 10.0
    query_memory: int = 1024
    queries_per_client: int = 2
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


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of ``environ``; what is not set keeps its default.

    Raises:
        WrongCall: A value is not a number of the kind wanted, or not above 0.
    """
    found: dict[str, int | float | str] = {}
    for field in fields(Settings):
        name = f"DISSENSUS_{field.name.upper()}"
        if name in environ:
            found[field.name] = _value(name, environ[name], type(field.default))
    return Settings(**found)  # type: ignore[arg-type]  # checked by _value


def _value(name: str, text: str, kind: type) -> int | float | str:
    if kind is str:
        return text
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

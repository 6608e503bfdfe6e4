"""Say in our words what a store says of a query that it does not answer.

Source: SPARQL 1.1 Protocol, section 2.1.6 (400 for what is no query, 500 for
what the service cannot do); the rest is the stores' own practice.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from dissensus.errors import (
    BackendUnavailable,
    DissensusError,
    QueryCrashed,
    QueryTimeout,
    QueryTooCostly,
    RefusedQuery,
)

_OK: Final = 200
_REFUSED: Final = (400, 405, 406, 413, 414, 415, 422, 501)
_LOCKED: Final = (401, 403, 407)
_LATE: Final = (408, 504)
_BUSY: Final = (429, 503)
_SHOWN: Final = 200
_TOO_LATE: Final = re.compile(
    r"timed?[ -]?out|took too long|time limit|S1T00|exceeds the limit of \d+ \(sec\)"
    r"|cancel",
    re.I,
)
_TOO_COSTLY: Final = re.compile(r"memory|out of .*space", re.I)


def fault_of(
    status: int, headers: Mapping[str, str]
) -> Callable[[str], DissensusError] | None:
    """Return what makes a fault of the body of a reply; None if it is an answer.

    Args:
        status: Of HTTP.
        headers: An answer may be marked as a part there.
    """
    if status == _OK:
        # Virtuoso, "anytime query": what was found when time was over.
        partial = headers.get("X-SQL-State", "").startswith("S1T")
        return _late if partial else None
    if status in _LOCKED:
        return _locked
    if status in _LATE:
        return _late
    if status in _BUSY:
        return _busy
    if status in _REFUSED:
        return _refused
    return _broken if status >= 500 else _moved  # noqa: PLR2004 - RFC 9110, 15.6


def away(why: str) -> BackendUnavailable:
    """Return the fault of a store that may be back soon."""
    fault = BackendUnavailable(
        f"The store behind this site does not answer: {why}.",
        hint="Try again in a minute.",
    )
    fault.retry = 10.0
    return fault


def _busy(said: str) -> DissensusError:
    # Fuseki and RDF4J say 503 of a query that took too long.
    if _TOO_LATE.search(said):
        return _late(said)
    return away("it has too much to do")


def _refused(said: str) -> DissensusError:
    # Virtuoso says 400 of everything.
    if _TOO_LATE.search(said):
        return _late(said)
    return RefusedQuery(
        f"The store behind this site does not run this query{_quoted(said)}",
        hint="It is legal SPARQL, as far as we can see: say it in another way, or "
        "take the data from /dumps/.",
    )


def _late(_: str) -> DissensusError:
    return QueryTimeout(
        "The store behind this site gave up on the query: it took too long.",
        hint="Narrow the query or add a LIMIT; the whole graph is a download away, "
        "at /dumps/.",
    )


def _locked(_: str) -> DissensusError:
    return BackendUnavailable(
        "The store behind this site does not let us in.",
        hint="Its operator sets DISSENSUS_STORE_USER and DISSENSUS_STORE_PASSWORD, "
        "or DISSENSUS_STORE_TOKEN.",
    )


def _broken(said: str) -> DissensusError:
    if _TOO_LATE.search(said):
        return _late(said)
    if _TOO_COSTLY.search(said):
        return QueryTooCostly(
            "The query needed more memory than the store behind this site gives it.",
            hint="Join more narrowly, ORDER or GROUP fewer rows, or add a LIMIT.",
        )
    return QueryCrashed(
        f"The store behind this site failed at the query{_quoted(said)}",
        hint="Simplify the query, or try again later.",
    )


def _moved(_: str) -> DissensusError:
    return BackendUnavailable(
        "The store behind this site is not where we were told.",
        hint="Its operator gives the final address of its query service.",
    )


def _quoted(said: str) -> str:
    """Return the first line of what the store said, as the end of a sentence."""
    first = next((line.strip() for line in said.splitlines() if line.strip()), "")
    return f": {first[:_SHOWN]}" if first and "<" not in first else "."

"""Tell what the server has done in the text format of Prometheus.

The numbers are those of all processes together: each web process counts in
memory that they share, the broker counts queries, the rest is read when asked.
So there is one target to scrape, and no library keeps files per process, which
a full disk would turn into a crash.

Source: Prometheus, exposition formats, text format 0.0.4; metric and label
naming; histograms.
"""

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, Final

import dissensus
from dissensus.web.site import Site
from dissensus.web.tally import BOUNDS, CLASSES, Kind, Tally, Totals

_PREFIX: Final = "dissensus_"
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
_ESCAPED: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
Sample = tuple[str, Mapping[str, str], float]


def write_metrics(site: Site, told: Mapping[str, Any], tally: Tally | None) -> str:
    """Return all metrics of the server.

    Args:
        site: What this process serves.
        told: ``queries``, what the broker says; nothing when it is silent.
        tally: What the web processes have counted; None when nobody counts.
    """
    queries = told.get("queries", {})
    totals = tally.totals() if tally else None
    blocks = (
        _release(site),
        _requests(totals) if totals else (),
        _queries(queries) if "lanes" in queries else (),
        _processes(totals, queries),
        _times(tally) if tally else (),
    )
    return "".join(chain.from_iterable(blocks))


def _release(site: Site) -> Iterator[str]:
    labels = {
        "release": site.release,
        "version": site.version,
        "created": site.created,
        "program": dissensus.__version__,
    }
    yield _one("release_info", "gauge", "What is served, as labels.", 1, labels)
    yield _one("triples", "gauge", "Triples of the default graph.", site.triples)
    yield _one(
        "degraded",
        "gauge",
        "Whether an older release is served because the newest is damaged.",
        bool(site.degraded),
    )


def _requests(totals: Totals) -> Iterator[str]:
    kinds = totals.kinds
    yield _block(
        "http_requests_total",
        "counter",
        "Requests, by the kind of thing asked for and the class of the status.",
        (
            ("", {"kind": kind.name, "status": status}, count)
            for kind in kinds
            for status, count in zip(CLASSES, kind.classes, strict=True)
            if count or status == "2xx"
        ),
    )
    yield _block(
        "http_response_bytes_total",
        "counter",
        "Bytes of bodies sent.",
        (("", {"kind": kind.name}, kind.sent) for kind in kinds),
    )
    yield _block(
        "http_request_duration_seconds",
        "histogram",
        "From a request to the end of its answer.",
        chain.from_iterable(_histogram(kind) for kind in kinds),
    )
    yield _block(
        "cache_requests_total",
        "counter",
        "Requests answered from the byte cache (hit), or for it (miss).",
        (
            ("", {"outcome": "hit"}, totals.held),
            ("", {"outcome": "miss"}, totals.made),
        ),
    )
    yield _one(
        "log_lines_lost_total",
        "counter",
        "Lines of the log that could not be written.",
        totals.lost,
    )


def _histogram(kind: Kind) -> Iterator[Sample]:
    bounds = [*(f"{bound:g}" for bound in BOUNDS), "+Inf"]
    for bound, count in zip(bounds, accumulate(kind.buckets), strict=True):
        yield "_bucket", {"kind": kind.name, "le": bound}, count
    yield "_sum", {"kind": kind.name}, kind.seconds
    yield "_count", {"kind": kind.name}, sum(kind.buckets)


def _queries(queries: Mapping[str, Any]) -> Iterator[str]:
    counts = {"answered": 0, **queries["counts"]}
    yield _block(
        "queries_total",
        "counter",
        "SPARQL queries, by how they ended: answered, or the name of the problem.",
        (("", {"outcome": name}, count) for name, count in counts.items()),
    )
    for name, help_ in (
        ("running", "Queries that have one of the slots."),
        ("long", "Queries that have run for more than a moment."),
        ("parked", "Long queries that are stopped until there is room for them."),
        ("waiting", "Queries that wait for their turn."),
        ("slots", "Queries that may run at once."),
        ("clients", "Clients that have queries running or waiting."),
    ):
        yield _one(f"queries_{name}", "gauge", help_, queries["lanes"][name])
    killed = "Queries whose worker was ended by force: past a limit, or given up."
    yield _one("queries_killed_total", "counter", killed, queries["killed"])
    pools = queries["pools"]
    workers = [("", {"state": "idle"}, float(sum(pool["idle"] for pool in pools)))]
    all_of_them = sum(len(pool["workers"]) for pool in pools)
    busy = max(0.0, all_of_them - workers[0][2])
    workers.append(("", {"state": "busy"}, busy))
    yield _block("query_workers", "gauge", "Processes that evaluate queries.", workers)


def _processes(totals: Totals | None, queries: Mapping[str, Any]) -> Iterator[str]:
    pools = queries.get("pools", [])
    families = {
        "web": totals.processes if totals else (os.getpid(),),
        "broker": [queries["process"]] if "process" in queries else (),
        "query": [pid for p in pools for pid in (p["zygote"], *p["workers"])],
    }
    memory = {name: [_resident(pid) for pid in pids] for name, pids in families.items()}
    yield _block(
        "processes",
        "gauge",
        "Processes that live, by what they do.",
        (("", {"process": n}, sum(map(bool, found))) for n, found in memory.items()),
    )
    yield _block(
        "resident_memory_bytes",
        "gauge",
        "Resident memory; what forked processes share is counted in each of them.",
        (("", {"process": name}, sum(found)) for name, found in memory.items()),
    )


def _times(tally: Tally) -> Iterator[str]:
    up = time.time() - tally.began
    yield _one("uptime_seconds", "gauge", "Since the server was started.", up)
    yield _one(
        "last_check_timestamp_seconds",
        "gauge",
        "When the server last found every file of its release whole; 0: not yet.",
        tally.totals().checked,
    )


def _resident(pid: int) -> int:
    """Return the bytes that a process has in memory; 0 when it is gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * _PAGE_BYTES


def _one(
    name: str,
    kind: str,
    help_: str,
    value: float,
    labels: Mapping[str, str] | None = None,
) -> str:
    return _block(name, kind, help_, [("", labels or {}, value)])


def _block(name: str, kind: str, help_: str, samples: Iterable[Sample]) -> str:
    name = _PREFIX + name
    lines = [f"# HELP {name} {help_}", f"# TYPE {name} {kind}"]
    for suffix, labels, value in samples:
        told = ",".join(f'{k}="{v.translate(_ESCAPED)}"' for k, v in labels.items())
        whole = int(value) if value == int(value) else value
        lines.append(f"{name}{suffix}{f'{{{told}}}' if told else ''} {whole}")
    return "\n".join(lines) + "\n"

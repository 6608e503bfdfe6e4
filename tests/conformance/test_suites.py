"""The W3C's SPARQL suites over HTTP: no worse than the engine in process.

A SELECT must be right as JSON, XML, TSV and CSV, a CONSTRUCT as Turtle and
N-Triples, and what fails must be what the engine itself fails.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

OPEN = f"{sys.executable} -m dissensus open {{data}} --port {{port}}"


def _run(runner: Path, suites: Path, suite: str, *how: str) -> Any:
    """Return what the runner reports of one suite."""
    report = suites / f"{suite}-{'http' if '--serve' in how else 'engine'}.json"
    subprocess.run(
        [sys.executable, str(runner), "--suite", suite, "--json", report, *how],
        check=False,  # it ends in 1 when any test fails, and the engine fails some
        stdout=subprocess.DEVNULL,
        env=os.environ | {"SUITES_DATA": str(suites)},
    )
    return json.loads(report.read_text())


# Some data have graphs that one server for a whole suite cannot tell apart, or
# empty ones: then each dataset has a server of its own, which takes minutes.
EACH = ("--data-format", "trig", "--jobs", "2")
ONE = ("--mode", "params")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suite", "least", "how"),
    [("sparql10", 459, EACH), ("sparql11", 334, ONE), ("sparql12", 241, EACH)],
)
def test_a_suite_over_http_fails_only_where_the_engine_does(
    runner: Path, suites: Path, suite: str, least: int, how: tuple[str, ...]
) -> None:
    served = _run(runner, suites, suite, "--serve", OPEN, *how)
    alone = _run(runner, suites, suite, "--engine", "pyoxigraph")

    assert served["passed"] >= least
    assert set(served["failing"]) <= set(alone["failing"])


def test_results_over_http_fail_only_where_the_engine_does(
    runner: Path, suites: Path
) -> None:
    """The sections about formats of results, on one server for all of them."""
    only = ("--section", "bind,csv-tsv-res,json-res,bindings,functions")

    served = _run(
        runner, suites, "sparql11", *only, "--mode", "params", "--serve", OPEN
    )
    alone = _run(runner, suites, "sparql11", *only, "--engine", "pyoxigraph")

    assert served["total"] > 80
    assert set(served["failing"]) <= set(alone["failing"])

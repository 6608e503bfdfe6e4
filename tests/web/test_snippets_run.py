"""Code to copy from the query page does what it says, run as it stands."""

import ast
import os
import shutil
import subprocess
import sys
from typing import Any

import pandas as pd
import pytest

from dissensus.web.snippets import Request, write_snippets

DIS = "https://w3id.org/dissensus/ontology#"
SELECT = f"""# it's "quoted" \\ and `more`
SELECT ?claim (STRLEN(STR(?claim)) AS ?length)
WHERE {{ ?claim a <{DIS}Claim> }} ORDER BY ?claim"""
ASK = f"ASK {{ ?claim a <{DIS}Claim> }}"
CONSTRUCT = f"CONSTRUCT WHERE {{ ?claim a <{DIS}Claim> }}"
CLAIMS = ("moon-pulls-the-sea", "motion-shakes-the-sea")
LENGTHS = [len(f"https://example.org/tides/id/claim/{name}") for name in CLAIMS]


def snippet(server: Any, name: str, query: str = SELECT, **kind: Any) -> str:
    """Return the code called ``name`` that asks ``query`` of ``server``."""
    graph = ("default-graph-uri", "https://example.org/tides/graph/asserted")
    more = {"values": (graph, ("release", server.release)), **kind}
    written = write_snippets(Request(f"{server.url}/sparql", query, **more))
    return next(one.text for one in written if one.name == name)


def said(*command: str, text: str = "") -> str:
    """Return what ``command`` prints, which must succeed."""
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["Python", "Python, pandas"])
def test_the_python_prints_the_table(server: Any, name: str) -> None:
    printed = said(sys.executable, "-", text=snippet(server, name))

    assert "length" in printed
    assert all(str(length) in printed for length in LENGTHS)


def test_the_shell_gets_the_table(server: Any) -> None:
    printed = said("sh", "-c", snippet(server, "curl"))

    assert printed.splitlines()[0] == "claim,length"
    assert all(claim in printed for claim in CLAIMS)


@pytest.mark.parametrize("name", ["curl", "Python"])
def test_graphs_and_truths_can_be_asked_for_too(server: Any, name: str) -> None:
    command = ("sh", "-c") if name == "curl" else (sys.executable, "-c")

    graph = said(*command, snippet(server, name, CONSTRUCT, graph=True))
    truth = said(*command, snippet(server, name, ASK, truth=True))

    assert all(claim in graph for claim in CLAIMS)
    assert "true" in truth.lower()


def test_the_cell_of_a_notebook_ends_in_the_table(server: Any) -> None:
    """As a notebook runs it: the magic apart, its last expression is shown."""
    magic, _, code = snippet(server, "Jupyter").partition("\n")
    cell = ast.parse(code)
    shown = cell.body.pop()
    assert isinstance(shown, ast.Expr)
    names: dict[str, Any] = {}

    exec(compile(cell, "cell", "exec"), names)  # noqa: S102 - our own code, under test
    table = eval(compile(ast.Expression(shown.value), "cell", "eval"), names)  # noqa: S307

    assert magic == "%pip install --quiet pandas"
    assert isinstance(table, pd.DataFrame)
    assert list(table.columns) == ["claim", "length"]
    assert len(table) == 2


def test_r_reads_the_table(server: Any) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None and not os.environ.get("CI"):
        pytest.skip("R (Debian: r-base-core, r-cran-httr2) is not installed")
    assert rscript, "CI installs R"
    code = (
        snippet(server, "R") + "stopifnot(nrow(table) == 2, is.numeric(table$length))"
    )

    printed = said(rscript, "-e", code)

    assert all(claim in printed for claim in CLAIMS)

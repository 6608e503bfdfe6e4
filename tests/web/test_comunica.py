"""Comunica, which joins over the Web, asks the endpoint and reads the documents."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "comunica"
TROTSKY = "https://w3id.org/dissensus/id/person/leon-trotsky"
PREFIXES = """PREFIX dis: <https://w3id.org/dissensus/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def comunica(query: str, *sources: Any) -> list[dict[str, str]]:
    """Return the rows that Comunica finds for ``query`` over ``sources``."""
    node = shutil.which("node")
    installed = (HERE / "node_modules" / "@comunica" / "query-sparql").is_dir()
    if not (node and installed) and not os.environ.get("CI"):
        pytest.skip("Comunica is not installed: `make tests/web/comunica/.installed`")
    assert node, "CI installs node"
    assert installed, "CI installs Comunica"
    asked = json.dumps({"query": PREFIXES + query, "sources": sources})
    done = subprocess.run(
        [node, "ask.mjs", asked],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, str]] = json.loads(done.stdout)
    return rows


def test_comunica_asks_the_endpoint(real_site: str) -> None:
    """It finds out what it asks by itself: from the service description."""
    query = f"SELECT ?label {{ <{TROTSKY}> a dis:Person ; skos:prefLabel ?label }}"

    told = comunica(query, {"type": "sparql", "value": f"{real_site}/sparql"})
    found = comunica(query, f"{real_site}/sparql")

    assert {"label": "Leon Trotsky"} in told
    assert sorted(map(str, found)) == sorted(map(str, told))


def test_comunica_joins_the_endpoint_with_a_document(real_site: str) -> None:
    """It asks both for each pattern, and joins what they say."""
    document = f"{real_site}/id/person/leon-trotsky"
    query = f"""SELECT DISTINCT ?stance {{
      ?stance dis:holder <{TROTSKY}> . ?page ?about <{TROTSKY}> .
      <{TROTSKY}> skos:prefLabel "Leon Trotsky"@en }}"""

    rows = comunica(query, {"type": "sparql", "value": f"{real_site}/sparql"}, document)

    assert rows
    assert all("/id/stance/" in row["stance"] for row in rows)

"""Clients that others wrote, as researchers use them."""

import io
import shutil
import subprocess
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import pytest

QUERY = """PREFIX dis: <https://w3id.org/dissensus/ontology#>
SELECT ?c ?n WHERE { ?c a dis:Claim BIND(STRLEN(STR(?c)) AS ?n) } ORDER BY ?c"""


@pytest.mark.parametrize("coding", ["", "gzip", "br", "zstd"])
def test_pandas_reads_the_csv_of_a_query(server: Any, coding: str) -> None:
    address = f"{server.url}/sparql?{urlencode({'query': QUERY, 'format': 'csv'})}"

    if coding:
        command = ["curl", "-sS", "--fail", "--compressed", address]
        supported = subprocess.run(
            ["curl", "--version"], check=True, capture_output=True, text=True
        ).stdout.lower()
        if {"gzip": "libz", "br": "brotli", "zstd": "zstd"}[coding] not in supported:
            pytest.skip(f"this curl cannot unpack {coding}")
        command[3:3] = ["-H", f"Accept-Encoding: {coding}"]
        data = subprocess.run(command, check=True, capture_output=True).stdout
        frame = pd.read_csv(io.BytesIO(data))
    else:
        frame = pd.read_csv(address)

    assert list(frame.columns) == ["c", "n"]
    assert len(frame) == 2
    assert frame["n"].tolist() == frame["c"].str.len().tolist()


@pytest.mark.parametrize("how", [(), ("-r", "csv"), ("-r", "xml")])
def test_redland_can_ask(server: Any, how: tuple[str, ...]) -> None:
    """Redland's roqet speaks the protocol and reads the results."""
    roqet = shutil.which("roqet")
    if roqet is None:
        pytest.skip("roqet (Debian: rasqal-utils) is not installed")
    command = [roqet, "-q", "-p", f"{server.url}/sparql", *how, "-e", QUERY]

    done = subprocess.run(command, check=True, capture_output=True, text=True)

    for name in ("moon-pulls-the-sea", "motion-shakes-the-sea"):
        assert name in done.stdout


def test_curl_sends_a_file_as_it_is(server: Any, tmp_path: Any) -> None:
    file = tmp_path / "query.rq"
    file.write_text(QUERY)
    kind = "Content-Type: application/sparql-query"
    command = ["curl", "-sS", "--fail", "-H", kind, "-H", "Accept: text/csv"]
    sent = [*command, "--data-binary", f"@{file}", f"{server.url}/sparql"]

    done = subprocess.run(sent, check=True, capture_output=True, text=True)

    assert done.stdout.splitlines()[0] == "c,n"
    assert len(done.stdout.splitlines()) == 3

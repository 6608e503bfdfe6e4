"""The W3C's test suites, which are not part of this project."""

import tarfile
from pathlib import Path

import pytest

_SUITES = Path(__file__).parents[3] / "shared" / "conformance"


@pytest.fixture(scope="session")
def runner() -> Path:
    """The program that runs the suites over HTTP."""
    found = _SUITES / "w3c_sparql_http.py"
    if not found.exists():
        pytest.skip(f"the W3C test suites are not there: {_SUITES}")
    return found


@pytest.fixture(scope="session")
def suites(runner: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds ``rdf-tests/sparql/``, unpacked."""
    folder = tmp_path_factory.mktemp("suites")
    with tarfile.open(runner.parent / "rdf-tests-sparql.tar.gz") as archive:
        archive.extractall(folder / "rdf-tests", filter="data")
    return folder

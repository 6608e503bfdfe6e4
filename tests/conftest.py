"""What every room's tests may start from: projects, and releases of them."""

import os
import shutil
from pathlib import Path

import pytest

from dissensus.catalog import Catalog
from dissensus.release import Release

_ROOT = Path(__file__).parents[1]
# Two test processes that write hypothesis' first files at once trip each other.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(_ROOT / ".hypothesis" / _WORKER)
_MINIMAL = _ROOT / "tests" / "data" / "minimal"


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder of the real project."""
    return _ROOT


@pytest.fixture
def minimal_project(tmp_path: Path) -> Path:
    """A tiny project about the tides, to be changed or broken at will."""
    return Path(shutil.copytree(_MINIMAL, tmp_path / "tides"))


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the minimal project; read-only, so safe to share."""
    catalog = Catalog(tmp_path_factory.mktemp("minimal-releases"))
    return catalog.publish(_MINIMAL).release


@pytest.fixture(scope="session")
def real_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the real project; read-only, so safe to share."""
    catalog = Catalog(tmp_path_factory.mktemp("real-releases"))
    return catalog.publish(_ROOT).release

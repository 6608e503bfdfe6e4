"""A published sample, how often to try, and the report of the run."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chaos.reliability import Reliability
from chaos.site import Site, publish, serving

_MINIMAL = Path(__file__).parents[1] / "data" / "minimal"


def pytest_configure(config: pytest.Config) -> None:
    """Let the run write its report."""
    config.pluginmanager.register(Reliability(config), "reliability")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, published; to be copied, not changed."""
    root = Path(shutil.copytree(_MINIMAL, tmp_path_factory.mktemp("made") / "tides"))
    done = publish(root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def project(published: Path, tmp_path: Path) -> Path:
    """A published project of one's own, to be changed or broken at will."""
    return Path(shutil.copytree(published, tmp_path / "tides", symlinks=True))


@pytest.fixture(scope="module")
def site(published: Path) -> Iterator[Site]:
    """A server of the sample, shared by whoever leaves it as it was."""
    with serving(published / "releases") as site:
        yield site


@pytest.fixture
def times(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """How often: the first number, or the second with ``--long``."""
    long = request.config.getoption("long")
    return lambda short, all_of_it: all_of_it if long else short


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Put numbers into the report: ``tell(kills=50)``."""

    def told(**numbers: object) -> None:
        for name, number in numbers.items():
            shown = f"{number:.3g}" if isinstance(number, float) else str(number)
            request.node.user_properties.append((name.replace("_", " "), shown))

    return told

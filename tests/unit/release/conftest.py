"""Judges from elsewhere, in an environment of their own."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

_HERE = Path(__file__).parents[2] / "validators"
Judge = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def validators() -> Path:
    """The folder of that environment, in which CI has installed them."""
    if not (_HERE / ".installed").is_file() and not os.environ.get("CI"):
        pytest.skip("not installed: `make tests/validators/.installed`")
    assert (_HERE / ".installed").is_file(), "CI installs the validators"
    return _HERE


@pytest.fixture(scope="session")
def judge(validators: Path) -> Judge:
    """Run one of its programs, or its Python on a script of the folder."""

    def run(program: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        script = validators / program
        binaries = validators / ".venv" / "bin"
        called = [binaries / program]
        if script.is_file():
            called = [binaries / "python", script]
        return subprocess.run(
            [*called, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run

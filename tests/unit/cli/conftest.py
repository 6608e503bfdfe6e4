"""The command line as a shell meets it: a process, its output, its code."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def command() -> Callable[..., Run]:
    """Run ``dissensus ARGS`` with the folder ``root`` as working directory."""

    def run(*args: str, root: Path, stdin: str = "", **environment: str) -> Run:
        done = subprocess.run(
            [sys.executable, "-m", "dissensus", *args],
            cwd=root,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | environment,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run

"""The side-by-side run: it measures, and says what it could not."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "beside"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("wrk") and shutil.which("nginx")),
        reason="wrk and nginx are not installed: apt-get install wrk nginx-light",
    ),
]


def test_a_small_run_fills_its_section_and_leaves_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("# Performance\n\nBefore.\n")
    command = [sys.executable, str(PROGRAM), "--triples", "2000", "--page", str(page)]
    options = ["--servers", "nginx", "--work", str(tmp_path / "work")]

    subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)

    told = page.read_text()
    assert told.startswith("# Performance\n\nBefore.\n")
    assert told.count("## Side by side") == 1
    assert re.search(r"^\| three joins \| \d+\.\d\d \|$", told, re.MULTILINE)
    assert re.search(r"^\| Turtle, again, a second \| [\d,.]+ \|", told, re.MULTILINE)

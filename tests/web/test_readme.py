"""What the README shows is what a reader gets."""

import fnmatch
import re
import subprocess
from pathlib import Path

import pytest

from dissensus.cli.main import command_names

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"


def _sessions() -> list[list[tuple[str, str]]]:
    """Return for each console block its commands, each with what it prints."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    return [_session(block) for block in blocks]


def _session(block: str) -> list[tuple[str, str]]:
    told = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, printed = _split(part)
        told.append((command, printed))
    return told


def _split(part: str) -> tuple[str, str]:
    """A command ends where its quotes close at the end of a line."""
    lines = part.splitlines(keepends=True)
    for end in range(1, len(lines) + 1):
        command = "".join(lines[:end])
        if command.count("'") % 2 == 0:
            return command.strip(), "".join(lines[end:])
    raise AssertionError(part)


def test_the_readme_shows_commands() -> None:
    assert sum(len(session) for session in _sessions()) >= 5


@pytest.mark.parametrize("session", _sessions(), ids=lambda s: s[0][0][:40])
def test_the_readmes_lines_print_what_it_says(
    session: list[tuple[str, str]], real_site: str, tmp_path: Path
) -> None:
    for command, printed in session:
        done = subprocess.run(
            ["bash", "-c", command.replace(ADDRESS, real_site)],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

        said = done.stdout.replace("\r\n", "\n").replace(real_site, ADDRESS)
        assert fnmatch.fnmatchcase(said, printed) or said == printed, done.stderr


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len(README.splitlines()) <= 150


def test_the_readme_names_every_command() -> None:
    for name in command_names():
        assert f"`dissensus {name}" in README

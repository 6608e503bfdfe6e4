"""Whoever follows docs/own-dataset.md gets what it shows, and a whole site."""

import fnmatch
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

# One walk for them all, whichever process runs them.
pytestmark = pytest.mark.xdist_group("own dataset")

GUIDE = Path(__file__).parents[2] / "docs" / "own-dataset.md"
ADDRESS = "http://127.0.0.1:8000"


@dataclass
class Walk:
    """A walk through the guide.

    Attributes:
        site: The address of the server that it started.
        told: Each command with what it should print, what it did, and its faults.
        seconds: From `init` to a server that answers.
    """

    site: str
    told: list[tuple[str, str, str, str]]
    seconds: float


def _commands() -> list[tuple[str, str]]:
    """Return each command of the guide, with what it prints."""
    blocks = re.findall(r"```console\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    parts = [p for b in blocks for p in re.split(r"^\$ ", b, flags=re.MULTILINE)[1:]]
    return [_split(part) for part in parts]


def _split(part: str) -> tuple[str, str]:
    """A command ends with its line, or with its here-document."""
    end = part.index("\nEND\n") + 5 if "<<'END'" in part else part.index("\n") + 1
    return part[:end].strip(), part[end:]


@pytest.fixture(scope="module")
def walk(
    tmp_path_factory: pytest.TempPathFactory, running: Callable[..., Any]
) -> Iterator[Walk]:
    """Every command of the guide, run in its order; its server runs on."""
    folder = tmp_path_factory.mktemp("own")
    program = folder / "dissensus"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m dissensus "$@"\n')
    program.chmod(0o755)
    environ = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    done = Walk("", [], 0)
    begun = time.monotonic()
    with ExitStack() as stack:
        for command, printed in _commands():
            if command.startswith("cd "):
                folder /= command.removeprefix("cd ")
                continue
            if command == "dissensus serve":
                server = stack.enter_context(
                    running("serve", "--port", "0", "--root", str(folder))
                )
                httpx.get(server.url).raise_for_status()
                done.site, done.seconds = server.url, time.monotonic() - begun
                said = f"Serving {server.release} at {ADDRESS}/\n"
                done.told.append((command, printed, said, ""))
                continue
            ended = subprocess.run(
                ["bash", "-c", command.replace(ADDRESS, done.site or ADDRESS)],
                cwd=folder, env=environ, capture_output=True, text=True,
                check=False, timeout=60,
            )  # fmt: skip
            said = ended.stdout.replace(done.site or ADDRESS, ADDRESS)
            said = said.replace("\r\n", "\n")
            done.told.append((command, printed, said, ended.stderr))
        yield done


def test_the_lines_of_the_guide_print_what_it_says(walk: Walk) -> None:
    assert len(walk.told) >= 8
    for command, printed, said, fault in walk.told:
        pattern = "".join(
            "*" if line == "...\n" else line for line in printed.splitlines(True)
        )
        assert fnmatch.fnmatchcase(said, pattern), (command, said, fault)


def test_a_new_project_is_soon_served(
    walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figure is for people: how fast a machine is, no test decides."""
    with capsys.disabled():
        sys.stdout.write(f"\n`init` to the first answer: {walk.seconds:.1f} s\n")

    assert httpx.get(f"{walk.site}/status").status_code == 200


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", ["When did Mount Arkos erupt?", "The date of the eruption"]),
        ("/debate", ["Tomas Reidl", "Erupted in 412", "Undecided"]),
        ("/id/person/ansel-korda", ["Tomas Reidl", "The layer in the ice"]),
        ("/id/event/arkos-eruption", ["Mount Arkos erupted in", "412 or 437"]),
        ("/id/argument/move-uphill", ["undermines", "The end of the ledger"]),
        ("/search?q=korda", ["Ansel Korda"]),
        ("/browse", ["Dating claim", "Person"]),
        ("/ontology", ["Terms of the example", "dating claim"]),
        ("/shapes", ["DAT10", "STA10"]),
        ("/learn/who-says-when", ["own:datesTo", "412", "Ansel Korda"]),
        ("/queries/competency/who-dates-the-eruption", ["437", "Ansel Korda"]),
        ("/queries/api/stances-of-a-holder", ["ledger ends because", "ansel-korda"]),
        ("/coverage", ["Maren"]),
        ("/bibliography", ["The Ledger of Sarn"]),
        ("/validation", ["ARG55"]),
        ("/sparql", ["SELECT"]),
    ],
)
def test_the_pages_of_a_new_project_are_full(
    walk: Walk, path: str, words: list[str]
) -> None:
    page = httpx.get(
        f"{walk.site}{path}",
        headers={"Accept": "text/html"}, follow_redirects=True, timeout=30,
    )  # fmt: skip

    assert page.status_code == 200
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page.text)).lower()
    assert [word for word in words if word.lower() not in text] == []

"""What changed, told in a shell."""

import subprocess
import sys
from pathlib import Path

from dissensus.catalog import Catalog

LABEL = "The moon draws the waters of the sea."


def diff(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "dissensus", "diff", "--root", str(root)]
    return subprocess.run(
        [*command, *arguments], capture_output=True, text=True, check=False
    )


def test_a_shell_is_told_what_changed_entity_by_entity(minimal_project: Path) -> None:
    catalog = Catalog(minimal_project / "releases")
    first = catalog.publish(minimal_project).release.id
    alone = diff(minimal_project)
    file = minimal_project / "data/tides/debate.ttl"
    file.write_text(file.read_text().replace(LABEL, "It draws them."))
    second = catalog.publish(minimal_project).release.id

    brief = diff(minimal_project)
    whole = diff(minimal_project, "--statements")
    back = diff(minimal_project, second, first, "--patch")

    assert (alone.returncode, "no release before" in alone.stderr) == (2, True)
    iri = "https://example.org/tides/id/claim/moon-pulls-the-sea"
    assert brief.stdout == f"changed\t{iri}\tIt draws them.\t-1 +1\n"
    said = whole.stdout.splitlines()[1:]
    assert [line.partition(" ")[0] for line in said] == ["-", "+", "-~", "+~"]
    assert f'"{LABEL}"@en .' in said[0]
    assert f'A <{iri}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{LABEL}"' in (
        back.stdout
    )

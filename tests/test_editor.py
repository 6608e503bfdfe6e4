"""The scripts of the query page: tested, built from what is locked, kept out."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EDITOR = ROOT / "editor"
QUERY = ROOT / "server" / "dissensus" / "web" / "static" / "query"


def test_the_scripts_do_what_their_tests_say() -> None:
    if not (node := shutil.which("node")):
        pytest.skip("node is not installed")
    files = [str(file) for file in sorted((EDITOR / "test").glob("*.test.js"))]

    done = subprocess.run(
        [node, "--test", *files], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "# pass 0" not in done.stdout


def test_what_the_editor_is_built_from_is_locked_and_names_no_host() -> None:
    lock = json.loads((EDITOR / "package-lock.json").read_text())

    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry["integrity"] for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


def test_set_up_builds_the_editor_where_it_can() -> None:
    if not shutil.which("npm"):
        pytest.skip("npm is not installed: the query page has a text field")

    assert (QUERY / "editor.js").is_file(), "run `make editor/.built`"


def test_what_is_built_is_not_committed() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git work tree")
    built = ["editor/node_modules", "editor/.built", str(QUERY / "editor.js")]

    ignored = subprocess.run(
        ["git", "check-ignore", *built],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(ignored.stdout.splitlines()) == len(built)


@pytest.mark.parametrize("script", sorted(QUERY.glob("*.js")), ids=lambda p: p.name)
def test_no_script_reaches_beyond_the_site(script: Path) -> None:
    """Nothing is loaded from elsewhere; namespaces are names, not addresses."""
    text = script.read_text(encoding="utf-8")

    assert "eval(" not in text.replace("retrieval(", "")
    assert "new Function" not in text
    assert "importScripts" not in text
    if script.name != "editor.js":
        known = "http://www.w3.org/2000/svg"
        assert "://" not in text.replace(known, "")

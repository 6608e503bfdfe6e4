"""The code keeps the shape that CONTRIBUTING.md promises."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from importlinter.cli import lint_imports_command

from dissensus import cli, errors
from dissensus.cli.main import command_names
from dissensus.formats import Kind, formats_for
from dissensus.sources.files import ROOMS
from dissensus.web.problems import STATUS

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "server" / "dissensus"
MODULES = sorted(HOUSE.rglob("*.py"))
MOST_LINES = 300


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_rooms_import_downwards_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    result = CliRunner().invoke(lint_imports_command, ["--no-cache"])

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= MOST_LINES
    assert ast.get_docstring(ast.parse(text)), f"{path}: no module docstring"


def _public(body: list[ast.stmt]) -> list[ast.FunctionDef | ast.ClassDef]:
    named = [
        node
        for node in body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
    ]
    classes = [node for node in named if isinstance(node, ast.ClassDef)]
    return named + [member for node in classes for member in _public(node.body)]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_public_name_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    bare = [node.name for node in _public(tree.body) if not ast.get_docstring(node)]

    assert not bare


def test_rooms_are_named_after_what_they_hold() -> None:
    nothing = {"utils", "util", "helpers", "common", "misc", "services"}

    names = {part for path in MODULES for part in path.with_suffix("").parts}

    assert not names & nothing


def _subclasses(of: type[Exception]) -> set[type[Exception]]:
    return {of}.union(*(_subclasses(sub) for sub in of.__subclasses__()))


def test_every_error_is_drawn_in_the_tree() -> None:
    for error in _subclasses(errors.DissensusError):
        assert error.__name__ in (errors.__doc__ or "")


def test_every_error_a_caller_can_meet_has_a_status() -> None:
    reachable = _subclasses(errors.RequestError) | _subclasses(errors.BackendError)

    assert reachable <= set(STATUS)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("field", ["name", "media_type", "suffix", "rank"])
def test_formats_do_not_collide(kind: Kind, field: str) -> None:
    values = [getattr(format_, field) for format_ in formats_for(kind)]

    assert values
    assert len(values) == len(set(values))


@pytest.mark.parametrize("name", sorted(command_names()))
def test_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(cli.main, [name, "--help"])

    assert result.exit_code == 0
    assert "Example" in result.output


@pytest.mark.parametrize(
    ("starting", "heavy"),
    [
        (
            "dissensus.web.workers",
            "rdflib pyshacl owlrl SPARQLWrapper markdown_it rich babel.messages.pofile",
        ),
        # The broker starts first, and meanwhile the rest is imported.
        ("dissensus.cli.serve, dissensus.web.server", "flask uvicorn asyncio"),
        ("dissensus.evaluation.zygote", "asyncio flask rdflib"),
    ],
)
def test_the_server_starts_without_what_others_need(starting: str, heavy: str) -> None:
    """Or each start of a site, and each answer after it, comes later."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {starting}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert {*heavy.split()}.isdisjoint(done.stdout.split())


def test_what_is_installed_is_not_compiled_at_each_start() -> None:
    """Where bytecode is not written by whoever imports, as in many containers."""
    for name in ("flask", "uvicorn", "jinja2"):
        found = importlib.util.find_spec(name)

        assert found is not None
        assert found.cached is not None
        assert Path(found.cached).exists()


def test_whatever_makes_a_release_counts_in_its_fingerprint() -> None:
    told = "".join(file.read_text() for file in (HOUSE / "release").glob("*.py"))
    imported = set(re.findall(r"^from dissensus\.(\w+)", told, re.M))

    assert {room for room in imported if (HOUSE / room).is_dir()} <= {*ROOMS}


def test_the_program_knows_nothing_of_any_one_debate() -> None:
    words = ("lenin", "stalin", "molyneux", "trotsky", "bolshevik")

    told = [
        _name(path)
        for path in HOUSE.rglob("*")
        if path.suffix in {".py", ".html", ".rq", ".css", ".js"}
        and any(word in path.read_text(encoding="utf-8").lower() for word in words)
    ]

    assert not told


def test_every_dependency_is_locked_with_its_digest() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    locked = (ROOT / "requirements" / "dev.txt").read_text()

    missing = [
        line
        for line in wanted
        if f"\n{line.split('>')[0].lower()}==" not in f"\n{locked}"
    ]

    assert not missing
    assert "--hash=sha256:" in locked

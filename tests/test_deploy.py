"""What stands in deploy/ fits the program and the machine that it is meant for."""

import re
import shlex
import subprocess
from configparser import ConfigParser
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from dissensus.catalog import note_verified
from dissensus.cli import main
from dissensus.settings import Settings, read_settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
INSTALLED = "/srv/dissensus/.venv/bin/dissensus"


def unit(name: str) -> ConfigParser:
    """Read a unit; of keys that stand there more than once, the last."""
    found = ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string((DEPLOY / name).read_text())
    return found


def is_understood(words: list[str]) -> bool:
    """Return whether the command line knows each option of ``words``."""
    told = CliRunner().invoke(main, [words[0], "--help"]).output
    options = [word for word in words if word.startswith("--")]
    return told.startswith("Usage:") and all(option in told for option in options)


@pytest.mark.parametrize("name", ["dissensus.service", "dissensus-verify.service"])
def test_a_unit_starts_a_command_that_there_is(name: str) -> None:
    program, *words = shlex.split(unit(name)["Service"]["ExecStart"])

    assert program == INSTALLED
    assert is_understood(words)


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """The program need not be installed where the test runs, nor its user."""
    for file in DEPLOY.glob("dissensus*"):
        text = file.read_text().replace(INSTALLED, "/bin/true")
        (tmp_path / file.name).write_text(text)
    units = sorted(str(file) for file in tmp_path.iterdir())

    done = subprocess.run(
        ["systemd-analyze", "verify", *units],
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(units) == 3
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_leaves_the_site_little_that_it_could_harm(tmp_path: Path) -> None:
    text = (DEPLOY / "dissensus.service").read_text().replace(INSTALLED, "/bin/true")
    (tmp_path / "dissensus.service").write_text(text)
    words = ["systemd-analyze", "security", "--offline=true", "--threshold=20"]

    done = subprocess.run(
        [*words, str(tmp_path / "dissensus.service")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-300:]


def test_the_verifying_unit_may_write_where_its_record_goes(tmp_path: Path) -> None:
    service = unit("dissensus-verify.service")["Service"]
    words = shlex.split(service["ExecStart"])
    releases = Path(words[words.index("--releases") + 1])

    note_verified(tmp_path, "1-5c0f4e1d2a3b", result="whole")

    assert [path.name for path in tmp_path.iterdir()] == ["verified.jsonl"]
    assert service["ProtectSystem"] == "strict"
    assert [Path(path) for path in service["ReadWritePaths"].split()] == [releases]


def test_query_workers_may_still_lock_themselves_in() -> None:
    """They need seccomp(2), which is in none of systemd's sets of this age."""
    text = (DEPLOY / "dissensus.service").read_text()

    assert "SystemCallFilter=@system-service seccomp\n" in text
    assert "@resources" not in "".join(re.findall(r"^SystemCallFilter=~.*", text, re.M))


def test_the_container_is_made_of_what_is_here() -> None:
    steps = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ").splitlines()
    copied = [
        s.split()[1:-1] for s in steps if s.startswith("COPY") and "--from" not in s
    ]
    users = [step.split()[1] for step in steps if step.startswith("USER")]
    stages = [step for step in steps if step.startswith("FROM")]
    command = next(step for step in steps if step.startswith("CMD"))

    assert all((ROOT / name).exists() for names in copied for name in names)
    assert len(stages) == 2
    assert users
    assert users[-1] not in {"0", "root"}
    assert is_understood(re.findall(r'"([^"]*)"', command))


def test_every_setting_stands_in_the_table_with_its_default() -> None:
    table = (ROOT / "docs" / "operating.md").read_text()
    rows = dict(re.findall(r"^\| `(DISSENSUS_[A-Z_]+)` \| ([^|]*?) \|", table, re.M))

    for field in fields(Settings):
        default = field.default
        said = " ".join(default) if isinstance(default, tuple) else default
        wanted = f"`{said}`" if said != "" else "none"
        assert rows.pop(f"DISSENSUS_{field.name.upper()}", "no row") == wanted, (
            field.name
        )
    assert set(rows) == {"DISSENSUS_TRACEBACK"}


def test_the_settings_that_the_guide_proposes_can_be_read() -> None:
    text = (ROOT / "docs" / "operating.md").read_text()
    block = text.partition("/etc/dissensus/environment")[2].partition("```")[2]
    lines = re.findall(r"^(DISSENSUS_\w+)=(.*)$", block.partition("```")[0], re.M)

    settings = read_settings(dict(lines))

    assert settings.client_header == "X-Forwarded-For"

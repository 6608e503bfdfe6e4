"""``dissensus mcp`` without what it needs says what to do, and ends."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[..., Any]


def test_without_the_package_it_says_how_to_install_it(
    command: Command, tmp_path: Path
) -> None:
    """An interpreter that finds another ``mcp``, which is not the package."""
    (tmp_path / "mcp.py").write_text("", encoding="utf-8")

    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])

    run = command("mcp", root=tmp_path, PYTHONPATH=path)

    assert run.code == 2
    assert "pip install 'dissensus[mcp]'" in run.err
    assert run.out == ""


def test_without_a_release_it_says_so_and_ends(
    command: Command, tmp_path: Path
) -> None:
    run = command("mcp", root=tmp_path)

    assert run.code == 2
    assert "There is no release" in run.err
    assert "dissensus publish" in run.err

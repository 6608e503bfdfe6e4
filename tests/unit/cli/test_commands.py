"""The commands do what their help says, and their codes are those promised."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dissensus.catalog import last_verified
from dissensus.cli import main
from dissensus.cli.main import command_names

DISAGREEMENTS = "competency/disagreements"
PERSON = "<https://example.org/tides/id/person/johannes-kepler>"
ASK = f"ASK {{ {PERSON} ?p ?o }}"


@pytest.fixture
def published(minimal_project: Path, command: Callable[..., Any]) -> Path:
    """The minimal project with a current release."""
    assert command("publish", root=minimal_project).code == 0
    return minimal_project


@pytest.mark.parametrize("name", sorted(command_names()))
def test_each_command_explains_itself_with_an_example(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])

    assert result.exit_code == 0
    assert "Example:" in result.output
    assert f"dissensus {name}" in result.output


def test_publishing_ends_with_figures_that_a_script_can_read(
    minimal_project: Path, command: Callable[..., Any]
) -> None:
    run = command("publish", root=minimal_project)

    records = [tuple(line.split("\t")) for line in run.out.splitlines()]
    assert ("triples", "inferred", "25") in records
    assert ("class", "dis:Person", "3") in records
    assert any(record[:2] == ("look", "dumps") for record in records)
    assert all(stage in run.err for stage in ("read", "reason", "validate", "seal"))


def test_publishing_again_says_that_nothing_changed(
    published: Path, command: Callable[..., Any]
) -> None:
    run = command("publish", root=published)

    assert run.out.split("\t")[2] == "unchanged\n"
    assert run.err == ""


def test_a_warning_is_counted_and_does_not_stop_anything(
    minimal_project: Path, command: Callable[..., Any]
) -> None:
    path = minimal_project / "data/tides/debate.ttl"
    text = path.read_text("utf-8")
    label = ';\n    skos:prefLabel "Kepler on the moon and the sea"@en .'
    path.write_text(text.replace(label, "."), "utf-8")

    run = command("publish", root=minimal_project)

    assert run.code == 0
    assert "finding\tTID11 warning\t1" in run.out


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("publish", "--root", "nowhere"), "nowhere"),
        (("verify", "7-000000000000"), "no release"),
        (("verify", "latest"), "not the name"),
        (("verify", "--source", "no-such-text.txt"), "no-such-text.txt"),
        (("rollback",), "before"),
        (("check", "--shapes", "shapes/tides.ttl"), "single files"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_a_wrong_call_costs_two_or_one(
    published: Path, command: Callable[..., Any], args: tuple[str, ...], word: str
) -> None:
    """1 when the sources are not there, 2 when the call cannot be met."""
    run = command(*args, root=published)

    assert run.code == (1 if args[0] == "publish" else 2)
    assert word in run.err
    assert "Traceback" not in run.err


def test_a_query_is_asked_by_name_by_file_and_from_stdin(
    published: Path, command: Callable[..., Any]
) -> None:
    path = f"queries/{DISAGREEMENTS}.rq"
    text = (published / path).read_text("utf-8")

    runs = [
        command("query", DISAGREEMENTS, root=published),
        command("query", DISAGREEMENTS.rpartition("/")[2], root=published),
        command("query", path, root=published),
        command("query", "-", root=published, stdin=text),
    ]

    assert {run.code for run in runs} == {0}
    assert len({run.out for run in runs}) == 1
    assert runs[0].out.splitlines()[0] == "?one\t?other"
    assert len(runs[0].out.splitlines()) == 3


def test_answers_come_in_the_format_asked_for(
    published: Path, command: Callable[..., Any]
) -> None:
    def ask(format_: str) -> str:
        run = command("query", DISAGREEMENTS, "--format", format_, root=published)
        assert run.code == 0, run.err
        return str(run.out)

    expected = (published / f"queries/{DISAGREEMENTS}.csv").read_text("utf-8")
    assert ask("csv").splitlines() == expected.splitlines()
    assert len(json.loads(ask("json"))["results"]["bindings"]) == 2
    assert ask("xml").startswith("<?xml")
    assert "per:johannes-kepler" in ask("table")


def test_a_table_shows_what_was_written_as_it_was(
    published: Path, command: Callable[..., Any]
) -> None:
    text = 'SELECT ?x { VALUES ?x { "[red]:warning:[/red]" } }'

    run = command("query", "-", "--format", "table", root=published, stdin=text)

    assert "[red]:warning:[/red]" in run.out


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (ASK, "true"),
        (
            f"CONSTRUCT WHERE {{ {PERSON} a ?class }}",
            "per:johannes-kepler a dis:Person",
        ),
    ],
)
def test_other_forms_are_answered_too(
    published: Path, command: Callable[..., Any], text: str, word: str
) -> None:
    assert word in command("query", "-", root=published, stdin=text).out


def test_a_malformed_query_is_told_with_line_and_column(
    published: Path, command: Callable[..., Any]
) -> None:
    run = command("query", "-", root=published, stdin="SELECT *\nWHERE { ?s foo:p ?o }")

    assert run.code == 2
    assert "line 2, column 12" in run.err
    assert "foo:" in run.err


def test_verifying_hashes_every_file(
    published: Path, command: Callable[..., Any]
) -> None:
    assert command("verify", root=published).out.startswith("release\t1-")
    path = published / "releases/current/dumps/dissensus.nt.gz"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)

    run = command("verify", root=published)

    assert run.code == 2
    assert "dissensus.nt.gz" in run.err


def test_each_verification_is_noted_beside_the_releases(
    published: Path, command: Callable[..., Any]
) -> None:
    """Never inside one, which would not be what was published any more."""
    release = (published / "releases/current").resolve()
    command("verify", root=published)
    whole = last_verified(published / "releases", release.name)
    (release / "extra.txt").write_text("x")

    run = command("verify", root=published)

    damaged = last_verified(published / "releases", release.name)
    assert run.code == 2
    assert whole["result"] == "whole"
    assert whole["files"] > 10
    assert "extra.txt" in damaged["result"]
    assert last_verified(published / "releases", "7-000000000000") == {}


def test_verifying_against_another_text_is_refused(
    published: Path, command: Callable[..., Any]
) -> None:
    """The minimal project states no digest, so no text can be its own."""
    (published / "text.txt").write_text("Quite another text.", "utf-8")

    run = command("verify", "--source", "text.txt", root=published)

    assert run.code == 1
    assert "text.txt" in run.err


def test_the_real_passages_fit_the_essay(
    real_release: Any, project_root: Path, command: Callable[..., Any]
) -> None:
    essay = project_root.parent / "shared/source/essay.txt"
    if not essay.is_file():
        pytest.skip("the essay is its author's and not part of this repository")
    releases = str(real_release.folder.parent)

    run = command(
        "verify", "--source", str(essay), "--releases", releases, root=project_root
    )

    assert run.code == 0, run.err
    passages = next(line for line in run.out.splitlines() if "passages" in line)
    assert int(passages.split("\t")[2]) > 100


def test_single_files_are_checked_without_a_project(
    tmp_path: Path, minimal_project: Path, command: Callable[..., Any]
) -> None:
    good, shapes = "tides/data/tides/debate.ttl", "tides/shapes/tides.ttl"
    (tmp_path / "bad.ttl").write_text("<http://e/a> <http://e/b> .\n", "utf-8")

    parsed = command("check", good, root=minimal_project.parent)
    broken = command("check", good, "bad.ttl", root=tmp_path)
    vacuous = command("check", good, "--shapes", shapes, root=tmp_path)

    assert parsed.code == 0
    assert "file\ttides/data/tides/debate.ttl\t" in parsed.out
    assert broken.code == 1
    assert "bad.ttl:1:" in broken.err
    assert vacuous.code == 1
    assert "nothing was validated" in vacuous.err


def test_single_files_are_validated_with_the_shapes_named(
    tmp_path: Path, command: Callable[..., Any]
) -> None:
    prefix = "@prefix dis: <https://w3id.org/dissensus/ontology#> .\n"
    sh = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    shape = (
        "<http://e/S> a sh:NodeShape ; sh:targetClass dis:Stance ; "
        "sh:property [ sh:path dis:holder ; sh:minCount 1 ] ."
    )
    (tmp_path / "s.ttl").write_text(prefix + sh + shape, "utf-8")
    (tmp_path / "bad.ttl").write_text(prefix + "<http://e/a> a dis:Stance .", "utf-8")
    held = "<http://e/a> a dis:Stance ; dis:holder <http://e/b> ."
    (tmp_path / "good.ttl").write_text(prefix + held, "utf-8")

    good = command("check", "good.ttl", "--shapes", "s.ttl", root=tmp_path)
    bad = command("check", "bad.ttl", "--shapes", "s.ttl", root=tmp_path)

    assert good.code == 0, good.err
    assert "conform" in good.out
    assert bad.code == 1
    assert "http://e/a" in bad.err


def test_a_reader_that_leaves_early_is_no_fault(published: Path) -> None:
    """As in ``dissensus query ... | head -1``."""
    program = [sys.executable, "-m", "dissensus", "query", "-"]
    text = "SELECT * { GRAPH ?g { ?s ?p ?o } ?a ?b ?c }"
    with subprocess.Popen(
        program,
        cwd=published,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdin.write(text)
        running.stdin.close()
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read()

    assert running.returncode == 0
    assert said == ""


def test_a_query_given_as_an_argument_is_told_where_to_go(
    published: Path, command: Callable[..., Any]
) -> None:
    """Also one that is longer than the name of a file can be."""
    run = command("query", f"SELECT * {{ ?s ?p {'?o, ' * 200} ?o }}", root=published)

    assert run.code == 1
    assert "standard input" in run.err


def test_answers_are_utf_8_whatever_the_locale(
    published: Path, command: Callable[..., Any]
) -> None:
    ask = "SELECT ('Łódź' AS ?city) {}"

    run = command(
        "query", "-", root=published, stdin=ask, PYTHONIOENCODING="latin-1", LC_ALL="C"
    )

    assert run.out == '?city\n"Łódź"\n'


def test_a_report_that_cannot_be_written_is_a_wrong_call(
    published: Path, command: Callable[..., Any]
) -> None:
    run = command("check", "--report", "no/such/folder.json", root=published)

    assert run.code == 2
    assert "no/such/folder.json" in run.err
    assert "fault of the program" not in run.err

"""A project that is broken is refused in one clear message; the old release stays."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PERSONS = "data/tides/persons.ttl"
DEBATE = "data/tides/debate.ttl"


def append(name: str, text: str) -> Callable[[Path], None]:
    def change(project: Path) -> None:
        path = project / name
        path.write_text(path.read_text("utf-8") + text, "utf-8")

    return change


def replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(project: Path) -> None:
        path = project / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return change


def remove(name: str) -> Callable[[Path], None]:
    def change(project: Path) -> None:
        path = project / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return change


def empty_the_shapes(project: Path) -> None:
    for path in (project / "shapes").iterdir():
        path.write_text("# nothing\n", "utf-8")


def remove_each_shape(project: Path) -> None:
    for path in (project / "shapes").iterdir():
        path.unlink()


def save_as_latin_1(project: Path) -> None:
    (project / PERSONS).write_bytes("# Grüße\n".encode("latin-1"))


BROKEN: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "a Turtle syntax error": (
        replace(
            PERSONS, "per:johannes-kepler a dis:Person ;", "per:a a dis:Person per:b ;"
        ),
        (f"{PERSONS}:9:", "dot"),
    ),
    "an unknown prefix": (
        append(PERSONS, "per:x a foo:Bar .\n"),
        (f"{PERSONS}:13:9:", "foo:", "@prefix"),
    ),
    "an ill-typed date": (
        replace(PERSONS, "1564-02-15", "1564-02-30"),
        (f"{PERSONS}:8:19:", "1564-02-30", "29 days"),
    ),
    "a violation of a shape": (
        replace(
            DEBATE,
            "stn:kepler-moon dis:holder per:johannes-kepler ;",
            "stn:kepler-moon a dis:Stance ;",
        ),
        (f"{DEBATE}:17:1:", "TID10", "stance/kepler-moon", "report.json"),
    ),
    "two disjoint classes": (
        append(DEBATE, "per:galileo-galilei a dis:Claim .\n"),
        ("person/galileo-galilei", "Claim", "Person"),
    ),
    "empty shapes": (empty_the_shapes, ("nothing was validated", "sh:targetClass")),
    "no shapes at all": (
        remove_each_shape,
        ("nothing was validated",),
    ),
    "a reference to nobody": (
        replace(
            DEBATE, "dis:holder per:johannes-kepler", "dis:holder per:johannes-kelper"
        ),
        (f"{DEBATE}:17:1:", "TID20", "johannes-kelper", "described nowhere"),
    ),
    "an IRI with a space": (
        append(PERSONS, "<https://example.org/tides/id/person/a b> a dis:Person .\n"),
        (f"{PERSONS}:13:1:", "%20"),
    ),
    "a folder that vanished": (
        remove("shapes"),
        ("shapes", "--root"),
    ),
    "a description that vanished": (
        remove("data/dataset.ttl"),
        ("data/dataset.ttl", "void:uriSpace"),
    ),
    "a file that is not UTF-8": (
        save_as_latin_1,
        (f"{PERSONS}:1:5:", "0xfc", "UTF-8"),
    ),
    "a link that is a dangling symlink": (
        lambda project: (project / "data/gone.ttl").symlink_to("nowhere.ttl"),
        ("data/gone.ttl", "vanished"),
    ),
    "a table with a short row": (
        append("data/links/wikidata.sssom.tsv", "per:x\tX\n"),
        ("wikidata.sssom.tsv:7:", "2 cells"),
    ),
    "an axiom outside OWL 2 RL": (
        append(
            "ontology/terms.ttl",
            "dis:Stance rdfs:subClassOf [ a owl:Restriction ; "
            "owl:onProperty dis:holder ; owl:someValuesFrom dis:Person ] .\n",
        ),
        ("Stance", "someValuesFrom"),
    ),
    "a property that RDF/XML cannot name": (
        append(DEBATE, "stn:galileo-moon <https://example.org/42> 1 .\n"),
        (f"{DEBATE}:19:1", "https://example.org/42", "RDF/XML"),
    ),
    "a query without a question": (
        replace("queries/competency/disagreements.rq", "#+ question", "#+ quest"),
        ("queries/competency/disagreements.rq:2:", "'quest'"),
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_refused_in_one_message_and_the_old_release_stays(
    minimal_project: Path, command: Callable[..., Any], what: str
) -> None:
    """Exit code 1; the message names the place and the way out; no traceback."""
    change, words = BROKEN[what]
    assert command("publish", root=minimal_project).code == 0
    before = (minimal_project / "releases/current").readlink()

    change(minimal_project)
    run = command("publish", root=minimal_project)

    assert run.code == 1, run
    assert all(word in run.err for word in words), run.err
    assert run.err.count("Error:") == 1
    assert "hint:" in run.err
    assert "Traceback" not in run.err
    assert (minimal_project / "releases/current").readlink() == before
    assert not list((minimal_project / "releases").glob(".tmp-*"))


def test_check_refuses_what_publish_refuses_and_writes_nothing(
    minimal_project: Path, command: Callable[..., Any]
) -> None:
    replace(DEBATE, "dis:holder per:johannes-kepler ;", "a dis:Stance ;")(
        minimal_project
    )

    run = command("check", "--report", "report.json", root=minimal_project)

    assert run.code == 1
    assert "TID10" in run.err
    assert "TID10" in (minimal_project / "report.json").read_text("utf-8")
    assert not (minimal_project / "releases").exists()

"""``dissensus link``: what becomes of links, and of entities without one."""

import csv
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dissensus.cli import main
from dissensus.sources import read_project
from dissensus.sources.files import fingerprint

Add = Callable[..., None]
Row = dict[str, str]


@pytest.fixture
def link(minimal_project: Path, front: Any) -> Callable[..., Result]:
    """Run ``dissensus link`` on the project, over the bad line."""

    def run(*arguments: str) -> Result:
        where = ["--root", str(minimal_project), "--endpoint", front.url]
        return CliRunner().invoke(main, ["link", *where, "--pause", "0", *arguments])

    return run


def report(project: Path) -> list[Row]:
    path = project / "releases/links/report.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def about(project: Path, slug: str) -> list[Row]:
    return [row for row in report(project) if row["subject"].endswith(f"/{slug}")]


def patch(project: Path) -> str:
    return (project / "releases/links/links.patch").read_text("utf-8")


def added(project: Path) -> list[str]:
    """The lines that the patch adds."""
    lines = patch(project).splitlines()
    return [x[1:] for x in lines if x.startswith("+") and not x.startswith("+++")]


def test_a_link_that_agrees_is_verified(
    minimal_project: Path, link: Callable[..., Result]
) -> None:
    """Label in two languages, and type."""
    result = link()

    (row,) = about(minimal_project, "galileo-galilei")
    assert result.exit_code == 0, result.output
    assert row["state"] == "verified"
    assert (row["item"], row["item_label"]) == ("Q307", "Galileo Galilei")
    assert "'Galileo Galilei'@en" in row["label_evidence"]
    assert "'Галилео Галилей'@ru" in row["label_evidence"]
    assert "human" in row["type_evidence"]
    assert "links\tverified\t2" in result.output


def test_dates_are_held_against_ours(
    minimal_project: Path, link: Callable[..., Result], add_person: Add
) -> None:
    add_person(
        "simon-stevin",
        '"Simon Stevin"@en',
        "wd:Q920004",
        '; schema:birthDate "1548"^^edtf:EDTF',
    )
    add_person(
        "tycho-brahe",
        '"Tycho Brahe"@en',
        "wd:Q920002",
        '; schema:birthDate "1546-12-14"^^edtf:EDTF',
    )

    link()

    (stevin,), (brahe,) = (
        about(minimal_project, name) for name in ("simon-stevin", "tycho-brahe")
    )
    assert stevin["state"] == "doubtful"
    assert "born 1548 here, 1848-03-01 there" in stevin["date_evidence"]
    assert brahe["state"] == "verified"
    assert "born 1546-12-14 here, 1546 there" in brahe["date_evidence"]
    assert "simon-stevin" not in patch(minimal_project)


def test_a_date_that_wikidata_ranks_lower_does_not_count(
    minimal_project: Path, link: Callable[..., Result]
) -> None:
    """Wikibase RDF: wikibase:BestRank marks the statements that hold."""
    persons = minimal_project / "data/tides/persons.ttl"
    text = persons.read_text("utf-8").replace(
        "per:galileo-galilei a dis:Person ;",
        'per:galileo-galilei a dis:Person ; <https://schema.org/birthDate> "1600" ;',
    )
    persons.write_text(text, "utf-8")

    link()

    (row,) = about(minimal_project, "galileo-galilei")
    assert row["state"] == "doubtful"
    assert "born 1600 here, 1564-02-15 there" in row["date_evidence"]


def test_another_name_and_another_kind_are_doubtful(
    minimal_project: Path, link: Callable[..., Result], add_person: Add
) -> None:
    add_person("simon-stevin", '"Simon Stevin"@en', "wd:Q930002")

    link()

    (row,) = about(minimal_project, "simon-stevin")
    assert row["state"] == "doubtful"
    assert "'Simon Stevin' here, 'Seleucus' there" in row["label_evidence"]
    assert "Person here, lunar crater there" in row["type_evidence"]


def test_a_close_match_may_differ(
    minimal_project: Path, link: Callable[..., Result], add_person: Add
) -> None:
    add_person("simon-stevin", '"S."@en', "wd:Q930002", predicate="dis:wikidataClose")

    link()

    (row,) = about(minimal_project, "simon-stevin")
    assert row["state"] == "verified"
    assert "close match" in row["note"]


def test_a_merged_item_is_followed(
    minimal_project: Path, link: Callable[..., Result], add_person: Add
) -> None:
    """The patch names the item that is left; the file itself is untouched."""
    add_person("tycho-brahe", '"Tycho Brahe"@en', "wd:Q920001")
    before = fingerprint(minimal_project)

    result = link()

    (row,) = about(minimal_project, "tycho-brahe")
    assert row["state"] == "redirected"
    assert "Q920001 was merged into Q920002" in row["note"]
    (line,) = added(minimal_project)
    assert line.startswith("per:tycho-brahe\t\tschema:sameAs\twd:Q920002\t")
    assert fingerprint(minimal_project) == before
    assert "redirected\tTycho Brahe" in result.output


def test_an_item_merged_into_that_of_another_entity_is_left_to_a_person(
    minimal_project: Path, link: Callable[..., Result], add_person: Add
) -> None:
    add_person("jan-kepler", '"Johannes Kepler"@en', "wd:Q920003")

    link()

    (row,) = about(minimal_project, "jan-kepler")
    assert row["state"] == "merged"
    assert "person/johannes-kepler" in row["note"]
    assert patch(minimal_project) == ""


def test_a_deleted_item_is_gone(
    minimal_project: Path, link: Callable[..., Result], add_person: Add
) -> None:
    add_person("simon-stevin", '"Simon Stevin"@en', "wd:Q999999")

    link()

    (row,) = about(minimal_project, "simon-stevin")
    (line,) = added(minimal_project)
    assert row["state"] == "gone"
    assert line.split("\t")[3] == "sssom:NoTermFound"
    assert "Q999999" in line.split("\t")[7]


def test_candidates_are_those_that_bear_the_name_with_reasons(
    minimal_project: Path, link: Callable[..., Result]
) -> None:
    """The page that tells namesakes apart is none; parts add up to the score."""
    link()

    rows = about(minimal_project, "seleucus-of-seleucia")
    assert [(row["item"], row["state"]) for row in rows] == [
        ("Q930001", "candidate"),
        ("Q930002", "candidate"),
    ]
    best, crater = rows
    assert float(best["score"]) == pytest.approx(0.4 + 0.3 - 0.1)
    assert "agrees (+0.40)" in best["label_evidence"]
    assert "agrees (+0.30): human" in best["type_evidence"]
    assert "differs (-0.30)" in crater["type_evidence"]
    assert "2 items bear the name" in best["namesakes"]
    assert patch(minimal_project) == ""


def test_a_candidate_that_agrees_in_all_stands_in_the_patch(
    minimal_project: Path, link: Callable[..., Result], add_person: Add
) -> None:
    add_person(
        "rene-descartes",
        '"René Descartes"@en , "Рене Декарт"@ru',
        "sssom:NoTermFound",
        '; schema:birthDate "1596"^^edtf:EDTF',
        comment="not linked yet",
    )

    link()

    (row,) = about(minimal_project, "rene-descartes")
    (line,) = added(minimal_project)
    cells = line.split("\t")
    assert (row["score"], row["in_patch"]) == ("1.00", "yes")
    assert cells[3:6] == ["wd:Q940001", "semapv:LexicalMatching", "0.99"]
    assert "born 1596 here, 1596-03-31 there" in cells[7]


def test_an_item_that_is_taken_is_hardly_a_candidate(
    minimal_project: Path, link: Callable[..., Result], add_person: Add
) -> None:
    add_person("other-galileo", '"Galileo Galilei"@en', "sssom:NoTermFound")

    link()

    (row,) = about(minimal_project, "other-galileo")
    assert "galileo-galilei is linked to it already" in row["namesakes"]
    assert float(row["score"]) < 0.3


def test_two_entities_are_not_both_given_one_item(
    minimal_project: Path, link: Callable[..., Result], add_person: Add
) -> None:
    for slug in ("rene-descartes", "cartesius"):
        labels = '"René Descartes"@en , "Рене Декарт"@ru'
        add_person(slug, labels, "sssom:NoTermFound")

    link()

    rows = [about(minimal_project, slug)[0] for slug in ("rene-descartes", "cartesius")]
    assert [float(row["score"]) >= 0.85 for row in rows] == [True, True]
    assert patch(minimal_project) == ""


def test_a_name_that_nobody_bears_has_no_candidate(
    minimal_project: Path, link: Callable[..., Result], add_person: Add
) -> None:
    """Names are data: quotes and braces in them do not reach the query."""
    labels = """"x\\"@en) } DROP ALL # \\\\"@en"""
    add_person("nobody", labels, "sssom:NoTermFound")

    result = link()

    (row,) = about(minimal_project, "nobody")
    assert result.exit_code == 0, result.output
    assert row["state"] == "no candidate"


@pytest.mark.parametrize("program", ["git", "patch"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_the_patch_is_accepted_by_hand(
    minimal_project: Path,
    link: Callable[..., Result],
    add_person: Add,
    program: str,
    ending: str,
) -> None:
    """Afterwards all is verified, whatever ends the lines of the table."""
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program} here")
    add_person("tycho-brahe", '"Tycho Brahe"@en', "wd:Q920001")
    table = minimal_project / "data/links/wikidata.sssom.tsv"
    text = table.read_text("utf-8")
    text = text.removesuffix("\n") if not ending else text.replace("\n", ending)
    table.write_bytes(text.encode())
    link()
    file = minimal_project / "releases/links/links.patch"
    commands = {
        "git": ["git", "apply", "-p1", str(file)],
        "patch": ["patch", "--binary", "-p1", "-i", str(file)],
    }

    subprocess.run(commands[program], cwd=minimal_project, check=True)
    link()

    (row,) = about(minimal_project, "tycho-brahe")
    assert (row["state"], row["item"]) == ("verified", "Q920002")
    assert patch(minimal_project) == ""
    assert read_project(minimal_project)


def test_answers_are_kept_and_not_asked_for_again(
    minimal_project: Path, link: Callable[..., Result], front: Any
) -> None:
    link()
    first, asked = report(minimal_project), len(front.times)

    again = link()

    assert again.exit_code == 0
    assert len(front.times) == asked > 0
    assert report(minimal_project) == first
    link("--max-age", "0")
    assert len(front.times) == 2 * asked


def test_one_request_at_a_time_with_the_publishers_address(
    minimal_project: Path, link: Callable[..., Result], front: Any
) -> None:
    dataset = minimal_project / "data/dataset.ttl"
    text = dataset.read_text("utf-8").replace(
        'dcat:version "0.1.0" ;',
        'dcat:version "0.1.0" ; dcterms:publisher <https://example.org/us> ;',
    )
    foaf = "http://xmlns.com/foaf/0.1/"
    text += f"\n<https://example.org/us> <{foaf}mbox> <mailto:tides@example.org> ."
    dataset.write_text(text, "utf-8")

    link()
    link("--max-age", "0", "--contact", "Zoë <z@example.org>")

    agents = [headers["User-Agent"] for headers in front.headers]
    assert front.most_at_once == 1
    assert agents[0].startswith("dissensus/")
    assert "(tides@example.org) SPARQLWrapper/" in agents[0]
    assert "(Zo? <z@example.org>)" in agents[-1]


def test_items_are_asked_for_in_batches(
    link: Callable[..., Result], front: Any, add_person: Add
) -> None:
    for n in range(120):
        add_person(f"nobody-{n}", f'"Nobody {n}"@en', f"wd:Q{2_000_000 + n}")

    link()

    questions = [b for b in front.bodies if b"Q2000000" in b or b"Q2000119" in b]
    assert len(questions) == 2
    assert len(front.bodies) < 8


def test_a_query_that_is_too_much_is_halved(
    minimal_project: Path, link: Callable[..., Result], front: Any
) -> None:
    """Two items in one query are too many; one at a time they are not."""
    java = b"java.util.concurrent.TimeoutException"
    # The first request looks whether this is Wikidata at all.
    front.faults = [lambda line: line.relay(), lambda line: line.reply(500, java)]

    result = link()

    assert result.exit_code == 0, result.output
    assert about(minimal_project, "galileo-galilei")[0]["state"] == "verified"
    assert len(front.times) > 3


def test_a_service_that_fails_leaves_a_partial_report(
    minimal_project: Path, link: Callable[..., Result], front: Any, add_person: Add
) -> None:
    """What was answered before is used and said to be old; the rest unchecked."""
    link()
    add_person("tycho-brahe", '"Tycho Brahe"@en', "wd:Q920001")
    asked = len(front.times)
    front.faults = [lambda line: line.reply(403, b"blocked")] * 9

    result = link("--max-age", "0")

    (old,), (new,) = (
        about(minimal_project, name) for name in ("galileo-galilei", "tycho-brahe")
    )
    assert result.exit_code == 2
    assert "HTTP 403 (blocked)" in result.output
    assert "The report is partial" in result.output
    assert (old["state"], old["answer"]) == ("verified", "old")
    assert new["state"] == "unchecked"
    assert patch(minimal_project) == ""
    assert len(front.times) == asked + 1


def test_nothing_is_patched_on_the_word_of_an_old_answer(
    minimal_project: Path, link: Callable[..., Result], front: Any, add_person: Add
) -> None:
    add_person("tycho-brahe", '"Tycho Brahe"@en', "wd:Q920001")
    link()
    assert added(minimal_project)
    front.faults = [lambda line: line.reply(403, b"blocked")] * 9

    link("--max-age", "0")

    (row,) = about(minimal_project, "tycho-brahe")
    assert (row["state"], row["answer"], row["in_patch"]) == ("redirected", "old", "")
    assert patch(minimal_project) == ""


def test_offline_nobody_is_asked(link: Callable[..., Result], front: Any) -> None:
    without = link("--offline")
    link()
    asked = len(front.times)

    with_answers = link("--offline")

    assert without.exit_code == 2
    assert "--offline" in without.output
    assert with_answers.exit_code == 0, with_answers.output
    assert len(front.times) == asked


def test_a_service_without_wikidata_is_not_believed(
    minimal_project: Path, link: Callable[..., Result], front: Any
) -> None:
    """Else every link would be called gone, and the patch would remove it."""
    nothing = b'{"head": {"vars": []}, "results": {"bindings": []}}'
    kind = "application/sparql-results+json"
    front.faults = [lambda line: line.reply(200, nothing, Content_Type=kind)]

    result = link()

    assert result.exit_code == 2
    assert "does not hold Wikidata" in result.output
    assert not (minimal_project / "releases/links/links.patch").exists()


def test_nobody_listening_is_a_clear_error(minimal_project: Path) -> None:
    arguments = ["--root", str(minimal_project), "--endpoint", "http://127.0.0.1:9/"]

    result = CliRunner().invoke(main, ["link", *arguments])

    assert result.exit_code == 2
    assert "http://127.0.0.1:9/ did not answer" in result.output
    assert "hint:" in result.output
    assert {row["state"] for row in report(minimal_project)} == {"unchecked"}


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"format": 1, "answers": 3}', '{"format": 1}']
)
def test_a_damaged_cache_is_as_good_as_none(
    minimal_project: Path, link: Callable[..., Result], damage: str
) -> None:
    link()
    first = report(minimal_project)
    for file in (minimal_project / "releases/links/cache").iterdir():
        file.write_text(damage, "utf-8")

    result = link()

    assert result.exit_code == 0, result.output
    assert report(minimal_project) == first


def test_a_damaged_answer_in_the_cache_is_asked_for_again(
    minimal_project: Path, link: Callable[..., Result]
) -> None:
    link()
    for file in (minimal_project / "releases/links/cache").iterdir():
        document = json.loads(file.read_text("utf-8"))
        document["answers"] = {s: {"at": "yesterday"} for s in document["answers"]}
        file.write_text(json.dumps(document), "utf-8")

    assert link().exit_code == 0
    assert {row["answer"] for row in report(minimal_project)} == {"recent"}


def test_a_report_that_cannot_be_written_is_a_clear_error(
    minimal_project: Path, link: Callable[..., Result]
) -> None:
    result = link("--report", str(minimal_project / "data/dataset.ttl/report.csv"))

    assert result.exit_code == 2
    assert "cannot be written" in result.output
    assert "Traceback" not in result.output

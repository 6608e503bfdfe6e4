"""The catalog always knows one whole release, and never builds in vain."""

import sys
from pathlib import Path

import pytest

from dissensus.catalog import Catalog
from dissensus.catalog.opened import open_files
from dissensus.catalog.retiring import read_retired
from dissensus.errors import (
    DamagedRelease,
    NonConformantRelease,
    NoRelease,
    UnreadableSource,
    UnwritableFolder,
)


@pytest.fixture
def catalog(minimal_project: Path) -> Catalog:
    """An empty catalog beside the minimal project; it keeps two old releases."""
    return Catalog(minimal_project / "releases", keep=2)


def change(project: Path, n: int) -> None:
    path = project / "data/editorial/notes.ttl"
    note = f'per:johannes-kepler skos:note "Remark number {n}."@en .\n'
    path.write_text(path.read_text("utf-8") + note, "utf-8")


def break_a_shape(project: Path) -> None:
    path = project / "data/tides/debate.ttl"
    text = path.read_text("utf-8")
    path.write_text(text.replace("dis:holder per:johannes-kepler ;", ""), "utf-8")


def test_unchanged_sources_are_not_built_again(
    catalog: Catalog, minimal_project: Path
) -> None:
    first = catalog.publish(minimal_project)

    second = catalog.publish(minimal_project)

    assert first.built
    assert not second.built
    assert second.release.id == first.release.id
    assert catalog.is_current(minimal_project)


def test_changed_sources_become_the_next_release(
    catalog: Catalog, minimal_project: Path
) -> None:
    catalog.publish(minimal_project)
    change(minimal_project, 1)
    assert not catalog.is_current(minimal_project)

    release = catalog.publish(minimal_project).release

    assert release.manifest.sequence == 2
    assert catalog.current().id == release.id


def test_refused_knowledge_leaves_the_old_release_and_a_report(
    catalog: Catalog, minimal_project: Path
) -> None:
    before = catalog.publish(minimal_project).release
    break_a_shape(minimal_project)

    with pytest.raises(NonConformantRelease) as raised:
        catalog.publish(minimal_project)

    assert catalog.current().id == before.id
    report = catalog.folder / "refused/report.json"
    assert str(report) in raised.value.hint
    assert "TID10" in report.read_text("utf-8")


def test_rolling_back_is_remembered_until_somebody_publishes(
    catalog: Catalog, minimal_project: Path
) -> None:
    """Serving must not bring back at once what was just taken back."""
    first = catalog.publish(minimal_project).release
    change(minimal_project, 1)
    second = catalog.publish(minimal_project).release

    assert catalog.rollback().id == first.id
    assert catalog.current().id == first.id
    assert catalog.is_current(minimal_project)

    outcome = catalog.publish(minimal_project)

    assert outcome.release.id == second.id
    assert not outcome.built
    assert catalog.current().id == second.id


def test_a_damaged_release_is_rolled_back_like_any_other(
    catalog: Catalog, minimal_project: Path
) -> None:
    """Its manifest still says of what sources it was, and what it followed."""
    good = catalog.publish(minimal_project).release
    change(minimal_project, 1)
    catalog.publish(minimal_project)
    catalog.rollback()
    change(minimal_project, 2)
    bad = catalog.publish(minimal_project).release
    (bad.folder / "report.json").write_text("{}", "utf-8")

    assert catalog.rollback().id == good.id
    assert catalog.is_current(minimal_project)


def test_there_is_nothing_before_the_first_release(
    catalog: Catalog, minimal_project: Path
) -> None:
    with pytest.raises(NoRelease):
        catalog.current()
    catalog.publish(minimal_project)

    with pytest.raises(NoRelease, match="before 1-"):
        catalog.rollback()


def test_a_damaged_release_gives_way_to_the_last_good_one(
    catalog: Catalog, minimal_project: Path
) -> None:
    first = catalog.publish(minimal_project).release
    change(minimal_project, 1)
    second = catalog.publish(minimal_project).release
    (second.folder / "report.json").write_text("{}", "utf-8")

    assert catalog.current().id == first.id
    assert second.id in catalog.degraded
    assert not catalog.is_current(minimal_project)

    mended = catalog.publish(minimal_project).release

    assert catalog.current().id == mended.id
    assert not catalog.degraded
    (first.folder / "manifest.json").unlink()
    (second.folder / "manifest.json").unlink(missing_ok=True)
    (mended.folder / "manifest.json").unlink()
    with pytest.raises(DamagedRelease):
        catalog.current()


def test_old_releases_retire(catalog: Catalog, minimal_project: Path) -> None:
    for n in range(5):
        change(minimal_project, n)
        catalog.publish(minimal_project)

    assert [name.partition("-")[0] for name in catalog.releases()] == ["5", "4", "3"]


def test_a_release_is_opened_by_name(catalog: Catalog, minimal_project: Path) -> None:
    release = catalog.publish(minimal_project).release

    assert catalog.open(release.id).id == catalog.open("current").id
    with pytest.raises(NoRelease, match="not the name"):
        catalog.open("../etc")


def test_a_file_opens_with_its_graphs_and_blank_nodes_as_they_are(
    tmp_path: Path,
) -> None:
    trig = "<http://e/a> <http://e/p> _:b . <http://e/g> { _:b a <http://e/C> . }"
    (tmp_path / "a.trig").write_text(trig, "utf-8")
    (tmp_path / "b.nt").write_text('<http://e/b> <http://e/p> "x" .\n', "utf-8")

    release = open_files([tmp_path / "a.trig", tmp_path / "b.nt"], tmp_path / "opened")

    assert release.manifest.counts == {"triples": 2, "quads": 3, "entities": 3}
    assert release.manifest.classes == {"http://e/C": 1}
    assert [str(graph) for graph in release.store.named_graphs()] == ["<http://e/g>"]
    assert release.manifest.title == {"en": "a.trig, b.nt"}
    assert release.verify() > 0


def test_a_file_that_does_not_parse_does_not_open(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://e/a> .", "utf-8")

    with pytest.raises(UnreadableSource, match=r"a\.ttl:1:14"):
        open_files([tmp_path / "a.ttl"], tmp_path / "opened")


def test_looking_at_releases_loads_neither_reasoner_nor_validator() -> None:
    """Serving starts in a fraction of a second because of this."""
    import subprocess  # noqa: PLC0415

    script = "import sys, dissensus.catalog; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    heavy = {"rdflib", "pyshacl", "owlrl", "rich", "flask"}
    assert not heavy & set(done.stdout.split())


def test_every_release_taken_back_is_remembered(
    catalog: Catalog, minimal_project: Path
) -> None:
    """Two steps back, serving must not bring the first of them forth again."""
    for n in range(3):
        change(minimal_project, n)
        catalog.publish(minimal_project)

    catalog.rollback()
    catalog.rollback()

    assert catalog.is_current(minimal_project)


def test_asked_for_the_current_release_nothing_else_is_opened(
    catalog: Catalog, minimal_project: Path
) -> None:
    """Verifying must not praise the last good release in place of a bad one."""
    catalog.publish(minimal_project)
    change(minimal_project, 1)
    bad = catalog.publish(minimal_project).release
    (bad.folder / "description.ttl").write_text("", "utf-8")

    with pytest.raises(DamagedRelease, match=bad.id):
        catalog.open("current")


def test_a_folder_in_the_place_of_the_link_is_told(
    catalog: Catalog, minimal_project: Path
) -> None:
    """As after copying the releases with links followed."""
    (catalog.folder / "current").mkdir(parents=True)

    with pytest.raises(UnwritableFolder, match="Is a directory"):
        catalog.publish(minimal_project)


def test_what_is_removed_to_make_room_is_remembered(
    minimal_project: Path, catalog: Catalog
) -> None:
    """Its address must go on saying what was there."""
    published = []
    for n in range(4):
        change(minimal_project, n)
        published.append(catalog.publish(minimal_project).release.manifest)
    with (catalog.folder / "retired.jsonl").open("a") as record:
        record.write('{"id": "9-')  # a crash cut it short

    (gone,) = read_retired(catalog.folder)

    assert (gone.id, gone.content) == (published[0].id, published[0].content)
    assert gone.id not in catalog.releases()


def test_rolled_back_again_the_one_that_was_bad_is_left_out(
    catalog: Catalog, minimal_project: Path
) -> None:
    """A release is followed by what was made while it was current."""
    good = catalog.publish(minimal_project).release
    for n in (1, 2):
        change(minimal_project, n)
        catalog.publish(minimal_project)
        assert catalog.rollback().id == good.id

"""A release that builds on the one before is what it would be without it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store, Triple

from dissensus.catalog import Catalog
from dissensus.closure import close
from dissensus.namespaces import DIS, SKOS
from dissensus.release import Release
from dissensus.release.remembering import NAME, STATEMENTS, recall
from dissensus.sources import read_project

NOTES = "data/editorial/notes.ttl"
DEBATE = "data/tides/debate.ttl"
TERMS = "ontology/terms.ttl"
ALIGNMENTS = "ontology/alignments.ttl"
QUERY = "queries/competency/disagreements.rq"
WARNING = "sh:severity sh:Warning"
REPEATED = Triple(DIS.Claim, SKOS.closeMatch, NamedNode("https://schema.org/Claim"))
DESCRIBED = """

<https://example.org/tides/id/person/nobody> skos:prefLabel "Nobody"@en .
"""
# Every kind of edit: what follows from it is another matter each time.
EDITS: dict[str, Callable[[Path], object]] = {
    "a statement is added": lambda root: amend(
        root, DEBATE, "# Types", 'stn:kepler-moon skos:note "More."@en .\n# Types'
    ),
    "a label is changed": lambda root: amend(root, DEBATE, "Kepler on", "He on"),
    "a label is removed": lambda root: amend(
        root, DEBATE, ' ;\n    skos:prefLabel "Kepler on the moon and the sea"@en', ""
    ),
    "a stance changes sides": lambda root: amend(
        root, DEBATE, "dis:deniesClaim", "dis:affirmsClaim"
    ),
    "a stance is added that follows from its property": lambda root: amend(
        root,
        DEBATE,
        "# Types",
        "stn:new dis:holder per:galileo-galilei ; "
        "dis:affirmsClaim clm:moon-pulls-the-sea .\n# Types",
    ),
    "a file is added": lambda root: (root / "data/more.ttl").write_text(
        "<https://example.org/tides/id/person/newton> a "
        "<https://w3id.org/dissensus/ontology#Person> ; "
        '<http://www.w3.org/2004/02/skos/core#prefLabel> "Isaac Newton"@en .'
    ),
    "a file is removed": lambda root: (root / NOTES).unlink(),
    "an alignment is added": lambda root: amend(root, ALIGNMENTS, "\n\n", DESCRIBED),
    "an alignment is removed": lambda root: amend(
        root, ALIGNMENTS, " ;\n    rdfs:seeAlso <https://schema.org/Claim>", ""
    ),
    "the ontology describes what was lost": lambda root: amend(
        root, TERMS, "\n\n", DESCRIBED
    ),
    "a term is removed": lambda root: amend(
        root, TERMS, 'dis:digest a owl:DatatypeProperty ; rdfs:label "digest"@en .', ""
    ),
    "a class becomes narrower than another": lambda root: amend(
        root,
        TERMS,
        "dis:IdentityLink a",
        "dis:IdentityLink rdfs:subClassOf dis:Claim ; a",
    ),
    "an inverse is removed": lambda root: amend(
        root, TERMS, "\n    owl:inverseOf dis:hasStance ;", ""
    ),
    "a domain is removed": lambda root: amend(
        root,
        TERMS,
        "dis:holder a owl:ObjectProperty ; rdfs:domain dis:Stance ;",
        "dis:holder a owl:ObjectProperty ;",
    ),
    "a query is changed": lambda root: amend(
        root, QUERY, "Who disagrees", "Who quarrels"
    ),
}
# What is carried over must not outlive the rules that it rests on.
OTHER_EDITS: dict[str, Callable[[Path], object]] = {
    "a shape is changed": lambda root: amend(
        root, "shapes/references.ttl", "described nowhere", "not described"
    ),
    "a rule is changed": lambda root: amend(
        root, "shapes/references.ttl", "FILTER NOT EXISTS", "FILTER EXISTS"
    ),
}


def amend(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text("utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def published(
    project_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """The minimal project with a rule that finds something, and its releases."""
    folder = tmp_path_factory.mktemp("remembering")
    root = Path(shutil.copytree(project_root / "tests/data/minimal", folder / "tides"))
    amend(root, "shapes/references.ttl", "sh:severity sh:Violation", WARNING)
    amend(
        root,
        DEBATE,
        "stn:kepler-moon dis:holder",
        "stn:lost dis:holder per:nobody ;"
        ' skos:prefLabel "Lost"@en .\nstn:kepler-moon dis:holder',
    )
    Catalog(folder / "releases").publish(root)
    return root, folder / "releases"


@pytest.fixture
def tides(published: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Catalog]:
    """A project and its releases, to be changed at will."""
    root, releases = published
    shutil.copytree(root, tmp_path / "tides")
    shutil.copytree(releases, tmp_path / "releases", symlinks=True)
    return tmp_path / "tides", Catalog(tmp_path / "releases")


def contents(release: Release) -> dict[str, bytes]:
    """Everything in a release, without its number and the time of the build."""
    apart = {"description.ttl", "ro-crate-metadata.json", "archive.zip", "README.md"}
    number = release.id.encode()
    return {
        name: (release.folder / name).read_bytes().replace(number, b"")
        for name in release.manifest.files
        if not name.startswith("store/") and name not in apart
    }


def quads(release: Release) -> set[str]:
    return set(map(str, Store.read_only(str(release.folder / "store"))))


@pytest.mark.parametrize("edit", EDITS)
def test_building_on_the_release_before_changes_nothing(
    edit: str, tides: tuple[Path, Catalog], tmp_path: Path
) -> None:
    """Dumps, report, index, coverage and lessons by bytes; the store by quads."""
    root, catalog = tides
    EDITS[edit](root)

    after = catalog.publish(root).release
    afresh = Catalog(tmp_path / "afresh").publish(root).release

    assert after.manifest.sequence == 2
    assert contents(after) == contents(afresh)
    assert quads(after) == quads(afresh)


@pytest.mark.parametrize("edit", EDITS)
def test_whatever_is_judged_is_built_on_the_release_before(
    edit: str, tides: tuple[Path, Catalog]
) -> None:
    root, catalog = tides
    EDITS[edit](root)

    assert recall(catalog.current().folder, read_project(root))


@pytest.mark.parametrize("edit", OTHER_EDITS)
def test_nothing_is_carried_over_from_other_rules(
    edit: str, tides: tuple[Path, Catalog]
) -> None:
    root, catalog = tides
    OTHER_EDITS[edit](root)

    assert recall(catalog.current().folder, read_project(root)) is None


@pytest.mark.parametrize("name", [NAME, STATEMENTS, "manifest.json"])
@pytest.mark.parametrize("missing", [True, False])
def test_a_damaged_release_is_not_built_on(
    name: str, missing: bool, tides: tuple[Path, Catalog]
) -> None:
    root, catalog = tides
    folder = catalog.current().folder
    if missing:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes((folder / name).read_bytes() + b" ")

    assert recall(folder, read_project(root)) is None


def test_what_a_rule_found_stands_beside_the_release(
    tides: tuple[Path, Catalog],
) -> None:
    told = json.loads((tides[1].current().folder / NAME).read_bytes())

    (found,) = told["found"].values()
    (row,) = found
    assert row[2] == "https://example.org/tides/id/stance/lost"


def statements_of(release: Release, root: Path) -> list[Triple]:
    earlier = recall(release.folder, read_project(root))
    assert earlier
    return list(earlier.statements)


def test_what_was_judged_is_recalled_each_statement_once(
    tides: tuple[Path, Catalog],
) -> None:
    """Though it may stand in several graphs, one of them unjudged."""
    root, catalog = tides
    for name in ("more", "again"):
        (root / f"data/{name}.ttl").write_text(f"{REPEATED} .")
    release = catalog.publish(root).release
    project = read_project(root)
    ontology, asserted = project.ontology(), project.asserted()

    recalled = statements_of(release, root)

    judged = {*ontology, *asserted, *close(ontology, asserted).inferred}
    assert sorted(recalled, key=str) == sorted(judged, key=str)


def test_data_may_say_what_is_published_unjudged(
    tides: tuple[Path, Catalog], tmp_path: Path
) -> None:
    """An alignment that a data file repeats, and then no longer does."""
    root, catalog = tides
    (root / "data/more.ttl").write_text(f"{REPEATED} .")
    first = catalog.publish(root).release
    (root / "data/more.ttl").unlink()

    after = catalog.publish(root).release

    assert REPEATED in statements_of(first, root)
    assert contents(after) == contents(
        Catalog(tmp_path / "afresh").publish(root).release
    )

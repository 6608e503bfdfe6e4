"""A release holds what its sources say and what follows, and nothing else."""

import gzip
import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from dissensus.catalog import Catalog
from dissensus.errors import DamagedRelease, NoRelease
from dissensus.namespaces import DCAT, DIS, RDF, SPDX, VOID
from dissensus.release import Release
from dissensus.sources import read_project

BASE = "https://example.org/tides/"
PACKED = {
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}


def merge_of(release: Release) -> set[Quad]:
    return set(release.store.quads_for_pattern(None, None, None, DefaultGraph()))


def described(release: Release) -> Store:
    store = Store()
    store.load(path=str(release.folder / "description.ttl"), format=RdfFormat.TURTLE)
    return store


def test_the_default_graph_is_the_merge_of_the_named_ones(release: Release) -> None:
    quads = set(release.store) - merge_of(release)

    assert {q.triple for q in quads} == {q.triple for q in merge_of(release)}
    assert {str(q.graph_name)[1:-1] for q in quads} == set(release.manifest.graphs)


def test_what_follows_stands_in_a_graph_of_its_own(release: Release) -> None:
    inferred = NamedNode(f"{BASE}graph/inferred")
    kepler = NamedNode(f"{BASE}id/person/johannes-kepler")

    (quad,) = release.store.quads_for_pattern(kepler, DIS.disagreesWith, None, inferred)

    assert quad.object == NamedNode(f"{BASE}id/person/galileo-galilei")
    assert release.manifest.counts["inferred"] == len(
        list(release.store.quads_for_pattern(None, None, None, inferred))
    )


def test_virtual_graphs_stand_for_the_layers(release: Release) -> None:
    groups = release.graph_groups

    assert groups[f"{BASE}graph/editorial"] == [f"{BASE}graph/data/editorial/notes"]
    assert f"{BASE}graph/data/links/wikidata" in groups[f"{BASE}graph/asserted"]
    assert groups[f"{BASE}graph/inferred"] == [f"{BASE}graph/inferred"]


@pytest.mark.parametrize("suffix", PACKED)
def test_each_dump_holds_the_merge(release: Release, suffix: str) -> None:
    data = gzip.decompress(
        (release.folder / f"dumps/dissensus.{suffix}.gz").read_bytes()
    )

    assert set(parse(data, PACKED[suffix])) == merge_of(release)


def test_the_turtle_dumps_hold_the_merge(release: Release) -> None:
    plain = (release.folder / "dumps/dissensus.ttl").read_bytes()
    packed = (release.folder / "dumps/dissensus.ttl.gz").read_bytes()

    assert set(parse(plain, RdfFormat.TURTLE)) == merge_of(release)
    assert gzip.decompress(packed) == plain


def test_the_trig_dump_keeps_the_graphs(release: Release) -> None:
    data = gzip.decompress((release.folder / "dumps/dissensus.trig.gz").read_bytes())

    assert set(parse(data, RdfFormat.TRIG)) == set(release.store) - merge_of(release)


def test_the_checksums_are_those_that_sha256sum_finds(release: Release) -> None:
    if not shutil.which("sha256sum"):
        pytest.skip("there is no sha256sum here")

    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"],
        cwd=release.folder / "dumps",
        capture_output=True,
        text=True,
        check=True,
    )

    sums = (release.folder / "dumps/SHA256SUMS").read_text("ascii").splitlines()
    assert done.stdout.count(": OK") == len(sums) > 8


def test_the_id_is_the_digest_of_the_content(release: Release) -> None:
    lines = sorted(f"{quad} ." for quad in set(release.store) - merge_of(release))

    digest = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()

    assert release.id == f"1-{digest[:12]}"


def test_two_builds_of_the_same_sources_give_the_same_bytes(
    minimal_project: Path, tmp_path: Path
) -> None:
    """Dumps, report and sources; time and place stand in the description only."""
    builds = [
        Catalog(tmp_path / name).publish(minimal_project).release for name in "ab"
    ]

    names = {
        name
        for name in builds[0].manifest.files
        if name.startswith(("dumps/", "sources/", "report"))
    }
    assert len(names) >= 9
    for name in names:
        one, other = ((build.folder / name).read_bytes() for build in builds)
        assert one == other, name
    assert builds[0].id == builds[1].id


def test_the_description_counts_what_there_is(release: Release) -> None:
    store = described(release)
    dataset = NamedNode(release.manifest.dataset)
    merge = merge_of(release)

    def number(subject: NamedNode, predicate: NamedNode) -> int:
        (quad,) = store.quads_for_pattern(subject, predicate, None)
        assert isinstance(quad.object, Literal)
        return int(quad.object.value)

    assert number(dataset, VOID.triples) == len(merge)
    assert number(dataset, VOID.distinctSubjects) == len({q.subject for q in merge})
    assert number(dataset, VOID.properties) == len({q.predicate for q in merge})
    partitions = {
        quad.object: number(quad.subject, VOID.entities)  # type: ignore[arg-type]
        for quad in store.quads_for_pattern(None, VOID["class"], None)
    }
    assert partitions[DIS.Person] == 3
    assert sum(partitions.values()) == sum(q.predicate == RDF.type for q in merge)


def test_each_distribution_has_the_size_and_checksum_of_its_file(
    release: Release,
) -> None:
    store = described(release)

    for quad in store.quads_for_pattern(None, DCAT.distribution, None):
        name = quad.object.value.rpartition("/")[2]  # type: ignore[union-attr]
        data = (release.folder / "dumps" / name).read_bytes()
        (size,) = store.quads_for_pattern(quad.object, DCAT.byteSize, None)  # type: ignore[arg-type]
        (node,) = store.quads_for_pattern(quad.object, SPDX.checksum, None)  # type: ignore[arg-type]
        (value,) = store.quads_for_pattern(node.object, SPDX.checksumValue, None)  # type: ignore[arg-type]
        assert size.object.value == str(len(data))  # type: ignore[union-attr]
        assert value.object.value == hashlib.sha256(data).hexdigest()  # type: ignore[union-attr]


def test_what_the_authors_say_of_the_dataset_is_in_its_description(
    release: Release, project_root: Path
) -> None:
    project = read_project(project_root / "tests/data/minimal")
    dataset = NamedNode(project.configuration.iri)
    authored = {t for t in project.asserted() if t.subject == dataset}

    assert authored <= {quad.triple for quad in described(release)}


@pytest.fixture
def damaged(release: Release, tmp_path: Path) -> Callable[[str], Path]:
    """Copy the release and flip one bit in the middle of one file."""

    def flip(name: str) -> Path:
        folder = Path(shutil.copytree(release.folder, tmp_path / release.id))
        path = folder / name
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        return folder

    return flip


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sha256", "report.json"])
def test_damage_to_a_small_file_is_met_on_opening(
    damaged: Callable[[str], Path], name: str
) -> None:
    with pytest.raises(DamagedRelease, match="damaged"):
        Release.open(damaged(name))


def test_damage_to_a_large_file_is_met_on_verifying(
    damaged: Callable[[str], Path], release: Release
) -> None:
    """One bit in the store, which RocksDB may never notice."""
    files = release.manifest.files
    largest = max(
        (n for n in files if n.startswith("store/")), key=lambda n: files[n]["size"]
    )
    opened = Release.open(damaged(largest))

    with pytest.raises(DamagedRelease, match="SHA-256"):
        opened.verify()


def test_a_missing_and_a_foreign_file_are_noticed(
    release: Release, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(release.folder, tmp_path / release.id))
    (folder / "foreign.txt").write_text("x", "utf-8")

    with pytest.raises(DamagedRelease, match=r"foreign\.txt"):
        Release.open(folder).verify()

    (folder / "dumps/dissensus.ttl").unlink()
    with pytest.raises(DamagedRelease, match="missing"):
        Release.open(folder)


def test_reading_a_release_does_not_change_it(release: Release, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(release.folder, tmp_path / release.id))
    opened = Release.open(folder)

    assert next(opened.store.quads_for_pattern(None, None, None))

    assert opened.verify() == len(opened.manifest.files)


def test_the_manifest_names_every_file_and_the_groups(release: Release) -> None:
    document = json.loads((release.folder / "manifest.json").read_text("utf-8"))

    assert "sources/queries/competency/disagreements.rq" in document["files"]
    assert "sources/data/dataset.ttl" in document["files"]
    assert "sources/data/tides/persons.ttl" not in document["files"]
    assert document["graph_groups"] == release.graph_groups


def test_there_is_no_release_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(NoRelease):
        Release.open(tmp_path / "1-000000000000")

"""An editor is told the words of the release, and only those."""

from dissensus.description import read_vocabulary
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.site import Site


def test_the_words_are_those_of_the_release_with_their_counts(release: Release) -> None:
    here = Site.of(release, Settings())
    description = (release.folder / "description.ttl").read_bytes()

    words = read_vocabulary(here.holdings, description, here.classes)

    properties = {p["name"]: p for p in words["properties"]}
    classes = {c["name"]: c for c in words["classes"]}
    assert properties["dis:holder"]["label"] == "holder"
    assert classes["dis:Claim"]["count"] == 2
    for name in ("classes", "properties"):
        counts = [entry["count"] for entry in words[name]]
        assert counts == sorted(counts, reverse=True)
        assert counts[-1] > 0
    assert words["prefixes"]["dis"] == "https://w3id.org/dissensus/ontology#"


def test_without_a_description_the_properties_are_looked_up(release: Release) -> None:
    here = Site.of(release, Settings())

    words = read_vocabulary(here.holdings, b"", here.classes)

    assert "dis:holder" in {p["name"] for p in words["properties"]}


def test_definitions_are_those_of_the_ontology(real_release: Release) -> None:
    here = Site.of(real_release, Settings())

    words = read_vocabulary(here.holdings, b"", here.classes)

    own = [c for c in words["classes"] if c["name"].startswith("dis:")]
    assert own
    assert all(c["definition"] and c["label"] for c in own)

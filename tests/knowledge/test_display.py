"""How pages tell: the display file names only terms and languages that there are."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from dissensus.description import Profile, read_profile
from dissensus.namespaces import DIS
from dissensus.release import Release

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def profile() -> Profile:
    """The display file of the real project."""
    text = (ROOT / "ontology" / "display.toml").read_text(encoding="utf-8")
    return read_profile(text, "https://w3id.org/dissensus/")


def test_every_term_of_the_house_that_it_names_is_in_the_ontology(
    profile: Profile, real_release: Release
) -> None:
    named = {
        *(kind.class_ for kind in profile.kinds),
        *(step.property for step in profile.labels),
        *(p for kind in profile.kinds for p in kind.last),
        *(s.property for k in profile.kinds for path in k.neighbours for s in path),
        *(s.property for k in profile.kinds for sec in k.sections for s in sec.steps),
    }

    unknown = {
        iri
        for iri in named
        if iri in DIS
        and not any(real_release.store.quads_for_pattern(NamedNode(iri), None, None))
    }
    assert len(named) > 80
    assert unknown == set()


def test_headings_labels_and_sentences_are_there_in_english_and_german(
    profile: Profile,
) -> None:
    texts = [
        *profile.labels.values(),
        *(section.heading for kind in profile.kinds for section in kind.sections),
        *(kind.sentences for kind in profile.kinds if kind.sentences),
    ]

    assert {tuple(sorted(text)) for text in texts} == {("de", "en")}

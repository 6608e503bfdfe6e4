"""Two releases of the tides: what was published, and what was corrected."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from dissensus.catalog import Catalog
from dissensus.history import Difference, State, compare_states, read_states

MINIMAL = Path(__file__).parents[2] / "data" / "minimal"
NOTE = "Kepler wrote of the waters, not of the sea."
CHANGES = {
    "data/tides/debate.ttl": (
        '"The moon draws the waters of the sea."@en .',
        '"The moon draws the waters."@en ; skos:changeNote "' + NOTE + '"@en .\n'
        'clm:wind-moves-the-sea a dis:Claim ; skos:prefLabel "The wind does."@en .',
    ),
}
CHANGELOG = """# Changelog
## Program 0.1.0
- Not about the data.
## Dataset 0.1.0
- First version.
"""


@dataclass(frozen=True)
class Two:
    """Two releases and the folder that they are in."""

    folder: Path
    older: State
    newer: State

    @property
    def difference(self) -> Difference:
        """From the older to the newer."""
        return compare_states(self.older, self.newer)


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """A claim reworded with its reason, one added, a stance turned round."""
    root = Path(shutil.copytree(MINIMAL, tmp_path_factory.mktemp("two") / "tides"))
    (root / "CHANGELOG.md").write_text(CHANGELOG)
    catalog = Catalog(root / "releases")
    older = catalog.publish(root).release.id
    file = root / "data/tides/debate.ttl"
    text = file.read_text()
    text = text.replace(*CHANGES["data/tides/debate.ttl"])
    text = text.replace(
        "dis:deniesClaim clm:moon-pulls-the-sea",
        "dis:affirmsClaim clm:moon-pulls-the-sea",
    )
    text = text.replace("oa:start 10", "oa:start 12")
    file.write_text(text)
    (root / "CHANGELOG.md").write_text(CHANGELOG + "- The *wording* of Kepler.\n")
    newer = catalog.publish(root).release.id
    states = {s.id: s for s in read_states(root / "releases", newer)}
    return Two(root / "releases", states[older], states[newer])

"""Say what the graphs of one release are called in a store that holds many.

``{base}graph/x`` of release 7-ab is ``{base}graph/release-7-ab/x`` there, and
so is each mention of it, in data as in queries; answers are named back, by
taking out what was put in, wherever it is. All such names share their
beginning and keep their end, so that joins, comparisons, orders and nearly all
functions of strings come out as if nothing had been renamed; lengths do not.
"""

from dataclasses import dataclass
from typing import Final

# A graph that no store holds: a dataset with nothing in it has to name one.
NOWHERE: Final = "urn:x-dissensus:nothing"


@dataclass(frozen=True)
class Naming:
    """The names of the graphs of one release.

    Attributes:
        base: IRI below which the dataset mints its own.
        release: The id of the release.
    """

    base: str
    release: str

    @property
    def here(self) -> str:
        """How the names of graphs begin, in the release."""
        return f"{self.base}graph/"

    @property
    def there(self) -> str:
        """How they begin in the store."""
        return f"{self.here}{self.mark}"

    @property
    def mark(self) -> str:
        """What is put in: a digest makes it stand nowhere else."""
        return f"release-{self.release}/"

    @property
    def iri(self) -> str:
        """The name of the release itself, in the store."""
        return f"{self.base}release/{self.release}"

    @property
    def merge(self) -> str:
        """The graph that is the release's default graph."""
        return f"{self.iri}/merge"

    @property
    def register(self) -> str:
        """The graph that says which releases the store holds."""
        return f"{self.base}release/register"

    def outward(self, text: str) -> str:
        """Return ``text`` as the store knows it.

        >>> Naming("http://e/", "1-a").outward("<http://e/graph/x>")
        '<http://e/graph/release-1-a/x>'
        """
        return text.replace(self.here, self.there)

    def inward(self, text: str) -> str:
        """Return ``text`` of the store as the release has it."""
        return text.replace(self.mark, "")

"""Say of an answer which version of RDF it is in, and refuse what is asked for less.

What RDF 1.1 cannot say is announced; to a client that takes no more than 1.1
it is refused, for its parser would fail on it. An answer that fits one frame
is announced by what is in it. Of a longer one only the beginning is known when
its head goes out: then by what may be in it, as the draft allows.

Source: RDF 1.2 Concepts (draft), section 2.1 and its advice on negotiation;
SPARQL 1.2 Query Results JSON Format (draft), section 2.
"""

import re
from typing import Final

from dissensus.errors import NotAcceptable
from dissensus.formats import LABELS, Needs, is_versioned

# A query can make what its data do not hold.
_MAKES: Final = re.compile(r"<<|triple|langdir|--(?:ltr|rtl)", re.IGNORECASE)


class Versions:
    """Watches the bytes of one answer.

    Args:
        media_type: Of the answer.
        text: Of the query.
        most: The highest version that the client takes; empty for any.
        modern: The data hold terms that RDF 1.1 does not have.
    """

    def __init__(self, media_type: str, text: str, most: str, *, modern: bool) -> None:
        self.possible = modern or _MAKES.search(text) is not None
        self._watched = self.possible and is_versioned(media_type)
        self._most = most
        self._needs = Needs(media_type)
        self._first = True

    def see(self, data: bytes, *, last: bool) -> str:
        """Look at the next piece; return the version to announce, or ``""``.

        Raises:
            NotAcceptable: The client does not take what it needs.
        """
        if not self._watched or not (self._first or self._most):
            return ""
        label = self._needs.see(data, last=last)
        if self._most and LABELS.index(label) > LABELS.index(self._most):
            raise too_new(label, self._most)
        whole, self._first = self._first and last, False
        if whole:
            return "" if label == LABELS[0] else label
        return "" if self._most else LABELS[-1]


def too_new(label: str, most: str) -> NotAcceptable:
    """Return the fault of an answer in ``label`` for who takes ``most`` at most."""
    what = "triple terms" if label == LABELS[-1] else "literals with a base direction"
    return NotAcceptable(
        f"The answer holds {what}: it needs RDF {label}, and Accept allows {most}.",
        hint=f"Accept version={label}, or name no version; a query can leave such "
        "terms out, by isTRIPLE(?x) and hasLANGDIR(?x).",
        see="https://www.w3.org/TR/rdf12-concepts/#section-version-announcement",
    )

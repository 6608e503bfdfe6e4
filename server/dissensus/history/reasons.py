"""Read why something was changed, as far as the project says so.

Reasons stand in two places: the notes of the project (``CHANGELOG.md``, which
a release keeps as it was), and statements about the entity that was changed.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.history.difference import Change, Difference, Fate
from dissensus.history.states import State
from dissensus.namespaces import DCTERMS, DIS, PROV, SKOS
from dissensus.release.notes import CHANGELOG
from dissensus.sources import read_entries

_REMARKS: Final = (SKOS.changeNote, SKOS.historyNote)
_LINEAGE: Final = (DCTERMS.isReplacedBy, PROV.wasRevisionOf)


def read_notes(newer: State, older: State | None) -> tuple[str, ...]:
    """Return what the project notes of ``newer``: what it had not of ``older``.

    Returns:
        HTML, an entry each; empty when the project keeps no such notes, or
        has nothing new to say.
    """
    known = _entries(older.folder, older.manifest.version) if older else ()
    found = _entries(newer.folder, newer.manifest.version)
    return tuple(entry for entry in found if entry not in known)


def reasons_for(
    change: Change, difference: Difference
) -> Iterator[Literal | NamedNode]:
    """Yield what was stated, along with ``change``, of why it was made.

    Remarks on the entity and what a withdrawal says of itself are text; a
    successor, and an editorial note about the entity, are named.
    """
    remarks: tuple[NamedNode, ...] = _REMARKS
    if change.fate is Fate.WITHDRAWN:
        remarks = (*_REMARKS, DCTERMS.description)
    new = [said.triple for said in change.asserted if said.added]
    for triple in new:
        if triple.predicate in remarks and isinstance(triple.object, Literal):
            yield triple.object
    for triple in new:
        if triple.predicate in _LINEAGE and isinstance(triple.object, NamedNode):
            yield triple.object
    node = NamedNode(change.iri)
    for other in difference.changes:
        noted = other.kind == DIS.EditorialNote.value and other.fate is Fate.ADDED
        if noted and node in {said.triple.object for said in other.asserted}:
            yield NamedNode(other.iri)


@lru_cache(maxsize=32)
def _entries(folder: Path, version: str) -> tuple[str, ...]:
    file = folder / "sources" / CHANGELOG
    if not file.is_file():
        return ()
    return read_entries(file.read_text(encoding="utf-8-sig", errors="replace"), version)

"""Tell changes as JSON: entities with labels, statements as N-Triples writes terms."""

import json
from typing import Any

from pyoxigraph import NamedNode

from dissensus.description import Names
from dissensus.history import Change, Correction, Said


def tell_change(change: Change, names: Names) -> dict[str, Any]:
    """Return what became of an entity, inferred statements apart."""
    return {
        "iri": change.iri,
        "label": names[change.iri],
        "kind": change.kind or None,
        "fate": change.fate.value,
        "removed": [_tell(said) for said in change.asserted if not said.added],
        "added": [_tell(said) for said in change.asserted if said.added],
        "inferred_removed": [_tell(s) for s in change.inferred if not s.added],
        "inferred_added": [_tell(s) for s in change.inferred if s.added],
    }


def tell_correction(correction: Correction, names: Names) -> dict[str, Any]:
    """Return a correction with its reasons: texts, and entities with labels."""
    return {
        **tell_change(correction.change, names),
        "reasons": [
            {"iri": reason.value, "label": names[reason.value]}
            if isinstance(reason, NamedNode)
            else {"text": reason.value, "language": reason.language}
            for reason in correction.reasons
        ],
    }


def write_json(value: object) -> bytes:
    """Return ``value`` as JSON text."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def _tell(said: Said) -> list[str]:
    triple = said.triple
    return [str(triple.subject), str(triple.predicate), str(triple.object)]

"""Suggest classes and properties: what a release uses, by the words of their names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dissensus.namespaces import DIS, expand
from dissensus.search import words

MOST: Final = 10
_TEXTS: Final = {
    "label": "name",
    "alias": "other name",
    "description": "description",
}


@dataclass(frozen=True)
class Term:
    """A class or a property.

    Attributes:
        id: By which clients ask for it.
        name: Its label, or its prefixed name.
        description: What it means, and how often it is used.
        count: How often.
        type: IRI of the class that its values are of; may be empty.
    """

    id: str
    name: str
    description: str
    count: int = 0
    type: str = ""


class Vocabulary:
    """The classes and properties of one release, as its schema counts them.

    Args:
        schema: What ``schema.json`` says; may be empty.
        base: The base of the dataset.
        languages: In which it has labels.
    """

    def __init__(
        self, schema: Mapping[str, Any], base: str, languages: Iterable[str]
    ) -> None:
        self._base = base
        self._members = {c["iri"]: c for c in schema.get("classes", ())}
        self._iris = {
            one["name"]: one["iri"]
            for one in (*schema.get("classes", ()), *schema.get("properties", ()))
        }
        self.classes = [_term(one, "members") for one in self._members.values()]
        self.properties = [
            *(
                Term(id_, name, f"{name} in any language")
                for id_, name in _TEXTS.items()
            ),
            *(Term(f"label@{t}", f"name ({t})", f"name in {t}") for t in languages),
            *(
                _term(one, "statements", self._iris.get(one.get("to", ""), ""))
                for one in schema.get("properties", ())
            ),
        ]

    def iri(self, name: str) -> str:
        """Return the IRI of a term: it may be prefixed, or a bare own name."""
        if ":" in name:
            return expand(name, self._base) or name
        own = f"{self._base}ontology#{name}"
        return own if own in self._iris.values() else DIS.iri + name

    def find(self, terms: Iterable[Term], name: str) -> Term | None:
        """Return the one of ``terms`` that is called ``name``, however written."""
        iri = self.iri(name.strip("<>"))
        return next((term for term in terms if term.id in (name, iri)), None)

    def proposed(self, class_: str, most: int) -> list[Term]:
        """Return what to ask of the members of ``class_``, the commonest first."""
        used = self._members.get(self.iri(class_), {}).get("properties", {})
        counts = {self._iris.get(name, name): count for name, count in used.items()}
        known = [one for one in self.properties if one.id in counts]
        known.sort(key=lambda one: (-counts[one.id], one.id))
        texts = [one for one in self.properties if not one.count]
        return [*texts, *known][:most]


def _term(said: Mapping[str, Any], unit: str, type_: str = "") -> Term:
    label = said["label"] or said["name"]
    parts = (said["name"], said["definition"], f"{said['count']:,} {unit}")
    return Term(
        said["iri"], label, " · ".join(filter(None, parts)), said["count"], type_
    )


def suggest_terms(terms: Sequence[Term], prefix: str, skipped: int) -> list[Term]:
    """Return up to ten of ``terms`` whose names go on from ``prefix``.

    Each word must begin a word of the name; the identifier itself will do.
    Names that begin so go first, then those that are used most.
    """
    begun = [word.folded for word in words(prefix)]
    found = [
        one
        for one in terms
        if prefix.strip() == one.id or all(_begins(word, one) for word in begun)
    ]
    start = prefix.strip().lower()
    found.sort(
        key=lambda t: (
            t.id != prefix.strip(),
            not t.name.lower().startswith(start),
            -t.count,
            t.id,
        )
    )
    return found[skipped : skipped + MOST]


def _begins(word: str, term: Term) -> bool:
    local = term.description.partition(" · ")[0]
    return any(w.folded.startswith(word) for w in words(f"{term.name} {local}"))

"""Draw the card: every class and property with its use, ready for JSON.

``docs/schema.md`` says what each key means; ``tests/unit/schema`` counts each
figure again with SPARQL.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dissensus.backends.protocol import Term
from dissensus.description import Holdings, read_names
from dissensus.namespaces import RDF, prefixes
from dissensus.schema.observing import Observed, Use
from dissensus.schema.pitfalls import warn_of_property, warn_of_term
from dissensus.schema.terms import (
    CLASSES,
    PROPERTIES,
    TermFacts,
    declared,
    read_facts,
)

NAME: Final = "schema.json"
_LOCAL: Final = re.compile(r"[A-Za-z_][\w-]*")
# What every term has, though it be empty.
_ALWAYS: Final = ("iri", "name", "label", "definition", "count")
_BRIEF: Final = (*_ALWAYS, "superclasses", "from", "to")
# What an example shows of a long text.
_EXCERPT: Final = 60


def card_text(card: Mapping[str, Any]) -> str:
    """Return ``card`` as JSON on one line."""
    return json.dumps(card, ensure_ascii=False, separators=(",", ":")) + "\n"


def write_schema(card: Mapping[str, Any], folder: Path) -> None:
    """Write ``schema.json`` into the release in ``folder``."""
    (folder / NAME).write_text(card_text(card), encoding="utf-8")


def read_schema(folder: Path) -> dict[str, Any]:
    """Return the card of a release; empty when it has none."""
    file = folder / NAME
    if not file.is_file():
        return {}
    card: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return card


def select_class(card: Mapping[str, Any], class_: str) -> dict[str, Any]:
    """Return of ``card`` one class, by name or IRI, and what its members use.

    ``classes`` is empty when the card knows no such class.
    """
    found = [c for c in card["classes"] if class_ in (c["name"], c["iri"])]
    used = {name for entry in found for name in entry.get("properties", ())}
    chosen = [entry for entry in card["properties"] if entry["name"] in used]
    return {**card, "classes": found, "properties": chosen}


def shorten(card: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``card`` with no more of each term than what it is and joins."""
    return {
        **card,
        **{
            part: [{k: e[k] for k in _BRIEF if k in e} for e in card[part]]
            for part in ("classes", "properties")
        },
    }


def draw_card(
    holdings: Holdings,
    merge: Sequence[Triple],
    layers: Mapping[str, Iterable[Triple]],
    about: Mapping[str, str],
    examples: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the card of a dataset; 0.4 CPU s for 69,000 triples.

    Args:
        holdings: The dataset, to look terms and names up.
        merge: Its statements, each once; sorted, so that the card is the
            same whenever it is drawn.
        layers: The same by layer (``asserted``, ``inferred`` …).
        about: ``release``, ``title`` and IRI of the ``dataset``.
        examples: IRIs of entities that its authors recommend.
    """
    observed = Observed(merge, layers, examples, f"{holdings.base}id/")
    card = _Card(holdings, observed).draw()
    return {**about, "base": holdings.base, "triples": len(merge), **card}


class _Card:
    """A card in the making."""

    def __init__(self, holdings: Holdings, observed: Observed) -> None:
        self._observed = observed
        self._typical = observed.typical()
        self._prefixes = {
            p: ns for p, ns in prefixes(holdings.base).items() if ".invalid/" not in ns
        }
        classes = set(observed.members) | declared(holdings, CLASSES)
        properties = set(observed.uses) | declared(holdings, PROPERTIES)
        iris = sorted(classes | properties)
        self._facts = {iri: read_facts(holdings, iri) for iri in iris}
        self._short = {iri: short_name(iri, self._prefixes) for iri in iris}
        self._classes = sorted(classes, key=lambda i: (-observed.members.get(i, 0), i))
        self._properties = sorted(properties, key=lambda i: (-self._count(i), i))
        self._names = read_names(holdings, {*iris, *self._shown()})

    def draw(self) -> dict[str, Any]:
        """Return the prefixes, the classes and the properties."""
        return {
            "prefixes": self._prefixes,
            "classes": [self._class(iri) for iri in self._classes],
            "properties": [self._property(iri) for iri in self._properties],
        }

    def _shown(self) -> Iterator[str]:
        """Yield the IRIs of the entities that examples show."""
        yield from self._typical.values()
        for use in self._observed.uses.values():
            if use.example[1]:
                for term in (use.example[1].subject, use.example[1].object):
                    if isinstance(term, NamedNode):
                        yield term.value

    def _count(self, property_: str) -> int:
        use = self._observed.uses.get(property_)
        return use.count if use else 0

    def _term(self, iri: str, count: int) -> dict[str, Any]:
        facts, names = self._facts[iri], self._names
        return {
            "iri": iri,
            "name": self._short[iri],
            "label": names[iri] if names.has(iri) else "",
            "definition": facts.definition,
            "count": count,
        }

    def _class(self, iri: str) -> dict[str, Any]:
        facts = self._facts[iri]
        count = self._observed.members.get(iri, 0)
        entry = self._term(iri, count)
        entry["inferred"] = self._observed.derived[iri]
        entry["superclasses"] = self._written(facts.links["superclasses"])
        usage = self._observed.usage.get(iri, {})
        entry["properties"] = {
            self._name(property_): having
            for property_, having in _most_first(usage)
            if property_ != RDF.type.value
        }
        if iri in self._typical:
            entry["example"] = self._entity(self._typical[iri])
        entry["pitfalls"] = list(warn_of_term(facts, self._short))
        return _without_nothing(entry)

    def _property(self, iri: str) -> dict[str, Any]:
        facts = self._facts[iri]
        entry = self._term(iri, self._count(iri))
        entry["traits"] = facts.traits
        for name in ("domain", "range", "superproperties", "inverses"):
            entry[name] = self._written(facts.links[name])
        entry["chains"] = [self._written(chain) for chain in facts.chains]
        pitfalls = list(warn_of_term(facts, self._short))
        if use := self._observed.uses.get(iri):
            entry |= self._used(use)
            pitfalls += warn_of_property(entry, self._shares(iri, facts, use))
            entry["objects"] = _without_nothing(entry["objects"])
        entry["pitfalls"] = pitfalls
        return _without_nothing(entry)

    def _used(self, use: Use) -> dict[str, Any]:
        observed = self._observed
        return {
            "layers": dict(sorted(use.layers.items())),
            "from": self._narrowest(use.subjects),
            "to": self._narrowest(use.objects),
            "subjects": {
                "count": len(use.subjects),
                "most": max(use.subjects.values()),
                "classes": self._counted(observed.own_classes(use.subjects)),
            },
            "objects": {
                "count": len(use.objects),
                "classes": self._counted(observed.own_classes(use.objects)),
                "datatypes": self._counted(use.datatypes),
                "languages": dict(_most_first(use.languages)),
            },
            "example": self._statement(use.example[1]),
        }

    def _shares(
        self, iri: str, facts: TermFacts, use: Use
    ) -> dict[str, tuple[int, int]]:
        """Return how many members of the classes it is said of have it."""
        narrowest = self._observed.narrowest(use.subjects)
        classes = facts.links["domain"] or ([narrowest] if narrowest else [])
        return {
            self._name(c): (self._observed.usage[c].get(iri, 0), members)
            for c in classes
            if (members := self._observed.members.get(c, 0))
        }

    def _narrowest(self, nodes: Mapping[str, int]) -> str:
        iri = self._observed.narrowest(nodes) if nodes else ""
        return self._name(iri) if iri else ""

    def _name(self, iri: str) -> str:
        return self._short.get(iri) or short_name(iri, self._prefixes)

    def _written(self, iris: Iterable[str]) -> list[str]:
        return [self._name(iri) for iri in iris]

    def _counted(self, counts: Mapping[str, int]) -> dict[str, int]:
        return {self._name(iri) if iri else "": n for iri, n in _most_first(counts)}

    def _statement(self, triple: Triple | None) -> dict[str, Any]:
        if triple is None:
            return {}
        return {
            "subject": self._value(triple.subject),
            "object": self._value(triple.object),
        }

    def _value(self, term: Term) -> dict[str, Any]:
        if isinstance(term, NamedNode):
            return self._entity(term.value)
        if isinstance(term, BlankNode):
            return {"node": str(term)}
        if not isinstance(term, Literal):
            return {"node": "<<>>"}
        value = _excerpt(term.value)
        kind = "" if term.language else self._name(term.datatype.value)
        return _without_nothing(
            {"value": value, "language": term.language or "", "datatype": kind}
        ) | {"value": value}

    def _entity(self, iri: str) -> dict[str, Any]:
        label = self._names[iri] if self._names.has(iri) else ""
        named = {"name": self._name(iri)}
        return named | {"label": _excerpt(label)} if label else named


def short_name(iri: str, known: Mapping[str, str]) -> str:
    """Return ``iri`` as a query writes it.

    >>> short_name("http://www.w3.org/2004/02/skos/core#note", prefixes(""))
    'skos:note'
    >>> short_name("https://example.org/", {})
    '<https://example.org/>'
    """
    fits = [p for p, ns in known.items() if ns and iri.startswith(ns)]
    best = max(fits, key=lambda p: len(known[p]), default="")
    local = iri[len(known[best]) :] if best else ""
    return f"{best}:{local}" if _LOCAL.fullmatch(local) else f"<{iri}>"


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…"


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _without_nothing(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value or key in _ALWAYS}

"""Read what Wikidata says: items as they are, and items that bear a name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.linking.cache import Kept, Row
from dissensus.linking.dates import Interval, at_precision
from dissensus.linking.enquiry import Enquiry, Question
from dissensus.linking.expectations import ROOTS
from dissensus.namespaces import WD

Name = tuple[str, str]
LANGUAGES: Final = ("en", "de", "fr", "ru", "mul")


@dataclass(frozen=True)
class Item:
    """An item of Wikidata, as far as it matters here.

    Attributes:
        id: ``Q`` and a number.
        at: When Wikidata was asked, as a day.
        fresh: Whether that is recent.
        redirect: The item that it was merged into; empty when it was not.
        names: Text and language of its labels.
        aliases: Text and language of its further names.
        types: English labels of what it is an instance of, by identifier.
        roots: Which of the classes that we look for it belongs to.
        dates: By property, ``P569`` and so on.
        there: Whether Wikidata says anything of it.
    """

    id: str
    at: str
    fresh: bool
    redirect: str = ""
    names: frozenset[Name] = frozenset()
    aliases: frozenset[Name] = frozenset()
    types: Mapping[str, str] = field(default_factory=dict)
    roots: frozenset[str] = frozenset()
    dates: Mapping[str, tuple[Interval, ...]] = field(default_factory=dict)
    there: bool = False

    @property
    def label(self) -> str:
        """Its label in English, or any."""
        by_language = {language: text for text, language in sorted(self.names)}
        for language in LANGUAGES:
            if language in by_language:
                return by_language[language]
        return next(iter(by_language.values()), "")


def read_items(
    enquiry: Enquiry, ids: Iterable[str], languages: Iterable[str]
) -> dict[str, Item]:
    """Return the items ``ids``, and those that they redirect to.

    What could not be learnt is left out.
    """
    question = Question("items", _items_text(frozenset({*languages, *LANGUAGES})))
    found = _read(enquiry, question, ids)
    targets = {item.redirect for item in found.values()} - found.keys() - {""}
    return found | _read(enquiry, question, targets)


def find_by_name(
    enquiry: Enquiry, names: Iterable[Name]
) -> dict[Name, tuple[frozenset[str], bool]]:
    """Return the ids of the items that bear each name, and whether that is fresh.

    A name is looked for in its own language and in ``mul``, where Wikidata
    keeps names that are the same in many. What could not be learnt is left out.
    """
    question = Question("names", _query("labels.rq"))
    keys = {_key(name): name for name in names}
    written = {key: _values(key, name) for key, name in keys.items()}
    found = enquiry.ask(question, written)
    return {
        keys[key]: (
            frozenset(filter(None, (_id(row, "item") for row in kept.rows))),
            kept.fresh,
        )
        for key, kept in found.items()
    }


def _read(enquiry: Enquiry, question: Question, ids: Iterable[str]) -> dict[str, Item]:
    subjects = {f"{WD.iri}{id_}": f"<{WD.iri}{id_}>" for id_ in sorted(ids)}
    return {
        iri.removeprefix(WD.iri): _item(iri.removeprefix(WD.iri), kept)
        for iri, kept in enquiry.ask(question, subjects).items()
    }


def _item(id_: str, kept: Kept) -> Item:
    dates: dict[str, list[Interval]] = {}
    for row in kept.rows:
        if (kind := _text(row, "kind")).startswith("P"):
            interval = at_precision(_text(row, "value"), _text(row, "more"))
            dates.setdefault(kind, []).extend([interval] if interval else [])
    return Item(
        id=id_,
        at=kept.at.date().isoformat(),
        fresh=kept.fresh,
        redirect=next((_id(r, "value") for r in _of("redirect", kept)), ""),
        names=frozenset(_name(row) for row in _of("label", kept)),
        aliases=frozenset(_name(row) for row in _of("alias", kept)),
        types={_id(r, "value"): _text(r, "more") for r in _of("type", kept)},
        roots=frozenset(_id(row, "value") for row in _of("root", kept)),
        dates={kind: tuple(sorted(found)) for kind, found in dates.items() if found},
        there=bool(kept.rows),
    )


def _of(kind: str, kept: Kept) -> list[Row]:
    return [row for row in kept.rows if _text(row, "kind") == kind]


def _text(row: Row, variable: str) -> str:
    return row.get(variable, {}).get("value", "")


def _name(row: Row) -> Name:
    return _text(row, "value"), row["value"].get("xml:lang", "")


def _id(row: Row, variable: str) -> str:
    iri = _text(row, variable)
    return iri.removeprefix(WD.iri) if iri.startswith(f"{WD.iri}Q") else ""


def _key(name: Name) -> str:
    return f"{name[0]}@{name[1]}"


def _values(key: str, name: Name) -> str:
    """Return the rows of VALUES that look for ``name``; terms escape themselves."""
    text, language = name
    tags = dict.fromkeys((language, "mul"))
    return " ".join(
        f"({Literal(key)} {Literal(text, language=tag)})" for tag in tags if tag
    )


@cache
def _items_text(languages: frozenset[str]) -> str:
    roots = " ".join(str(NamedNode(WD.iri + root)) for root in sorted(ROOTS))
    tags = ", ".join(str(Literal(language)) for language in sorted(languages))
    return _query("items.rq").replace("$roots", roots).replace("$languages", tags)


@cache
def _query(name: str) -> str:
    return (files(__package__ or "") / name).read_text(encoding="utf-8")

"""Read how a project wants its entities told: ``ontology/display.toml``.

Per kind of entity the sentence that says what it is, the sections in the order
in which a reader wants them, and the neighbours worth drawing. None of it is
knowledge: a project without the file, or an entity of no kind in it, is told in
the order of ``order.py``.

A path is a property as Turtle writes it (``dis:holder``), with ``^`` before it
when the entity is the object, several joined by ``/``.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final, TypeVar

from pyoxigraph import NamedNode

from dissensus.description.paths import Path, Step
from dissensus.description.template import Template, read_template
from dissensus.errors import Place, UnreadableSource
from dissensus.namespaces import prefixes

DISPLAY: Final = PurePosixPath("ontology/display.toml")
_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
Texts = Mapping[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class Section:
    """Statements under one heading, which is given per language."""

    heading: Texts
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Kind:
    """How the members of one class are told.

    Attributes:
        class_: IRI of the class; empty for entities of no kind.
        sentences: Templates that say what a member is, per language.
        sections: What stands first, in order.
        neighbours: What the drawing shows, the most telling first.
        last: What nobody looks for first: it stands at the end, folded.
    """

    class_: str = ""
    sentences: Mapping[str, Template] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    neighbours: tuple[Path, ...] = ()
    last: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Profile:
    """How the entities of a project are told.

    Attributes:
        kinds: The first whose class an entity has is its kind.
        labels: What a step is called, per language, where the label of the
            property would mislead: most of all against its direction.
        dates: Properties whose text is a date in EDTF without saying so.
    """

    kinds: tuple[Kind, ...] = ()
    labels: Mapping[Step, Texts] = field(default_factory=dict)
    dates: frozenset[str] = frozenset()

    def kind_of(self, types: Iterable[str]) -> Kind:
        """Return the kind of an entity of these classes."""
        known = set(types)
        return next((kind for kind in self.kinds if kind.class_ in known), Kind())

    def label(self, step: Step, language: str) -> str:
        """Return what ``step`` is called in ``language``; empty when not said."""
        return preferred(self.labels.get(step, {}), language) or ""


def preferred(texts: Mapping[str, T], language: str) -> T | None:
    """Return the text in ``language``, else in English, else any, else nothing."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), None)


def tongue(texts: Mapping[str, Any], language: str) -> str:
    """Return the language of what ``preferred`` returns."""
    return language if language in texts else "en"


def read_profile(text: str, base: str) -> Profile:
    """Return what ``text``, a TOML document, says.

    Args:
        text: The contents of ``ontology/display.toml``.
        base: The base of the dataset, for the prefixes of the house.

    Raises:
        UnreadableSource: It is no TOML, or names a prefix, key or path that
            nobody knows.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _bad(str(error), str(error)) from error
    reader = _Reader({**prefixes(base), **said.pop("prefixes", {})})
    try:
        return reader.profile(said)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _bad(f"It cannot be understood: {error}.") from error


@dataclass(frozen=True)
class _Reader:
    """Reads the tables of the document with the prefixes that it knows."""

    prefixes: Mapping[str, str]

    def profile(self, said: dict[str, Any]) -> Profile:
        kinds = tuple(self._kind(dict(table)) for table in said.pop("kind", []))
        labels = {
            self._step(path): dict(texts)
            for path, texts in said.pop("labels", {}).items()
        }
        dates = frozenset(self._iri(name) for name in said.pop("dates", []))
        _refuse_unknown(said, "the document")
        return Profile(kinds, labels, dates)

    def _kind(self, said: dict[str, Any]) -> Kind:
        kind = Kind(
            class_=self._iri(said.pop("class")),
            sentences={
                language: read_template(text, self.path)
                for language, text in said.pop("sentence", {}).items()
            },
            sections=tuple(
                Section(dict(s["heading"]), tuple(map(self._step, s["show"])))
                for s in said.pop("section", [])
            ),
            neighbours=tuple(map(self.path, said.pop("neighbours", []))),
            last=frozenset(map(self._iri, said.pop("last", []))),
        )
        _refuse_unknown(said, f"kind {kind.class_}")
        return kind

    def path(self, text: str) -> Path:
        return tuple(self._steps(text))

    def _steps(self, text: str) -> Iterator[Step]:
        for part in text.split("/"):
            yield Step(self._iri(part.removeprefix("^")), part.startswith("^"))

    def _step(self, text: str) -> Step:
        (step,) = self._steps(text)
        return step

    def _iri(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        if not colon or prefix not in self.prefixes:
            raise ValueError(f"{name!r} has no prefix that is known")
        return NamedNode(self.prefixes[prefix] + local).value


def _refuse_unknown(rest: Mapping[str, Any], where: str) -> None:
    if rest:
        raise ValueError(f"{', '.join(sorted(rest))} in {where} means nothing")


def _bad(summary: str, message: str = "") -> UnreadableSource:
    found = _AT.search(message)
    line, column = map(int, found.groups()) if found else (0, 0)
    return UnreadableSource(
        _AT.sub("", summary).strip().rstrip(".") + ".",
        place=Place(DISPLAY, line, column),
        hint="It says per kind of entity what stands first: see ontology/README.md.",
        see="https://toml.io/en/v1.0.0",
    )

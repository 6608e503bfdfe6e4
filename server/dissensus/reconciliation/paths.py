"""Follow properties from an entity to what a client compares or wants to have.

A path is a property, or several with ``/`` between them, ``^`` before one that
is followed back: by IRI, in ``<>`` where the path has more than one step, by
prefixed name, or by the bare name of a term of the project's own. Its last step
may be ``label``, ``alias`` or ``description``, with ``@`` and the tag of a
language: ``dis:holder/label@ru``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from dissensus.description import Holdings
from dissensus.errors import MalformedRequest
from dissensus.namespaces import DIS, expand
from dissensus.search import ALIASES, GLOSSES, NAMES

Term = NamedNode | BlankNode | Literal | Triple
TEXTS: Final = {
    "label": NAMES,
    "alias": tuple(sorted(ALIASES, key=str)),
    "description": tuple(sorted(GLOSSES, key=str)),
}
# Nodes that a path is followed through, so that a hub costs no more than others.
_THROUGH: Final = 2_000
_STEP: Final = re.compile(r"\^?(?:<[^<>\s]+>|[^/<>\s]+)")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Way:
    """A path that has been read.

    Attributes:
        steps: Properties, each with whether it is followed back.
        text: ``label``, ``alias``, ``description``, or nothing.
        language: Tag of the language of that text; empty: any.
    """

    steps: tuple[tuple[NamedNode, bool], ...]
    text: str = ""
    language: str = ""


def read_way(path: str, holdings: Holdings) -> Way:
    """Return what ``path`` says, with the prefixes and terms of ``holdings``.

    Raises:
        MalformedRequest: It is no path, or names a prefix that nobody knows.
    """
    text = path.strip()
    if "://" in text and not re.search(r"[<>\s]", text):
        return Way((_step(text, holdings, path),))
    parts = _STEP.findall(text)
    if not parts or "/".join(parts) != text:
        raise _bad(path, "is no path of properties")
    last, _, language = parts[-1].partition("@")
    if last in TEXTS:
        if language and not _LANGUAGE.fullmatch(language):
            raise _bad(path, f"names {language!r}, which is no tag of a language")
        steps = tuple(_step(part, holdings, path) for part in parts[:-1])
        return Way(steps, last, language.lower())
    return Way(tuple(_step(part, holdings, path) for part in parts))


def _step(part: str, holdings: Holdings, path: str) -> tuple[NamedNode, bool]:
    name, back = part.removeprefix("^"), part.startswith("^")
    if name.startswith("<"):
        iri = name[1:-1]
    elif "://" in name:
        iri = name
    else:
        iri = expand(name, holdings.base) if ":" in name else _own(name, holdings)
    try:
        return NamedNode(iri), back
    except ValueError as error:
        raise _bad(path, f"has a step {name!r} that is no property") from error


def _own(name: str, holdings: Holdings) -> str:
    """Return the term of the project's ontology, or else of the common one."""
    iri = f"{holdings.base}ontology#{name}"
    used = holdings.backend.quads(None, NamedNode(iri), None)
    return iri if next(used, None) else DIS.iri + name


def _bad(path: str, why: str) -> MalformedRequest:
    return MalformedRequest(
        f"The property {path[:100]!r} {why}.",
        hint="Write it like dis:holder, ^dis:holder/label@en or a whole IRI; "
        "/reconcile/suggest/property lists what there is.",
    )


def follow(holdings: Holdings, start: NamedNode, way: Way) -> Iterator[Term]:
    """Yield what stands at the end of ``way``, each once, in no order."""
    ends: dict[Term, None] = {start: None}
    for property_, back in way.steps:
        found = (t for end in ends for t in one_step(holdings, end, property_, back))
        ends = dict.fromkeys(islice(found, _THROUGH))
    if not way.text:
        return iter(ends)
    return iter(
        dict.fromkeys(
            text
            for end in ends
            for text in texts_of(holdings, end, way.text, way.language)
        )
    )


def one_step(
    holdings: Holdings, node: Term, property_: NamedNode, back: bool
) -> Iterator[Term]:
    """Yield what ``property_`` leads to from ``node``, or ``back`` to from it."""
    if back:
        merge = DefaultGraph() if holdings.graphs is None else None
        for quad in holdings.backend.quads(None, property_, node, merge):
            yield quad.subject
    elif isinstance(node, NamedNode | BlankNode):
        for quad in holdings.told_of(node, property_):
            yield quad.object


def texts_of(
    holdings: Holdings, node: Term, kind: str, language: str = ""
) -> Iterator[Literal]:
    """Yield labels, aliases or descriptions of ``node``; literals are their own."""
    if isinstance(node, Literal):
        yield node
    elif isinstance(node, NamedNode | BlankNode):
        for property_ in TEXTS[kind]:
            for quad in holdings.told_of(node, property_):
                if isinstance(quad.object, Literal) and speaks(quad.object, language):
                    yield quad.object


def speaks(text: Literal, language: str) -> bool:
    """Return whether ``text`` is in ``language``, or a kind of it; "" is any."""
    tag = (text.language or "").lower()
    return not language or tag == language or tag.startswith(f"{language}-")

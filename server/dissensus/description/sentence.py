"""Make the sentence that says what an entity is, from what is known of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from dissensus.description.paths import Path
from dissensus.description.profile import preferred
from dissensus.description.reading import Holdings, Term
from dissensus.description.template import Gap, Optional, Template

SHOWN: Final = 3
# A place is filled from these many at most: what has more tells nothing in a
# sentence.
_LOOKED_AT: Final = 200


@dataclass(frozen=True)
class Filled:
    """What fills one place: the first few, and how many more there are."""

    terms: tuple[Term, ...]
    more: int = 0


Sentence = tuple[str | Filled, ...]


def fill(
    template: Template, holdings: Holdings, entity: NamedNode, language: str
) -> Sentence:
    """Return ``template`` with its places filled from what is said of ``entity``.

    Empty when a place outside the optional parts stays empty. Of texts in
    several languages that in ``language`` is taken.
    """
    sentence: list[str | Filled] = []
    for part in template:
        parts = part.parts if isinstance(part, Optional) else (part,)
        found = _filled(parts, holdings, entity, language)
        if found is not None:
            sentence += found
        elif not isinstance(part, Optional):
            return ()
    return tuple(sentence)


def mentioned(sentence: Sentence) -> Iterator[str]:
    """Return every IRI that has to be named."""
    for part in sentence:
        if isinstance(part, Filled):
            yield from (t.value for t in part.terms if isinstance(t, NamedNode))


def _filled(
    parts: Sequence[str | Gap], holdings: Holdings, entity: NamedNode, language: str
) -> list[str | Filled] | None:
    found: list[str | Filled] = []
    for part in parts:
        if isinstance(part, str):
            found.append(part)
            continue
        terms = in_one_language(reached(holdings, entity, part.path), language)
        if not terms:
            return None
        found.append(Filled(tuple(terms[:SHOWN]), max(0, len(terms) - SHOWN)))
    return found


def in_one_language(terms: list[Term], language: str) -> list[Term]:
    """Return ``terms`` without those texts that another says in ``language``."""
    texts: dict[str, list[Term]] = {}
    for term in terms:
        if isinstance(term, Literal) and term.language:
            texts.setdefault(term.language, []).append(term)
    best: list[Term] = preferred(texts, language) or []
    return [t for t in terms if not (isinstance(t, Literal) and t.language)] + best


def reached(holdings: Holdings, entity: NamedNode, path: Path) -> list[Term]:
    """Return what ``path`` leads to from ``entity``, each once, in IRI order.

    What somebody wrote down goes before what follows.
    """
    terms: list[Term] = [entity]
    for step in path:
        property_ = NamedNode(step.property)
        follows: dict[Term, bool] = {}
        for term in terms:
            for found, inferred in _next(holdings, term, property_, step.inverse):
                follows[found] = follows.get(found, True) and inferred
                if len(follows) >= _LOOKED_AT:
                    break
        terms = sorted(follows, key=lambda term: (follows[term], str(term)))
    return terms


def _next(
    holdings: Holdings, term: Term, property_: NamedNode, inverse: bool
) -> Iterator[tuple[Term, bool]]:
    if inverse:
        quads = holdings.backend.quads(None, property_, term, None)
    elif isinstance(term, Literal):
        return
    else:
        quads = holdings.backend.quads(term, property_, None, None)
    merge = holdings.graphs is None
    for quad in quads:
        # The merge holds everything once more; it does not tell who said it.
        inferred = quad.graph_name == holdings.inferred or (
            merge and isinstance(quad.graph_name, DefaultGraph)
        )
        yield (quad.subject if inverse else quad.object), inferred

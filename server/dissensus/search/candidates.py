"""Gather the entities that somebody's name for a thing may mean.

Wide on purpose: whoever shares a word of a name in any script and spelling, or
has one that is spelt alike, is a candidate. How good each of them is, another
room says (``reconciliation``).
"""

import json
import math
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from dissensus.namespaces import OWL, RDF, RDFS, SH, SKOS
from dissensus.search.building import EVERY
from dissensus.search.finding import matching, named, spelt_like
from dissensus.search.folding import fold, sound, words
from dissensus.search.gathering import ALIAS, CALLED, GLOSS, HIDDEN
from dissensus.search.index import COLUMNS, Entity, Index, marks

_WORDS: Final = 40
_FORMAL: Final = (OWL, RDF, RDFS, SH, SKOS)
# A word that is only spelt like one that was given is weaker evidence.
_ALIKE: Final = 0.5


@dataclass(frozen=True)
class Candidate:
    """An entity that may be meant, with what tells it from others.

    Attributes:
        entity: What it is.
        names: All that it is called, the preferred first.
        gloss: What it is, in words; may be empty.
        identified: It is what was named: by IRI, prefixed name or identifier.
    """

    entity: Entity
    names: tuple[str, ...]
    gloss: str
    identified: bool


def find_candidates(
    index: Index,
    text: str,
    classes: Collection[str] = (),
    iris: Collection[str] = (),
    most: int = 60,
) -> list[Candidate]:
    """Return up to ``most`` entities that ``text`` may name, in no order; 5 ms.

    Args:
        index: Of the release.
        text: A name in any script, spelling and order, or an identifier.
        classes: If given, only members of one of these or of a narrower one.
        iris: Further entities to consider.
        most: Those that share the rarest words are kept.
    """
    with index.asked() as db:
        # A word may be the last part of an IRI by chance; what has a digit or a
        # colon is meant as an identifier.
        text = text.strip()
        told = re.search(r"[\d:]", text)
        sure = set(named(db, index, text)) if told else set()
        weights = _weighed(db, text)
        weights |= dict.fromkeys([*sure, *_ids(db, iris)], math.inf)
        if classes:
            members = _members(db, classes)
            weights = {i: w for i, w in weights.items() if i in members}
        return _read(db, _best(db, weights, most), sure)


def wider_classes(index: Index, class_: str) -> list[str]:
    """Return the classes directly above ``class_`` that the release names."""
    with index.asked() as db:
        rows = db.execute(
            "SELECT t.iri FROM entity e JOIN value v ON v.entity = e.id "
            "JOIN term p ON p.id = v.property JOIN term t ON t.id = v.target "
            "WHERE e.iri = ? AND p.iri = ? ORDER BY t.iri",
            (class_, RDFS.subClassOf.value),
        )
        return [row[0] for row in rows]


def known_kinds(index: Index, most: int) -> list[str]:
    """Return the kinds that other people's tables are likely to be about.

    Those with most members that have an identifier of somebody else's and that
    statements point at. Classes and shapes are none.
    """
    with index.asked() as db:
        rows = db.execute(
            "SELECT kind FROM "
            "(SELECT e.kind AS kind, e.links AS links, COUNT(c.code) AS codes "
            "FROM entity e JOIN code c ON c.entity = e.id "
            "WHERE e.kind <> '' AND e.label <> '' GROUP BY e.id) "
            "GROUP BY kind ORDER BY SUM(codes > 1 AND links) DESC, COUNT(*) DESC, kind",
        )
        kinds = [row[0] for row in rows if not any(row[0] in n for n in _FORMAL)]
        return kinds[:most]


def _best(db: sqlite3.Connection, weights: dict[int, float], most: int) -> list[int]:
    """Return those to keep: many words shared, few besides, many links."""
    if len(weights) <= most:
        return sorted(weights)
    rows = db.execute(
        "SELECT id, LENGTH(sort) - LENGTH(REPLACE(sort, ' ', '')), links "
        "FROM entity WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(weights)),),
    )
    order = {i: (-weights[i] / (2 + spaces), -links, i) for i, spaces, links in rows}
    return sorted(order, key=order.__getitem__)[:most]


def _weighed(db: sqlite3.Connection, text: str) -> dict[int, float]:
    """Return the entities that share words with ``text``, rare words counting more."""
    found = [text[w.start : w.end] for w in words(text)][:_WORDS]
    # An initial alone finds half of all names: only where there is nothing else.
    long = [word for word in found if len(word) > 1] or found
    weights: dict[int, float] = defaultdict(float)
    for word in {fold(word): word for word in long}.values():
        sharing, alike = _sharing(db, word), 1.0
        if not sharing:
            near = spelt_like(db, fold(word))
            sharing, alike = {i for other in near for i in _sharing(db, other)}, _ALIKE
        weight = alike / (1 + math.log1p(len(sharing)))
        for id_ in sharing:
            weights[id_] += weight
    return dict(weights)


def _sharing(db: sqlite3.Connection, word: str) -> set[int]:
    heard = f' OR {{sound}} : "{sound(word)}"' if sound(word) else ""
    expression = f'{{name alias}} : "{fold(word)}"{heard}'
    return set(matching(db, expression, EVERY))


def _ids(db: sqlite3.Connection, iris: Collection[str]) -> list[int]:
    sql = f"SELECT id FROM entity WHERE iri IN ({marks(list(iris))})"  # noqa: S608
    return [row[0] for row in db.execute(sql, list(iris))]


def _members(db: sqlite3.Connection, classes: Collection[str]) -> set[int]:
    """Return the members of ``classes`` and of narrower ones, reasoned or not."""
    rows = db.execute(
        "WITH RECURSIVE wanted(class) AS ("  # noqa: S608
        f"SELECT id FROM term WHERE iri IN ({marks(list(classes))}) UNION "
        "SELECT narrower.id FROM wanted "
        "JOIN value v ON v.target = wanted.class AND v.property = "
        "(SELECT id FROM term WHERE iri = ?) JOIN entity e ON e.id = v.entity "
        "JOIN term narrower ON narrower.iri = e.iri) "
        "SELECT entity FROM member WHERE class IN (SELECT class FROM wanted)",
        (*classes, RDFS.subClassOf.value),
    )
    return {row[0] for row in rows}


def _read(
    db: sqlite3.Connection, ids: list[int], sure: Collection[int]
) -> list[Candidate]:
    within = f"({marks(ids)})"
    texts: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for id_, field, language, text in db.execute(
        "SELECT entity, field, language, text FROM text "  # noqa: S608
        f"WHERE entity IN {within} AND field IN (?, ?, ?, ?) "
        "ORDER BY entity, field, number",
        (*ids, CALLED, ALIAS, HIDDEN, GLOSS),
    ):
        texts[id_].append((field, language, text))
    rows = db.execute(
        f"SELECT e.id, {COLUMNS} FROM entity e WHERE e.id IN {within}",  # noqa: S608
        ids,
    )
    return [_candidate(Entity(*row[1:]), texts[row[0]], row[0] in sure) for row in rows]


def _candidate(
    entity: Entity, texts: list[tuple[int, str, str]], identified: bool
) -> Candidate:
    names = [entity.label, *(text for field, _, text in texts if field != GLOSS)]
    glosses = {tag: text for field, tag, text in reversed(texts) if field == GLOSS}
    return Candidate(
        entity,
        tuple(dict.fromkeys(name for name in names if name)),
        glosses.get("en") or next(iter(glosses.values()), ""),
        identified,
    )

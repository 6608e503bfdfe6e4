"""Find entities by words, the likeliest first.

What somebody looks for is mostly called so: a name goes before another name,
that before a name in another spelling, and that before a mention in a text; a
whole word goes before the beginning of one. Among equals the entity goes first
at which most statements point.
"""

import difflib
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from dissensus.namespaces import expand
from dissensus.search.building import EVERY, grams
from dissensus.search.folding import fold, sound
from dissensus.search.gathering import ALIAS, CALLED, GLOSS, HIDDEN, TEXT
from dissensus.search.index import COLUMNS, Entity, Index, marks
from dissensus.search.marking import Piece, best, mark, matches
from dissensus.search.question import Question, read_question

PAGE: Final = 20
_SUGGESTED: Final = 8
_MENU: Final = 60
_LIKE: Final = 0.66
_FEW: Final = 3


@dataclass(frozen=True)
class Hit:
    """An entity that was found.

    Attributes:
        entity: What it is.
        label: What it is called, with the words that were looked for marked.
        language: Tag of the label; may be empty.
        snippet: A text about it, likewise; may be empty.
        exact: It is what was named: by IRI, prefixed name or identifier.
    """

    entity: Entity
    label: tuple[Piece, ...]
    language: str
    snippet: tuple[Piece, ...]
    exact: bool


@dataclass(frozen=True)
class Hits:
    """One page of what was found.

    Attributes:
        hits: Of this page.
        total: On all pages, of the kind that was asked for.
        kinds: Of each kind how many there are, whichever was asked for.
        page: From 1.
        pages: How many there are; at least 1.
    """

    hits: tuple[Hit, ...]
    total: int
    kinds: dict[str, int]
    page: int
    pages: int


@dataclass(frozen=True)
class Suggestion:
    """An entity whose name begins, somewhere, as was typed."""

    entity: Entity
    label: str


@dataclass(frozen=True)
class _Found:
    id: int
    tier: int
    entity: Entity


def find(
    index: Index, question: Question, kind: str = "", page: int = 1, language: str = ""
) -> Hits:
    """Return page ``page`` of what ``question`` finds in ``index``; 3 ms.

    Args:
        index: Of the release.
        question: What is looked for.
        kind: IRI of the kind that all hits shall be of; empty: of any.
        page: From 1; there may be nothing on it.
        language: Tag of the language whose names and texts are looked at,
            with those that have no language; empty: all.
    """
    with index.asked() as db:
        found = _ranked(db, index, question, language)
        of_kind = [f for f in found if not kind or f.entity.kind == kind]
        shown = of_kind[PAGE * (page - 1) : PAGE * page]
        return Hits(
            tuple(_hit(db, one, question, language) for one in shown),
            len(of_kind),
            _counted(found),
            page,
            max(1, -(-len(of_kind) // PAGE)),
        )


def suggest(index: Index, text: str, skipped: int = 0) -> list[Suggestion]:
    """Return the entities whose names ``text`` is most likely to become.

    A few of them, after the ``skipped`` likeliest.
    """
    question = read_question(text)
    with index.asked() as db:
        found = _ranked(db, index, question, "", names_only=True)
        return [
            Suggestion(one.entity, _called(db, one, question))
            for one in found[skipped : skipped + _SUGGESTED]
        ]


def near_words(index: Index, question: Question) -> list[str]:
    """Return what may have been meant: other words that do find something.

    Each word that no name begins with gives way to one that names hold and
    that has most trigrams in common with it.
    """
    with index.asked() as db:
        changed = [[_meant(db, word) for word in one.words] for one in question.sought]
        versions = []
        for rank in range(_FEW):
            said = [w[min(rank, len(w) - 1)] for one in changed for w in one if w]
            text = " ".join(said)
            if said and text not in versions and fold(text) != fold(question.text):
                versions.append(text)
        return [
            text
            for text in versions
            if matching(db, read_question(text).anywhere(), EVERY)
        ]


def _ranked(
    db: sqlite3.Connection,
    index: Index,
    question: Question,
    language: str,
    names_only: bool = False,
) -> list[_Found]:
    tiers = dict.fromkeys(named(db, index, question.text), -1)
    for tier, expression in enumerate(_expressions(question, names_only)):
        for id_ in matching(db, expression, language or EVERY):
            tiers.setdefault(id_, tier)
    found = [
        _Found(row[0], tiers[row[0]], Entity(*row[1:]))
        for row in _entities(db, list(tiers))
    ]
    return sorted(found, key=lambda one: _order(one, question, names_only))


def _order(
    one: _Found, question: Question, short: bool
) -> tuple[int, bool, bool, int, str, str]:
    """Return a sort key; ``short``: long labels go after what fits a menu."""
    entity = one.entity
    whole = entity.sort == question.folded
    long = short and len(entity.label) > _MENU
    return (one.tier, not whole, long, -entity.links, entity.sort, entity.iri)


def _expressions(question: Question, names_only: bool) -> Iterator[str]:
    """Yield what is asked, the likeliest to be meant first."""
    if not question.sought:
        return
    yield question.expression("name", prefix=False)
    yield question.expression("name alias", prefix=False)
    yield question.expression("name alias", prefix=True)
    if not any(one.exact for one in question.sought):
        yield question.sounding(prefix=False)
        yield question.sounding(prefix=True)
    if not names_only:
        yield question.expression("name alias text", prefix=False)
        yield question.expression("name alias text", prefix=True)
        yield question.anywhere()


def matching(db: sqlite3.Connection, expression: str, language: str) -> list[int]:
    """Return the entities whose words an FTS5 ``expression`` matches."""
    rows = db.execute(
        "SELECT entry.entity FROM words JOIN entry ON entry.number = words.rowid "
        "WHERE words MATCH ? AND entry.language = ?",
        (expression, language),
    )
    return [row[0] for row in rows]


def named(db: sqlite3.Connection, index: Index, text: str) -> list[int]:
    """Return the entity whose IRI, prefixed name or identifier ``text`` is."""
    iris = (text.strip("<>"), expand(text, index.base))
    rows = db.execute(
        "SELECT id FROM entity WHERE iri IN (?, ?) "
        "UNION SELECT entity FROM code WHERE code = ?",
        (*iris, text.lower()),
    )
    return [row[0] for row in rows]


def _entities(db: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    numbers = iter(ids)
    while some := list(islice(numbers, 10_000)):
        yield from db.execute(
            f"SELECT e.id, {COLUMNS} FROM entity e "  # noqa: S608
            f"WHERE e.id IN ({marks(some)})",
            some,
        )


def _counted(found: Sequence[_Found]) -> dict[str, int]:
    counts = Counter(one.entity.kind for one in found)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _hit(db: sqlite3.Connection, one: _Found, question: Question, language: str) -> Hit:
    texts = list(
        db.execute(
            "SELECT field, language, text FROM text WHERE entity = ? "
            "AND field <> ? ORDER BY field, number",
            (one.id, HIDDEN),
        )
    )
    entity, label, tag = one.entity, one.entity.label, one.entity.language
    own = [text for field, tag_, text in texts if field == CALLED and tag_ == language]
    if language and own:
        label, tag = own[0], language
    if language:
        texts = [row for row in texts if row[1] in {"", language}]
    told = _told(label, [(f, text) for f, _, text in texts if text != label], question)
    return Hit(
        entity,
        mark(label or entity.iri, question, long=400),
        tag,
        mark(told, question) if told else (),
        one.tier < 0,
    )


def _told(label: str, texts: list[tuple[int, str]], question: Question) -> str:
    """Return what to say of a hit: where it fits, or if its label does, what it is."""
    looked_for = sum(len(one.words) for one in question.sought)
    labelled = len({w.folded for w in matches(label, question)}) >= looked_for
    fitting = best((text for _, text in texts), question)
    gloss = best((text for field, text in texts if field == GLOSS), question)
    if not labelled and matches(fitting, question):
        return fitting
    mentioned = best((text for field, text in texts if field == TEXT), question)
    if gloss or matches(mentioned, question):
        return gloss or mentioned
    return " · ".join(text for field, text in texts if field in {CALLED, ALIAS})


def _called(db: sqlite3.Connection, one: _Found, question: Question) -> str:
    """Return the name that made it a suggestion: its own, or another's spelling."""
    if matches(one.entity.label, question) or not question.sought:
        return one.entity.label or one.entity.iri
    rows = db.execute(
        "SELECT text FROM text WHERE entity = ? AND field IN (?, ?) "
        "ORDER BY field, number",
        (one.id, CALLED, ALIAS),
    )
    return best((row[0] for row in rows), question) or one.entity.label


def _meant(db: sqlite3.Connection, word: str) -> list[str]:
    """Return the words of names that are most like ``word``; itself when it is one."""
    folded = fold(word)
    column = {"name alias text": folded, "sound": sound(word)}
    if any(matching(db, f'{{{c}}} : "{w}" *', EVERY) for c, w in column.items()):
        return [word]
    return spelt_like(db, folded)


def spelt_like(db: sqlite3.Connection, folded: str) -> list[str]:
    """Return the words of names that are spelt most like ``folded``; 2 ms."""
    shared = sorted(grams(folded))
    rows = db.execute(
        "SELECT word, shown FROM gram JOIN spelling USING (word) "  # noqa: S608
        f"WHERE gram IN ({marks(shared)}) GROUP BY word "
        "ORDER BY COUNT(*) DESC, word LIMIT 60",
        shared,
    )
    shown = dict(rows)
    close = difflib.get_close_matches(folded, shown, n=_FEW, cutoff=_LIKE)
    return [shown[one] for one in close]

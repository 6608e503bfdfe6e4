"""Give the index away whole, for a search without a server.

Whoever takes it must fold words as ``folding`` does: the letters and spellings
that this takes are part of what is given.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from anyascii import anyascii

from dissensus.search.index import COLUMNS, Entity, Index

# Latin, Greek and Cyrillic: what somebody may type though no text here has it.
_TYPED: Final = "".join(map(chr, range(0x80, 0x530)))


@dataclass(frozen=True)
class Exported:
    """An entity with all words by which it is found.

    Attributes:
        entity: What it is.
        texts: Field (see ``gathering``), language and text of each, in order.
        codes: Identifiers, in lower case.
    """

    entity: Entity
    texts: tuple[tuple[int, str, str], ...]
    codes: tuple[str, ...]


def export_entities(index: Index) -> Iterator[Exported]:
    """Yield all entities of ``index``, in the order of their IRIs."""
    with index.asked() as db:
        texts: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
        codes: dict[int, list[str]] = defaultdict(list)
        for id_, *text in db.execute(
            "SELECT entity, field, language, text FROM text "
            "ORDER BY entity, field, number"
        ):
            texts[id_].append((text[0], text[1], text[2]))
        for id_, code in db.execute("SELECT entity, code FROM code ORDER BY 1, 2"):
            codes[id_].append(code)
        rows = db.execute(f"SELECT e.id, {COLUMNS} FROM entity e ORDER BY e.iri")  # noqa: S608
        for id_, *row in rows:
            yield Exported(Entity(*row), tuple(texts[id_]), tuple(codes[id_]))


def export_letters(texts: Iterable[str]) -> dict[str, str]:
    """Return what each letter beyond ASCII folds to, of ``texts`` and of the usual.

    Letters of which nothing is left are not named.
    """
    letters = set(_TYPED).union(*map(set, texts))
    decomposed = set(unicodedata.normalize("NFKD", "".join(sorted(letters))))
    told = {c: anyascii(c).lower() for c in sorted(decomposed) if not c.isascii()}
    return {
        c: said for c, said in told.items() if said and not unicodedata.combining(c)
    }

"""Write the index by which a browser searches a copy: one script, read on demand.

A script rather than JSON, since browsers run one from a disk too but fetch
nothing there. Texts go in as they were written; the browser folds them with the
letters and spellings that go along, so that both sides hear words alike.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from dissensus.description import read_names
from dissensus.freezing.naming import Naming, file_of
from dissensus.search import Exported, export_entities, export_letters, spelling_rules
from dissensus.web.site import Site

NAME: Final = "search-index.js"


def write_search(folder: Path, site: Site, naming: Naming, language: str) -> None:
    """Write the index of ``site`` into ``folder``, if the release has one.

    Takes 0.5 CPU s for 6,000 entities, of which a browser loads 0.6 MB packed.

    Args:
        folder: Of the copy.
        site: What is copied.
        naming: Which address becomes which file.
        language: Tag of the language in which kinds are named.
    """
    if not site.index.exists:
        return
    entities = list(export_entities(site.index))
    kinds = sorted({one.entity.kind for one in entities} - {""})
    names = read_names(site.holdings, kinds, language)
    number = {iri: place for place, iri in enumerate(kinds)}
    letters, spellings = spelling_rules()
    index = {
        "base": site.base.iri,
        "kinds": [[names[iri], _file(site.class_path(iri), naming)] for iri in kinds],
        "letters": export_letters(text for one in entities for _, _, text in one.texts),
        "respelt": letters,
        "spellings": spellings,
        "entities": [_told(one, site, naming, number) for one in entities],
    }
    packed = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    # Two that JSON allows in strings, and older scripts do not.
    packed = packed.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    script = f"globalThis.frozenIndex = {packed};\n"
    (folder / NAME).write_text(script, encoding="utf-8")


def addresses(site: Site) -> Iterable[str]:
    """Return the addresses of all that the index finds."""
    if not site.index.exists:
        return []
    return [site.path(one.entity.iri) for one in export_entities(site.index)]


def _told(
    one: Exported, site: Site, naming: Naming, kinds: dict[str, int]
) -> list[Any]:
    entity = one.entity
    own = entity.iri.startswith(site.base.iri)
    return [
        entity.iri[len(site.base.iri) :] if own else entity.iri,
        _file(site.path(entity.iri), naming),
        kinds.get(entity.kind, -1),
        entity.label,
        entity.language,
        entity.links,
        entity.written,
        [[field, tag, text] for field, tag, text in one.texts],
        list(one.codes),
    ]


def _file(address: str, naming: Naming) -> str:
    path, hash_, fragment = address.partition("#")
    wanted = naming.canonical(path)
    return f"{file_of(wanted)}{hash_}{fragment}" if wanted else ""

"""Find the line of a file on which a subject is described.

pyoxigraph's parsers do not say on which line a triple stood. A fault found
after parsing is located by looking for the subject's name at the start of a
statement, under each prefix that the file declares.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from dissensus.errors import Place
from dissensus.sources.files import SourceFile

_HEAD: Final = re.compile(r"[ \t]*(<[^>]*>|[^\s;,\])]+)(?=[\s;,\])]|$)")
_ESCAPED: Final = re.compile(r"([~.!$&'()*+,;=/?#@%-])")


def find_subject(file: SourceFile, prefixes: Mapping[str, str], iri: str) -> Place:
    """Return where ``iri`` is first described in ``file``.

    A line that begins with its name counts before one that merely holds it;
    when it is written in no way known here, only the file is given.
    """
    names = tuple(_names(iri, prefixes))
    heads = _heads(file)
    if found := [heads[name] for name in names if name in heads]:
        return Place(file.path, *min(found))
    text = file.text()
    pattern = "|".join(map(re.escape, names))
    match = re.search(rf"(?<![\w:.<-])(?:{pattern})(?=[\s;,\])]|$)", text)
    if not match:
        return Place(file.path)
    at = match.start()
    return Place(file.path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


@lru_cache(maxsize=64)
def _heads(file: SourceFile) -> Mapping[str, tuple[int, int]]:
    """Return with what lines begin, and where first: each file is read once for all."""
    found: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(file.text().split("\n"), start=1):
        if match := _HEAD.match(line):
            found.setdefault(match[1], (number, match.start(1) + 1))
    return found


def _names(iri: str, prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield the ways in which Turtle may write ``iri``."""
    yield f"<{iri}>"
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            yield f"{prefix}:{local}"
            escaped = _ESCAPED.sub(r"\\\1", local)
            if escaped != local:
                yield f"{prefix}:{escaped}"

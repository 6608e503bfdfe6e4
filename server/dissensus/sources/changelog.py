"""Read the entries of a changelog that are about one version of the dataset.

Source: Keep a Changelog 1.1; CommonMark 0.31. Raw HTML is shown as text.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


def read_entries(text: str, version: str) -> tuple[str, ...]:
    r"""Return the items listed below the heading of ``version``, each as HTML.

    A changelog may tell of several things, each with versions of its own. The
    heading is then ``Dataset 1.2.0``; else it is ``1.2.0``, ``[1.2.0]`` or
    ``v1.2.0``, with a date or without.

    >>> read_entries("## Program 2\n- x\n## Dataset 2\n- Dates of *births*", "2")
    ('Dates of <em>births</em>',)
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415  # 30 ms, for notes only

    reader = MarkdownIt("commonmark", {"html": False})
    tokens = reader.parse(text)
    own = _section(tokens, _heading(r"dataset\s+", version))
    section = own or _section(tokens, _heading("", version))
    return tuple(
        reader.renderer.render(item, reader.options, {}).strip()
        for item in _items(section)
    )


def _heading(name: str, version: str) -> re.Pattern[str]:
    number = re.escape(version)
    return re.compile(rf"{name}\[?v?{number}\]?(\(.*\))?(\s.*)?", re.IGNORECASE)


def _section(tokens: "Sequence[Token]", wanted: re.Pattern[str]) -> "list[Token]":
    """Return what stands below the heading that is ``wanted``, to the next like it."""
    begun, level, found = False, "", []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            if begun and token.tag <= level:
                break
            if not begun and wanted.fullmatch(following.content.strip()):
                begun, level = True, token.tag
                continue
        if begun:
            found.append(token)
    return found


def _items(tokens: "Sequence[Token]") -> "list[list[Token]]":
    """Return what each item of the outermost lists holds."""
    items: list[list[Token]] = []
    depth = 0
    for token in tokens:
        depth -= token.type == "list_item_close"
        if depth > 0:
            items[-1].append(token)
        if token.type == "list_item_open":
            if depth == 0:
                items.append([])
            depth += 1
    return items

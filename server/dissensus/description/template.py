"""Read the template of a sentence that says what an entity is.

A template is text with places ``{path}``, filled with what the path leads to,
and optional parts ``[...]``, left out when a place in them stays empty::

    Claim[ affirmed by {dis:affirmedBy}][; denied by {dis:deniedBy}].

Templates avoid verbs that agree with a number: one or many may fill a place.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dissensus.description.paths import Path

_TOKEN: Final = re.compile(
    r"(?P<place>\{[^{}]*\})|(?P<mark>[\[\]])|(?P<text>[^{}\[\]]+)"
)


@dataclass(frozen=True)
class Gap:
    """A place in a template, and the path to what fills it."""

    path: Path


@dataclass(frozen=True)
class Optional:
    """A part that is left out unless all its places are filled."""

    parts: tuple[str | Gap, ...]


Template = tuple[str | Gap | Optional, ...]


def read_template(text: str, path: Callable[[str], Path]) -> Template:
    """Return the template that ``text`` writes.

    Args:
        text: As a project writes it.
        path: Reads what stands between braces.

    Raises:
        ValueError: A bracket is not closed, or stands in another.
    """
    whole: list[str | Gap | Optional] = []
    inner: list[str | Gap] | None = None
    end = 0
    for token in _TOKEN.finditer(text):
        if token.start() != end:
            break
        written = token.group()
        if written == "[" and inner is None:
            inner = []
        elif written == "]" and inner is not None:
            whole.append(Optional(tuple(inner)))
            inner = None
        elif token["mark"]:
            break
        else:
            part = Gap(path(written[1:-1])) if token["place"] else written
            (whole if inner is None else inner).append(part)
        end = token.end()
    if end != len(text) or inner is not None:
        raise ValueError(f"the brackets of {text!r} do not match")
    return tuple(whole)

r"""Write a query anew for a store that holds more than one release.

Token by token: white space and comments go, IRIs are written whole, graphs are
called as the store calls them, and the dataset is left to the protocol. What
is sent is then what was inspected: where two lexers might cut differently, as
in ``1SERVICE``, a space stands between.

DESCRIBE is what each store makes of it, so it becomes the CONSTRUCT of all
statements about the nodes that it names: a release has no blank nodes, for
which one would have to go further.

Source: SPARQL 1.1 Query, sections 4.1 (IRIs), 13.2 (FROM) and 16.4 (DESCRIBE).
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from dissensus.sparql.inspection import Form, reader_of
from dissensus.sparql.tokens import Token

_MODIFIERS: Final = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WORDS: Final = frozenset({"word", "number", "name", "variable", "blank", "tag"})
_NODE: Final = "?dissensus_node"


def for_elsewhere(text: str, base: str, rename: Callable[[str], str]) -> str:
    """Return the query ``text`` without its FROM, for a store of other names.

    Args:
        text: SPARQL 1.1 Query that the engine here can read.
        base: What relative IRIs are resolved against, where it has no BASE.
        rename: Gives text with the store's names of graphs for ours.

    Raises:
        MalformedQuery: Its prologue cannot be read.
    """
    reader = reader_of(text, base)
    form = reader.read().form
    found = _without_dataset(reader.found)
    pieces = [_Piece(token, _written(token, reader.iri, rename)) for token in found]
    start = next(n for n, piece in enumerate(pieces) if piece.token.is_word(form))
    # Functions resolve IRIs, too: a BASE of the query's own comes later, and counts.
    fallback = f"BASE <{base}>\n" if base else ""
    prologue = f"{fallback}{_joined(pieces[:start])}"
    if form is Form.DESCRIBE:
        return f"{prologue}\n{_construct(pieces[start + 1 :])}"
    return f"{prologue}\n{_joined(pieces[start:])}"


class _Piece:
    """A token, and what is written for it."""

    def __init__(self, token: Token, text: str) -> None:
        self.token = token
        self.text = text
        self.is_changed = text != token.text


def _without_dataset(found: Sequence[Token]) -> list[Token]:
    """Return the tokens that are no part of FROM or FROM NAMED."""
    kept: list[Token] = []
    depth = skipped = 0
    for token, following in pairwise([*found, Token("end", "", -1)]):
        depth += (token.kind == "open") - (token.kind == "close")
        if skipped:
            skipped -= 1
        elif depth == 0 and token.is_word("FROM"):
            skipped = 2 if following.is_word("NAMED") else 1
        else:
            kept.append(token)
    return kept


def _written(
    token: Token,
    resolved: Callable[[Token, Token], str],
    rename: Callable[[str], str],
) -> str:
    if token.kind == "iri" and not _ABSOLUTE.match(token.text, 1):
        return rename(f"<{resolved(token, token)}>")
    if token.kind == "name" and not token.text.endswith(":"):
        # Only a graph's name need be written out: a prefix may stand for half of it.
        whole = f"<{resolved(token, token)}>"
        return renamed if (renamed := rename(whole)) != whole else token.text
    if token.kind in {"iri", "string"}:
        return rename(token.text)
    return token.text


def _joined(pieces: Sequence[_Piece]) -> str:
    """Return the text; what touched still does, where that can be read one way only.

    Space is not free everywhere: the engine here wants COALESCE( in one piece.
    """
    parts = [piece.text for piece in pieces[:1]]
    for before, piece in pairwise(pieces):
        end = before.token.at + len(before.token.text)
        apart = (
            end != piece.token.at
            or before.is_changed
            or piece.is_changed
            or (before.token.kind in _WORDS and piece.token.kind in _WORDS)
        )
        parts += [" ", piece.text] if apart else [piece.text]
    return "".join(parts)


def _construct(pieces: Sequence[_Piece]) -> str:
    """Return what stands for DESCRIBE and ``pieces``, which follow it."""
    end = next(
        (
            n
            for n, piece in enumerate(pieces)
            if piece.text == "{" or piece.token.is_word("WHERE", *_MODIFIERS)
        ),
        len(pieces),
    )
    named, pattern = pieces[:end], pieces[end:]
    variables = [p.text for p in named if p.token.kind == "variable"]
    if any(p.text == "*" for p in named):
        every = (p.text for p in pattern if p.token.kind == "variable")
        variables = list(dict.fromkeys(f"?{name[1:]}" for name in every))
    nodes = [p.text for p in named if p.token.kind in {"iri", "name"}]
    branches = [f"{{ VALUES {_NODE} {{ {' '.join(nodes)} }} }}"] if nodes else []
    inner = f"SELECT {' '.join(variables)} {_joined(pattern)}"
    branches += [
        f"{{ SELECT DISTINCT ({name} AS {_NODE}) "
        f"WHERE {{ {{ {inner} }} FILTER(BOUND({name})) }} }}"
        for name in variables
    ]
    told = f"{_NODE} ?dissensus_property ?dissensus_value"
    return f"CONSTRUCT {{ {told} }} WHERE {{ {{ {' UNION '.join(branches)} }} {told} }}"

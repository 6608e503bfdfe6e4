r"""Cut the text of a query into tokens, as SPARQL 1.1 Query, section 19.8, does.

Everything is a token: what is not SPARQL becomes one of kind ``other``, so
that the engine, not this module, says what is wrong. Two tokens may touch:
``1SERVICE`` is a number and a word.

The standard lets ``\u0041`` stand for ``A`` anywhere in a query; the engine
reads it in IRIs and strings only. Whoever must be sure looks at both texts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from dissensus.errors import Place

_BASE: Final = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF"
    r"\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF"
    r"\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_INNER: Final = _BASE + r"_0-9\u00B7\u0300-\u036F\u203F\u2040"
_ESCAPE: Final = r"%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-]"
_LOCAL: Final = (
    rf"(?:[{_BASE}_0-9:]|{_ESCAPE})"
    rf"(?:\.*(?:[{_INNER}:-]|{_ESCAPE}))*+"
)
_CODE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"

_TOKEN: Final = rf"""
      (?P<space>   [ \t\r\n]++ | \#[^\r\n]*+ )
    | (?P<iri>     <(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE})*+> )
    | (?P<string>  \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"
                 | '''(?:[^'\\]|\\.|'(?!''))*+'''
                 | "(?:[^"\\\r\n]|\\.)*+"
                 | '(?:[^'\\\r\n]|\\.)*+' )
    | (?P<variable>[?$][{_BASE}_0-9][{_BASE}_0-9\u00B7\u0300-\u036F\u203F\u2040]*+ )
    | (?P<blank>   _:[{_BASE}_0-9](?:\.*[{_INNER}-])*+ )
    | (?P<name>    :(?:{_LOCAL})? )
    | (?P<run>     [{_BASE}][{_INNER}.-]*+(?:(?<!\.):(?:{_LOCAL})?)? )
    | (?P<tag>     @[A-Za-z]++(?:-[A-Za-z0-9]++)*+ )
    | (?P<number>  (?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)? )
    | (?P<word>    _[A-Za-z_0-9]*+ )
    | (?P<open>    << | [{{(\[] )
    | (?P<close>   >> | [}})\]] )
    | (?P<other>   . )
    """
# What a run of letters is cut into if no colon makes a prefix of it.
_PART: Final = re.compile(
    r"(?P<word>[A-Za-z_][A-Za-z_0-9]*+)|(?P<number>[0-9]++)|(?P<other>.)"
)
_ANY_CODE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_HIGHEST: Final = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query.

    Attributes:
        kind: iri, string, variable, blank, name, tag, number, word, open,
            close or other.
        text: As written.
        at: Where it begins, in code points from 0.
    """

    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        """Return whether this is one of the keywords ``words``, in any case."""
        return self.kind == "word" and self.text.upper() in words


@lru_cache(maxsize=1)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of ``text``, without white space and comments.

    Takes time in proportion to the text, 0.4 s for 1,000,000 characters; of a
    text just read, nothing: one query is looked at from several sides.
    """
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    for found in _pattern().finditer(text):
        kind = found.lastgroup or "other"
        if kind == "run":
            yield from _parts(found.group(), found.start())
        elif kind != "space":
            yield Token(kind, found.group(), found.start())


@cache
def _pattern() -> re.Pattern[str]:
    """Return what cuts a text; not made by import, for it takes 20 ms."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


def _parts(run: str, at: int) -> Iterator[Token]:
    """Yield a prefixed name as one token, and anything else in its parts.

    Cut here, once: were it left to the pattern to try a prefix at each letter,
    a query without any colon would take time in proportion to its square.
    """
    if ":" in run:
        yield Token("name", run, at)
        return
    for part in _PART.finditer(run):
        yield Token(part.lastgroup or "other", part.group(), at + part.start())


def unescape(text: str) -> str:
    r"""Return ``text`` with each ``\uXXXX`` and ``\UXXXXXXXX`` replaced.

    An escape that stands for no character stays.

    Source: SPARQL 1.1 Query, section 19.2.
    """
    return _ANY_CODE.sub(_character, text)


def place_of(text: str, at: int) -> Place:
    """Return line and column of the code point ``at`` of ``text``."""
    line = text.count("\n", 0, at) + 1
    return Place(None, line, at - text.rfind("\n", 0, at))


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    surrogate = 0xD800 <= number <= 0xDFFF  # noqa: PLR2004 - Unicode's own bounds
    return found[0] if surrogate or number > _HIGHEST else chr(number)

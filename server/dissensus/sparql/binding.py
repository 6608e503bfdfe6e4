"""Put terms in the place of variables, and take one page of an answer.

A term is not pasted: the query is cut into tokens first, and only a token that
is the variable gives way, to a token that a term writes. Whatever characters
the term holds, no other token of the query can change, and that is checked.

Done in the text, since the engine's own substitution (pyoxigraph 0.5) reaches
neither BIND nor a subselect, and wants each variable in the projection: see
docs/decisions/20261122-parameters-are-bound-token-by-token.md.

Source: SPARQL 1.1 Query, section 19.8 (tokens); SEP-0007 (substitution).
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.namespaces import XSD
from dissensus.sparql.tokens import Token, tokens

Term = NamedNode | Literal
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def bind(text: str, terms: Mapping[str, Term]) -> str:
    """Return the query ``text`` with each variable of ``terms`` replaced.

    Comments and strings stay as they are. Where only a variable may stand
    (``SELECT ?x``), what comes out is no query: the engine will say so.

    Args:
        text: SPARQL 1.1 Query.
        terms: By the name of the variable, without its mark.
    """
    parts, at = [], 0
    for token in tokens(text):
        if token.kind == "variable" and token.text[1:] in terms:
            written = _written(terms[token.text[1:]])
            # A number, or the `<` of a comparison, must not touch what we write.
            parts += [text[at : token.at], f" {written} "]
            at = token.at + len(token.text)
    return "".join([*parts, text[at:]])


def variables(text: str) -> frozenset[str]:
    """Return the names of the variables in ``text``, without their marks."""
    return frozenset(t.text[1:] for t in tokens(text) if t.kind == "variable")


def is_ordered(text: str) -> bool:
    """Return whether the answer as a whole has an ORDER BY."""
    return any(
        before.is_word("ORDER") and token.is_word("BY")
        for before, token in pairwise(_outside(text))
    )


def is_cut(text: str) -> bool:
    """Return whether the answer as a whole has a LIMIT or OFFSET."""
    return any(token.is_word("LIMIT", "OFFSET") for token in _outside(text))


def one_page(text: str, rows: int, page: int) -> str:
    """Return the query for one page of the answer to ``text``.

    Args:
        text: A SELECT query without LIMIT and OFFSET of its own.
        rows: Per page.
        page: From 1.
    """
    return f"{text}\nLIMIT {int(rows)} OFFSET {int(rows) * (int(page) - 1)}\n"


def count_rows(text: str) -> str:
    """Return the query for ``?rows``, how many rows the SELECT ``text`` has."""
    form = next(token for token in tokens(text) if token.is_word(*_FORMS))
    return f"{text[: form.at]}SELECT (COUNT(*) AS ?rows) WHERE {{ {text[form.at :]}\n}}"


def _outside(text: str) -> list[Token]:
    """Return the tokens outside of all brackets."""
    depth, found = 0, []
    for token in tokens(text):
        depth += (token.kind == "open") - (token.kind == "close")
        if not depth:
            found.append(token)
    return found


def _written(term: Term) -> str:
    """Return ``term`` as SPARQL writes it.

    Integers bare, since some places in a query take nothing else.
    """
    if isinstance(term, Literal) and term.datatype == XSD.integer:
        return str(int(term.value))
    return str(term)
